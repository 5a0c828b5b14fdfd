import type { Docs, JsonValue, Limit, Meta, Schema } from "../ir/index.js";
import { type ValueLine, valueLines } from "./value-lines.js";
import type { DocsView } from "./views.js";

export const emptyDocs: DocsView = { lines: [], tags: [] };

/** Examples and defaults longer than this are cut: a hover is no data sheet. */
const longest = 120;
const mostExamples = 2;

/** Docs, then what a value must be like, then default, examples, deprecation and link as tags. A title that `name` says already is left out. */
export function docsView(docs: Docs, schema: Schema | null = null, name = ""): DocsView {
  const meta = schema?.meta ?? null;
  const values = schema === null ? [] : valueLines(schema);
  if (meta === null && values.length === 0 && isEmpty(docs)) return emptyDocs;
  const lines = prose(docs, meta, name);
  const rules = (meta?.limits ?? []).flatMap(sentence);
  if (rules.length > 0) lines.push(...(lines.length > 0 ? [""] : []), rules.join(" "));
  if (values.length > 0 && !isTold(values, docs, meta)) lines.push(...(lines.length > 0 ? [""] : []), ...values.map(({ line: text }) => text));
  return { lines, tags: tags(docs, meta) };
}

/** One line of prose. */
export function line(text: string): DocsView {
  return { lines: [text], tags: [] };
}

/** A constraint as a sentence; none for rules that mean nothing to a reader of the type. */
export function sentence({ rule, value }: Limit): readonly string[] {
  const said = sentences[rule];
  if (said === undefined || value === false) return [];
  return [said(typeof value === "object" ? JSON.stringify(value) : String(value))];
}

const sentences: Readonly<Record<string, (value: string) => string>> = {
  minimum: (value) => `At least ${value}.`,
  maximum: (value) => `At most ${value}.`,
  exclusiveMinimum: (value) => `More than ${value}.`,
  exclusiveMaximum: (value) => `Less than ${value}.`,
  multipleOf: (value) => `A multiple of ${value}.`,
  minLength: (value) => `At least ${count(value, "character")}.`,
  maxLength: (value) => `At most ${count(value, "character")}.`,
  minItems: (value) => `At least ${count(value, "item")}.`,
  maxItems: (value) => `At most ${count(value, "item")}.`,
  minProperties: (value) => `At least ${count(value, "key")}.`,
  maxProperties: (value) => `At most ${count(value, "key")}.`,
  uniqueItems: () => "No item twice.",
  pattern: (value) => `Matches ${short(value)}.`,
};

function count(value: string, noun: string): string {
  return `${value} ${noun}${value === "1" ? "" : "s"}`;
}

function prose(docs: Docs, meta: Meta | null, name: string): string[] {
  const own = meta?.docs;
  const summary = docs.summary ?? own?.summary ?? null;
  const description = docs.description ?? own?.description ?? titleOf(meta, name);
  const first = summary === null || summary.trim() === "" ? [] : [...toLines(summary)];
  if (description === null || description === summary || description.trim() === "") return first;
  return first.length > 0 ? [...first, "", ...toLines(description)] : [...toLines(description)];
}

/** Whether the prose explains the values already. */
function isTold(values: readonly ValueLine[], docs: Docs, meta: Meta | null): boolean {
  const text = letters([docs.summary, docs.description, meta?.docs.summary, meta?.docs.description].join(" "));
  return values.every(({ told }) => text.includes(letters(told)));
}

/** Many frameworks make a title of every name: `Pet Type` tells a reader of `pet_type` nothing. */
function titleOf(meta: Meta | null, name: string): string | null {
  const title = meta?.title ?? null;
  return title === null || letters(name).includes(letters(title)) ? null : title;
}

const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

const breaks = /[\r\n\u2028\u2029]/;

function toLines(text: string): readonly string[] {
  if (!breaks.test(text)) return [text.trim()];
  const lines = text.split(/\r\n|[\r\n\u2028\u2029]/).map((each) => each.trimEnd());
  const isText = (each: string): boolean => each !== "";
  return lines.slice(lines.findIndex(isText), lines.findLastIndex(isText) + 1);
}

function tags(docs: Docs, meta: Meta | null): DocsView["tags"] {
  const own = meta?.docs;
  const list: { tag: DocsView["tags"][number]["tag"]; text: string }[] = [];
  if (meta?.default != null) list.push({ tag: "default", text: json(meta.default.value) });
  const examples = docs.examples.length > 0 ? docs.examples : (own?.examples ?? []);
  for (const example of examples.slice(0, mostExamples)) list.push({ tag: "example", text: json(example) });
  const link = docs.link ?? own?.link ?? null;
  if (link !== null) list.push({ tag: "see", text: link.description === null ? link.url : `${link.url} ${toLines(link.description)[0] ?? ""}`.trimEnd() });
  if (docs.deprecated || own?.deprecated === true) list.push({ tag: "deprecated", text: docs.deprecation ?? own?.deprecation ?? "" });
  return list;
}

function json(value: JsonValue): string {
  return short(JSON.stringify(value));
}

function short(text: string): string {
  return text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, "")}…` : text;
}

function isEmpty(docs: Docs): boolean {
  return docs.summary === null && docs.description === null && !docs.deprecated && docs.examples.length === 0 && docs.link === null;
}

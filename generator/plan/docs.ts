import type { Docs, JsonValue, Limit, Meta } from "../ir/index.js";
import type { DocsView } from "./views.js";

export const emptyDocs: DocsView = { lines: [], tags: [] };

/** Examples and defaults longer than this are cut: a hover is no data sheet. */
const longest = 120;
const mostExamples = 2;

/** Docs, then what a value must be like, then default, examples, deprecation and link as tags. */
export function docsView(docs: Docs, meta: Meta | null = null): DocsView {
  if (meta === null && isEmpty(docs)) return emptyDocs;
  const lines = prose(docs, meta);
  const rules = (meta?.limits ?? []).flatMap(sentence);
  if (rules.length > 0) lines.push(...(lines.length > 0 ? [""] : []), rules.join(" "));
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

function prose(docs: Docs, meta: Meta | null): string[] {
  const own = meta?.docs;
  const summary = docs.summary ?? own?.summary ?? null;
  const description = docs.description ?? own?.description ?? meta?.title ?? null;
  const first = summary === null || summary.trim() === "" ? [] : [...toLines(summary)];
  if (description === null || description === summary || description.trim() === "") return first;
  return first.length > 0 ? [...first, "", ...toLines(description)] : [...toLines(description)];
}

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

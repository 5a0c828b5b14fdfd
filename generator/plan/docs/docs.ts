import type { Docs, JsonValue, Limit, Meta, Schema } from "../../ir/index.js";
import { short } from "../names/short.js";
import { repeats } from "../names/telling.js";
import { limitSentences } from "../schemas/limits.js";
import { type ValueLine, valueLines } from "../schemas/value-lines.js";
import type { DocsView } from "../views.js";
import { toMarkdown } from "./html.js";

export const emptyDocs: DocsView = { lines: [], tags: [] };

const mostExamples = 2;
/** Longer ones are left out: half an example is none. */
const longestExample = 100;

/** Docs, then what a value must be like, then default, examples, deprecation and link as tags. A title that `name` says already is left out. */
export function docsView(docs: Docs, schema: Schema | null = null, name = ""): DocsView {
  const meta = schema?.meta ?? null;
  const values = schema === null ? [] : valueLines(schema);
  if (meta === null && values.length === 0 && isEmpty(docs)) return emptyDocs;
  const lines = withRules(prose(docs, meta, name), limitSentences(limitsOf(schema)));
  if (values.length > 0 && !isTold(values, docs, meta)) lines.push(...(lines.length > 0 ? [""] : []), ...values.map(({ line: text }) => text));
  return { lines, tags: tags(docs, schema) };
}

/** Rules go on where one sentence stands, and set off below more. */
function withRules(lines: string[], rules: readonly string[]): string[] {
  const text = lines.join(" ").toLowerCase();
  const untold = rules.filter((rule) => !tells(text, rule.toLowerCase()));
  if (untold.length === 0) return lines;
  const said = untold.join(" ");
  const [only] = lines;
  if (only === undefined) return [said];
  if (lines.length > 1 || !/[\p{L}\p{Nd}.!?)`'"]$/u.test(only) || /:\/\/\S+$/.test(only)) return [...lines, "", said];
  return [`${only}${/[.!?]$/.test(only) ? "" : "."} ${said}`];
}

const limitKinds: ReadonlyMap<string, Schema["kind"]> = new Map([
  ["minLength", "string"],
  ["maxLength", "string"],
  ["pattern", "string"],
  ["minItems", "array"],
  ["maxItems", "array"],
  ["uniqueItems", "array"],
  ["minimum", "number"],
  ["maximum", "number"],
  ["exclusiveMinimum", "number"],
  ["exclusiveMaximum", "number"],
  ["multipleOf", "number"],
]);
const plainKinds: ReadonlySet<Schema["kind"]> = new Set(["string", "number", "boolean", "array", "object"]);

/** Rules that the schema's kind of value can keep or break: some documents give a text `uniqueItems`. */
function limitsOf(schema: Schema | null): readonly Limit[] {
  const limits = schema?.meta?.limits ?? [];
  if (limits.length === 0 || schema === null || !plainKinds.has(schema.kind)) return limits;
  return limits.filter(({ rule }) => (limitKinds.get(rule) ?? schema.kind) === schema.kind);
}

/** Whether a text says a bound in its own words: `from 1`, `up to 512 characters`. */
function tells(text: string, rule: string): boolean {
  const [, bound, value] = /^at (least|most) (.+)\.$/.exec(rule) ?? [];
  if (value === undefined) return false;
  return (bound === "least" ? ["from", "at least"] : ["up to", "at most"]).some((words) => text.replaceAll(/[*`]/g, "").includes(`${words} ${value}`));
}

/** One line of prose. */
export function line(text: string): DocsView {
  return { lines: [text], tags: [] };
}

function prose(docs: Docs, meta: Meta | null, name: string): string[] {
  const own = meta?.docs;
  const summary = textOf(docs.summary ?? own?.summary);
  const description = textOf(docs.description ?? own?.description ?? titleOf(meta, name));
  if (summary === "" || description === "") return [...toLines(summary + description)];
  if (repeats(description, summary)) return [...toLines(description)];
  return [...toLines(summary), ...(repeats(summary, description) ? [] : ["", ...toLines(description)])];
}

const textOf = (text: string | null | undefined): string => (text == null ? "" : toMarkdown(text).trim());

/** Whether the prose explains the values already. */
function isTold(values: readonly ValueLine[], docs: Docs, meta: Meta | null): boolean {
  const text = letters([docs.summary, docs.description, meta?.docs.summary, meta?.docs.description].join(" "));
  return values.every(({ told }) => text.includes(letters(told)));
}

/** Many frameworks make a title of every name: `Pet Type` tells a reader of `pet_type` nothing, `petTypeDto` tells nobody anything. */
function titleOf(meta: Meta | null, name: string): string | null {
  const title = meta?.title ?? null;
  return title === null || letters(name).includes(letters(title)) || /^\S*(?:[_.$]|\p{Ll}\p{Lu})\S*$/u.test(title) ? null : title;
}

const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

const breaks = /[\r\n\u2028\u2029]/;

function toLines(text: string): readonly string[] {
  if (text === "") return [];
  if (!breaks.test(text)) return [text];
  const lines = text.split(/\r\n|[\r\n\u2028\u2029]/).map((each) => each.trimEnd());
  const isText = (each: string): boolean => each !== "";
  return lines.slice(lines.findIndex(isText), lines.findLastIndex(isText) + 1);
}

function tags(docs: Docs, schema: Schema | null): DocsView["tags"] {
  const meta = schema?.meta;
  const own = meta?.docs;
  const list: { tag: DocsView["tags"][number]["tag"]; text: string }[] = [];
  const preset = meta?.default?.value;
  if (preset != null) list.push({ tag: "default", text: short(JSON.stringify(preset)) });
  for (const text of examplesOf(docs.examples.length > 0 ? docs.examples : (own?.examples ?? []), schema)) list.push({ tag: "example", text });
  const link = docs.link ?? own?.link ?? null;
  if (link !== null)
    list.push({ tag: "see", text: link.description === null ? link.url : `${link.url} ${toLines(link.description.trim())[0] ?? ""}`.trimEnd() });
  if (docs.deprecated || own?.deprecated === true) list.push({ tag: "deprecated", text: docs.deprecation ?? own?.deprecation ?? "" });
  return list;
}

/** Examples that show something: short ones, of what the type or the default doesn't show already. */
function examplesOf(examples: readonly JsonValue[], schema: Schema | null): readonly string[] {
  if (examples.length === 0 || schema?.kind === "literal" || schema?.kind === "boolean") return [];
  const preset = schema?.meta?.default == null ? null : JSON.stringify(schema.meta.default.value);
  const texts = examples.map((example) => JSON.stringify(example)).filter((text) => text.length <= longestExample && text !== preset && text !== "null");
  return [...new Set(texts)].slice(0, mostExamples);
}

function isEmpty(docs: Docs): boolean {
  return docs.summary === null && docs.description === null && !docs.deprecated && docs.examples.length === 0 && docs.link === null;
}

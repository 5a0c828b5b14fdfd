import type { Field, ObjectSchema, Schema } from "../ir/index.js";
import { docsView } from "../plan/docs/docs.js";
import { printDocs } from "./docs.js";
import { indexValues, visibleFields } from "./members.js";
import { typeKey } from "./tokens.js";
import { after, joinUnion, type Place, primary, type TypePrinter, type TypeText } from "./type-text.js";

/** More arms than this in an index signature tell nobody anything: it becomes `unknown`. */
const INDEX_ARMS = 4;

const NOTHING: ReadonlySet<string> = new Set();

/** `{ ... }`: on one line when it has a single short member without a comment. */
export function printObject(schema: ObjectSchema, place: Place, printer: TypePrinter): TypeText {
  const lines = memberLines(schema, { ...place, indent: `${place.indent}  ` }, printer, NOTHING);
  const only = lines[0]?.trim() ?? "";
  if (lines.length === 1 && !only.includes("\n") && only.length + 3 <= place.room) return primary(`{ ${only.slice(0, -1)} }`);
  return primary(`{\n${lines.join("\n")}\n${place.indent}}`);
}

/** One text per member, indented as `place` says; `required` are fields that may not be optional whatever they say. */
export function memberLines(schema: ObjectSchema, place: Place, printer: TypePrinter, required: ReadonlySet<string>): string[] {
  const inner: Place = place.expanded === null ? place : { ...place, expanded: null };
  const fields = visibleFields(schema, place.side);
  const types: TypeText[] = [];
  const lines = fields.map((field) => {
    const key = typeKey(field.name);
    const type = printer.print(field.schema, { ...inner, room: inner.room - key.length - 4, input: false });
    types.push(type);
    return memberLine(field, key, type, inner, required.has(field.name));
  });
  const index = indexType(schema, fields, types, { place: { ...inner, input: false }, printer });
  if (index !== null) lines.push(`${place.indent}[key: string]: ${index};`);
  return lines;
}

function memberLine(field: Field, key: string, type: TypeText, place: Place, required: boolean): string {
  const optional = !(field.required || required);
  const { text } = optional && place.input ? joinUnion([type, primary("undefined")], { ...place, room: place.room - key.length - 4 }) : type;
  return `${printDocs(docsView(field.docs, field.schema, field.name), place.indent)}${place.indent}${after(`${key}${optional ? "?" : ""}:`, text)};`;
}

interface Around {
  readonly place: Place;
  readonly printer: TypePrinter;
}

/** The index signature's type, wide enough for the named fields beside it; null: there is none. */
function indexType(schema: ObjectSchema, fields: readonly Field[], types: readonly TypeText[], around: Around): string | null {
  const values = indexValues(schema);
  if (values.length === 0) return fields.length > 0 ? null : emptyIndex(schema);
  if (values.some((value) => value.kind === "unknown")) return "unknown";
  return around.printer.trial(
    () => wideIndex(values, fields, types, around),
    (text) => text !== "unknown",
  );
}

function wideIndex(values: readonly Schema[], fields: readonly Field[], types: readonly TypeText[], around: Around): string {
  const index = values.map((value) => around.printer.print(value, { ...around.place, room: around.place.room - 17 }));
  if (fields.length === 0) return joinUnion(index, around.place).text;
  const optional = fields.every((field) => field.required) ? [] : [primary("undefined")];
  const all = joinUnion(withoutListed([...index, ...types, ...optional].flatMap((type) => type.arms ?? [type])), around.place);
  return (all.arms?.length ?? 1) <= INDEX_ARMS && !all.text.includes("\n") ? all.text : "unknown";
}

/** Single values beside their own kind (`string | "a"`) say nothing more. */
function withoutListed(arms: readonly TypeText[]): readonly TypeText[] {
  const kinds = new Set(arms.map(({ text }) => text));
  return arms.filter(({ text }) => !kinds.has(kindOf(text) ?? ""));
}

function kindOf(text: string): string | undefined {
  if (/^".*"$/.test(text) || text === "(string & {})") return "string";
  if (/^-?\d[\de.+-]*$/i.test(text) || text === "(number & {})") return "number";
  return text === "true" || text === "false" ? "boolean" : undefined;
}

/** An object of which nothing is known takes anything; one that is declared empty (or all of whose fields are on the other side) takes nothing. */
const emptyIndex = (schema: ObjectSchema): string => (schema.rest === null && schema.fields.length === 0 ? "unknown" : "never");

import type { LiteralMember, LiteralSchema, Schema } from "../../ir/index.js";

/** One allowed value, explained: a list item, and the explanation alone. */
export interface ValueLine {
  readonly line: string;
  readonly told: string;
}

/** More values than this tell a reader nothing. */
const most = 40;
const longest = 160;

/** A list of the values of an enum that the document explains; empty when it explains none. */
export function valueLines(schema: Schema): readonly ValueLine[] {
  const literal = literalIn(schema);
  if (literal === null || !literal.members.some(explained)) return [];
  const lines = literal.members.filter(explained).map(valueLine);
  return lines.length > most ? [...lines.slice(0, most), { line: "- …", told: "" }] : lines;
}

/** The enum that a value, the items of a list, or all that is not null of it are of. */
function literalIn(schema: Schema): LiteralSchema | null {
  if (schema.kind === "literal") return schema;
  if (schema.kind === "array") return literalIn(schema.items);
  if (schema.kind !== "union") return null;
  const [only, ...more] = schema.of.filter((each) => each.kind !== "null");
  return only === undefined || more.length > 0 ? null : literalIn(only);
}

/** A name of its own helps where the value is a number or the like. */
const explained = ({ value, name, docs }: LiteralMember): boolean => docs !== null || (name !== null && typeof value !== "string");

function valueLine({ value, name, docs }: LiteralMember): ValueLine {
  const text = docs === null ? "" : oneLine(docs);
  const called = name !== null && typeof value !== "string" ? name : "";
  const told = called === "" || text === "" ? called + text : `${called}: ${text}`;
  return { line: `- \`${typeof value === "string" ? value : JSON.stringify(value)}\`: ${told}`, told };
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest).replace(/[\ud800-\udbff]$/, "")}…` : line;
}

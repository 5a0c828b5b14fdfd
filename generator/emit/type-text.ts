import type { RefSchema, Schema } from "../ir/index.js";
import type { SymbolRef, TypeStyle } from "../plan/views.js";
import type { ModelIndex, ModelNode, Origin, Side } from "./model-index.js";

/** How tightly a printed type binds: what must be wrapped in parentheses where. */
export const PRIMARY = 0;
export const INTERSECTION = 1;
export const UNION = 2;

export interface TypeText {
  readonly text: string;
  readonly level: typeof PRIMARY | typeof INTERSECTION | typeof UNION;
  /** Of a union: what it was joined from, so that a union around it can take them in. */
  readonly arms?: readonly TypeText[];
}

/** Where a type is being printed. */
export interface Place {
  readonly side: Side;
  readonly indent: string;
  /** Columns left on the line where the type starts. */
  readonly room: number;
  readonly binary: TypeStyle["binary"] | null;
  /** Enums and tagged unions here get the unknown arm. */
  readonly open: boolean;
  /** Whose names the schema's references are in. */
  readonly origin: Origin;
  /** Models already written out while an alias that would be circular is expanded; null: references print by name. */
  readonly expanded: Set<ModelNode> | null;
  /** Fields that are inputs of a call: optional ones may be given as undefined. */
  readonly input: boolean;
}

/** What the printers of the single kinds of schema need from the one that knows all of them. */
export interface TypePrinter {
  readonly index: ModelIndex;
  readonly style: TypeStyle;
  print(schema: Schema, place: Place): TypeText;
  symbol(symbol: SymbolRef): string;
  /** Runs `print`; what it imported is forgotten again when its text is not kept. */
  trial<T>(print: () => T, isKept: (printed: T) => boolean): T;
  /** A reference by name, whatever it refers to. */
  reference(ref: RefSchema, place: Place): TypeText;
}

export const primary = (text: string): TypeText => ({ text, level: PRIMARY });

/** In parentheses when it binds less tightly than its surroundings allow. */
export function wrapped(type: TypeText, level: number): string {
  if (type.level <= level) return type.text;
  const indent = /^\n( *) {2}\|/.exec(type.text);
  return indent === null ? `(${type.text})` : `(${type.text}\n${indent[1] ?? ""})`;
}

/** `key: type` or `name = type`: a union that starts on its own line follows the sign without a space. */
export const after = (head: string, text: string): string => (text.startsWith("\n") ? `${head}${text}` : `${head} ${text}`);

/** A union without repeats, `null` and `undefined` last, on one line or one arm a line. */
export function joinUnion(given: readonly TypeText[], place: Place): TypeText {
  const byText = new Map<string, TypeText>();
  for (const type of given) for (const arm of type.arms ?? [type]) if (!byText.has(arm.text)) byText.set(arm.text, arm);
  if (byText.has("unknown")) return primary("unknown");
  if (byText.size > 1) byText.delete("never");
  for (const last of ["null", "undefined"]) {
    const arm = byText.get(last);
    if (arm !== undefined && byText.delete(last)) byText.set(last, arm);
  }
  const arms = [...byText.values()];
  const only = arms[0] ?? primary("never");
  return arms.length < 2 ? only : { text: layUnion(arms, place), level: UNION, arms };
}

function layUnion(arms: readonly TypeText[], place: Place): string {
  const texts = arms.map((arm) => wrapped(arm, PRIMARY));
  const flat = texts.join(" | ");
  const long = texts.filter((text) => text.includes("\n")).length;
  if (long === 0 && flat.length <= place.room) return flat;
  // `{ ... } | null` keeps its braces at the level of the line.
  if (long === 1 && texts.every((text) => text.includes("\n") || text === "null" || text === "undefined")) return flat;
  return texts.map((text) => `\n${place.indent}  | ${text}`).join("");
}

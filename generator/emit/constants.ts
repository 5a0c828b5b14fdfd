import type { JsonValue } from "../ir/index.js";
import type { ConstantValue, SymbolRef } from "../plan/views.js";
import { WIDTH } from "./docs.js";
import { numberLiteral, objectKey, stringLiteral } from "./tokens.js";

type PrintSymbol = (symbol: SymbolRef) => string;

/** A constant as an object literal: on one line where it fits, else one entry a line. `used`: columns before it. */
export function printConstant(value: ConstantValue, symbol: PrintSymbol, used: number): string {
  return lay(toNode(value, symbol), "", used + 1);
}

/** Flat text, or the entries to lay out; `length` is that of the flat text. */
type Node = { readonly length: number } & ({ readonly text: string } | { readonly open: string; readonly close: string; readonly entries: readonly Entry[] });
interface Entry {
  readonly key: string;
  readonly node: Node;
}

const leaf = (text: string): Node => ({ text, length: text.length });

function toNode(value: ConstantValue, symbol: PrintSymbol): Node {
  if (typeof value === "object" && value !== null && !isList(value)) {
    const special = specialOf(value);
    if (special === "$json") return jsonNode((value as { $json: JsonValue }).$json); // specialOf looked
    if (special === "$symbol") return leaf(symbol((value as { $symbol: SymbolRef }).$symbol)); // specialOf looked
    if (special === "$lazy") return leaf(`() => ${symbol((value as { $lazy: SymbolRef }).$lazy)}`); // specialOf looked
  }
  return node(value, (part, key) => (key in Object.prototype && key !== "__proto__" ? fixed(part, toNode(part, symbol)) : toNode(part, symbol)));
}

const jsonNode = (value: JsonValue): Node => node(value, (part) => jsonNode(part));

function node<T>(value: null | boolean | number | string | readonly T[] | object, child: (value: T, key: string) => Node): Node {
  if (typeof value === "string") return leaf(stringLiteral(value));
  if (typeof value === "number") return leaf(numberLiteral(value));
  if (value === null || typeof value === "boolean") return leaf(String(value));
  const list = isList<T>(value);
  const entries: Entry[] = list
    ? value.map((part) => ({ key: "", node: child(part, "") }))
    : Object.entries(value).map(([key, part]) => ({ key: `${objectKey(key)}: `, node: child(part as T, key) })); // the values of a ConstantValue are ConstantValues
  let length = list ? 2 : entries.length === 0 ? 2 : 4;
  for (const entry of entries) length += entry.key.length + entry.node.length + 2;
  return { open: list ? "[" : "{", close: list ? "]" : "}", entries, length: entries.length === 0 ? length : length - 2 };
}

/**
 * What stands under a name that every object inherits (`constructor`, `toString`) is typed by that member, not by the map's own type, and
 * its literals would widen: `as const` keeps them. Only data can be `as const`, a symbol's name can't.
 */
function fixed(value: ConstantValue, printed: Node): Node {
  const suffix = " as const";
  const length = printed.length + suffix.length;
  if (!("text" in printed)) return { ...printed, close: printed.close + suffix, length };
  return typeof value === "object" ? printed : { text: printed.text + suffix, length };
}

function isList<T>(value: unknown): value is readonly T[] {
  return Array.isArray(value);
}

function specialOf(value: object): "$json" | "$symbol" | "$lazy" | null {
  const keys = Object.keys(value);
  const key = keys[0];
  if (keys.length !== 1 || (key !== "$json" && key !== "$symbol" && key !== "$lazy")) return null;
  if (key === "$json") return key;
  const symbol: unknown = Reflect.get(value, key);
  const fits =
    typeof symbol === "object" && symbol !== null && typeof Reflect.get(symbol, "name") === "string" && typeof Reflect.get(symbol, "type") === "boolean";
  return fits ? key : null;
}

function lay(node: Node, indent: string, used: number): string {
  if ("text" in node) return node.text;
  if (indent.length + used + node.length <= WIDTH) return flat(node);
  const inner = `${indent}  `;
  const lines = node.entries.map((entry) => `${inner}${entry.key}${lay(entry.node, inner, entry.key.length + 1)},\n`);
  return `${node.open}\n${lines.join("")}${indent}${node.close}`;
}

function flat(node: Node): string {
  if ("text" in node) return node.text;
  if (node.entries.length === 0) return node.open + node.close;
  const parts = node.entries.map((entry) => entry.key + flat(entry.node)).join(", ");
  return node.open === "[" ? `[${parts}${node.close}` : `{ ${parts} ${node.close}`;
}

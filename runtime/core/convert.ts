import { encodeAny } from "./bodies.js";
import type { Codec } from "./codec.js";
import { DecodeError, InputError } from "./errors.js";
import { Digits, parseLossless, printLossless, roundDigits } from "./lossless-json.js";
import { own } from "./own.js";
import type { Shape } from "./shape.js";
import { isRecord, memberOf, type Resolved, resolveShape, shapeFor } from "./shapes.js";

type Leaf = (value: unknown, shape: Resolved) => unknown;

/** Whether a shape holds a bigint anywhere: only then is the text read without losing digits. */
const bigints = new WeakMap<Shape, boolean>();

/** Whether a bigint may stand anywhere in values of the shape. */
export function hasBigint(shape: Shape): boolean {
  const here = resolveShape(shape);
  const known = bigints.get(here);
  if (known !== undefined) return known;
  bigints.set(here, false); // a cycle adds nothing
  const found = here.as === "bigint" || childrenOf(here).some(hasBigint);
  bigints.set(here, found);
  return found;
}

function childrenOf({ items, prefix = [], fields = {}, patterns = {}, rest, anyOf = [], allOf = [] }: Resolved): Shape[] {
  return [...(items ? [items] : []), ...prefix, ...Object.values(fields), ...Object.values(patterns), ...(rest ? [rest] : []), ...anyOf, ...allOf];
}

/** Walks a value along its shape and replaces the leaves that are converted; copies only what changes. */
function walk(value: unknown, shape: Shape, leaf: Leaf): unknown {
  const here = resolveShape(shape);
  if (here.as && value !== null && value !== undefined) return leaf(value, here);
  let whole = value;
  for (const part of here.allOf ?? []) whole = walk(whole, part, leaf);
  if (here.anyOf) {
    const member = here.anyOf[memberOf(whole, here)];
    if (member) whole = walk(whole, member, leaf);
  }
  if (Array.isArray(whole)) return walkList(whole, here, leaf);
  if (isRecord(whole)) return walkRecord(whole, here, leaf);
  return here.items && isStreamed(whole) ? walkItems(whole, here.items, leaf) : whole;
}

/** Items that come one by one: a generator, a stream. */
const isStreamed = (value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> =>
  typeof value === "object" && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);

async function* walkItems(items: AsyncIterable<unknown> | Iterable<unknown>, shape: Shape, leaf: Leaf): AsyncGenerator<unknown, void, undefined> {
  for await (const item of items) yield walk(item, shape, leaf);
}

function walkList(list: unknown[], { items, prefix = [], rest }: Resolved, leaf: Leaf): unknown[] {
  const made = list.map((member, index) => {
    const shape = prefix[index] ?? items ?? rest;
    return shape ? walk(member, shape, leaf) : member;
  });
  return made.some((member, index) => member !== list[index]) ? made : list;
}

function walkRecord(record: Record<string, unknown>, shape: Resolved, leaf: Leaf): Record<string, unknown> {
  const changed: [string, unknown][] = [];
  for (const [key, member] of Object.entries(record)) {
    let made = member;
    for (const part of shapesOf(key, shape)) made = walk(made, part, leaf);
    if (made !== member) changed.push([key, made]);
  }
  // fromEntries defines, never assigns: `__proto__` stays a plain key.
  return changed.length ? { ...record, ...Object.fromEntries(changed) } : record;
}

function shapesOf(key: string, { fields = {}, patterns = {}, rest }: Resolved): Shape[] {
  const own = Object.hasOwn(fields, key) ? [fields[key] as Shape] : []; // an own key
  const matching = Object.keys(patterns).filter((pattern) => new RegExp(pattern, "u").test(key));
  const all = [...own, ...matching.map((pattern) => patterns[pattern] as Shape)]; // keys of the record itself
  return all.length || !rest ? all : [rest];
}

interface TemporalLike {
  readonly [kind: string]: { from(text: string): unknown };
}
const temporalKinds: { readonly [format: string]: string } = { date: "PlainDate", time: "PlainTime", duration: "Duration" };

function toTemporal(text: string, format = "date-time"): unknown {
  const { Temporal } = globalThis as { Temporal?: TemporalLike }; // not in every platform's types yet
  if (!Temporal)
    throw new InputError("This platform has no Temporal", { remedy: "Load a polyfill that sets globalThis.Temporal, or generate with dates: date" });
  try {
    return Temporal[temporalKinds[format] ?? "Instant"]?.from(text);
  } catch {
    return text; // not of its format
  }
}

/** Wire -> program. What is not of its format stays as it came. */
const receive: Leaf = (value, { as, format }) => {
  if (value instanceof Digits) return as === "bigint" ? BigInt(value.text) : value;
  if (as === "bigint")
    return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : typeof value === "string" && /^-?\d+$/.test(value) ? BigInt(value) : value;
  if (typeof value !== "string") return value;
  if (as === "base64") return Uint8Array.from(atob(value.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  if (as === "temporal") return toTemporal(value, format);
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : date;
};

/** Program -> wire. */
const submit: Leaf = (value, { as, format }) => {
  if (as === "date" && value instanceof Date && Number.isNaN(value.getTime())) throw new InputError("A date among the input is an Invalid Date");
  if (as === "date" && value instanceof Date) return format === "date" ? value.toISOString().slice(0, 10) : value.toISOString();
  if (as === "temporal" && typeof value === "object") return String(value);
  if (as === "base64" && value instanceof Uint8Array) return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(""));
  return value;
};

/** Values of a wire shape -> values of the program. */
export const fromWire = (value: unknown, shape: Shape): unknown => walk(value, shape, receive);

/** Values of the program -> values that JSON can hold (bigint is printed by the codec). */
export const toWire = (value: unknown, shape: Shape): unknown => walk(value, shape, submit);

/**
 * The value of a JSON text as its type says: dates, Temporal values and bigint by the shape of that name, no digit lost.
 * @throws DecodeError when the text is no JSON.
 */
export function parsePayload<T>(text: string, shapes: { readonly [name: string]: Shape }, name: string): T {
  const shape = own(shapes, name) ?? {};
  try {
    const value = hasBigint(shape) ? roundDigits(fromWire(parseLossless(text), shape)) : fromWire(JSON.parse(text), shape);
    return value as T; // typed by the generated function
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new DecodeError(`The payload is no JSON: ${text.slice(0, 80)}`, { status: 0, contentType: "application/json", text: text.slice(0, 200), cause });
  }
}

/** Dates, Temporal values, bigint and bytes in JSON, where the operation's `convert` says so: in inputs, replies and errors. */
export const convert: Codec = {
  input: ({ convert: shapes }, input) => (shapes?.in ? (toWire(input, shapes.in) as object) : input), // an object stays one
  body: encodeAny,
  bodies: {
    json: (value, { type }) => ({ body: printLossless(value), headers: { "content-type": type ?? "application/json" } }),
  },
  replies: {
    json: (text, { convert: shapes }, status) => {
      const shape = shapeFor(shapes?.out, status);
      if (!shape) return JSON.parse(text);
      return hasBigint(shape) ? roundDigits(fromWire(parseLossless(text), shape)) : fromWire(JSON.parse(text), shape);
    },
  },
};

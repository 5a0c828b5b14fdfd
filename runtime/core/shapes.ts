import { Digits } from "./lossless-json.js";
import { own } from "./own.js";
import type { Shape } from "./shape.js";

/** A Shape that is no reference. */
export type Resolved = Exclude<Shape, { readonly ref: () => Shape }>;

/** Follows references to the shape itself. */
export function resolveShape(shape: Shape): Resolved {
  let here = shape;
  while ("ref" in here) here = here.ref();
  return here;
}

/** The shape of a status: its number, then its range (`4XX`), then `default`. */
export function shapeFor(shapes: { readonly [status: string]: Shape } | undefined, status: number): Shape | undefined {
  return shapes?.[status] ?? shapes?.[`${Math.floor(status / 100)}XX`] ?? shapes?.["default"];
}

/** An object that is a record of fields: no list, no class of its own (Date, Blob, Map ...). */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Records of another realm (jest, iframes) have another Object.prototype: what counts is that nothing stands above it.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const kinds: { readonly [type: string]: (value: unknown) => boolean } = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number" || value instanceof Digits,
  integer: (value) => typeof value === "bigint" || value instanceof Digits || Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
  bytes: (value) => typeof value === "string" || (typeof value === "object" && value !== null),
  array: (value) => Array.isArray(value) || Symbol.asyncIterator in Object(value), // the items of a streamed body
  tuple: Array.isArray,
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  never: () => false,
};

/** A value of a class (Date, Temporal, bytes): what JSON holds, whole numbers on their way included, is none. */
const isConverted = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isRecord(value) && !(value instanceof Digits);

/** Whether the value's own kind is the shape's; converted values (Date for a date) count as what they stand for. */
export function isOfType(value: unknown, { type, as }: Resolved): boolean {
  if (as && isConverted(value)) return true;
  return type === undefined || (kinds[type]?.(value) ?? true);
}

/** The index of the union member that a value belongs to: by its tag, else the first that fits at its surface; -1: none. */
export function memberOf(value: unknown, { anyOf = [], tag }: Resolved): number {
  if (tag && isRecord(value)) {
    return own(tag.values, String(own(value, tag.field))) ?? -1;
  }
  const fitting = anyOf.map((_, index) => index).filter((index) => fits(value, anyOf[index] as Shape, 2)); // an index of the list
  return fitting[0] ?? -1;
}

/** A look at the surface, some levels deep: type, constants, required fields and the kinds of declared ones. */
function fits(value: unknown, shape: Shape, depth: number): boolean {
  const here = resolveShape(shape);
  if (!isOfType(value, here)) return false;
  if (here.enum && !here.open && !here.enum.includes(value)) return false;
  if (here.anyOf && !here.anyOf.some((member) => fits(value, member, depth))) return false;
  if (here.allOf && !here.allOf.every((member) => fits(value, member, depth))) return false;
  if (!isRecord(value)) return true;
  if (here.required?.some((name) => !Object.hasOwn(value, name))) return false;
  if (depth === 0) return true;
  return Object.entries(here.fields ?? {}).every(([name, field]) => !Object.hasOwn(value, name) || fits(value[name], field, depth - 1));
}

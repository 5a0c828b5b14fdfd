import type { Drift } from "./client.js";
import { checkLimits } from "./limits.js";
import { own } from "./own.js";
import type { Shape } from "./shape.js";
import { isOfType, isRecord, memberOf, type Resolved, resolveShape } from "./shapes.js";

/** One difference between a value and its shape. */
export interface Finding {
  /** RFC 6901 pointer into the value. */
  readonly at: string;
  readonly kind: Drift["kind"] | "out-of-limits";
  readonly value: unknown;
  /** What was expected, in words. */
  readonly expected: string;
}

/** Which way the value goes: `in` to the server, `out` from it. */
export type Side = "in" | "out";

/** Every difference between a value and its shape, with its place. */
export function check(value: unknown, shape: Shape, side: Side, at = ""): Finding[] {
  const here = resolveShape(shape);
  const finding = (kind: Finding["kind"], expected: string): Finding[] => [{ at, kind, value, expected }];
  if (value === null && !allowsNull(here)) return finding("unexpected-null", here.type ?? "a value");
  if (!isOfType(value, here)) return finding("wrong-type", here.type ?? "another type");
  if (here.enum && !here.enum.some((member) => same(member, value)))
    return here.open ? [] : finding("unknown-enum-value", here.enum.map((member) => JSON.stringify(member)).join(" | "));
  const found: Finding[] = checkLimits(value, here.limits).map((rule): Finding => ({ at, kind: "out-of-limits", value, expected: rule }));
  if (here.anyOf) found.push(...checkUnion(value, here, side, at));
  if (Array.isArray(value))
    found.push(...value.flatMap((member, index) => checkMember(member, here.prefix?.[index] ?? here.items ?? here.rest, side, `${at}/${index}`)));
  else if (isRecord(value)) found.push(...checkRecord(value, partsOf(here), side, at));
  for (const part of here.allOf ?? []) found.push(...checkPart(value, part, side, at));
  return found;
}

/** Parts of an object type are looked at together (`checkRecord`); of others each by itself. */
function checkPart(value: unknown, part: Shape, side: Side, at: string): Finding[] {
  return isRecord(value) ? checkUnionsOf(value, resolveShape(part), side, at) : check(value, part, side, at);
}

function checkUnionsOf(value: unknown, part: Resolved, side: Side, at: string): Finding[] {
  return [...(part.anyOf ? checkUnion(value, part, side, at) : []), ...(part.allOf ?? []).flatMap((inner) => checkPart(value, inner, side, at))];
}

function checkMember(member: unknown, shape: Shape | false | undefined, side: Side, at: string): Finding[] {
  return shape ? check(member, shape, side, at) : [];
}

function checkUnion(value: unknown, here: Resolved, side: Side, at: string): Finding[] {
  const index = memberOf(value, here);
  const member = here.anyOf?.[index];
  if (member) return check(value, member, side, at);
  if (here.open) return [];
  // A single candidate of the value's kind: its own differences say more than "none fits".
  const candidates = here.tag ? [] : (here.anyOf ?? []).filter((one) => isOfType(value, resolveShape(one)));
  return candidates.length === 1
    ? check(value, candidates[0] as Shape, side, at)
    : [{ at, kind: "unknown-union-member", value: here.tag && isRecord(value) ? value[here.tag.field] : value, expected: "a member of the union" }]; // length 1
}

/** An object type and everything that it is an `allOf` of. */
function partsOf(shape: Resolved): Resolved[] {
  return [shape, ...(shape.allOf ?? []).flatMap((part) => partsOf(resolveShape(part)))];
}

function checkRecord(record: Record<string, unknown>, parts: readonly Resolved[], side: Side, at: string): Finding[] {
  const found: Finding[] = [];
  const hidden = side === "in" ? "readOnly" : "writeOnly";
  for (const { fields = {}, required = [] } of parts) {
    for (const name of required) {
      const field = own(fields, name);
      const isHidden = field !== undefined && hidden in field;
      if (!isHidden && (!Object.hasOwn(record, name) || record[name] === undefined))
        found.push({ at: `${at}/${pointerToken(name)}`, kind: "missing-field", value: undefined, expected: "required" });
    }
  }
  for (const [key, member] of Object.entries(record)) {
    if (member === undefined) continue;
    const place = `${at}/${pointerToken(key)}`;
    const shapes = parts.flatMap((part) => shapesOf(key, part));
    for (const shape of shapes) found.push(...check(member, shape, side, place));
    if (!shapes.length && isUnknown(parts))
      found.push({
        at: place,
        kind: "unknown-field",
        value: member,
        expected: parts.some(({ rest }) => rest === false) ? "no other fields" : "a declared field",
      });
  }
  return found;
}

/** A key that nothing declares is worth telling only where something is declared, and nothing open stands beside it. */
function isUnknown(parts: readonly Resolved[]): boolean {
  return parts.some(({ fields, rest }) => fields !== undefined || rest === false) && !parts.some(({ anyOf }) => anyOf);
}

function shapesOf(key: string, { fields = {}, patterns = {}, rest }: Resolved): Shape[] {
  const field = own(fields, key);
  const matching = Object.entries(patterns).filter(([pattern]) => new RegExp(pattern, "u").test(key));
  const all = [...(field ? [field] : []), ...matching.map(([, shape]) => shape)];
  return all.length || !rest ? all : [rest];
}

function allowsNull(shape: Resolved): boolean {
  if (shape.type === "null") return true;
  if (shape.enum) return shape.enum.includes(null);
  if (shape.anyOf) return shape.anyOf.some((member) => allowsNull(resolveShape(member)));
  if (shape.allOf?.length) return shape.type === undefined && shape.allOf.every((part) => allowsNull(resolveShape(part)));
  return shape.type === undefined;
}

/** Enum members may be lists and objects. */
const same = (a: unknown, b: unknown): boolean => a === b || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));

const pointerToken = (token: string): string => token.replaceAll("~", "~0").replaceAll("/", "~1");

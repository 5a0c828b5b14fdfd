import {
  allSchema,
  type Field,
  type Limit,
  type Meta,
  neverSchema,
  type ObjectSchema,
  objectSchema,
  type RefSchema,
  type Schema,
  unknownSchema,
} from "../ir/index.js";
import { recordBases, startsInheritance } from "./inheritance.js";
import { intersect, mergeObjects } from "./intersect.js";
import { isObject } from "./json.js";
import { mergeMeta } from "./meta.js";
import { withoutNull } from "./nullable.js";
import { requireLoose } from "./object.js";
import { findField, isRequiredBy } from "./property.js";
import { type Scope, warn } from "./scope.js";

/** What the parts of a composition say, gathered in document order. */
export interface Parts {
  /** References, in order, each model once. */
  readonly refs: RefSchema[];
  /** All inline objects: merged in the end. */
  readonly objects: ObjectSchema[];
  /** Unions, scalars, arrays and whatever else isn't an object. */
  readonly others: Schema[];
  /** Required names that their own part doesn't declare. */
  readonly loose: string[];
  readonly limits: Limit[];
  meta: Meta | null;
  /** A part without a type that says `nullable`: meant of the whole. */
  nullable: boolean;
  /** Typed parts, and those of them that admit null. */
  typed: number;
  typedNullable: number;
}

/** One schema of all parts: objects merged, references kept, what contradicts each other `never`. */
export function settle(scope: Scope, parts: Parts, at: string): Schema {
  if (parts.others.some((each) => each.kind === "never")) return neverSchema();
  const others = foldOthers(parts.others, at).filter((each) => !isSaidByRef(scope, parts, each));
  const [first, ...more] = parts.objects;
  const merged = first === undefined ? null : mergeObjects([first, ...more]);
  if (others.some((each) => each.kind === "never") || (saysMore(merged) && others.some(isNoObject))) {
    const message = "The parts contradict each other: no value satisfies them all.";
    warn(scope, "allof-contradiction", { at, message, remedy: "Correct the parts, or use oneOf if either is meant." });
    return neverSchema();
  }
  const object = withLoose(scope, { ...parts, object: merged }, at);
  const refs = others.some((each) => each.kind === "literal") ? parts.refs.filter((ref) => !isScalar(scope, ref)) : parts.refs;
  const kept: Schema[] = [...refs];
  if (object !== null && (kept.length + others.length === 0 || (saysMore(object) && !isOnlyClosed(object)))) kept.push(object);
  for (const each of others) kept.push(each);
  const only = kept[0];
  if (only === undefined) return unknownSchema();
  if (kept.length === 1 && !(only.kind === "ref" && startsInheritance(scope, only, at))) return only.kind === "object" ? { ...only, at } : only;
  if (kept.length === 1) kept.push(objectSchema(at, []));
  recordBases(scope, refs, at);
  return allSchema(
    at,
    kept.map((each) => (each.kind === "object" ? { ...each, at } : each)),
  );
}

type Merged = Parts & { readonly object: ObjectSchema | null };

/**
 * Required names get their field from wherever a part declares it. A name that every member of a union among the parts requires
 * needs none; one that nothing declares may be anything.
 */
function withLoose(scope: Scope, parts: Merged, at: string): ObjectSchema | null {
  for (const name of parts.loose) requireInMembers(parts, name);
  const names = parts.loose.filter((name) => !parts.others.some((each) => isRequiredBy(scope, each, name)));
  if (names.length === 0 || names.every((name) => isRequiredInRefs(scope, parts, name))) return parts.object;
  const find = (name: string): Field | null => {
    const found = findField(scope, parts.refs, name);
    return found === null ? null : { ...found, required: true };
  };
  return requireLoose(parts.object ?? objectSchema(at, []), names, find);
}

/** A name that only inline members of a union declare is required in each of them: beside the union its type would be unknown. */
function requireInMembers({ object, others }: Merged, name: string): void {
  const declares = (schema: ObjectSchema): boolean => schema.fields.some((each) => each.name === name);
  if (object !== null && declares(object)) return;
  for (const union of others) {
    if (union.kind !== "union") continue;
    const members = union.of.filter((each) => each.kind === "object");
    if (members.length < union.of.length || !members.some(declares)) continue;
    for (const member of members) requireLoose(member, [name], null);
  }
}

/** Required already by a part that is referred to. */
function isRequiredInRefs(scope: Scope, parts: Merged, name: string): boolean {
  return !parts.object?.fields.some((each) => each.name === name) && parts.refs.some((ref) => isRequiredBy(scope, ref, name));
}

function foldOthers(others: readonly Schema[], at: string): readonly Schema[] {
  const folded: Schema[] = [];
  for (const each of others) {
    const last = folded.at(-1);
    const both = last === undefined ? null : intersect(last, each, at);
    if (both === null || both.kind === "all") folded.push(each);
    else folded[folded.length - 1] = both;
  }
  return folded.length > 1 ? folded.map(withoutNull) : folded;
}

/** `additionalProperties: false` alone beside other parts: meant of the whole, it would leave nothing if it were heeded. */
function isOnlyClosed(object: ObjectSchema): boolean {
  return object.rest === false && object.fields.length === 0 && object.patterns.length === 0;
}

/** A bare type beside a reference to a schema of that type: only its limits count. */
function isSaidByRef(scope: Scope, parts: Parts, schema: Schema): boolean {
  const type = schema.kind === "number" && schema.integer ? "integer" : schema.kind;
  if (type === "array" ? schema.kind === "array" && schema.items.kind !== "unknown" : !isNoObject(schema)) return false;
  const said = parts.refs.some((ref) => {
    const node = scope.lowering.models.get(ref.model)?.node;
    return isObject(node) && node["type"] === type;
  });
  if (said && schema.meta !== null) parts.meta = parts.meta === null ? schema.meta : mergeMeta(parts.meta, schema.meta);
  return said;
}

/** A reference to a string, number or boolean, enums included: listed values beside it say it all. */
function isScalar(scope: Scope, ref: RefSchema): boolean {
  const node = scope.lowering.models.get(ref.model)?.node;
  const type = isObject(node) ? node["type"] : null;
  return type === "string" || type === "integer" || type === "number" || type === "boolean";
}

function saysMore(object: ObjectSchema | null): boolean {
  return object !== null && (object.fields.length > 0 || object.patterns.length > 0 || object.rest !== null);
}

function isNoObject(schema: Schema): boolean {
  return (
    schema.kind === "string" ||
    schema.kind === "number" ||
    schema.kind === "boolean" ||
    schema.kind === "array" ||
    schema.kind === "tuple" ||
    schema.kind === "null"
  );
}

import {
  type JsonValue,
  type Limit,
  type LiteralMember,
  literalSchema,
  neverSchema,
  nullSchema,
  type Schema,
  type UnionSchema,
  unionSchema,
  unknownSchema,
} from "../ir/index.js";
import { discriminatorOf } from "./discriminator.js";
import { isList, isObject, type JsonObject, step } from "./json.js";
import { orNull } from "./nullable.js";
import { lowerSchema } from "./schema.js";
import { type Mutable, type Scope, warn } from "./scope.js";

/** `oneOf` or `anyOf` as a union, simplified where nothing is lost. Null when it says nothing of the shape. */
export function lowerUnion(scope: Scope, node: JsonObject, keyword: { readonly name: "oneOf" | "anyOf"; readonly at: string }): Schema | null {
  const list = node[keyword.name];
  const at = step(keyword.at, keyword.name);
  if (!isList(list) || list.length === 0) {
    warn(scope, "union-empty", { at, message: `"${keyword.name}" lists nothing; ignored.`, remedy: "List the schemas, or leave it out." });
    return null;
  }
  const discriminator = discriminatorOf(scope, node, keyword.at);
  const members = list.map((each, index) => (isOnlyNullable(each) ? nullSchema() : lowerSchema(scope, each, step(at, index))));
  if (discriminator === null) return simplifiedUnion(scope, members, keyword.at);
  const union: Mutable<UnionSchema> = unionSchema(keyword.at, distinct(members));
  if (union.of.length > 0) scope.lowering.unions.set(union, { union, discriminator, scope });
  return union;
}

/** `{ nullable: true }` among alternatives: how some generators of 3.0 documents (schemars) write null. */
function isOnlyNullable(node: JsonValue): boolean {
  return isObject(node) && node["nullable"] === true && Object.keys(node).every((key) => key === "nullable" || silent.has(key));
}

/** The alternatives of a union whose members only say what is required: `{ rule: "anyOf", value: [["a"], ["b"]] }`. Null for any other union. */
export function requiredChoices(node: JsonObject, name: "oneOf" | "anyOf"): Limit | null {
  const list = node[name];
  if (!isList(list) || list.length === 0) return null;
  const choices: string[][] = [];
  for (const each of list) {
    if (!isObject(each) || !Object.keys(each).every((key) => silent.has(key) || key.startsWith("x-"))) return null;
    const required = each["required"];
    if (isList(required)) choices.push(required.filter((key) => typeof key === "string"));
  }
  return choices.length === 0 ? null : { rule: name, value: choices };
}

/** Keywords that leave the values' types alone. */
const silent: ReadonlySet<string> = new Set(["required", "description", "title", "not", "minProperties", "maxProperties", "example", "examples", "deprecated"]);

/** A union as simply as it can be said: inner unions flattened, repeats dropped, anything at all where a member is that. */
export function simplifiedUnion(scope: Scope, members: readonly Schema[], at: string): Schema {
  const of = distinct(members.flatMap((member) => flattened(scope, member)));
  if (of.some((each) => each.kind === "unknown")) return unknownSchema();
  const only = of[0];
  if (only === undefined) return neverSchema();
  if (of.length === 1) return only;
  const isNullable = of.length === 2 && of[1]?.kind === "null" && only.kind === "union";
  return isNullable ? orNull(only, at) : (asLiteral(of) ?? unionSchema(at, of));
}

/** The members of an inner union that says nothing of its own; one with a discriminator stays whole. */
function flattened(scope: Scope, schema: Schema): readonly Schema[] {
  return schema.kind === "union" && schema.meta === null && !scope.lowering.unions.has(schema) ? schema.of : [schema];
}

/** Members without repeats of the same reference or plain type, and without the impossible. */
function distinct(members: readonly Schema[]): readonly Schema[] {
  const seen = new Set<string>();
  return members.filter((each) => {
    if (each.kind === "never") return false;
    const key = plainKey(each);
    if (key === null) return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function plainKey(schema: Schema): string | null {
  if (schema.kind === "ref") return `ref ${schema.model}`;
  if (schema.kind === "null" || schema.kind === "boolean") return schema.kind;
  if (schema.kind === "string" || schema.kind === "number") return schema.meta === null ? `${schema.kind} ${schema.format}` : null;
  return null;
}

/** Annotated values (`oneOf` of consts) as one enum; an enum or any string as an open enum. */
function asLiteral(of: readonly Schema[]): Schema | null {
  const members: LiteralMember[] = [];
  let open = false;
  for (const each of of) {
    if (each.kind === "literal" && each.base === "string") for (const member of each.members) members.push(annotated(member, each));
    else if (each.kind === "string" && each.format === null && (each.meta === null || each.meta.limits.length === 0) && !open) open = true;
    else return null;
  }
  const values = new Map(members.map((member) => [JSON.stringify(member.value), member]));
  return members.length === 0 ? null : literalSchema([...values.values()], open || of.some((each) => each.kind === "literal" && each.open));
}

function annotated(member: LiteralMember, of: Schema & { readonly kind: "literal" }): LiteralMember {
  if (of.members.length !== 1 || of.meta === null) return member;
  return { value: member.value, name: member.name ?? of.meta.title, docs: member.docs ?? of.meta.docs.description };
}

import { type Field, field, type ObjectSchema, objectSchema, type PatternField, type Schema, unknownSchema } from "../ir/index.js";
import { entriesOf } from "./deref.js";
import { docsOf } from "./docs.js";
import { isList, isObject, type JsonObject, kindOf, listAt, own, step } from "./json.js";
import { has, keywordsOf } from "./keywords.js";
import { lowerSchema, lowerShape } from "./schema.js";
import { type Mutable, type Place, type Scope, warn } from "./scope.js";
import { noteVendorName } from "./vendor-name.js";

/** An object by `properties`, `patternProperties` and what it says of undeclared keys; names required but not declared are left to the caller. */
export function lowerObject(scope: Scope, node: JsonObject, at: string): ObjectSchema {
  const keywords = keywordsOf(node);
  const required = (keywords & has.required) === 0 ? noNames : requiredNames(scope, node, at);
  const schema: Mutable<ObjectSchema> = objectSchema(at, lowerFields(scope, { node, at, required }));
  if ((keywords & has.rest) !== 0) schema.rest = lowerRest(scope, node, at);
  const patterns = (keywords & has.patterns) === 0 ? null : node["patternProperties"];
  if (isObject(patterns)) schema.patterns = lowerPatterns(scope, patterns, `${at}/patternProperties`);
  return schema;
}

/** Names in `required` that `properties` doesn't declare. */
export function looseNames(node: JsonObject): readonly string[] {
  const required = (keywordsOf(node) & has.required) === 0 ? null : node["required"];
  if (!Array.isArray(required) || required.length === 0) return [];
  const properties = node["properties"];
  const loose = required.filter((name) => typeof name === "string" && !(isObject(properties) && own(properties, name) !== undefined));
  return loose.filter((name) => typeof name === "string");
}

/** Makes names required: declared fields become so, others are added by `find`, else typed as the undeclared keys are, else as anything. */
export function requireLoose(object: ObjectSchema, names: readonly string[], find: ((name: string) => Field | null) | null): ObjectSchema {
  if (names.length === 0) return object;
  const fields = new Map(object.fields.map((each) => [each.name, each]));
  for (const name of names) {
    const declared = fields.get(name);
    fields.set(name, declared !== undefined ? { ...declared, required: true } : (find?.(name) ?? field(name, object.rest || unknownSchema(), true)));
  }
  const draft: Mutable<ObjectSchema> = object;
  draft.fields = [...fields.values()];
  return draft;
}

/** One property as a field. `name` is as on the wire. */
export function lowerField(place: Place<Field["name"]>, node: JsonObject[string] | undefined, required: boolean): Field {
  const { scope, at } = place;
  if (isObject(node) && (keywordsOf(node) & has.named) !== 0) noteVendorName(scope.lowering, node, { wire: place.node, at });
  const schema = lowerShape(scope, node, at);
  return { name: place.node, schema, required, access: accessOf(scope, node, { schema, at }), docs: docsOf(node) };
}

function lowerFields(scope: Scope, from: { readonly node: JsonObject; readonly at: string; readonly required: ReadonlySet<string> }): readonly Field[] {
  const { node, required } = from;
  const properties = node["properties"];
  if (properties === undefined) return [];
  const at = `${from.at}/properties`;
  if (!isObject(properties)) {
    const message = `"properties" is ${kindOf(properties)}; ignored.`;
    warn(scope, "schema-invalid", { at, message, remedy: "Give an object of schemas by name, or leave it out." });
    return [];
  }
  if (typeof properties["$ref"] === "string") {
    return entriesOf(scope, properties, at).map((entry) => lowerField({ ...entry, node: entry.key }, entry.node, required.has(entry.key)));
  }
  const fields: Field[] = [];
  for (const name of Object.keys(properties)) {
    const place = { scope, node: name, at: step(at, name) };
    fields.push(lowerField(place, properties[name], required.has(name) || isRequiredInside(scope, properties[name])));
  }
  return fields;
}

/** Draft 3's `required: true` inside a property: still written by hand, and clear. */
function isRequiredInside(scope: Scope, node: JsonObject[string] | undefined): boolean {
  if (!isObject(node) || (keywordsOf(node) & has.required) === 0) return false;
  return node["required"] === true && (scope.lowering.siblings || node["$ref"] === undefined);
}

const noNames: ReadonlySet<string> = new Set();

function requiredNames(scope: Scope, node: JsonObject, at: string): ReadonlySet<string> {
  const required = node["required"];
  if (required === undefined) return noNames;
  if (isList(required)) {
    if (required.length === 0) return noNames;
    return new Set(required.filter((name) => typeof name === "string"));
  }
  if (typeof required !== "boolean") {
    warn(scope, "schema-invalid", { at: `${at}/required`, message: `"required" is ${kindOf(required)}; ignored.`, remedy: "Give a list of property names." });
  }
  return noNames;
}

function lowerRest(scope: Scope, node: JsonObject, at: string): ObjectSchema["rest"] {
  for (const key of ["additionalProperties", "unevaluatedProperties"]) {
    const rest = node[key];
    if (rest === undefined || rest === null) continue;
    if (rest === false) return false;
    if (rest === true || isEmptyObject(rest)) return unknownSchema();
    return lowerSchema(scope, rest, `${at}/${key}`);
  }
  return null;
}

function isEmptyObject(value: JsonObject[string]): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function lowerPatterns(scope: Scope, patterns: JsonObject, at: string): readonly PatternField[] {
  return Object.keys(patterns).map((pattern) => ({ pattern, schema: lowerSchema(scope, patterns[pattern], step(at, pattern)) }));
}

/** Whether a field is only in output or only in input: by its own word, or that of the schema it refers to. */
function accessOf(scope: Scope, node: JsonObject[string] | undefined, of: { readonly schema: Schema; readonly at: string }): Field["access"] {
  if (!isObject(node)) return null;
  const keywords = keywordsOf(node);
  if ((keywords & (has.access | has.ref | has.composition)) === 0) return null;
  const counts = (keywords & has.access) !== 0 && (scope.lowering.siblings || typeof node["$ref"] !== "string");
  const said = counts ? markOf(scope, node, of.at) : null;
  if (said !== null) return said;
  if ((keywords & has.composition) === 0) return markOfTarget(scope, of.schema);
  for (const part of listAt(node, "allOf")) {
    const mark = isObject(part) ? markOf(scope, part, of.at) : null;
    if (mark !== null) return mark;
  }
  return markOfTarget(scope, of.schema);
}

function markOfTarget(scope: Scope, schema: Schema): Field["access"] {
  let ref: Schema | undefined = schema.kind === "union" && schema.of.length === 2 && schema.of[1]?.kind === "null" ? schema.of[0] : schema;
  for (let hops = 0; ref?.kind === "ref" && hops < 5; hops++) {
    const target = scope.lowering.models.get(ref.model);
    if (target === undefined || !isObject(target.node)) return null;
    const mark = markOf(target.scope, target.node, target.key);
    if (mark !== null) return mark;
    ref = target.model?.schema;
  }
  return null;
}

function markOf(scope: Scope, node: JsonObject, at: string): Field["access"] {
  const read = node["readOnly"] === true;
  const write = node["writeOnly"] === true;
  if (read && write) {
    warn(scope, "access-contradictory", { at, message: "Both readOnly and writeOnly: neither is heeded.", remedy: "Keep the one that is meant." });
    return null;
  }
  return read ? "read" : write ? "write" : null;
}

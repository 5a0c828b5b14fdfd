import { type JsonValue, refSchema, type Schema, unknownSchema } from "../ir/index.js";
import { lowerComposed } from "./allof.js";
import { instantiate } from "./dynamic-ref.js";
import { isObject, type JsonObject, kindOf } from "./json.js";
import { giveMeta, metaOf } from "./meta.js";
import { modelFor } from "./model.js";
import { orNull } from "./nullable.js";
import { fail, type Scope } from "./scope.js";

/** Keywords that say something of the value, not only about it: beside a `$ref` they make it an `allOf` (3.1 on). */
const shaping: ReadonlySet<string> = new Set([
  "type",
  "properties",
  "required",
  "additionalProperties",
  "unevaluatedProperties",
  "patternProperties",
  "items",
  "prefixItems",
  "enum",
  "const",
  "allOf",
  "oneOf",
  "anyOf",
  "not",
  "if",
]);

/** A `$ref` in a schema's place, with what counts beside it. */
export function lowerReference(scope: Scope, node: JsonObject, at: string): Schema {
  if (!scope.lowering.siblings) return refTo(scope, node, at);
  const instance = instantiate(scope, node, at);
  if (instance !== null) return instance;
  for (const key in node) if (shaping.has(key)) return lowerComposed(scope, node, at);
  const schema = refTo(scope, node, at);
  return giveMeta(node["nullable"] === true ? orNull(schema, at) : schema, metaOf(node));
}

/** The reference alone; anything when it leads nowhere (loading has said so). */
export function refTo(scope: Scope, node: JsonObject, at: string): Schema {
  const ref = node["$ref"];
  const target = typeof ref === "string" ? scope.lowering.refs.step(ref, scope.base) : null;
  if (target === null) return unknownSchema();
  if (!isSchema(target.value)) {
    const message = `${String(ref)} leads to ${kindOf(target.value)}, not to a schema; read as any value.`;
    fail(scope, "ref-not-a-schema", { at, message, remedy: "Point the reference at a schema." });
    return unknownSchema();
  }
  return refSchema(modelFor(scope, target));
}

function isSchema(value: JsonValue): boolean {
  return isObject(value) || typeof value === "boolean";
}

import { type ArraySchema, arraySchema, type JsonValue, type Schema, type TupleSchema, unknownSchema } from "../ir/index.js";
import { isList, type JsonObject, step } from "./json.js";
import { lowerSchema } from "./schema.js";
import { type Scope, warn } from "./scope.js";
import { simplifiedUnion } from "./union.js";

/** A list, or a tuple where the document gives schemas by position (`prefixItems`, draft 4's list of `items`). */
export function lowerArray(scope: Scope, node: JsonObject, at: string): ArraySchema | TupleSchema {
  const prefix = node["prefixItems"];
  if (isList(prefix)) return lowerTuple(scope, node, { at, key: "prefixItems", restKey: "items" });
  const items = node["items"];
  if (isList(items)) return lowerTuple(scope, node, { at, key: "items", restKey: "additionalItems" });
  if (items === undefined || items === null) {
    const message = "An array that doesn't say what its items are: they may be anything.";
    if (!scope.lowering.siblings) warn(scope, "items-missing", { at, message, remedy: 'Add "items".' });
    return arraySchema(unknownSchema());
  }
  return arraySchema(lowerSchema(scope, items, `${at}/items`));
}

/**
 * A list of `items` where no type says that it is an array: what converters that don't know anyOf make of it (Slack's
 * document), so read as alternatives.
 */
export function lowerAlternatives(scope: Scope, list: readonly JsonValue[], at: string): Schema {
  const message = 'A list of "items" without "type: array"; read as alternatives.';
  warn(scope, "items-as-alternatives", { at, message, remedy: "Use anyOf for alternatives, type: array for a tuple." });
  return simplifiedUnion(
    scope,
    list.map((each, index) => lowerSchema(scope, each, `${at}/items/${index}`)),
    at,
  );
}

interface TupleKeys {
  readonly at: string;
  readonly key: string;
  readonly restKey: string;
}

/**
 * Members that `minItems` doesn't reach are optional; without `minItems` all are required, and without a word on further
 * items there are none: closed like objects, though JSON Schema leaves both open.
 */
function lowerTuple(scope: Scope, node: JsonObject, keys: TupleKeys): ArraySchema | TupleSchema {
  const list = node[keys.key];
  const at = step(keys.at, keys.key);
  const items = isList(list) ? list.map((each, index) => lowerSchema(scope, each, step(at, index))) : [];
  const rest = lowerTupleRest(scope, node, keys);
  if (items.length === 0) return arraySchema(rest === false ? unknownSchema() : rest);
  const least = node["minItems"];
  const min = typeof least === "number" && least >= 0 ? Math.min(Math.floor(least), items.length) : items.length;
  return { kind: "tuple", items, min, rest, meta: null };
}

function lowerTupleRest(scope: Scope, node: JsonObject, keys: TupleKeys): Schema | false {
  for (const key of [keys.restKey, "unevaluatedItems"]) {
    const rest = node[key];
    if (rest === undefined || rest === null) continue;
    if (rest === false) return false;
    return rest === true ? unknownSchema() : lowerSchema(scope, rest, step(keys.at, key));
  }
  return false;
}

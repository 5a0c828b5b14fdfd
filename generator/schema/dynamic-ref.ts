import { refSchema, type Schema, unknownSchema } from "../ir/index.js";
import type { Target } from "../load/refs.js";
import { isList, isObject, type JsonObject, objectAt, step } from "./json.js";
import { giveMeta, metaOf } from "./meta.js";
import { modelFor } from "./model.js";
import { lowerShape } from "./schema.js";
import { type Scope, warn } from "./scope.js";

/** A `$dynamicRef`: what an instantiation around it bound its anchor to, else the anchor's own schema. */
export function lowerDynamicRef(scope: Scope, node: JsonObject): Schema {
  const ref = String(node["$dynamicRef"]);
  const bound = scope.bindings?.get(anchorOf(ref));
  if (bound !== undefined) return giveMeta(refSchema(bound), metaOf(node));
  const target = scope.lowering.refs.resolveDynamic(ref, [scope.base]);
  if (target === null || saysNothing(target)) return unknownSchema();
  return giveMeta(refSchema(modelFor(scope, target)), metaOf(node));
}

/** Draft 2019-09's `$recursiveRef: "#"`: the schema around it that has `$recursiveAnchor`. Documents mean the component they stand in. */
export function lowerRecursiveRef(scope: Scope, node: JsonObject, at: string): Schema {
  const { models, root } = scope.lowering;
  const around = models.get(root)?.node;
  if (isObject(around) && around["$recursiveAnchor"] === true) return giveMeta(refSchema(root), metaOf(node));
  warn(scope, "recursive-ref-unresolved", {
    at,
    message: '"$recursiveRef" finds no component around it with "$recursiveAnchor"; read as any value.',
    remedy: "Use $ref.",
  });
  return unknownSchema();
}

/**
 * A generic schema filled in: a `$ref` beside `$defs` that carry `$dynamicAnchor`s (or beside a `$dynamicAnchor` of its own),
 * where the target refers to those anchors. The target is lowered here, with the anchors bound. Null for an ordinary reference.
 */
export function instantiate(scope: Scope, node: JsonObject, at: string): Schema | null {
  const anchors = anchorsBeside(scope, node, at);
  if (anchors.length === 0 && scope.bindings === null) return null;
  const target = scope.lowering.refs.step(String(node["$ref"]), scope.base);
  if (target === null || !isObject(target.value) || !refersTo(target.value, [...anchors.map(([name]) => name), ...(scope.bindings?.keys() ?? [])])) return null;
  // The outermost binding wins (JSON Schema 2020-12, 8.2.3.2).
  const bindings = new Map([...anchors, ...(scope.bindings ?? [])]);
  if (scope.bindings?.get(instanceMark) === target.key) return null;
  bindings.set(instanceMark, target.key);
  return lowerShape({ lowering: scope.lowering, file: target.file, base: target.base, bindings }, target.value, at);
}

/** No anchor can have this name: it holds the key of the generic being filled in, so that one that mentions itself ends. */
const instanceMark = "#";

/** The anchors that a schema binds: those of its `$defs`, and its own, each with the model that stands for it. */
function anchorsBeside(scope: Scope, node: JsonObject, at: string): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  const definitions = objectAt(node, "$defs") ?? {};
  for (const key of Object.keys(definitions)) {
    const definition = definitions[key];
    const name = isObject(definition) ? definition["$dynamicAnchor"] : undefined;
    if (typeof name === "string") found.push([name, modelAt(scope, definition, step(`${at}/$defs`, key))]);
  }
  const own = node["$dynamicAnchor"];
  if (typeof own === "string") found.push([own, at]);
  return found;
}

/** The model of what a definition means: the schema it refers to, where it is nothing but a reference. */
function modelAt(scope: Scope, definition: JsonObject[string] | undefined, at: string): string {
  const ref = isObject(definition) ? definition["$ref"] : undefined;
  const target = typeof ref === "string" ? scope.lowering.refs.step(ref, scope.base) : null;
  if (target !== null) return modelFor(scope, target);
  const pointer = at.slice(at.indexOf("#") + 1);
  return modelFor(scope, { value: definition ?? true, file: scope.file, pointer, key: at, base: scope.base });
}

/** Whether a schema's own tree (behind no `$ref`) has a `$dynamicRef` to one of the anchors. */
function refersTo(value: JsonObject, names: readonly string[]): boolean {
  const stack: JsonObject[string][] = [value];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (isList(node)) for (const each of node) stack.push(each);
    else if (isObject(node)) {
      const ref = node["$dynamicRef"];
      if (typeof ref === "string" && names.includes(anchorOf(ref))) return true;
      for (const key in node) {
        const child = node[key];
        if (key !== "example" && key !== "examples" && typeof child === "object" && child !== null) stack.push(child);
      }
    }
  }
  return false;
}

/** A generic's placeholder (`not: {}` or nothing at all) stands for anything. */
function saysNothing(target: Target): boolean {
  if (!isObject(target.value)) return true;
  return Object.keys(target.value).every((key) => key.startsWith("$") || key === "not" || key === "title" || key === "description");
}

function anchorOf(ref: string): string {
  return ref.slice(ref.indexOf("#") + 1);
}

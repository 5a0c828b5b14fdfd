import type { JsonValue, Model } from "../ir/index.js";
import { parsePointer, type Target } from "../load/refs.js";
import { entriesOf } from "./deref.js";
import { discriminatorOf } from "./discriminator.js";
import { docsOf } from "./docs.js";
import { extensionsOf } from "./extensions.js";
import { isObject, type JsonObject, objectAt } from "./json.js";
import { lowerShape } from "./schema.js";
import type { Lowering, ModelDraft, Mutable, Scope } from "./scope.js";

/** The key of the model at a reference's target; the model is queued when it is met for the first time. */
export function modelFor(scope: Scope, target: Target): string {
  const { lowering } = scope;
  const key = lowering.aliases.get(target.key) ?? target.key;
  if (!lowering.models.has(key)) {
    add(lowering, { key, name: nameOf(target), scope: { lowering, file: target.file, base: target.base, bindings: null }, node: target.value });
  }
  return key;
}

/** Makes a model of a schema in its own place, under a name that the schema around it doesn't give; the key comes back. */
export function modelAt(scope: Scope, as: { readonly key: string; readonly name: string; readonly node: JsonValue }): string {
  if (!scope.lowering.models.has(as.key)) add(scope.lowering, { ...as, scope });
  return as.key;
}

/** Takes in a model that was read from another language than JSON Schema; false when its key is known already. */
export function addModel(scope: Scope, model: Model): boolean {
  const { models } = scope.lowering;
  if (models.has(model.key)) return false;
  models.set(model.key, { key: model.key, name: model.name, scope, node: null, model });
  return true;
}

/**
 * Registers the document's named schemas (`components.schemas`, `definitions`). One that merely points at a schema in another
 * place gives that schema its name, so that a split document doesn't double its models.
 */
export function registerComponents(scope: Scope, schemas: JsonObject, pointer: string): void {
  const { lowering } = scope;
  const entries = entriesOf(scope, schemas, `${scope.file.name}#${pointer}`);
  const own = new Set(entries.map((entry) => entry.at));
  for (const { key: name, node, scope: inner, at } of entries) {
    const target = isBareRef(node) ? lowering.refs.step(node.$ref, inner.base) : null;
    if (target !== null && !own.has(target.key) && !lowering.models.has(target.key) && isObject(target.value)) {
      lowering.aliases.set(at, target.key);
      add(lowering, { key: target.key, name, scope: { ...inner, file: target.file, base: target.base }, node: target.value });
    } else if (!lowering.models.has(at)) add(lowering, { key: at, name, scope: inner, node });
  }
}

/** Lowers queued models until no new ones turn up. */
export function lowerModels(lowering: Lowering): void {
  for (let index = 0; index < lowering.queue.length; index++) {
    const draft = lowering.queue[index];
    if (draft !== undefined) lowerModel(lowering, draft);
  }
}

function lowerModel(lowering: Lowering, draft: ModelDraft): void {
  const { key, name, scope, node } = draft;
  lowering.root = key;
  if (isObject(node) && node["discriminator"] !== undefined && node["oneOf"] === undefined && node["anyOf"] === undefined) {
    const discriminator = discriminatorOf(scope, node, key);
    if (discriminator !== null) lowering.inheritance.parents.set(key, discriminator);
  }
  const model: Mutable<Model> = {
    key,
    name,
    schema: lowerShape(scope, node, key),
    docs: docsOf(node),
    extensions: isObject(node) ? extensionsOf(node) : [],
    at: key,
  };
  draft.model = model;
}

function add(lowering: Lowering, from: Omit<ModelDraft, "model">): void {
  const draft: ModelDraft = { ...from, model: null };
  lowering.models.set(draft.key, draft);
  lowering.queue.push(draft);
}

function isBareRef(node: JsonValue): node is JsonObject & { readonly $ref: string } {
  return isObject(node) && typeof node["$ref"] === "string" && Object.keys(node).length === 1;
}

/** Pointer segments that say where something stands, not what it is. */
const structural: ReadonlySet<string> = new Set([
  "components",
  "schemas",
  "definitions",
  "$defs",
  "properties",
  "paths",
  "content",
  "schema",
  "responses",
  "requestBody",
  "requestBodies",
  "parameters",
  "headers",
]);

/** What to call the schema at a place: its last telling segments, the title of a whole file, or the file's stem. */
function nameOf(target: Target): string {
  const parts = parsePointer(target.pointer) ?? [];
  const telling = parts.filter((part) => !structural.has(part) && !part.includes("/"));
  const parent = parts.at(-2);
  const last = parts.at(-1);
  if (last !== undefined && parent !== undefined && structural.has(parent) && parent !== "properties") return last;
  if (telling.length > 0) return telling.slice(-2).join(" ");
  if (last !== undefined && last !== "schema") return last;
  const title = isObject(target.value) ? (objectAt({ node: target.value }, "node")?.["title"] ?? null) : null;
  const stem = target.file.name.replace(/^.*\//, "").replace(/\.[^.]+$/, "");
  return stem !== "" ? stem : typeof title === "string" ? title : "Model";
}

import type { Api, JsonValue, Model } from "./ir/index.js";

/**
 * An Api whose models and credentials that an earlier document has too are the earlier ones: one type, one option. Two models
 * are one when they have one name and say the same, as do all that they refer to; prose and places don't count.
 */
export function withSameModels(api: Api, earlier: Api): Api {
  const same = pairs(api.models, earlier.models);
  const schemes = renamedSchemes(api, earlier);
  if (same.size === 0 && schemes.size === 0) return api;
  const kept = { ...api, models: api.models.filter(({ key }) => !same.has(key)) };
  return rewritten(kept as unknown as JsonValue, same, schemes) as unknown as Api; // an Api is plain JSON, and stays one
}

/** Key of a later model -> key of the earlier one that it is. */
function pairs(later: readonly Model[], earlier: readonly Model[]): ReadonlyMap<string, string> {
  const known = [...later, ...earlier];
  const names = new Map(known.map(({ key, name }) => [key, name]));
  const byText = new Map(earlier.map((model) => [textOf(model, names), model.key]));
  const found = new Map<string, string>();
  for (const model of later) {
    const key = byText.get(textOf(model, names));
    if (key !== undefined && key !== model.key) found.set(model.key, key);
  }
  const shared = new Set(earlier.map(({ key }) => key));
  const holds = (key: string): boolean => found.has(key) || shared.has(key);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { key, schema } of later) if (found.has(key) && !refsIn(schema as unknown as JsonValue).every(holds)) found.delete(key); // a Schema is plain JSON
  }
  return found;
}

/** A model without prose and places, its references by name. */
function textOf({ name, schema }: Model, names: ReadonlyMap<string, string>): string {
  return JSON.stringify([name, schema], (key, value: unknown) => {
    if (key === "at" || key === "meta" || key === "docs") return undefined;
    return key === "model" && typeof value === "string" ? (names.get(value) ?? value) : value;
  });
}

function refsIn(value: JsonValue): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const { kind, model } = value as { readonly kind?: unknown; readonly model?: unknown }; // of a list, both are undefined
  if (kind === "ref" && typeof model === "string") return [model];
  return Object.values(value).flatMap((each: JsonValue) => refsIn(each));
}

/** A later scheme of an earlier one's key that is another scheme gets a key of its own. */
function renamedSchemes(api: Api, earlier: Api): ReadonlyMap<string, string> {
  const known = new Map(earlier.auth.map((scheme) => [scheme.key, scheme]));
  const taken = new Set([...known.keys(), ...api.auth.map(({ key }) => key)]);
  const renamed = new Map<string, string>();
  for (const { key, type } of api.auth) {
    const other = known.get(key);
    if (other === undefined || other.type === type) continue;
    let free = `${key}Realtime`;
    for (let count = 2; taken.has(free); count++) free = `${key}Realtime${count}`;
    taken.add(free);
    renamed.set(key, free);
  }
  return renamed;
}

function rewritten(value: JsonValue, models: ReadonlyMap<string, string>, schemes: ReadonlyMap<string, string>): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each: JsonValue) => rewritten(each, models, schemes));
  const node = value as { readonly [key: string]: JsonValue }; // neither null nor a list
  const isRef = node["kind"] === "ref" && typeof node["model"] === "string";
  const entries = Object.entries(node).map(([key, each]): [string, JsonValue] => {
    if (typeof each === "string" && isRef && key === "model") return [key, models.get(each) ?? each];
    if (typeof each === "string" && key === "scheme" && Array.isArray(node["scopes"])) return [key, schemes.get(each) ?? each];
    if (typeof each === "string" && key === "key" && "type" in node && "docs" in node) return [key, schemes.get(each) ?? each];
    return [key, rewritten(each, models, schemes)];
  });
  return Object.fromEntries(entries);
}

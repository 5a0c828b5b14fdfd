import type { JsonValue } from "../../generator/ir/index.js";
import { componentsOf, isNode, type Node } from "./walk-schemas.js";

/**
 * A copy of a document as openapi-typescript can read it: Swagger 2.0 in OpenAPI 3.0's spelling, and a reference into the items of
 * a list (`#/components/schemas/A/properties/b/items`), of which it makes a type that doesn't compile, replaced by what it leads to.
 */
export function readable(root: JsonValue): Node {
  const document = structuredClone(root) as Node; // a document is an object
  const three = document["swagger"] === undefined ? document : asThree(document);
  withoutItemReferences(three, three);
  return three;
}

const asNode = (value: JsonValue | undefined): Node => (isNode(value) ? value : {});

/** `components`: where the bundle of a document of several files keeps them, whatever its version. */
function asThree(document: Node): Node {
  const schemas = { ...asNode(document["definitions"]), ...componentsOf(document) };
  const { paths } = document;
  return respelt({ openapi: "3.0.3", info: { title: "x", version: "1" }, paths: paths ?? {}, components: { schemas } }) as Node; // an object stays one
}

function respelt(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(respelt);
  if (!isNode(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, JsonValue] => {
      if (key === "$ref" && typeof inner === "string") return [key, inner.replace("#/definitions/", "#/components/schemas/")];
      if (key === "x-nullable") return ["nullable", inner];
      if (key === "discriminator" && typeof inner === "string") return [key, { propertyName: inner }];
      return [key, respelt(inner)];
    }),
  );
}

const INTO_ITEMS = /^#\/components\/schemas\/.*\/items$/;

function withoutItemReferences(value: JsonValue, root: Node): void {
  if (typeof value !== "object" || value === null) return;
  for (const inner of Object.values(value)) withoutItemReferences(inner, root);
  if (!isNode(value)) return;
  const { $ref: ref } = value;
  if (typeof ref !== "string" || !INTO_ITEMS.test(ref)) return;
  const node: Node = value; // the copy is ours to change
  delete node["$ref"];
  Object.assign(node, structuredClone(at(root, ref)));
}

function at(root: Node, ref: string): Node {
  const parts = ref
    .slice(2)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  let found: JsonValue | undefined = root;
  for (const part of parts) found = Array.isArray(found) ? found[Number(part)] : isNode(found) ? found[part] : undefined;
  return asNode(found);
}

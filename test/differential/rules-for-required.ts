import { isNode, type Node, nodes, targetOf, walkNodes } from "./walk-schemas.js";

/** Stands for any value but a missing one; theirs.ts has it printed as `{} | null`. */
export const PRESENT = "x-present";

/**
 * A name may be required in one place and declared in another: in a sibling part, behind a reference, nowhere. It gets a property where
 * it is required: present, if another part declares it, else anything.
 */
export function requiredElsewhere(components: Node): void {
  const declaredBy = new Map<Node, Set<string>>();
  const settle = (whole: Node): void => {
    const names = declaredIn(components, whole, new Set());
    for (const part of partsOf(whole)) declaredBy.set(part, names);
  };
  for (const schema of Object.values(components)) {
    walkNodes(schema, (node) => {
      if (!declaredBy.has(node)) settle(node);
      complete(node, declaredBy.get(node) ?? new Set());
    });
  }
}

/** A schema, its inline parts and alternatives, and theirs. */
function partsOf(node: Node): readonly Node[] {
  return [node, ...["allOf", "oneOf", "anyOf"].flatMap((key) => nodes(node[key]).flatMap(partsOf))];
}

function declaredIn(components: Node, node: Node, seen: Set<Node>): Set<string> {
  if (seen.has(node)) return new Set();
  seen.add(node);
  const target = targetOf(components, node);
  const inner = [...(target === null ? [] : [target]), ...["allOf", "oneOf", "anyOf"].flatMap((key) => nodes(node[key]))];
  const own = isNode(node["properties"]) ? Object.keys(node["properties"]) : [];
  return new Set([...own, ...inner.flatMap((part) => [...declaredIn(components, part, seen)])]);
}

function complete(node: Node, declared: ReadonlySet<string>): void {
  const { properties, required } = node;
  if (!Array.isArray(required)) return;
  const own: Node = isNode(properties) ? properties : {};
  const missing = required.filter((name) => typeof name === "string" && !Object.hasOwn(own, name));
  for (const name of missing) own[String(name)] = declared.has(String(name)) ? { type: "object", [PRESENT]: true } : {};
  if (missing.length > 0) node["properties"] = own;
}

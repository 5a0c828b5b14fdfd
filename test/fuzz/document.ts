/** A part of a document, as JSON. */
export type Node = { [key: string]: unknown };

export const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);

/** One key of one object or list of a document. */
export interface Slot {
  readonly holder: Node | unknown[];
  readonly key: string;
}

export const valueIn = ({ holder, key }: Slot): unknown => (holder as Node)[key]; // a list's items are its keys "0", "1", ...

export function put({ holder, key }: Slot, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}

/** Every key of every object and list. */
export function slotsOf(root: unknown): Slot[] {
  const slots: Slot[] = [];
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    for (const key of Object.keys(value)) {
      const slot = { holder: value as Node, key }; // an object or a list: keys name what it holds
      slots.push(slot);
      open.push(valueIn(slot));
    }
  }
  return slots;
}

const schemaWords = ["type", "$ref", "allOf", "oneOf", "anyOf", "properties", "items", "enum", "additionalProperties"];

/** Slots that hold what looks like a schema. */
export const schemaSlots = (root: unknown): Slot[] =>
  slotsOf(root).filter((slot) => {
    const value = valueIn(slot);
    return isNode(value) && schemaWords.some((word) => word in value) && !("in" in value && "name" in value) && slot.key !== "properties";
  });

/** The named schemas of either dialect; made when there are none. */
export function namedSchemas(root: Node): Node {
  if ("swagger" in root) return childOf(root, "definitions");
  return childOf(childOf(root, "components"), "schemas");
}

export function childOf(holder: Node, key: string): Node {
  const found = holder[key];
  if (isNode(found)) return found;
  const made: Node = {};
  holder[key] = made;
  return made;
}

export const refPrefix = (root: Node): string => ("swagger" in root ? "#/definitions/" : "#/components/schemas/");
export const refTo = (root: Node, name: string): Node => ({ $ref: refPrefix(root) + name.replaceAll("~", "~0").replaceAll("/", "~1") });

const methods = ["get", "put", "post", "delete", "patch", "head", "options"];

/** Every operation with its path. */
export function operationsOf(root: Node): { readonly path: string; readonly method: string; readonly operation: Node }[] {
  return Object.entries(childOf(root, "paths")).flatMap(([path, item]) =>
    isNode(item) ? methods.flatMap((method) => (isNode(item[method]) ? [{ path, method, operation: item[method] as Node }] : [])) : [],
  );
}

/** A small document out of a big one: `keep` decides on each path; named things that nothing reaches are left out. */
export function slice(root: Node, keep: (path: string) => boolean): Node {
  const paths = Object.fromEntries(Object.entries(childOf(root, "paths")).filter(([path]) => keep(path)));
  const small: Node = { ...root, paths };
  delete small["webhooks"];
  const reached = new Set<string>();
  const open: unknown[] = [paths];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null) continue;
    for (const inner of Object.values(value)) {
      if (typeof inner === "string" && inner.startsWith("#/") && !reached.has(inner)) {
        reached.add(inner);
        open.push(at(root, inner));
      } else open.push(inner);
    }
  }
  const kept = (holder: unknown, prefix: string): unknown =>
    isNode(holder) ? Object.fromEntries(Object.entries(holder).filter(([name]) => reached.has(`${prefix}/${name}`))) : holder;
  for (const group of ["definitions", "parameters", "responses"]) if (group in root) small[group] = kept(root[group], `#/${group}`);
  const components = root["components"];
  if (isNode(components))
    small["components"] = Object.fromEntries(
      Object.entries(components).map(([group, holder]) => [group, group === "securitySchemes" ? holder : kept(holder, `#/components/${group}`)]),
    );
  return JSON.parse(JSON.stringify(small)) as Node; // a copy of JSON is JSON
}

function at(root: Node, ref: string): unknown {
  let value: unknown = root;
  for (const token of ref.slice(2).split("/"))
    value = isNode(value) || Array.isArray(value) ? (value as Node)[token.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined; // see Slot
  return value;
}

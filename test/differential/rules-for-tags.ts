import { isNode, type Node, nameOf, nodes, refTo, targetOf, walkNodes } from "./walk-schemas.js";

/** Names of the components that are made of `name` by `allOf`. */
const heirsOf = (components: Node, name: string): readonly string[] =>
  Object.entries(components).flatMap(([heir, schema]) => (isNode(schema) && nodes(schema["allOf"]).some((part) => nameOf(part) === name) ? [heir] : []));

/**
 * A schema with a discriminator and no alternatives stands for those that are made of it by `allOf` (and for itself, where its mapping
 * says so): it becomes their union, and what they share a schema of its own, `<name>~base`.
 */
export function heirs(components: Node): void {
  for (const [name, base] of Object.entries(components)) {
    if (!isNode(base) || !isNode(base["discriminator"]) || "oneOf" in base || "anyOf" in base) continue;
    const found = heirsOf(components, name);
    if (found.length === 0) continue;
    const shared = refTo(`${name}~base`);
    for (const heir of found) for (const part of nodes((components[heir] as Node)["allOf"])) if (nameOf(part) === name) part["$ref"] = shared; // an heir has parts
    components[`${name}~base`] = base;
    const alone = aloneOf(components, name, base["discriminator"]);
    components[name] = { oneOf: [...found, ...alone].map((member) => ({ $ref: refTo(member) })) };
  }
}

/** The base itself as one of the alternatives, `<name>~alone`, where the mapping names it. */
function aloneOf(components: Node, name: string, discriminator: Node): readonly string[] {
  const mapping: unknown = discriminator["mapping"];
  const self = isNode(mapping) ? Object.entries(mapping).find(([, target]) => target === refTo(name) || target === name)?.[0] : undefined;
  if (self === undefined || !isNode(mapping)) return [];
  const tag = String(discriminator["propertyName"]);
  components[`${name}~alone`] = { allOf: [{ $ref: refTo(`${name}~base`) }, tagging({ tag, values: [self] })] };
  mapping[self] = refTo(`${name}~alone`);
  return [`${name}~alone`];
}

/** Names that Microsoft's extension gives the heirs of a discriminator. */
export function vendorTags(components: Node): void {
  for (const [name, base] of Object.entries(components)) {
    const discriminator: unknown = isNode(base) ? base["discriminator"] : undefined;
    if (!isNode(discriminator) || discriminator["mapping"] !== undefined) continue;
    const named = heirsOf(components, name).flatMap((heir): readonly [string, string][] => {
      const value = (components[heir] as Node)["x-ms-discriminator-value"]; // an heir is a schema
      return typeof value === "string" ? [[value, refTo(heir)]] : [];
    });
    if (named.length > 0) discriminator["mapping"] = Object.fromEntries(named);
  }
}

/**
 * An object among the alternatives of a discriminator says its own name in the tag, a union in a path counts too; then the
 * discriminator has said what it has to say and goes.
 */
export function memberTags(components: Node, document: Node): void {
  const claims: Claims = new Map();
  const members: Member[] = [];
  markReadOtherwise(components, document);
  everywhere(document, (union) => {
    for (const member of membersOf(components, union)) {
      members.push(member);
      claim(claims, member);
    }
  });
  for (const [name, tags] of claims)
    for (const [tag, values] of tags) if (narrows(components, name, { tag, values })) narrow(components, name, { tag, values: [...values] });
  for (const { node, name, tag, values } of members) if (values.length < (claims.get(name)?.get(tag)?.size ?? 0)) alsoSay(node, { tag, values });
}

/**
 * Marks the components that openapi-typescript reads by a discriminator that stands elsewhere, so that they count as changed: the
 * alternatives (it gives them the tag that the mapping says, or their name, whatever they list) and what is made of the union by
 * `allOf` (it leaves out the tag).
 */
function markReadOtherwise(components: Node, document: Node): void {
  const mark = (node: Node): void => {
    const target = targetOf(components, node);
    if (target !== null) target["x-tagged"] = true;
  };
  everywhere(document, ({ discriminator, oneOf, anyOf }) => {
    if (isNode(discriminator)) for (const member of [...nodes(oneOf), ...nodes(anyOf)]) mark(member);
  });
  for (const schema of Object.values(components)) {
    walkNodes(schema, ({ allOf }) => {
      const targets = nodes(allOf).map((part) => targetOf(components, part));
      if (targets.some((target) => target !== null && "discriminator" in target)) (schema as Node)["x-tagged"] = true; // it has parts
    });
  }
}

/** A reference among the alternatives of a discriminator. */
interface Member {
  readonly node: Node;
  readonly name: string;
  readonly tag: string;
  /** What selects it in this union. */
  readonly values: readonly string[];
}

/** The references of a union, if its discriminator can tell all of its members apart; it loses the discriminator in any case. */
function membersOf(components: Node, union: Node): readonly Member[] {
  const { discriminator, oneOf, anyOf } = union;
  const all = [...nodes(oneOf), ...nodes(anyOf)];
  if (!isNode(discriminator) || all.length === 0) return [];
  const tag = String(discriminator["propertyName"]);
  const values = all.map((member) => valuesOf(components, member, discriminator));
  delete union["discriminator"];
  if (values.some((each) => each === null) || new Set(values.flat()).size < values.flat().length) return [];
  return all.flatMap((node, index) => {
    const name = nameOf(node);
    return name === null ? [] : [{ node, name, tag, values: values[index] ?? [] }];
  });
}

const tagging = (of: { readonly tag: string; readonly values: readonly string[] }): Node => ({
  type: "object",
  required: [of.tag],
  properties: { [of.tag]: { type: "string", enum: [...of.values] } },
});

/** Where a member is selected by fewer values than elsewhere. */
function alsoSay(node: Node, of: { readonly tag: string; readonly values: readonly string[] }): void {
  const { $ref: ref } = node;
  delete node["$ref"];
  node["allOf"] = [{ $ref: ref ?? "" }, tagging(of)];
}

type Claims = Map<string, Map<string, Set<string>>>;

function claim(claims: Claims, { name, tag, values }: Member): void {
  const tags = claims.get(name) ?? new Map<string, Set<string>>();
  claims.set(name, tags.set(tag, new Set([...(tags.get(tag) ?? []), ...values])));
}

/** What selects an alternative: what it lists itself, as far as the mapping agrees; else what the mapping says; else its name. null: nothing does. */
function valuesOf(components: Node, member: Node, discriminator: Node): readonly string[] | null {
  const name = nameOf(member);
  const { type } = targetOf(components, member) ?? member;
  if (type !== undefined && type !== "object") return null;
  const listed = listedIn(components, member, String(discriminator["propertyName"]), 0);
  if (name === null) return listed;
  const mapped = mappedTo(member, discriminator);
  if (listed === null) return mapped.length > 0 ? mapped : [name];
  const both = mapped.filter((value) => listed.includes(value));
  if (both.length > 0) return both;
  return mapped.length === 0 && listed.includes(name) ? [name] : listed;
}

function mappedTo(member: Node, { mapping }: Node): readonly string[] {
  const name = nameOf(member);
  if (!isNode(mapping)) return [];
  return Object.entries(mapping).flatMap(([value, target]) => (target === member["$ref"] || target === name ? [value] : []));
}

/** The values that a schema lists for a tag, itself or in what it is made of; null: any string. */
function listedIn(components: Node, schema: Node, tag: string, depth: number): readonly string[] | null {
  if (depth > 10) return null;
  const target = targetOf(components, schema);
  if (target !== null) return listedIn(components, target, tag, depth + 1);
  const own = isNode(schema["properties"]) ? schema["properties"][tag] : undefined;
  const values = isNode(own) ? literalsOf(components, own) : null;
  if (values !== null) return values;
  const inner = [...nodes(schema["oneOf"]), ...nodes(schema["anyOf"])].map((member) => listedIn(components, member, tag, depth + 1));
  if (inner.length > 0) return inner.every((each) => each !== null) ? inner.flat() : null;
  const found = nodes(schema["allOf"]).flatMap((part) => listedIn(components, part, tag, depth + 1) ?? []);
  return found.length > 0 ? found : null;
}

function literalsOf(components: Node, schema: Node): readonly string[] | null {
  const { const: only, enum: listed } = targetOf(components, schema) ?? schema;
  if (only !== undefined) return [String(only)];
  return Array.isArray(listed) ? listed.map(String) : null;
}

/** Whether a component admits other values of a tag than these, or none at all. */
function narrows(components: Node, name: string, of: { readonly tag: string; readonly values: ReadonlySet<string> }): boolean {
  const listed = listedIn(components, { $ref: refTo(name) }, of.tag, 0);
  const { required } = components[name] as Node; // a member that a reference led to
  const isOptional = Array.isArray(required) ? !required.includes(of.tag) : isNode((components[name] as Node)["properties"]);
  return listed === null || listed.some((value) => !of.values.has(value)) || isOptional;
}

/** Visits every object of a document, wherever schemas may stand. */
function everywhere(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const inner of value) everywhere(inner, visit);
  if (!isNode(value)) return;
  visit(value);
  for (const inner of Object.values(value)) everywhere(inner, visit);
}

/** Those that are made of it keep what they had: it becomes `<name>~base` for them. */
function narrow(components: Node, name: string, of: { readonly tag: string; readonly values: readonly string[] }): void {
  const tagged = tagging(of);
  const schema = components[name] as Node; // narrows saw that it is one
  const own: unknown = isNode(schema["properties"]) ? schema["properties"][of.tag] : undefined;
  const found = heirsOf(components, name);
  for (const heir of found) for (const part of nodes((components[heir] as Node)["allOf"])) if (nameOf(part) === name) part["$ref"] = refTo(`${name}~base`); // an heir has parts
  if (found.length > 0) {
    components[`${name}~base`] = schema;
    components[name] = { allOf: [{ $ref: refTo(`${name}~base`) }, tagged] };
  } else if (isNode(own)) {
    (schema["properties"] as Node)[of.tag] = { type: "string", enum: [...of.values] }; // own stands there
    schema["required"] = [...(Array.isArray(schema["required"]) ? schema["required"] : []), of.tag];
  } else schema["allOf"] = [...nodes(schema["allOf"]), tagged];
}

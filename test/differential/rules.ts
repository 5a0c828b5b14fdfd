import { requiredElsewhere } from "./rules-for-required.js";
import { heirs, memberTags, vendorTags } from "./rules-for-tags.js";
import { componentsOf, each, isNode, type Node, nodes, refTo, targetOf, walkNodes } from "./walk-schemas.js";

/** Puts component schemas in other words, in place. `document`: all of it, paths included. */
type Rule = (components: Node, document: Node) => void;

/**
 * Where openapi-typescript reads a schema otherwise than we do on purpose, the same schema in words that both read alike. They
 * are the proof that a difference is the one that exceptions.json says, and the whole of it. Why we differ stands there, under
 * the rule's name. Only openapi-typescript's input is changed, never ours.
 */
export const rules: Readonly<Record<string, Rule>> = {
  "required-choices": (components) =>
    each(components, (node) => {
      for (const key of ["anyOf", "oneOf"]) if (nodes(node[key]).length > 0 && nodes(node[key]).every(isRequiredOnly)) delete node[key];
    }),
  "nullable-alone": (components) =>
    each(components, (node) => {
      for (const member of [...nodes(node["anyOf"]), ...nodes(node["oneOf"])]) {
        if (member["nullable"] !== true || Object.keys(member).length > 1) continue;
        delete member["nullable"];
        member["enum"] = [null];
      }
    }),
  "beside-a-reference": (components, document) => {
    if (!/^3\.[1-9]/.test(String(document["openapi"]))) return;
    each(components, (node) => {
      const { $ref: ref, nullable, ...beside } = node;
      if (ref === undefined || !(nullable === true || Object.keys(beside).some((key) => SHAPING.has(key)))) return;
      for (const key of Object.keys(node)) delete node[key];
      const both = [{ $ref: ref }, ...(Object.keys(beside).length > 0 ? [beside] : [])];
      Object.assign(node, nullable === true ? { anyOf: [{ allOf: both }, { enum: [null] }] } : { allOf: both });
    });
  },
  "nullable-part": (components) =>
    each(components, (node) => {
      const parts = nodes(node["allOf"]);
      const kept = parts.filter((part) => part["nullable"] !== true || Object.keys(part).some((key) => key !== "nullable" && key !== "description"));
      if (kept.length === parts.length) return;
      const { allOf: _, ...own } = node;
      for (const key of Object.keys(node)) delete node[key];
      Object.assign(node, { anyOf: [{ ...own, allOf: kept }, { enum: [null] }] });
    }),
  "empty-part": (components) =>
    each(components, (node) => {
      const parts = nodes(node["allOf"]);
      const kept = parts.filter((part) => !saysOnlyObject(part) && !isClosedAndEmpty(targetOf(components, part) ?? {}));
      if (kept.length > 0) node["allOf"] = kept;
    }),
  "type-left-out": (components) =>
    each(components, (node) => {
      if (node["type"] !== undefined) return;
      if (isNode(node["items"])) node["type"] = "array";
      const [only, ...more] = Object.keys(node);
      if (more.length === 0 && ((only === "properties" && isEmpty(node[only])) || only === "additionalProperties")) node["type"] = "object";
    }),
  "closed-empty-object": (components) =>
    each(components, (node) => {
      if (isClosedAndEmpty(node)) node[NOTHING] = true;
    }),
  "items-as-alternatives": (components) =>
    each(components, (node) => {
      const { items } = node;
      if (node["type"] !== undefined || !Array.isArray(items)) return;
      delete node["items"];
      node["anyOf"] = items;
    }),
  "recursive-reference": (components) => {
    for (const [name, schema] of Object.entries(components)) {
      walkNodes(schema, (node) => {
        if (node["$recursiveRef"] !== "#") return;
        delete node["$recursiveRef"];
        node["$ref"] = refTo(name);
      });
    }
  },
  "enum-of-another-type": (components) =>
    each(components, (node) => {
      const { type, enum: listed } = node;
      if (!Array.isArray(listed)) return;
      if (type === "string") node["enum"] = listed.map((value) => (typeof value === "number" ? String(value) : value));
      if (type === "number" || type === "integer") node["enum"] = listed.map((value) => (typeof value === "string" ? Number(value) : value));
    }),
  "extensible-enum": (components) =>
    each(components, (node) => {
      const { "x-ms-enum": marks } = node;
      if (isNode(marks) && marks["modelAsString"] === true) delete node["enum"];
    }),
  "vendor-tags": vendorTags,
  "tag-of-a-member": memberTags,
  "base-for-its-heirs": heirs,
  "required-elsewhere": requiredElsewhere,
  "any-of-beside": (components) =>
    each(components, (node) => {
      const { anyOf, description: _, ...own } = node;
      if (anyOf === undefined || (own["properties"] === undefined && own["allOf"] === undefined)) return;
      for (const key of Object.keys(node)) delete node[key];
      node["allOf"] = [own, { anyOf }];
    }),
};

/** Stands for an object that can have no key at all; theirs.ts has it printed as `Record<string, never>`. */
export const NOTHING = "x-nothing";

/** Applies every rule to a document, in place; gives the components that each of them changed. */
export function applyRules(document: Node): Map<string, readonly string[]> {
  const components = componentsOf(document);
  const changed = new Map<string, readonly string[]>();
  let before = textsOf(components);
  for (const [name, rule] of Object.entries(rules)) {
    rule(components, document);
    const after = textsOf(components);
    changed.set(
      name,
      [...after].filter(([key, text]) => before.get(key) !== text).map(([key]) => key),
    );
    before = after;
  }
  return changed;
}

const textsOf = (components: Node): ReadonlyMap<string, string> => new Map(Object.entries(components).map(([name, schema]) => [name, JSON.stringify(schema)]));

/** `{ type: object, additionalProperties: false }`: no key at all. */
function isClosedAndEmpty(schema: object): boolean {
  const { type, properties, additionalProperties, allOf, oneOf, anyOf } = schema as Node; // a schema of the document
  const isEmpty = properties === undefined || (isNode(properties) && Object.keys(properties).length === 0);
  return type === "object" && additionalProperties === false && isEmpty && allOf === undefined && oneOf === undefined && anyOf === undefined;
}

const SHAPING: ReadonlySet<string> = new Set(["type", "properties", "required", "additionalProperties", "items", "enum", "const", "allOf", "oneOf", "anyOf"]);
const SILENT: ReadonlySet<string> = new Set(["required", "description", "title", "not", "minProperties", "maxProperties", "example", "examples", "deprecated"]);
const isRequiredOnly = (node: Node): boolean => Object.keys(node).every((key) => SILENT.has(key) || key.startsWith("x-"));
const saysOnlyObject = (node: Node): boolean =>
  node["type"] === "object" && Object.keys(node).every((key) => key === "type" || key === "description" || key === "title" || isEmptyMap(node, key));
const isEmptyMap = (node: Node, key: string): boolean => key === "properties" && isEmpty(node[key]);
const isEmpty = (value: unknown): boolean => isNode(value) && Object.keys(value).length === 0;

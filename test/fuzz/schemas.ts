import { type Node, namedSchemas, refTo } from "./document.js";
import type { Random } from "./random.js";

/** Names that are hard to use: globals, keywords, the runtime's own, odd characters, names apart by case only. */
export const hardNames = [
  "Record",
  "Promise",
  "Client",
  "Reply",
  "CallOptions",
  "Array",
  "Object",
  "string",
  "undefined",
  "class",
  "default",
  "null",
  "Symbol",
  "Blob",
  "FileInput",
  "Error",
  "Pages",
  "Input",
  "Output",
  "constructor",
  "__proto__",
  "toString",
  "then",
  "prototype",
  "pet",
  "Pet",
  "PET",
  "pe t",
  "pe-t",
  "pe_t",
  "1st",
  "a.b.c",
  "äöü",
  "日本",
  "$ref",
  "type",
  "interface",
  "await",
  "yield",
  "arguments",
  "eval",
  "name",
  "length",
  "body",
  "options",
  "input",
  "client",
  "headers",
  "query",
  "signal",
  "contentType",
  "",
  " ",
  "-",
  "a/b",
  "a~b",
  "List<Pet>",
  "Map[string]int",
  "#",
  "'quote\"",
  "`tick$`",
  "*/",
  "\n",
  "PetInput",
  "GetPetOutput",
  "Call",
  "Operation",
  "index",
  "models",
  "Webhooks",
  "x-y",
  "--",
  "_",
  "__",
  "in",
  "of",
  "async",
  "static",
  "get",
  "set",
  "new",
  "Date",
  "Readable",
];

const scalars: readonly Node[] = [
  { type: "string" },
  { type: "string", format: "date-time" },
  { type: "string", format: "binary" },
  { type: "string", format: "byte" },
  { type: "integer" },
  { type: "integer", format: "int64" },
  { type: "number" },
  { type: "boolean" },
  { type: "null" },
  { type: "file" },
  {},
  { type: "object" },
  { type: "array" },
  { type: "string", nullable: true },
  { type: ["string", "null"] },
  { type: ["object", "array", "null"] },
  { type: "object", additionalProperties: false },
  { type: "object", additionalProperties: true },
  { enum: [] },
  { enum: [null] },
  { type: "string", enum: ["a", "b", "a"] },
  { type: "string", enum: ["a"] },
  { const: "b" },
  { const: 1 },
  { enum: ["x", 1, null, true, { a: 1 }, ["y"]] },
  { type: "integer", enum: [1, 2, 3] },
  { type: "boolean", enum: [true] },
  { type: "string", default: null },
  { type: "integer", default: "one" },
  { format: "uuid" },
  { type: "whatever" },
  { not: {} },
  { type: "array", prefixItems: [{ type: "string" }], items: false },
  { type: "string", contentMediaType: "application/json" },
  { type: "string", contentMediaType: "image/png" },
  { type: "string", enum: ["", " ", "A", "a", "-", "__proto__"] },
];

const fieldNames = [
  "id",
  "name",
  "type",
  "kind",
  "value",
  "items",
  "body",
  "data",
  "x-odd",
  "constructor",
  "__proto__",
  "1",
  "",
  "toString",
  "then",
  "contentType",
  "parent",
];

/** A schema of any make, at most `depth` levels deep, with references to the document's own. */
export function anySchema(root: Node, chance: Random, depth = 3): Node {
  if (depth <= 0 || chance.once(3)) return leaf(root, chance);
  const inner = (): Node => anySchema(root, chance, depth - 1);
  const several = (): Node[] => Array.from({ length: 1 + chance.below(3) }, inner);
  switch (chance.below(11)) {
    case 0:
      return { type: "array", items: inner() };
    case 1:
      return { type: "object", additionalProperties: inner() };
    case 2:
      return { ...anyObject(root, chance, depth), additionalProperties: inner() };
    case 3:
      return { allOf: several() };
    case 4:
      return { oneOf: several() };
    case 5:
      return { anyOf: several() };
    case 6:
      return { allOf: several(), ...anyObject(root, chance, depth) };
    case 7:
      return { oneOf: several(), ...anyObject(root, chance, depth) };
    case 8:
      return withDiscriminator(root, { oneOf: several() }, chance);
    case 9:
      return { type: "array", prefixItems: several(), ...(chance.once(2) ? { items: inner() } : {}) };
    default:
      return anyObject(root, chance, depth);
  }
}

function leaf(root: Node, chance: Random): Node {
  const names = Object.keys(namedSchemas(root));
  const name = chance.once(2) ? chance.pick(names) : undefined;
  if (name === undefined) return structuredClone(chance.pick(scalars) ?? {});
  return {
    ...refTo(root, name),
    ...(chance.once(6) ? { nullable: true } : {}),
    ...(chance.once(8) ? { type: "object", properties: { more: { type: "string" } } } : {}),
  };
}

export function anyObject(root: Node, chance: Random, depth: number): Node {
  const properties: Node = {};
  for (let left = 1 + chance.below(4); left > 0; left--) {
    const marks = chance.once(4) ? { readOnly: true } : chance.once(4) ? { writeOnly: true } : {};
    const name = chance.pick(fieldNames) ?? "id";
    Object.defineProperty(properties, name, {
      value: { ...anySchema(root, chance, depth - 1), ...marks },
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  const required = [...Object.keys(properties), "missing"].filter(() => chance.once(2));
  return {
    type: "object",
    properties,
    ...(required.length > 0 ? { required } : {}),
    ...(chance.once(8) ? { patternProperties: { "^x-": anySchema(root, chance, depth - 1) } } : {}),
  };
}

/** A discriminator that fits, half fits or does not fit at all. */
export function withDiscriminator(root: Node, schema: Node, chance: Random): Node {
  const names = Object.keys(namedSchemas(root));
  const propertyName = chance.pick(["type", "kind", "id", "none", "@type", ""]);
  if ("swagger" in root) return { ...schema, discriminator: propertyName };
  const mapping: Node = {};
  for (let left = chance.below(4); left > 0; left--)
    mapping[chance.pick(["a", "b", "cat", "", "A B"]) ?? "a"] = chance.pick([
      String(refTo(root, chance.pick(names) ?? "X")["$ref"]),
      chance.pick(names) ?? "X",
      "#/nowhere",
      "other.yaml#/X",
      5,
    ]);
  return { ...schema, discriminator: chance.once(8) ? propertyName : { propertyName, ...(chance.once(2) ? { mapping } : {}) } };
}

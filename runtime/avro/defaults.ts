import type { AvroNode, AvroSchema } from "./compile.js";

/** A field's default as a value of the program: JSON has no bytes, so each character of a text is one, and a union's default is of its first branch. */
export function defaultOf(schema: AvroSchema, value: unknown, named: (name: string) => AvroNode | null): unknown {
  if (Array.isArray(schema)) return schema.length === 0 ? value : defaultOf(schema[0] as AvroSchema, value, named); // it has one
  if (typeof schema === "string") {
    const node = named(schema);
    if (node !== null) return defaultOf(node, value, named);
    return schema === "bytes" ? bytesOf(value) : value;
  }
  const node = schema as AvroNode; // neither text nor list
  switch (node.type) {
    case "fixed":
      return bytesOf(value);
    case "enum":
      return value;
    case "array":
      return Array.isArray(value) ? value.map((item) => defaultOf(node.items ?? "null", item, named)) : value;
    case "map":
      return mapped(value, () => node.values ?? "null", named);
    case "record":
    case "error":
      return mapped(value, (key) => node.fields?.find(({ name }) => name === key)?.type ?? "null", named);
    default:
      return defaultOf(node.type, value, named);
  }
}

const bytesOf = (value: unknown): unknown => (typeof value === "string" ? Uint8Array.from(value, (character) => character.charCodeAt(0)) : value);

function mapped(value: unknown, typeAt: (key: string) => AvroSchema, named: (name: string) => AvroNode | null): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, defaultOf(typeAt(key), item, named)]));
}

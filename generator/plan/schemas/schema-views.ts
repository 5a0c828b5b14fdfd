import type { Docs, Field, Model, Schema } from "../../ir/index.js";

export type Models = ReadonlyMap<string, Model>;
export type Side = "input" | "output";

/** What a schema is behind its references; `unknown` when it only refers to itself. */
export function resolve(schema: Schema, models: Models): Exclude<Schema, { kind: "ref" }> {
  let current = schema;
  for (let hops = 0; current.kind === "ref"; hops += 1) {
    const model = models.get(current.model);
    if (model === undefined || hops > 100) return { kind: "unknown", meta: null };
    current = model.schema;
  }
  return current;
}

/** Whether a field is there at all when values go this way. */
export function isVisible(field: Field, side: Side): boolean {
  return field.access === null || field.access === (side === "output" ? "read" : "write");
}

/**
 * The named fields of an object, or of objects that stand in `allOf` together; null for anything else, an open map, or
 * an object without named fields.
 */
export function namedFields(schema: Schema, side: Side, models: Models): readonly Field[] | null {
  const fields = new Map<string, Field>();
  return gather(schema, { side, models, fields, depth: 0 }) && fields.size > 0 ? [...fields.values()] : null;
}

interface Gathering {
  readonly side: Side;
  readonly models: Models;
  readonly fields: Map<string, Field>;
  readonly depth: number;
}

function gather(schema: Schema, into: Gathering): boolean {
  const found = resolve(schema, into.models);
  if (into.depth > 20) return false;
  if (found.kind === "all") return found.of.every((part) => gather(part, { ...into, depth: into.depth + 1 }));
  if (found.kind !== "object" || found.patterns.length > 0 || (found.rest !== null && found.rest !== false)) return false;
  for (const field of found.fields) {
    if (!isVisible(field, into.side)) continue;
    const earlier = into.fields.get(field.name);
    into.fields.set(field.name, earlier === undefined ? field : { ...field, required: field.required || earlier.required });
  }
  return true;
}

/** The schema at an RFC 6901 pointer into values of `schema` (`/data/-1/id`: `-1` is any item), or null when no such place is declared. */
export function schemaAt(schema: Schema, pointer: string, models: Models): Place | null {
  let current: Schema = schema;
  let required = true;
  let docs: Docs | null = null;
  for (const token of pointerTokens(pointer)) {
    const next = step(current, token, models, 0);
    if (next === null) return null;
    current = next.schema;
    required &&= next.required;
    docs = next.docs;
  }
  return { schema: current, required, docs };
}

/** What stands at a pointer. `docs`: those of the field that holds it, when it is one. */
interface Place {
  readonly schema: Schema;
  readonly required: boolean;
  readonly docs: Docs | null;
}

export function pointerTokens(pointer: string): readonly string[] {
  if (pointer === "") return [];
  return pointer
    .replace(/^\//, "")
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function step(schema: Schema, token: string, models: Models, depth: number): Place | null {
  const found = resolve(schema, models);
  if (depth > 20) return null;
  switch (found.kind) {
    case "unknown":
      return { schema: found, required: false, docs: null };
    case "array":
      return /^-?\d+$|^-$/.test(token) ? { schema: found.items, required: true, docs: null } : null;
    case "tuple":
      return found.items[Number(token)] === undefined
        ? null
        : { schema: found.items[Number(token)] as Schema, required: Number(token) < found.min, docs: null }; // checked just before
    case "object": {
      const field = found.fields.find((each) => each.name === token);
      if (field !== undefined) return { schema: field.schema, required: field.required, docs: field.docs };
      return found.rest === null || found.rest === false ? null : { schema: found.rest, required: false, docs: null };
    }
    case "all":
    case "union": {
      for (const part of found.of) {
        const next = step(part, token, models, depth + 1);
        if (next !== null) return found.kind === "union" ? { ...next, required: false } : next;
      }
      return null;
    }
    default:
      return null;
  }
}

/** Calls `visit` with every schema inside `schema`, itself first; references are visited, not followed. */
export function walkSchema(schema: Schema, visit: (schema: Schema) => void): void {
  visit(schema);
  switch (schema.kind) {
    case "array":
      walkSchema(schema.items, visit);
      break;
    case "tuple":
      for (const item of schema.items) walkSchema(item, visit);
      if (schema.rest !== false) walkSchema(schema.rest, visit);
      break;
    case "object":
      for (const field of schema.fields) walkSchema(field.schema, visit);
      for (const pattern of schema.patterns) walkSchema(pattern.schema, visit);
      if (schema.rest !== null && schema.rest !== false) walkSchema(schema.rest, visit);
      break;
    case "union":
    case "all":
      for (const part of schema.of) walkSchema(part, visit);
      break;
  }
}

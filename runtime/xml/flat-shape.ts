import type { Shape } from "../core/shape.js";

type Plain = Exclude<Shape, { readonly ref: unknown }>;

/** What XML needs to know of a shape, its references followed and its parts put together. */
export interface FlatShape {
  readonly type: Plain["type"] | null;
  readonly fields: ReadonlyMap<string, Shape>;
  readonly required: ReadonlySet<string>;
  readonly items: Shape | null;
  /** Shape of undeclared fields. */
  readonly rest: Shape | null;
  readonly as: Plain["as"] | null;
  readonly xml: NonNullable<Plain["xml"]>;
}

/** A shape with references followed and `allOf` merged; the members of a union lend their fields, for names and types. */
export function flatten(shape: Shape | undefined): FlatShape {
  const parts = shape === undefined ? [] : partsOf(shape, new Set());
  const first = <K extends keyof Plain>(key: K): Plain[K] | undefined => parts.find((part) => part[key] !== undefined && part[key] !== false)?.[key];
  const fields = new Map(parts.flatMap((part) => Object.entries(part.fields ?? {})));
  const declared = parts.map((part) => part.type).find((type) => type !== undefined && type !== "null");
  const items = first("items") ?? null;
  return {
    type: declared ?? (fields.size > 0 ? "object" : items === null ? null : "array"),
    fields,
    required: new Set(parts.flatMap((part) => part.required ?? [])),
    items,
    rest: first("rest") || null,
    as: first("as") ?? null,
    xml: first("xml") ?? {},
  };
}

function partsOf(shape: Shape, seen: Set<Shape>): readonly Plain[] {
  if (seen.has(shape)) return [];
  seen.add(shape);
  if ("ref" in shape) return partsOf(shape.ref(), seen);
  return [shape, ...(shape.allOf ?? []).flatMap((part) => partsOf(part, seen)), ...(shape.anyOf ?? []).flatMap((part) => partsOf(part, seen))];
}

import type { JsonObject } from "./json.js";
import { vendorNames } from "./vendor-name.js";

/**
 * Which kinds of keywords a schema has, as bits. One pass over its keys: asking for each absent keyword by itself is what
 * makes reading a large document slow.
 */
export const has = {
  prose: 1,
  limit: 2,
  /** title, default, xml. */
  note: 4,
  /** $ref and its dynamic kin. */
  ref: 8,
  /** allOf, oneOf, anyOf, not, conditions. */
  composition: 16,
  /** enum, const. */
  values: 32,
  nullable: 64,
  /** additionalProperties, unevaluatedProperties. */
  rest: 128,
  patterns: 256,
  required: 512,
  access: 1024,
  /** contentEncoding, contentMediaType. */
  content: 2048,
  id: 4096,
  format: 8192,
  /** A name that a vendor extension gives. */
  named: 16384,
} as const;

const bits: ReadonlyMap<string, number> = new Map(
  Object.entries({
    [has.prose]:
      "summary description deprecated externalDocs example examples x-example x-deprecated x-deprecation x-deprecation-reason x-deprecated-reason x-deprecation-message x-speakeasy-deprecation-message",
    [has.limit]:
      "minLength maxLength pattern minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems minContains maxContains minProperties maxProperties dependentRequired",
    [has.note]: "title default xml",
    [has.ref]: "$ref $dynamicRef $recursiveRef",
    [has.composition]: "allOf oneOf anyOf not if dependentSchemas",
    [has.values]: "enum const x-extensible-enum",
    [has.nullable]: "nullable x-nullable",
    [has.rest]: "additionalProperties unevaluatedProperties",
    [has.patterns]: "patternProperties",
    [has.required]: "required",
    [has.access]: "readOnly writeOnly",
    [has.content]: "contentEncoding contentMediaType",
    [has.id]: "$id",
    [has.format]: "format",
    [has.named]: vendorNames.join(" "),
  }).flatMap(([bit, words]) => words.split(" ").map((word) => [word, Number(bit)] as const)),
);

let lastNode: JsonObject | null = null;
let lastBits = 0;

/** The bits of a schema's keywords. Remembers the last answer, for several readers ask in turn about the same schema. */
export function keywordsOf(node: JsonObject): number {
  if (node === lastNode) return lastBits;
  let found = 0;
  for (const key in node) found |= bits.get(key) ?? 0;
  lastNode = node;
  lastBits = found;
  return found;
}

/** Whether a keyword counts as a limit: a constraint that the type doesn't show. */
export function isLimit(key: string): boolean {
  return bits.get(key) === has.limit;
}

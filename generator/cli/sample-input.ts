import type { Model, Schema } from "../ir/index.js";
import { isWideInteger } from "../ir/index.js";
import { namedFields, resolve } from "../plan/schemas/schema-views.js";
import type { InputView, TypeStyle } from "../plan/views.js";

/** What a sample is made with. */
export interface Sampling {
  readonly models: ReadonlyMap<string, Model>;
  readonly style: TypeStyle;
}

/** The smallest input that compiles, as TypeScript: `{ id: "..." }`, or "" when nothing is required. Null: it would take more than a line. */
export function sampleInput(input: InputView | null, sampling: Sampling): string | null {
  if (input === null) return "";
  if (input.variants.some(({ required }) => required)) return null;
  const fields = input.fields.filter(({ required }) => required).map(({ name, type }) => ({ name, schema: type.schema }));
  const { body } = input;
  if (body !== null && !body.optional) {
    const found = namedFields(body.type.schema, "input", sampling.models);
    if (found === null) return null;
    fields.push(...found.filter(({ name, required }) => required && !body.without.includes(name)));
  }
  return objectOf(fields, sampling, 0);
}

function objectOf(fields: readonly { readonly name: string; readonly schema: Schema }[], sampling: Sampling, depth: number): string | null {
  const members: string[] = [];
  for (const { name, schema } of fields) {
    const value = sampleOf(schema, sampling, depth);
    if (value === null) return null;
    members.push(`${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${value}`);
  }
  return members.length === 0 ? (depth === 0 ? "" : "{}") : `{ ${members.join(", ")} }`;
}

function sampleOf(schema: Schema, sampling: Sampling, depth: number): string | null {
  const known = resolve(schema, sampling.models);
  switch (known.kind) {
    case "string":
      return /^date/.test(known.format ?? "") && sampling.style.dates !== "string" ? null : '"..."';
    case "number":
      return isWideInteger(known.format) && sampling.style.int64 !== "number" ? (sampling.style.int64 === "bigint" ? "1n" : '"1"') : "1";
    case "boolean":
      return "true";
    case "literal":
      return known.members[0] === undefined ? null : JSON.stringify(known.members[0].value);
    case "array":
      return "[]";
    case "union":
      return known.of.reduce<string | null>((found, part) => found ?? sampleOf(part, sampling, depth + 1), null);
    case "object": {
      const fields = depth > 1 ? null : namedFields(known, "input", sampling.models);
      return fields === null
        ? null
        : objectOf(
            fields.filter(({ required }) => required),
            sampling,
            depth + 1,
          );
    }
    case "binary":
      return 'new Blob(["..."])';
    case "unknown":
      return "{}";
    default:
      return null;
  }
}

import { binarySchema, type Schema } from "../ir/index.js";
import { giveMeta } from "./meta.js";
import type { Scope } from "./scope.js";

/** Media types whose content is bytes even where the schema says only `type: string`. */
export const bytes: RegExp =
  /^(application\/(octet-stream|pdf|zip|gzip|x-gzip|x-tar|x-zip-compressed|vnd\.(ms-|openxmlformats)[\w.-]+)|image\/(?!svg)|audio\/|video\/|font\/)/i;

/**
 * Text of `format: binary` as bytes, where bytes can be: as a whole body, and as a part of a multipart body. Inside JSON it
 * stays text. Models that are reached are marked, and changed once all of them exist.
 */
export function markBinary(scope: Scope, schema: Schema, mediaType: string): Schema {
  if (/^multipart\//i.test(mediaType)) return convert(scope, schema, "part");
  if (schema.kind === "string" && schema.format === null && bytes.test(mediaType)) return giveMeta(binarySchema(), schema.meta);
  return convert(scope, schema, "root");
}

/** Carries out what {@link markBinary} asked of models. */
export function convertMarkedModels(scope: Scope): void {
  const { binary, models } = scope.lowering;
  // The map grows while it is read: a marked model may refer to further ones.
  for (const [key, use] of binary) {
    const model = models.get(key)?.model;
    if (model) model.schema = convert(scope, model.schema, use);
  }
}

function convert(scope: Scope, schema: Schema, use: "root" | "part"): Schema {
  switch (schema.kind) {
    case "string":
      return schema.format === "binary" ? giveMeta(binarySchema(), schema.meta) : schema;
    case "ref":
      if (scope.lowering.binary.get(schema.model) !== "part") scope.lowering.binary.set(schema.model, use);
      return schema;
    case "union":
    case "all": {
      const draft: { of: readonly Schema[] } & typeof schema = schema;
      draft.of = schema.of.map((each) => convert(scope, each, use));
      return draft;
    }
    default:
      return use === "part" ? convertParts(scope, schema) : schema;
  }
}

function convertParts(scope: Scope, schema: Schema): Schema {
  if (schema.kind === "array") return { ...schema, items: convert(scope, schema.items, "root") };
  if (schema.kind !== "object") return schema;
  const fields = schema.fields.map((field) => ({ ...field, schema: convertPart(scope, field.schema) }));
  return { ...schema, fields, rest: schema.rest ? convertPart(scope, schema.rest) : schema.rest };
}

/** One part: bytes, or several parts of one name. */
function convertPart(scope: Scope, schema: Schema): Schema {
  if (schema.kind === "array") return { ...schema, items: convert(scope, schema.items, "root") };
  return convert(scope, schema, "root");
}

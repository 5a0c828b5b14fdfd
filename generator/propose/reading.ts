import type { Api, Field, Operation, Param, Response, Schema } from "../ir/index.js";

/** Looks at an Api the way a person skims a document: names of inputs, fields of replies, refs followed. */
export interface Reading {
  readonly api: Api;
  /** Follows refs and drops null arms; merges `all` parts into one list of fields. */
  fields(schema: Schema | null): readonly Field[];
  resolve(schema: Schema): Schema;
  /** Inputs by name: parameters, then fields of a JSON body; `target` is how Paging names them. */
  inputs(operation: Operation): ReadonlyMap<string, InputPlace>;
  /** JSON schema of the first success response that has one. */
  success(operation: Operation): { readonly response: Response; readonly schema: Schema } | null;
}

export interface InputPlace {
  readonly name: string;
  readonly in: Param["in"] | "body";
  readonly schema: Schema;
}

/** How deep refs of refs and nested `all` are followed: documents do refer to themselves. */
const maxDepth = 16;

/** A reading of one Api; look-ups are by map, so that a walk over every operation stays linear. */
export function readApi(api: Api): Reading {
  const models = new Map(api.models.map((model) => [model.key, model.schema]));
  const resolve = (schema: Schema, depth = 0): Schema => {
    if (depth > maxDepth) return schema;
    if (schema.kind === "ref") return resolve(models.get(schema.model) ?? { kind: "unknown", meta: null }, depth + 1);
    if (schema.kind !== "union") return schema;
    const arms = schema.of.filter((arm) => arm.kind !== "null");
    return arms.length === 1 ? resolve(arms[0] as Schema, depth + 1) : schema; // one arm is left: it exists
  };
  const fields = (schema: Schema | null, depth = 0): readonly Field[] => {
    if (schema === null || depth > maxDepth) return [];
    const known = resolve(schema);
    if (known.kind === "object") return known.fields;
    return known.kind === "all" ? known.of.flatMap((part) => fields(part, depth + 1)) : [];
  };
  return {
    api,
    resolve: (schema) => resolve(schema),
    fields: (schema) => fields(schema),
    inputs: (operation) => {
      const found = new Map<string, InputPlace>();
      for (const param of operation.params) if (!found.has(param.name)) found.set(param.name, { name: param.name, in: param.in, schema: param.schema });
      const json = operation.body?.contents.find((content) => isJson(content.mediaType));
      for (const field of fields(json?.schema ?? null))
        if (!found.has(field.name)) found.set(field.name, { name: field.name, in: "body", schema: field.schema });
      return found;
    },
    success: (operation) => {
      for (const response of operation.responses) {
        if (!response.status.startsWith("2")) continue;
        const content = response.contents.find((entry) => isJson(entry.mediaType) && entry.schema !== null);
        if (content?.schema) return { response, schema: content.schema };
      }
      return null;
    },
  };
}

/** `application/json`, `application/problem+json`, `text/json; charset=utf-8`. */
export function isJson(mediaType: string): boolean {
  return /^[^;]*[/+]json\b/i.test(mediaType) || mediaType.startsWith("*/*");
}

/** The key of an operation in client.yaml. */
export function operationKey(operation: Operation): string {
  return operation.id ?? `${operation.method} ${operation.path}`;
}

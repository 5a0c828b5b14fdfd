import { type Diagnostic, Diagnostics } from "../../../generator/diagnostics.js";
import type { Api, JsonValue, Operation, Param, Schema, SpecDocument } from "../../../generator/ir/index.js";
import { lowerOpenApi } from "../../../generator/openapi/lower.js";

type Files = Readonly<Record<string, JsonValue>>;
type Version = "2.0" | "3.0" | "3.1" | "3.2";

/** A document as the loader would hand it over; further files by name, beside it. */
export function documentOf(root: JsonValue, version: Version = "3.1", files: Files = {}): SpecDocument {
  const all = Object.entries({ "api.yaml": root, ...files }).map(([name, value]) => ({ url: `file:///spec/${name}`, name, root: value }));
  return { kind: "openapi", version, versionText: version, source: "api.yaml", root, files: new Map(all.map((file) => [file.url, file])), hash: "" };
}

export interface Lowered {
  readonly api: Api;
  readonly diagnostics: readonly Diagnostic[];
  /** Codes, in the order reported. */
  readonly codes: readonly string[];
}

export function lower(root: JsonValue, version: Version = "3.1", files: Files = {}): Lowered {
  const diagnostics = new Diagnostics();
  const api = lowerOpenApi(documentOf(root, version, files), diagnostics.report);
  return { api, diagnostics: diagnostics.list, codes: diagnostics.list.map((each) => each.code) };
}

/** Component schemas (definitions), lowered. */
export function lowerSchemas(schemas: JsonValue, version: Version = "3.1", files: Files = {}): Lowered {
  return lower(version === "2.0" ? { definitions: schemas } : { components: { schemas } }, version, files);
}

/** One schema in the compact notation of {@link print}, with the codes it was reported for. */
export function lowerOne(
  schema: JsonValue,
  version: Version = "3.1",
  others: { readonly [name: string]: JsonValue } = {},
): { readonly type: string; readonly codes: readonly string[] } {
  const { api, codes } = lowerSchemas({ ...others, It: schema }, version);
  return { type: printModel(api, "It"), codes };
}

export function modelOf(api: Api, name: string): Schema {
  const model = api.models.find((each) => each.key.endsWith(`/${name}`));
  if (model === undefined) throw new Error(`No model ${name}: ${api.models.map((each) => each.key).join()}`);
  return model.schema;
}

export function printModel(api: Api, name: string): string {
  return print(modelOf(api, name));
}

/** The first operation of paths given as `{ "/x": { get: ... } }`. */
export function lowerOperation(
  paths: JsonValue,
  rest: { readonly [key: string]: JsonValue } = {},
  version: Version = "3.1",
): Lowered & { readonly operation: Operation } {
  const lowered = lower({ paths, ...rest }, version);
  const operation = lowered.api.operations[0];
  if (operation === undefined) throw new Error("No operation");
  return { ...lowered, operation };
}

/** `in name: type`, with `!` when required, and style and explode where they aren't the usual ones. */
export function printParam(param: Param): string {
  const usual = param.in === "query" || param.in === "cookie" || param.in === "querystring" ? "form*" : "simple";
  const style = `${param.style}${param.explode ? "*" : ""}`;
  const marks = [style === usual ? null : style, param.reserved ? "reserved" : null, param.allowEmpty ? "empty" : null, param.mediaType].filter(
    (mark) => mark !== null,
  );
  return `${param.in} ${param.name}${param.required ? "!" : ""}: ${print(param.schema)}${marks.length > 0 ? ` [${marks.join(" ")}]` : ""}`;
}

/**
 * A schema on one line: `{a: string, b?: integer(int64), [*]: boolean, <^x>: null}`, `{...}` closed as `{|...|}`; unions
 * `(A | B)`, with a tag `(A | B)<kind: a / b>`; `(A & B)`; references by their last segment; enums `"a"|"b"`, open with `|...`.
 */
export function print(schema: Schema): string {
  switch (schema.kind) {
    case "string":
      return schema.format === null ? "string" : `string(${schema.format})`;
    case "number": {
      const word = schema.integer ? "integer" : "number";
      return schema.format === null ? word : `${word}(${schema.format})`;
    }
    case "literal":
      return schema.members.map((member) => JSON.stringify(member.value)).join("|") + (schema.open ? "|..." : "");
    case "array":
      return `${print(schema.items)}[]`;
    case "tuple": {
      const items = schema.items.map((item, index) => `${print(item)}${index < schema.min ? "" : "?"}`);
      return `[${[...items, ...(schema.rest === false ? [] : [`...${print(schema.rest)}`])].join(", ")}]`;
    }
    case "object": {
      const fields = schema.fields.map(
        (field) => `${field.access === null ? "" : `${field.access} `}${field.name}${field.required ? "" : "?"}: ${print(field.schema)}`,
      );
      for (const each of schema.patterns) fields.push(`<${each.pattern}>: ${print(each.schema)}`);
      if (schema.rest) fields.push(`[*]: ${print(schema.rest)}`);
      return schema.rest === false ? `{|${fields.join(", ")}|}` : `{${fields.join(", ")}}`;
    }
    case "union": {
      const of = `(${schema.of.map(print).join(" | ")})`;
      return schema.tag === null ? of : `${of}<${schema.tag.field}: ${schema.tag.values.map((values) => values.join("+")).join(" / ")}>`;
    }
    case "all":
      return `(${schema.of.map(print).join(" & ")})`;
    case "ref":
      return schema.model.slice(schema.model.lastIndexOf("/") + 1);
    default:
      return schema.kind;
  }
}

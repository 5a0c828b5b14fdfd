import type { Field, ObjectSchema, Schema, UnionSchema } from "../../../generator/ir/index.js";
import { noDocs } from "../../../generator/ir/index.js";
import type { DocsView, FilePlan, ModelNames, ModelView, Plan, TypeStyle, TypeView } from "../../../generator/plan/views.js";

export const string: Schema = { kind: "string", format: null, meta: null };
export const number: Schema = { kind: "number", integer: false, format: null, meta: null };
export const boolean: Schema = { kind: "boolean", meta: null };
export const nothing: Schema = { kind: "null", meta: null };
export const unknown: Schema = { kind: "unknown", meta: null };
export const never: Schema = { kind: "never", meta: null };
export const binary: Schema = { kind: "binary", meta: null };

export const text = (format: string): Schema => ({ kind: "string", format, meta: null });
export const ref = (model: string): Schema => ({ kind: "ref", model, meta: null });
export const array = (items: Schema): Schema => ({ kind: "array", items, meta: null });
export const tuple = (items: readonly Schema[], min: number, rest: Schema | false): Schema => ({ kind: "tuple", items, min, rest, meta: null });
export const all = (...of: readonly Schema[]): Schema => ({ kind: "all", of, at: "", meta: null });
export const union = (...of: readonly Schema[]): UnionSchema => ({ kind: "union", of, tag: null, at: "", meta: null });
export const tagged = (field: string, ...arms: readonly (readonly [Schema, ...string[]])[]): Schema => ({
  kind: "union",
  of: arms.map(([schema]) => schema),
  tag: { field, values: arms.map(([, ...values]) => values) },
  at: "",
  meta: null,
});
export const literal = (...values: readonly (string | number | boolean | null)[]): Schema => ({
  kind: "literal",
  members: values.map((value) => ({ value, name: null, docs: null })),
  base: values.every((value) => typeof value === "string") ? "string" : values.every((value) => typeof value === "number") ? "number" : "mixed",
  open: false,
  meta: null,
});

/** Keys that end in `?` are optional; `read:`/`write:` in front marks the side. */
export function object(fields: Readonly<Record<string, Schema>>, rest: Schema | false | null = null, patterns: ObjectSchema["patterns"] = []): ObjectSchema {
  return { kind: "object", fields: Object.entries(fields).map(([key, schema]) => field(key, schema)), patterns, rest, at: "", meta: null };
}

function field(key: string, schema: Schema): Field {
  const match = /^(?:(read|write):)?(.*?)(\?)?$/s.exec(key);
  const access = match?.[1] === "read" || match?.[1] === "write" ? match[1] : null;
  return { name: match?.[2] ?? key, schema, required: match?.[3] === undefined, access, docs: noDocs };
}

export const docs = (...lines: readonly string[]): DocsView => ({ lines, tags: [] });
export const type = (schema: Schema, side: TypeView["side"] = "both"): TypeView => ({ schema, side });
export const style: TypeStyle = { dates: "string", int64: "number", enums: "union", binary: "blob", open: false };
export const header = { title: "Test", version: "1.0" };

/** Names for models that are called as their keys, declared in `models`. */
export function namesFor(keys: readonly string[], from: string | null = "models"): ModelNames {
  return Object.fromEntries(keys.flatMap((key) => ["in", "out"].map((side) => [`${side}:${key}`, { name: key, from, type: true }])));
}

/** A plan of one models file; every model is called as its key. */
export function modelsPlan(
  models: Readonly<Record<string, Schema>>,
  options: { style?: Partial<TypeStyle>; form?: ModelView["form"]; side?: TypeView["side"] } = {},
): Plan {
  const views = Object.entries(models).map(([name, schema]): ModelView => {
    const form = options.form ?? (schema.kind === "object" || schema.kind === "all" ? "interface" : "type");
    return { name, docs: docs(), type: type(schema, options.side), open: false, form };
  });
  return planOf({
    path: "models.ts",
    template: "models",
    view: { header, names: namesFor(Object.keys(models), null), style: { ...style, ...options.style }, models: views },
  });
}

export function planOf(...files: readonly FilePlan[]): Plan {
  return { name: "test", files, manifest: { generator: "test", hash: "", models: {}, operations: {}, files: {}, facts: null } };
}

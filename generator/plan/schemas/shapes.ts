import { isWideInteger, type LiteralSchema, type Meta, type ObjectSchema, type Schema, type UnionSchema, type Xml } from "../../ir/index.js";
import { compact, type Draft } from "../operations/operation-constant.js";
import type { ConstantValue, SymbolRef, TypeStyle } from "../views.js";

export interface ShapeSetting {
  readonly style: TypeStyle;
  /** The constant that holds a model's shape. */
  readonly symbol: (model: string) => SymbolRef | null;
}

/** A schema as the runtime's Shape: only what it says. */
export function shapeOf(schema: Schema, setting: ShapeSetting): ConstantValue {
  if (schema.kind === "ref") {
    const symbol = setting.symbol(schema.model);
    if (symbol === null) return {};
    const xml = schema.meta?.xml ?? null;
    return xml === null ? { ref: { $lazy: symbol } } : { allOf: [{ ref: { $lazy: symbol } }], xml: xmlFacts(xml) };
  }
  return compact({ ...own(schema, setting), ...facts(schema.meta) });
}

function own(schema: Exclude<Schema, { kind: "ref" }>, setting: ShapeSetting): Draft {
  const of = (part: Schema): ConstantValue => shapeOf(part, setting);
  switch (schema.kind) {
    case "string":
      return { type: "string", format: schema.format ?? undefined, as: dateStyle(schema.format, setting.style) };
    case "number":
      if (schema.moment !== undefined && setting.style.dates !== "string") return { type: "string", format: schema.moment, as: setting.style.dates };
      return {
        type: schema.integer ? "integer" : "number",
        format: schema.format ?? undefined,
        as: isWideInteger(schema.format) && setting.style.int64 === "bigint" ? "bigint" : undefined,
      };
    case "boolean":
    case "null":
    case "never":
      return { type: schema.kind };
    case "unknown":
      return {};
    case "binary":
      return { type: "bytes" };
    case "literal":
      return literal(schema);
    case "array":
      return { type: "array", items: of(schema.items) };
    case "tuple":
      return {
        type: "tuple",
        prefix: schema.items.map(of),
        required: undefined,
        rest: schema.rest === false ? false : of(schema.rest),
        limits: schema.min > 0 ? { minItems: schema.min } : undefined,
      };
    case "object":
      return object(schema, of);
    case "union":
      return { anyOf: schema.of.map(of), tag: tag(schema) };
    case "all":
      return { allOf: schema.of.map(of) };
  }
}

function dateStyle(format: string | null, { dates }: TypeStyle): ConstantValue | undefined {
  return dates !== "string" && (format === "date-time" || format === "date") ? dates : undefined;
}

function literal(schema: LiteralSchema): Draft {
  return { enum: { $json: schema.members.map(({ value }) => value) }, open: schema.open ? true : undefined };
}

function object(schema: ObjectSchema, of: (part: Schema) => ConstantValue): Draft {
  const fields = schema.fields.map(({ name, schema: value, access }): [string, ConstantValue] => {
    const shape = of(value);
    return [name, access === null || !isPlainRecord(shape) ? shape : { ...shape, ...(access === "read" ? { readOnly: true } : { writeOnly: true }) }];
  });
  const required = schema.fields.filter((field) => field.required).map(({ name }) => name);
  return {
    type: "object",
    fields: fields.length > 0 ? Object.fromEntries(fields) : undefined,
    required: required.length > 0 ? required : undefined,
    patterns: schema.patterns.length > 0 ? Object.fromEntries(schema.patterns.map(({ pattern, schema: value }) => [pattern, of(value)])) : undefined,
    rest: schema.rest === null ? undefined : schema.rest === false ? false : of(schema.rest),
  };
}

function isPlainRecord(value: ConstantValue): value is { readonly [key: string]: ConstantValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function tag({ tag: given }: UnionSchema): ConstantValue | undefined {
  if (given === null) return undefined;
  return { field: given.field, values: Object.fromEntries(given.values.flatMap((values, index) => values.map((value) => [value, index]))) };
}

function facts(meta: Meta | null): Draft {
  if (meta === null) return {};
  const { limits, xml } = meta;
  return {
    ...(limits.length > 0 ? { limits: { $json: Object.fromEntries(limits.map(({ rule, value }) => [rule, value])) } } : {}),
    ...(meta.default === null ? {} : { default: { $json: meta.default.value } }),
    ...(meta.docs.examples[0] === undefined ? {} : { example: { $json: meta.docs.examples[0] } }),
    ...(xml === null ? {} : { xml: xmlFacts(xml) }),
  };
}

/** How a value is spelt in XML, as the runtime's Shape has it. */
export function xmlFacts(xml: Xml): { readonly [key: string]: ConstantValue } {
  return compact({
    name: xml.name ?? undefined,
    namespace: xml.namespace ?? undefined,
    prefix: xml.prefix ?? undefined,
    attribute: xml.attribute ? true : undefined,
    wrapped: xml.wrapped ? true : undefined,
    text: xml.text ? true : undefined,
  });
}

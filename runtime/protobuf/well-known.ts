import { unfit } from "../realtime/unfit.js";
import type { ProtobufField, ProtobufTable } from "./table.js";

/** A message whose JSON mapping is another value: https://protobuf.dev/programming-guides/json/ */
export interface Mapping {
  /** The value of the mapping -> the message's fields. */
  toFields(value: unknown): Readonly<Record<string, unknown>>;
  fromFields(fields: Readonly<Record<string, unknown>>): unknown;
}

const field = (id: number, name: string, type: string, more: Partial<ProtobufField> = {}): ProtobufField => ({ id, name, type, ...more });

const wrappers: readonly (readonly [string, string])[] = [
  ["Double", "double"],
  ["Float", "float"],
  ["Int64", "int64"],
  ["UInt64", "uint64"],
  ["Int32", "int32"],
  ["UInt32", "uint32"],
  ["Bool", "bool"],
  ["String", "string"],
  ["Bytes", "bytes"],
];

const value = (id: number, name: string, type: string): ProtobufField => field(id, name, `google.protobuf.${type}`, { oneof: "kind" });

/** Google's own messages: texts mention them without declaring them. */
export const wellKnownTable: Pick<ProtobufTable, "messages" | "enums"> = {
  messages: {
    "google.protobuf.Timestamp": [field(1, "seconds", "int64"), field(2, "nanos", "int32")],
    "google.protobuf.Duration": [field(1, "seconds", "int64"), field(2, "nanos", "int32")],
    "google.protobuf.FieldMask": [field(1, "paths", "string", { list: "repeated" })],
    "google.protobuf.Empty": [],
    "google.protobuf.Any": [field(1, "@type", "string"), field(2, "value", "bytes")],
    "google.protobuf.Struct": [field(1, "fields", "google.protobuf.Value", { key: "string" })],
    "google.protobuf.ListValue": [value(1, "values", "Value")].map((each) => ({ ...each, list: "repeated" as const })),
    "google.protobuf.Value": [
      value(1, "nullValue", "NullValue"),
      field(2, "numberValue", "double", { oneof: "kind" }),
      field(3, "stringValue", "string", { oneof: "kind" }),
      field(4, "boolValue", "bool", { oneof: "kind" }),
      value(5, "structValue", "Struct"),
      value(6, "listValue", "ListValue"),
    ],
    ...Object.fromEntries(wrappers.map(([name, type]) => [`google.protobuf.${name}Value`, [field(1, "value", type, { implicit: true })]])),
  },
  enums: { "google.protobuf.NullValue": { NULL_VALUE: 0 } },
};

const wrapper: Mapping = { toFields: (own) => ({ value: own }), fromFields: (fields) => fields["value"] };

const timestamp: Mapping = {
  toFields: (own) => {
    const text = own instanceof Date && !Number.isNaN(own.getTime()) ? own.toISOString() : own;
    const [, whole = "", fraction = ""] =
      (typeof text === "string" && /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{1,9}))?(?:Z|[+-]\d\d:\d\d))$/i.exec(text)) || [];
    const time = Date.parse(whole.replace(/\.\d+/, ""));
    if (Number.isNaN(time)) unfit(own, "a date and time (2026-01-31T12:00:00Z)");
    return parts(time / 1000, fraction, 1);
  },
  fromFields: ({ seconds = 0, nanos = 0 }) => {
    const date = new Date(Number(seconds) * 1000);
    const text = Number.isNaN(date.getTime()) ? "0001-01-01T00:00:00" : date.toISOString().slice(0, -5);
    return `${text}${fractionOf(Number(nanos))}Z`;
  },
};

function parts(seconds: number, fraction: string, sign: number): Readonly<Record<string, unknown>> {
  const nanos = sign * Number(fraction.padEnd(9, "0"));
  return nanos === 0 ? { seconds } : { seconds, nanos };
}

/** Three, six or nine digits, or none. */
function fractionOf(nanos: number): string {
  if (nanos === 0) return "";
  const digits = `${nanos}`.padStart(9, "0");
  return `.${digits.endsWith("000000") ? digits.slice(0, 3) : digits.endsWith("000") ? digits.slice(0, 6) : digits}`;
}

const duration: Mapping = {
  toFields: (own) => {
    const [, sign = "", seconds, fraction = ""] = (typeof own === "string" && /^(-?)(\d+)(?:\.(\d{1,9}))?s$/.exec(own)) || [];
    if (seconds === undefined) unfit(own, 'a duration ("1.5s")');
    const factor = sign === "" ? 1 : -1;
    return parts(factor * Number(seconds), fraction, factor);
  },
  fromFields: ({ seconds = 0, nanos = 0 }) =>
    `${Number(seconds) < 0 || Number(nanos) < 0 ? "-" : ""}${Math.abs(Number(seconds))}${fractionOf(Math.abs(Number(nanos)))}s`,
};

const fieldMask: Mapping = {
  toFields: (own) => ({
    paths: (typeof own === "string" ? own : unfit(own, "a list of paths in one text"))
      .split(",")
      .filter((path) => path !== "")
      .map((path) => path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
  }),
  fromFields: ({ paths = [] }) => (paths as readonly string[]).map((path) => path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())).join(","), // a repeated string
};

const struct: Mapping = { toFields: (own) => ({ fields: own }), fromFields: ({ fields = {} }) => fields };
const list: Mapping = { toFields: (own) => ({ values: own }), fromFields: ({ values = [] }) => values };

const anyValue: Mapping = {
  toFields: (own) => {
    if (own === null) return { nullValue: "NULL_VALUE" };
    if (typeof own === "number") return { numberValue: own };
    if (typeof own === "string") return { stringValue: own };
    if (typeof own === "boolean") return { boolValue: own };
    return Array.isArray(own) ? { listValue: own } : { structValue: own };
  },
  fromFields: ({ nullValue: _, ...fields }) => Object.values(fields)[0] ?? null,
};

/** The mappings by full name. Any and Empty are the messages that they are. */
export const mappings: { readonly [name: string]: Mapping } = {
  ...Object.fromEntries(wrappers.map(([name]) => [`google.protobuf.${name}Value`, wrapper])),
  "google.protobuf.Timestamp": timestamp,
  "google.protobuf.Duration": duration,
  "google.protobuf.FieldMask": fieldMask,
  "google.protobuf.Struct": struct,
  "google.protobuf.ListValue": list,
  "google.protobuf.Value": anyValue,
};

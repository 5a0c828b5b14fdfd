import { booleanSchema, bytesSchema, nullSchema, numberSchema, objectSchema, type Schema, stringSchema, unionSchema, unknownSchema } from "../ir/index.js";

/** A scalar of Protobuf, as its own encoding or its JSON mapping delivers it; null when the name is none. https://protobuf.dev/programming-guides/json/ */
export function scalarOf(name: string, isBinary = false): Schema | null {
  switch (name) {
    case "double":
    case "float":
      return numberSchema(false, name);
    case "int32":
    case "sint32":
    case "sfixed32":
    case "uint32":
    case "fixed32":
      return numberSchema(true, "int32");
    case "int64":
    case "sint64":
    case "sfixed64":
    case "uint64":
    case "fixed64":
      return isBinary ? numberSchema(true, "int64") : stringSchema();
    case "bool":
      return booleanSchema();
    case "string":
      return stringSchema();
    case "bytes":
      return isBinary ? bytesSchema() : stringSchema("byte");
    default:
      return null;
  }
}

const wrapped = /^google\.protobuf\.(Double|Float|Int32|UInt32|Int64|UInt64|Bool|String|Bytes)Value$/;

/** One of Google's well-known types in its JSON mapping; null when the name is none. */
export function wellKnownOf(name: string, at: string, isBinary = false): Schema | null {
  const [, inner] = wrapped.exec(name) ?? [];
  if (inner !== undefined) return unionSchema(at, [scalarOf(inner.toLowerCase(), isBinary) ?? unknownSchema(), nullSchema()]);
  switch (name) {
    case "google.protobuf.Timestamp":
      return stringSchema("date-time");
    case "google.protobuf.Duration":
    case "google.protobuf.FieldMask":
      return stringSchema();
    case "google.protobuf.Struct":
    case "google.protobuf.Any":
      return objectSchema(at, [], unknownSchema());
    case "google.protobuf.Value":
      return unknownSchema();
    case "google.protobuf.ListValue":
      return { kind: "array", items: unknownSchema(), meta: null };
    case "google.protobuf.Empty":
      return objectSchema(at, []);
    default:
      return null;
  }
}

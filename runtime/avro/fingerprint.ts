import type { AvroNode, AvroSchema } from "./compile.js";

/**
 * The ten bytes that single objects of a schema begin with: C3 01, then the CRC-64 of its canonical form, little-endian.
 * https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding
 */
export function singleObjectMark(schema: AvroSchema): Uint8Array {
  const mark = Uint8Array.of(0xc3, 1, 0, 0, 0, 0, 0, 0, 0, 0);
  new DataView(mark.buffer).setBigUint64(2, crc64(new TextEncoder().encode(canonical(schema, ""))), true);
  return mark;
}

const empty = 0xc15d213aa4d7a795n;

function crc64(bytes: Uint8Array): bigint {
  let crc = empty;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1n) ^ (crc & 1n ? empty : 0n);
  }
  return crc;
}

const primitives = /^(?:null|boolean|int|long|float|double|bytes|string)$/;

/** Full names, the parts that count on the wire, in their settled order, without a space. */
function canonical(schema: AvroSchema, namespace: string): string {
  if (typeof schema === "string") return JSON.stringify(primitives.test(schema) ? schema : fullName(schema, namespace));
  if (Array.isArray(schema)) return `[${schema.map((each: AvroSchema) => canonical(each, namespace)).join(",")}]`;
  const node = schema as AvroNode; // neither text nor list
  const { type, name = "", items = "null", values = "null", symbols, size, fields } = node;
  if (type === "array") return `{"type":"array","items":${canonical(items, namespace)}}`;
  if (type === "map") return `{"type":"map","values":${canonical(values, namespace)}}`;
  if (typeof type !== "string" || !/^(?:record|error|enum|fixed)$/.test(type)) return canonical(type, namespace);
  const full = fullName(name, node.namespace ?? namespace);
  const within = full.includes(".") ? full.slice(0, full.lastIndexOf(".")) : "";
  const parts = [`"name":${JSON.stringify(full)}`, `"type":${JSON.stringify(type)}`];
  if (fields) parts.push(`"fields":[${fields.map((each) => `{"name":${JSON.stringify(each.name)},"type":${canonical(each.type, within)}}`).join(",")}]`);
  if (symbols) parts.push(`"symbols":${JSON.stringify(symbols)}`);
  if (size !== undefined) parts.push(`"size":${size}`);
  return `{${parts.join(",")}}`;
}

const fullName = (name: string, namespace: string): string => (name.includes(".") || namespace === "" ? name : `${namespace}.${name}`);

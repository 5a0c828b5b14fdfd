import { avro, confluentAvro } from "@clientwright/runtime/avro";
import { confluentProtobuf, protobuf } from "@clientwright/runtime/protobuf";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { protobufTable } from "../../../generator/asyncapi/protobuf-table.js";

const decimal = { type: "bytes", logicalType: "decimal", precision: 9, scale: 2 };
const order = JSON.stringify({
  type: "record",
  name: "Order",
  fields: [
    { name: "id", type: "long" },
    { name: "at", type: { type: "long", logicalType: "timestamp-nanos" } },
    { name: "price", type: decimal },
    { name: "lines", type: { type: "array", items: { type: "map", values: ["null", "string", "Order"] } } },
  ],
});
const one = { id: 1, at: "2026-01-31T12:00:00.000000001Z", price: "12.30", lines: [] as object[] };
const orders = { ...one, lines: [{ a: "x", b: null, c: { ...one, lines: [{ d: "y" }] } }] };

const text = `syntax = "proto3"; message Root {
  google.protobuf.Timestamp at = 1; google.protobuf.Duration took = 2; google.protobuf.Struct any = 3; repeated sint64 counts = 4;
  map<string, Root> parts = 5; google.protobuf.BytesValue raw = 6; google.protobuf.FieldMask mask = 7; oneof either { string a = 8; Root b = 9; } }`;
const table = protobufTable({ node: text, name: "Root" } as Parameters<typeof protobufTable>[0]) ?? ""; // it reads these two alone
const root = {
  at: "2026-01-31T12:00:00.500Z",
  took: "1.5s",
  any: { list: [1, "x", { deep: null }] },
  counts: [1, -1],
  parts: { one: { counts: [], a: "x" } },
  raw: Uint8Array.of(1, 2),
  mask: "aB,c",
  b: { counts: [3] },
};

const plain = avro.codec(order, "number").encode(orders);
/** How many values a value consists of. */
const parts = (value: unknown): number =>
  typeof value === "object" && value !== null && !(value instanceof Uint8Array) ? Object.values(value).reduce<number>((sum, part) => sum + parts(part), 1) : 1;

describe.each([
  ["Avro", avro.codec(order, "bigint"), plain],
  ["Avro of a registry", confluentAvro.codec(order, "string"), Uint8Array.of(0, 0, 0, 0, 1, ...plain)],
  ["Protobuf", protobuf.codec(table, "number"), protobuf.codec(table, "number").encode(root)],
  ["Protobuf of a registry", confluentProtobuf.codec(table, "bigint"), confluentProtobuf.codec(table, "bigint").encode(root, 1)],
])("bytes that are nearly %s", (_, codec, good) => {
  /** Whatever comes is a value that its bytes account for, or a DecodeError. */
  function ends(bytes: Uint8Array): void {
    try {
      expect(parts(codec.decode(bytes))).toBeLessThan(20 * bytes.length + 50);
    } catch (error) {
      expect(error).toMatchObject({ kind: "decode", message: expect.stringMatching(/^The bytes of a payload .{10,200}$/) });
    }
  }

  it("are good as they stand", () => expect(() => codec.decode(good)).not.toThrow());

  it("are refused or read, wherever they are cut", () => {
    for (let length = 0; length < good.length; length++) ends(good.subarray(0, length));
  });

  it("are refused or read, whichever bytes are others", () => {
    const change = fc.record({ at: fc.nat(good.length - 1), byte: fc.oneof(fc.nat(255), fc.constantFrom(0x7f, 0x80, 0xff)) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = good.slice();
        for (const { at, byte } of changes) bytes[at] = byte;
        ends(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  it("are refused or read, with any bytes put between", () => {
    fc.assert(
      fc.property(fc.nat(good.length), fc.uint8Array({ maxLength: 12 }), (at, more) => {
        ends(Uint8Array.of(...good.subarray(0, at), ...more, ...good.subarray(at)));
      }),
      { numRuns: 1_000 },
    );
  });
});

it("a decimal of a million bytes is refused before it becomes a text of millions of digits", () => {
  const own = avro.codec(JSON.stringify(decimal), "number");
  const long = avro.codec('"bytes"', "number").encode(new Uint8Array(1_000_000).fill(0x55));
  expect(() => own.decode(long)).toThrow(expect.objectContaining({ kind: "decode", message: expect.stringContaining("more than 1000 bytes") }));
});

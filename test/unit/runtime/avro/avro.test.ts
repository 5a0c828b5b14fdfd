import { avro } from "@clientwright/runtime/avro";
import { describe, expect, it } from "@jest/globals";
import avsc from "avsc";
import fc from "fast-check";

const everything = {
  type: "record",
  name: "All",
  namespace: "shop",
  fields: [
    { name: "none", type: "null" },
    { name: "flag", type: "boolean" },
    { name: "small", type: "int" },
    { name: "large", type: "long" },
    { name: "real", type: "double" },
    { name: "text", type: "string" },
    { name: "raw", type: "bytes" },
    { name: "sum", type: { type: "fixed", name: "Sum", size: 4 } },
    { name: "kind", type: { type: "enum", name: "Kind", symbols: ["NEW", "PAID"] } },
    { name: "again", type: ["null", "shop.Kind"] },
    { name: "list", type: { type: "array", items: "long" } },
    { name: "byName", type: { type: "map", values: { type: "array", items: "string" } } },
    { name: "either", type: ["null", "string", "long", { type: "record", name: "Point", fields: [{ name: "x", type: "int" }] }] },
    { name: "next", type: ["null", "All"] },
  ],
};

/** The other implementation rounds beyond. */
const long = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
const leaf = {
  none: fc.constant(null),
  flag: fc.boolean(),
  small: fc.integer(),
  large: long,
  real: fc.double({ noNaN: true }),
  text: fc.string({ unit: "grapheme" }),
  raw: fc.uint8Array({ maxLength: 20 }),
  sum: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  kind: fc.constantFrom("NEW", "PAID"),
  again: fc.constantFrom(null, "NEW"),
  list: fc.array(long, { maxLength: 5 }),
  // The other implementation takes `__proto__` for the object's prototype.
  byName: fc.dictionary(
    fc.string().filter((key) => key !== "__proto__"),
    fc.array(fc.string(), { maxLength: 3 }),
    { maxKeys: 3 },
  ),
  either: fc.oneof(fc.constant(null), fc.string(), long, fc.record({ x: fc.integer() })),
};
const value = fc.letrec((tie) => ({ all: fc.record({ ...leaf, next: fc.option(tie("all"), { maxDepth: 2 }) }) })).all;

/** Buffers of the other implementation as plain bytes. */
const plain = (own: unknown): unknown =>
  JSON.parse(JSON.stringify(own, (_, part) => (part?.type === "Buffer" ? { bytes: part.data } : part instanceof Uint8Array ? { bytes: [...part] } : part)));
const codec = (schema: unknown, int64: "number" | "bigint" | "string" = "number") => avro.codec(JSON.stringify(schema), int64);

describe("avro", () => {
  const other = avsc.Type.forSchema(everything as avsc.Schema, { wrapUnions: false });

  it("writes what another implementation writes, and reads it back", () => {
    const own = codec(everything);
    fc.assert(
      fc.property(value, (given) => {
        const written = own.encode(given);
        expect([...written]).toEqual([...other.toBuffer(withBuffers(given))]);
        expect(plain(own.decode(written))).toEqual(plain(given));
        expect(plain(other.fromBuffer(Buffer.from(written)))).toEqual(plain(given));
      }),
    );
  });

  it.each([
    ["0", "long", 0, "00"],
    ["-1", "long", -1, "01"],
    ["a number beyond 2^53", "long", 2n ** 60n, "808080808080808020"],
    ["the least of all", "long", -(2n ** 63n), "ffffffffffffffffff01"],
    ["text of the specification's example", "string", "foo", "06666f6f"],
    ["a list of two, in one block", { type: "array", items: "long" }, [3, 27], "04063600"],
    ["a key that objects have a meaning for", { type: "map", values: "int" }, JSON.parse('{"__proto__":1}'), "02125f5f70726f746f5f5f0200"],
    ["the second branch of a union", ["null", "string"], "a", "020261"],
  ])("writes %s", (_, schema, given, hex) => {
    const own = codec(schema, "bigint");
    expect(Buffer.from(own.encode(given)).toString("hex")).toBe(hex);
    expect(own.encode(own.decode(Buffer.from(hex, "hex")))).toEqual(own.encode(given));
  });

  it("delivers long as bigint where the client wants it, without losing digits", () => {
    const written = codec("long").encode(2n ** 62n + 1n);
    expect(codec("long", "bigint").decode(written)).toBe(2n ** 62n + 1n);
    expect(codec("long").decode(written)).toBe(2 ** 62);
    expect(codec("long", "string").decode(codec("long", "string").encode("-4611686018427387905"))).toBe("-4611686018427387905");
  });

  it("reads blocks that tell their size", () => {
    expect(codec({ type: "array", items: "long" }).decode(Uint8Array.of(3, 4, 6, 54, 0))).toEqual([3, 27]);
  });

  it("writes a default where a field is left out, of a union's first branch and as bytes too", () => {
    const fields = [
      { name: "a", type: ["null", "string"], default: null },
      { name: "b", type: "bytes", default: "\u00ff" },
      { name: "c", type: { type: "array", items: "int" }, default: [1] },
    ];
    const own = codec({ type: "record", name: "D", fields });
    expect(own.decode(own.encode({}))).toEqual({ a: null, b: Uint8Array.of(255), c: [1] });
  });

  it("looks names up in the namespace around", () => {
    const inner = { type: "record", name: "A", namespace: "n2", fields: [{ name: "up", type: ["null", "n1.A"] }] };
    const own = codec({
      type: "record",
      name: "A",
      namespace: "n1",
      fields: [
        { name: "b", type: inner },
        { name: "me", type: ["null", "A"] },
      ],
    });
    const given = { b: { up: null }, me: { b: { up: null }, me: null } };
    expect(own.decode(own.encode(given))).toEqual(given);
  });

  it("refuses a value that holds itself, and keeps a byte-order mark", () => {
    const list: unknown[] = [];
    const given = { up: null as unknown, all: list };
    given.up = given;
    const up = { name: "up", type: ["null", "N"], default: null };
    expect(() => codec({ type: "record", name: "N", fields: [up] }).encode(given)).toThrow(
      expect.objectContaining({ kind: "input", message: expect.stringMatching(/at \.up.*holds itself/) }),
    );
    const all = { name: "all", type: { type: "array", items: "N" } };
    list.push(given);
    expect(() => codec({ type: "record", name: "N", fields: [all] }).encode(given)).toThrow(
      expect.objectContaining({ kind: "input", message: expect.stringMatching(/at \.all\[0\]\.all.*holds itself/) }),
    );
    expect(() => codec("string").encode(given)).toThrow(expect.objectContaining({ kind: "input" }));
    expect(codec("string").decode(codec("string").encode("\ufeffx"))).toBe("\ufeffx");
  });

  it("keeps a field called __proto__ a field", () => {
    const own = codec({ type: "record", name: "P", fields: [{ name: "__proto__", type: "int" }] });
    const read = own.decode(own.encode(JSON.parse('{"__proto__": 7}')));
    expect(Object.entries(read as object)).toEqual([["__proto__", 7]]);
  });

  it.each([
    ["a field that is missing", { type: "record", name: "R", fields: [{ name: "id", type: "int" }] }, {}, "at .id, undefined is not there, and has no default"],
    [
      "text for a number, deep inside",
      { type: "map", values: { type: "array", items: "int" } },
      { a: [1, "x"] },
      'at .a[1], "x" is not a whole number of 32 bits',
    ],
    ["an enum's unknown symbol", { type: "enum", name: "E", symbols: ["A", "B"] }, "C", '"C" is not one of A, B'],
    ["a number that would be rounded", "long", 2 ** 60, "1152921504606847000 is not a whole number of 64 bits"],
    ["bytes of another length", { type: "fixed", name: "F", size: 2 }, Uint8Array.of(1), "a Uint8Array of 2 bytes"],
    ["what no branch takes", ["null", "int"], "x", "not of any type that the schema allows here"],
  ])("refuses %s, and says where", (_, schema, given, message) => {
    expect(() => codec(schema).encode(given)).toThrow(expect.objectContaining({ kind: "input", message: expect.stringContaining(message) }));
  });

  it.each([
    ["bytes that end too early", "string", [6, 65]],
    ["bytes that are left over", "int", [0, 0]],
    ["a length below zero", "bytes", [1]],
    ["a branch that there is not", ["null", "int"], [8]],
    ["a symbol that there is not", { type: "enum", name: "E", symbols: ["A"] }, [2]],
    ["an endless number", "long", Array(11).fill(255)],
    ["a list of countless nothings", { type: "array", items: "null" }, [0xfe, 0xff, 0xff, 0xff, 0x0f, 0]],
    ["lists inside lists without end", { type: "record", name: "L", fields: [{ name: "l", type: { type: "array", items: "L" } }] }, Array(1000).fill(2)],
  ])("refuses %s", (_, schema, given) => {
    expect(() => codec(schema).decode(Uint8Array.from(given as number[]))).toThrow(expect.objectContaining({ kind: "decode" }));
  });

  it("never ends with anything but a value or a DecodeError, whatever the bytes", () => {
    const own = codec(everything);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (given) => {
        try {
          own.decode(given);
        } catch (error) {
          expect(error).toMatchObject({ kind: "decode" });
        }
      }),
    );
  });
});

/** The other implementation takes Node's Buffers only. */
function withBuffers(given: unknown): unknown {
  if (given instanceof Uint8Array) return Buffer.from(given);
  if (Array.isArray(given)) return given.map(withBuffers);
  if (typeof given !== "object" || given === null) return given;
  return Object.fromEntries(Object.entries(given).map(([key, part]) => [key, withBuffers(part)]));
}

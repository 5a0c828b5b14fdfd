import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeMessagePack } from "../../../../runtime/realtime/msgpack/decode.js";
import { encodeMessagePack } from "../../../../runtime/realtime/msgpack/encode.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("MessagePack", () => {
  it.each([
    { given: null, want: "c0" },
    { given: undefined, want: "c0" },
    { given: true, want: "c3" },
    { given: 0, want: "00" },
    { given: 127, want: "7f" },
    { given: 128, want: "cc80" },
    { given: 65_535, want: "cdffff" },
    { given: 65_536, want: "ce00010000" },
    { given: 2 ** 32, want: "cf0000000100000000" },
    { given: -32, want: "e0" },
    { given: -33, want: "d0df" },
    { given: -129, want: "d1ff7f" },
    { given: -32_769, want: "d2ffff7fff" },
    { given: -(2 ** 31) - 1, want: "d3ffffffff7fffffff" },
    { given: 1.5, want: "cb3ff8000000000000" },
    { given: "é", want: "a2c3a9" },
    { given: "\ufeffx", want: "a4efbbbf78" },
    { given: "a".repeat(32), want: `d920${"61".repeat(32)}` },
    { given: new Uint8Array([1, 2]), want: "c4020102" },
    { given: [1, "a"], want: "9201a161" },
    { given: { a: 1, b: undefined }, want: "81a16101" },
    { given: new Date(0), want: `b8${Buffer.from("1970-01-01T00:00:00.000Z").toString("hex")}` },
  ])("writes $given in its shortest form", ({ given, want }) => {
    expect(hex(encodeMessagePack(given))).toBe(want);
  });

  it.each([
    { given: "a4efbbbf78", want: "\ufeffx" },
    { given: "ca3fc00000", want: 1.5 },
    { given: "cfffffffffffffffff", want: 18_446_744_073_709_551_615n },
    { given: "d3ffffffffffffffff", want: -1 },
    { given: "d40102", want: new Uint8Array([2]) },
    { given: "c7020901 02", want: new Uint8Array([1, 2]) },
    { given: "dc000101", want: [1] },
    { given: "df00000001a16101", want: { a: 1 } },
    { given: "810102", want: { "1": 2 } },
  ])("reads $given too", ({ given, want }) => {
    expect(decodeMessagePack(unhex(given))).toEqual(want);
  });

  it("gives back any value of JSON, and bytes", () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, false),
        fc.integer(),
        fc.double({ noNaN: true }),
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.uint8Array({ maxLength: 300 }),
        fc.array(tie("node"), { maxLength: 20 }),
        fc.dictionary(fc.string(), tie("node"), { maxKeys: 20, noNullPrototype: true }),
      ),
    })).node;
    fc.assert(
      fc.property(value, (given) => expect(decodeMessagePack(encodeMessagePack(given))).toEqual(given)),
      { numRuns: 300 },
    );
  });

  it("either reads bytes or refuses them with a SyntaxError, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          decodeMessagePack(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps a key named __proto__ as a key", () => {
    const read = decodeMessagePack(encodeMessagePack(JSON.parse('{"__proto__":{"admin":true}}')));
    expect(Object.keys(read as object)).toEqual(["__proto__"]);
    expect((read as { admin?: unknown }).admin).toBeUndefined();
  });

  it("refuses a length that the bytes can't hold before it takes memory", () => {
    expect(() => decodeMessagePack(unhex("ddffffffff"))).toThrow(/end within a value/);
    expect(() => decodeMessagePack(unhex("c6ffffffff"))).toThrow(/end within a value/);
  });

  it("refuses nesting that would exhaust the stack, both ways", () => {
    expect(() => decodeMessagePack(new Uint8Array(100_000).fill(0x91))).toThrow(/nested deeper than 512/);
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => encodeMessagePack(cycle)).toThrow(/holds itself/);
  });

  it("refuses what follows the value, types that are none, and what can't be written", () => {
    expect(() => decodeMessagePack(unhex("0101"))).toThrow(/1 bytes follow/);
    expect(() => decodeMessagePack(unhex("c1"))).toThrow(/0xc1 at 0 is no type/);
    expect(() => decodeMessagePack(unhex("819001"))).toThrow(/no text and no number/);
    expect(() => encodeMessagePack(() => 1)).toThrow(/can't hold a function/);
    expect(() => encodeMessagePack(2n ** 64n)).toThrow(/64 bits/);
  });

  it("gives bytes of their own, not a view of the frame", () => {
    const frame = encodeMessagePack(new Uint8Array([1, 2, 3]));
    const read = decodeMessagePack(frame);
    frame.fill(0);
    expect(read).toEqual(new Uint8Array([1, 2, 3]));
  });
});

import { protobuf } from "@clientwright/runtime/protobuf";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import protobufjs from "protobufjs";
import { protobufTable } from "../../../../generator/asyncapi/protobuf-table.js";

/** The table of a text, as the generator makes it. */
function tableOf(text: string, name = "Root"): string {
  const table = protobufTable({ node: text, name } as Parameters<typeof protobufTable>[0]); // it reads these two alone
  if (table === null) throw new Error("the text has no plain root");
  return table;
}
const codec = (text: string, int64: "number" | "bigint" | "string" = "number") => protobuf.codec(tableOf(text), int64);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const proto3 = `syntax = "proto3"; package shop;
enum Kind { NEW = 0; PAID = 1; OWED = -1; }
message Root {
  string id = 1; Kind kind = 2; repeated sint32 small = 3; map<string, Inner> by_name = 4;
  oneof choice { string text = 5; Inner inner = 6; }
  repeated string words = 7; double real = 8; float half = 9; bytes raw = 10; bool flag = 11;
  fixed32 f32 = 12; sfixed32 s32 = 13; uint32 u32 = 14; int32 i32 = 15; repeated Kind kinds = 16; optional int32 maybe = 17;
  int64 i64 = 18; uint64 u64 = 19; sint64 s64 = 20; fixed64 f64 = 21; sfixed64 sf64 = 22; repeated int32 loose = 23 [packed = false];
  map<int32, bool> flags = 24; map<bool, string> names = 25;
  message Inner { Root root = 1; repeated Inner more = 2; int32 x = 3; }
}`;

const int = fc.integer();
const natural = fc.nat();
const inner = fc.record({ x: int }, { requiredKeys: [] });
const value = fc.record(
  {
    id: fc.string({ unit: "grapheme" }),
    kind: fc.constantFrom("NEW", "PAID", "OWED"),
    small: fc.array(int),
    byName: fc.dictionary(fc.string(), inner, { maxKeys: 3 }),
    text: fc.string(),
    words: fc.array(fc.string()),
    real: fc.double({ noNaN: true }),
    half: fc.float({ noNaN: true }),
    raw: fc.uint8Array(),
    flag: fc.boolean(),
    f32: natural,
    s32: int,
    u32: natural,
    i32: int,
    kinds: fc.array(fc.constantFrom("NEW", "PAID", "OWED")),
    maybe: int,
    i64: fc.maxSafeInteger(),
    u64: fc.maxSafeNat(),
    s64: fc.maxSafeInteger(),
    f64: fc.maxSafeNat(),
    sf64: fc.maxSafeInteger(),
    loose: fc.array(int),
    flags: fc.dictionary(fc.integer({ min: -99, max: 99 }).map(String), fc.boolean()),
    names: fc.dictionary(fc.constantFrom("true", "false"), fc.string()),
  },
  { requiredKeys: [] },
);

const zeros = { id: "", kind: "NEW", small: [], byName: {}, words: [], real: 0, half: 0, raw: new Uint8Array(0), flag: false, f32: 0, s32: 0, u32: 0, i32: 0 };
const empty = { ...zeros, kinds: [], i64: 0, u64: 0, s64: 0, f64: 0, sf64: 0, loose: [], flags: {}, names: {} };

function cyclic(): object {
  const made: Record<string, unknown> = {};
  made["self"] = made;
  return made;
}

describe("protobuf", () => {
  const other = protobufjs.parse(proto3, { keepCase: false }).root.lookupType("shop.Root");
  const own = codec(proto3);

  it("is read by another implementation, and reads what that writes", () => {
    fc.assert(
      fc.property(value, (given) => {
        const written = own.encode(given);
        const read = own.decode(written) as { byName: object };
        const filled = {
          ...empty,
          ...given,
          byName: Object.fromEntries(Object.entries(given.byName ?? {}).map(([key, one]) => [key, { more: [], x: 0, ...one }])),
        };
        expect(read).toEqual(filled);
        const theirs = other.toObject(other.decode(written), { longs: Number, enums: String, defaults: true, arrays: true, objects: true });
        expect(own.decode(other.encode(other.fromObject(theirs)).finish())).toMatchObject({ ...given, byName: filled.byName });
      }),
    );
  });

  it.each([
    ["the documentation's first example", 'syntax = "proto3"; message Root { int32 a = 1; }', { a: 150 }, "089601"],
    ["text", 'syntax = "proto3"; message Root { string b = 2; }', { b: "testing" }, "120774657374696e67"],
    ["a message inside", 'syntax = "proto3"; message Root { T c = 3; } message T { int32 a = 1; }', { c: { a: 150 } }, "1a03089601"],
    ["packed numbers", 'syntax = "proto3"; message Root { repeated int32 f = 6; }', { f: [3, 270, 86942] }, "3206038e029ea705"],
    ["numbers one by one", "message Root { repeated int32 e = 5; }", { e: [1, 2] }, "28012802"],
    ["a group", "message Root { optional group G = 1 { optional int32 x = 2; } }", { g: { x: 5 } }, "0b10050c"],
    ["a negative int32, in ten bytes", 'syntax = "proto3"; message Root { int32 a = 1; }', { a: -1 }, "08ffffffffffffffffff01"],
    ["a delimited message of an edition", 'edition = "2023"; message Root { Root d = 4 [features.message_encoding = DELIMITED]; }', { d: {} }, "2324"],
  ])("writes and reads %s", (_, text, given, bytes) => {
    expect(hex(codec(text).encode(given))).toBe(bytes);
    expect(codec(text).decode(Buffer.from(bytes, "hex"))).toEqual(given);
  });

  it("delivers 64-bit numbers as bigint where the client wants them, and takes all forms", () => {
    const text = 'syntax = "proto3"; message Root { int64 a = 1; uint64 b = 2; sfixed64 c = 3; }';
    const written = codec(text).encode({ a: -(2n ** 62n) - 1n, b: 2n ** 64n - 1n, c: "-9007199254740993" });
    expect(codec(text, "bigint").decode(written)).toEqual({ a: -(2n ** 62n) - 1n, b: 2n ** 64n - 1n, c: -9007199254740993n });
    expect(codec(text).decode(written)).toMatchObject({ b: 2 ** 64 });
    expect(codec(text, "string").decode(written)).toMatchObject({ a: "-4611686018427387905", b: "18446744073709551615" });
  });

  it("keeps apart what was left out and what is zero, where the schema does", () => {
    const text = 'syntax = "proto3"; message Root { optional int32 a = 1; int32 b = 2; }';
    expect(codec(text).decode(new Uint8Array(0))).toEqual({ b: 0 });
    expect(codec(text).decode(codec(text).encode({ a: 0 }))).toEqual({ a: 0, b: 0 });
  });

  it("takes the last of a oneof, joins a message that comes twice, and numbers packed or not", () => {
    const text = 'syntax = "proto3"; message Root { oneof o { int32 a = 1; string b = 2; } Root r = 3; repeated int32 n = 4; }';
    expect(codec(text).decode(Buffer.from("080112017a", "hex"))).toEqual({ b: "z", n: [] });
    expect(codec(text).decode(Buffer.from("1a0208011a022001", "hex"))).toEqual({ r: { a: 1, n: [1] }, n: [] });
    expect(codec(text).decode(Buffer.from("2001220202032004", "hex"))).toEqual({ n: [1, 2, 3, 4] });
    const zeros = 'syntax = "proto3"; message Root { optional int32 a = 1; int32 b = 2; Root r = 3; }';
    expect(codec(zeros).decode(Buffer.from("1a04080110051a020800", "hex"))).toEqual({ b: 0, r: { a: 0, b: 5 } });
  });

  it("joins a message that comes twice as deep as it goes, whatever its fields are called", () => {
    const text = `syntax = "proto3"; message Root { oneof o { int32 a = 1; string b = 2; } Root r = 3; map<string, int32> m = 4; optional int32 toString = 5; }`;
    const whole = codec(text).decode(Buffer.from("1a041a020801" + "1a051a0312017a" + "1a0722050a01781001" + "1a0722050a01791002", "hex"));
    expect(whole).toEqual({ r: { r: { b: "z", m: {} }, m: { x: 1, y: 2 } }, m: {} });
    expect(Object.hasOwn((whole as { r: object }).r, "toString")).toBe(false);
    const entry = 'syntax = "proto3"; message Root { map<string, T> m = 1; } message T { int32 a = 1; int32 b = 2; }';
    expect(codec(entry).decode(Buffer.from("0a0b0a01781202080112021002", "hex"))).toEqual({ m: { x: { a: 1, b: 2 } } });
  });

  it("reads a message that comes in 200,000 pieces", () => {
    const text = 'syntax = "proto3"; message Root { Root r = 1; repeated int32 n = 2; map<int32, int32> m = 3; }';
    const count = 200_000;
    const pieces = Buffer.alloc(count * 8);
    for (let at = 0; at < count; at++) pieces.set([0x0a, 6, 0x10, 1, 0x1a, 2, 8, at & 0x7f], at * 8);
    const { r } = codec(text).decode(pieces) as { r: { n: number[]; m: object } };
    expect([r.n.length, Object.keys(r.m).length]).toEqual([count, 128]);
  });

  it("keeps a byte-order mark that starts a text", () => {
    const text = codec('syntax = "proto3"; message Root { string a = 1; }');
    expect(text.decode(text.encode({ a: "\ufeffx" }))).toEqual({ a: "\ufeffx" });
  });

  it("refuses a payload that holds itself, and says where; takes one as deep as can be read", () => {
    const node = codec('syntax = "proto3"; message Root { repeated Root r = 1; google.protobuf.Struct any = 2; }');
    const cycle: { r: unknown[] } = { r: [] };
    cycle.r.push(cycle);
    expect(() => node.encode(cycle)).toThrow(expect.objectContaining({ kind: "input", message: expect.stringMatching(/at \.r\[0\]\.r.*holds itself/) }));
    const any: Record<string, unknown> = {};
    any["any"] = any;
    expect(() => node.encode({ any })).toThrow(expect.objectContaining({ kind: "input", message: expect.stringContaining("holds itself") }));
    let deep: { r: unknown[] } = { r: [] };
    for (let level = 1; level < 200; level++) deep = { r: [deep] };
    expect(node.decode(node.encode(deep))).toEqual(deep);
  });

  it("leaves out fields that it doesn't know, groups included; an enum's unknown number stays one", () => {
    const text = 'syntax = "proto3"; enum E { A = 0; } message Root { E e = 1; }';
    expect(codec(text).decode(Buffer.from("10051a01782b08012c0807", "hex"))).toEqual({ e: 7 });
  });

  it("writes Google's messages as their JSON mapping says", () => {
    const text = `syntax = "proto3"; import "google/protobuf/timestamp.proto"; message Root {
      google.protobuf.Timestamp at = 1; google.protobuf.Duration took = 2; google.protobuf.Struct more = 3; google.protobuf.Value any = 4;
      google.protobuf.Int64Value count = 5; google.protobuf.FieldMask mask = 6; google.protobuf.StringValue name = 7; google.protobuf.Empty none = 8; }`;
    const given = {
      at: "2026-01-31T12:00:00.123456Z",
      took: "-1.500s",
      more: { a: [1, "x", null, true], b: { c: 2 } },
      any: null,
      count: 5,
      mask: "userName,id",
      name: "",
      none: {},
    };
    expect(codec(text).decode(codec(text).encode(given))).toEqual(given);
    expect(hex(codec('syntax = "proto3"; message Root { google.protobuf.Timestamp at = 1; }').encode({ at: "1970-01-01T00:00:01Z" }))).toBe("0a020801");
  });

  it("leaves what the text mentions and doesn't declare as its bytes", () => {
    const text = 'syntax = "proto3"; import "other.proto"; message Root { other.Thing thing = 1; int32 a = 2; }';
    expect(codec(text).decode(Buffer.from("0a0201021003", "hex"))).toEqual({ thing: Uint8Array.of(1, 2), a: 3 });
  });

  it.each([
    ["a number out of range", { u32: -1 }, "at .u32, -1 is not a whole number from 0 to 4294967295"],
    ["an enum's unknown name", { kind: "LOST" }, 'at .kind, "LOST" is not one of NEW, PAID, OWED'],
    ["text for a message, deep inside", { byName: { a: { more: [{}, "x"] } } }, 'at .byName.a.more[1], "x" is not an object'],
    ["a number that would be rounded", { i64: 2 ** 60 }, "at .i64"],
    ["an object with a bigint", { id: { a: 1n } }, 'at .id, {"a":"1n"} is not text'],
    ["an object that holds itself", { id: cyclic() }, "at .id, [object Object] is not text"],
    ["no object at all", 5, "5 is not an object"],
  ])("refuses %s, and says where", (_, given, message) => {
    expect(() => own.encode(given)).toThrow(expect.objectContaining({ kind: "input", message: expect.stringContaining(message) }));
  });

  it("refuses to leave out what is required", () => {
    expect(() => codec("message Root { required int32 a = 1; }").encode({})).toThrow("at .a, undefined is not there, and is required");
  });

  it("never ends with anything but a value or a DecodeError, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (given) => {
        try {
          own.decode(given);
        } catch (error) {
          expect(error).toMatchObject({ kind: "decode" });
        }
      }),
    );
    expect(() => own.decode(Uint8Array.from(Array(2000).fill(0xb3)))).toThrow(expect.objectContaining({ kind: "decode" }));
  });
});

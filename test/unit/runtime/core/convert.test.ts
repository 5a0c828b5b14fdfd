import { describe, expect, it } from "@jest/globals";
import { convert, fromWire, toWire } from "../../../../runtime/core/convert.js";
import { InputError } from "../../../../runtime/core/errors.js";
import { parseLossless, printLossless, roundDigits } from "../../../../runtime/core/lossless-json.js";
import type { Operation } from "../../../../runtime/core/operation.js";
import type { Shape } from "../../../../runtime/core/shape.js";
import { call } from "../../../../runtime/core/start.js";
import { clientWith } from "../../../support/client.js";

const date: Shape = { type: "string", format: "date-time", as: "date" };
const big: Shape = { type: "integer", as: "bigint" };
const tree: Shape = { type: "object", fields: { at: date, children: { type: "array", items: { ref: () => tree } } } };
const cat: Shape = { type: "object", fields: { kind: { enum: ["cat"] }, born: date }, required: ["kind"] };
const dog: Shape = { type: "object", fields: { kind: { enum: ["dog"] }, born: { type: "string" } }, required: ["kind"] };
const when = new Date("2024-05-06T07:08:09.000Z");
const text = "2024-05-06T07:08:09Z";

describe("fromWire", () => {
  const table: { given: string; value: unknown; shape: Shape; want: unknown }[] = [
    { given: "a date", value: text, shape: date, want: when },
    { given: "a day", value: "2024-05-06", shape: { type: "string", format: "date", as: "date" }, want: new Date("2024-05-06T00:00:00Z") },
    { given: "text that is no date", value: "soon", shape: date, want: "soon" },
    { given: "null", value: null, shape: date, want: null },
    { given: "recursion", value: { at: text, children: [{ at: text }] }, shape: tree, want: { at: when, children: [{ at: when }] } },
    {
      given: "a tagged union",
      value: { kind: "cat", born: text },
      shape: { anyOf: [dog, cat], tag: { field: "kind", values: { dog: 0, cat: 1 } } },
      want: { kind: "cat", born: when },
    },
    {
      given: "the other member",
      value: { kind: "dog", born: text },
      shape: { anyOf: [dog, cat], tag: { field: "kind", values: { dog: 0, cat: 1 } } },
      want: { kind: "dog", born: text },
    },
    { given: "an untagged union", value: { kind: "cat", born: text }, shape: { anyOf: [dog, cat] }, want: { kind: "cat", born: when } },
    { given: "an unknown union member", value: { kind: "cow", born: text }, shape: { anyOf: [dog, cat] }, want: { kind: "cow", born: text } },
    {
      given: "allOf",
      value: { a: text, b: text },
      shape: {
        allOf: [
          { type: "object", fields: { a: date } },
          { type: "object", fields: { b: date } },
        ],
      },
      want: { a: when, b: when },
    },
    { given: "a tuple", value: [text, text, text], shape: { type: "tuple", prefix: [date, { type: "string" }], rest: date }, want: [when, text, when] },
    { given: "a map", value: { x: text }, shape: { type: "object", rest: date }, want: { x: when } },
    { given: "patterned keys", value: { at_1: text, other: text }, shape: { type: "object", patterns: { "^at_": date } }, want: { at_1: when, other: text } },
    { given: "base64", value: "AQI-", shape: { type: "string", as: "base64" }, want: new Uint8Array([1, 2, 62]) },
    { given: "an object beside a date in a union", value: { kind: "cat", born: text }, shape: { anyOf: [date, cat] }, want: { kind: "cat", born: when } },
    { given: "a list beside a date in a union", value: [text], shape: { anyOf: [date, { type: "array", items: date }] }, want: [when] },
    { given: "bigint from a number", value: 7, shape: big, want: 7n },
    { given: "bigint from text", value: "9007199254740993", shape: big, want: 9007199254740993n },
    { given: "bigint from a fraction", value: 1.5, shape: big, want: 1.5 },
  ];
  it.each(table)("$given", ({ value, shape, want }) => expect(fromWire(value, shape)).toEqual(want));

  it("needs Temporal only where it is asked for, and says so", () => {
    const shape: Shape = { type: "string", format: "date", as: "temporal" };
    expect(() => fromWire("2024-05-06", shape)).toThrow("no Temporal");
    const world = globalThis as { Temporal?: unknown };
    world.Temporal = { PlainDate: { from: (given: string) => ({ plainDate: given }) }, Instant: { from: (given: string) => ({ instant: given }) } };
    try {
      expect(fromWire("2024-05-06", shape)).toEqual({ plainDate: "2024-05-06" });
      expect(fromWire(text, { type: "string", as: "temporal", format: "date-time" })).toEqual({ instant: text });
      world.Temporal = {
        PlainDate: {
          from: () => {
            throw new RangeError("no date");
          },
        },
      };
      expect(fromWire("soon", shape)).toBe("soon");
    } finally {
      delete world.Temporal;
    }
  });
});

describe("toWire", () => {
  it.each([
    { value: when, shape: date, want: "2024-05-06T07:08:09.000Z" },
    { value: when, shape: { type: "string", format: "date", as: "date" } as Shape, want: "2024-05-06" },
    { value: text, shape: date, want: text },
    { value: new Uint8Array([1, 2, 62]), shape: { type: "string", as: "base64" } as Shape, want: "AQI+" },
    { value: { toString: () => "P1D" }, shape: { type: "string", as: "temporal" } as Shape, want: "P1D" },
    { value: 12n, shape: big, want: 12n },
  ])("$value", ({ value, shape, want }) => expect(toWire(value, shape)).toEqual(want));

  it("refuses a Date that is none as input that is wrong", () => {
    expect(() => toWire({ at: new Date("soon") }, tree)).toThrow(InputError);
  });

  it("does not change what it was given", () => {
    const given = { at: when, children: [{ at: when }], file: new Blob(["x"]) };
    const made = toWire(given, tree) as typeof given;
    expect(given.at).toBe(when);
    expect(made).toEqual({ at: "2024-05-06T07:08:09.000Z", children: [{ at: "2024-05-06T07:08:09.000Z" }], file: given.file });
    expect(made.file).toBe(given.file);
  });
});

describe("JSON without loss", () => {
  it.each(["9007199254740993", "-9223372036854775808", "18446744073709551615"])("keeps %s", (digits) => {
    const parsed = fromWire(parseLossless(`{"id":${digits},"s":"${digits}","x":[${digits}]}`), { type: "object", fields: { id: big } });
    expect(roundDigits(parsed)).toEqual({ id: BigInt(digits), s: digits, x: [Number(digits)] });
    expect(printLossless({ id: BigInt(digits), s: digits })).toBe(`{"id":${digits},"s":"${digits}"}`);
  });

  it("reads everything else as JSON.parse does", () => {
    const document = '{"a":1.5e300,"b":"\\"123456789012345678901","c":[true,null,-0.1234567890123456789],"__proto__":1}';
    expect(parseLossless(document)).toEqual(JSON.parse(document));
    expect(() => parseLossless('{"a":')).toThrow(SyntaxError);
  });

  it("finds bigint beside a date in a union", () => {
    expect(fromWire(parseLossless('{"id":9007199254740993}'), { type: "object", fields: { id: { anyOf: [date, big] } } })).toEqual({ id: 9007199254740993n });
  });

  it("finds bigint in a union", () => {
    expect(fromWire(parseLossless('{"id":9007199254740993}'), { type: "object", fields: { id: { anyOf: [{ type: "null" }, big] } } })).toEqual({
      id: 9007199254740993n,
    });
  });
});

describe("the codec", () => {
  const operation: Operation = {
    id: "op",
    method: "POST",
    path: "/things/{at}",
    in: { query: ["since"], body: "json" },
    errors: [400],
    use: [convert],
    convert: {
      in: { type: "object", fields: { at: { type: "string", format: "date", as: "date" }, since: date, id: big, when: date } },
      out: { "2XX": { type: "object", fields: { id: big, when: date } }, "400": { type: "object", fields: { until: date } } },
    },
  };

  it("converts path, query, body and reply", async () => {
    const { client, calls } = clientWith([
      { headers: { "content-type": "application/json" }, body: `{"id":9007199254740993,"when":"${text}","other":9007199254740993}` },
    ]);
    const reply = await call(client, operation, { at: when, since: when, id: 9007199254740993n, when });
    expect(reply).toEqual({ id: 9007199254740993n, when, other: 9007199254740992 });
    expect(calls[0]?.url).toBe("http://test.invalid/things/2024-05-06?since=2024-05-06T07%3A08%3A09.000Z");
    expect(calls[0]?.body).toBe('{"id":9007199254740993,"when":"2024-05-06T07:08:09.000Z"}');
  });

  it("converts error bodies", async () => {
    const { client } = clientWith([{ status: 400, body: { until: text } }]);
    await expect(call(client, operation, { at: when })).rejects.toMatchObject({ body: { until: when } });
  });

  it("leaves undeclared statuses alone", async () => {
    const { client } = clientWith([{ status: 500, body: { until: text } }]);
    await expect(call(client, operation, { at: when })).rejects.toMatchObject({ body: { until: text } });
  });
});

import { describe, expect, it } from "@jest/globals";
import type { Shape } from "../../../../runtime/core/shape.js";
import { isOfType, isRecord, memberOf, resolveShape, shapeFor } from "../../../../runtime/core/shapes.js";

describe("isOfType", () => {
  it.each([
    { type: "string", yes: "a", no: 1 },
    { type: "number", yes: 1.5, no: "1" },
    { type: "integer", yes: 1, no: 1.5 },
    { type: "boolean", yes: false, no: 0 },
    { type: "null", yes: null, no: undefined },
    { type: "bytes", yes: new Blob(), no: 1 },
    { type: "array", yes: [], no: {} },
    { type: "tuple", yes: [1], no: "a" },
    { type: "object", yes: {}, no: [] },
  ] as const)("$type", ({ type, yes, no }) => {
    expect(isOfType(yes, { type })).toBe(true);
    expect(isOfType(no, { type })).toBe(false);
  });

  it("never is never", () => expect(isOfType(1, { type: "never" })).toBe(false));
  it("nothing said allows everything", () => expect(isOfType(1, {})).toBe(true));
  it("a bigint is an integer", () => expect(isOfType(1n, { type: "integer" })).toBe(true));
});

describe("isRecord", () => {
  it.each([
    { given: {}, want: true },
    { given: Object.create(null) as object, want: true },
    { given: [], want: false },
    { given: new Date(), want: false },
    { given: new Map(), want: false },
    { given: null, want: false },
  ])("$given: $want", ({ given, want }) => expect(isRecord(given)).toBe(want));
});

describe("memberOf", () => {
  const union = {
    anyOf: [{ type: "object", fields: { a: { type: "string" } }, required: ["a"] }, { type: "object", fields: { a: { type: "integer" } } }, { type: "string" }],
  } as const;
  it.each([
    { given: { a: "x" }, want: 0 },
    { given: { a: 1 }, want: 1 },
    { given: {}, want: 1 },
    { given: "x", want: 2 },
    { given: 5, want: -1 },
  ])("$given: $want", ({ given, want }) => expect(memberOf(given, union)).toBe(want));

  it("looks through unions and intersections", () => {
    const deep: Shape = { anyOf: [{ allOf: [{ type: "object", required: ["x"] }] }, { anyOf: [{ type: "integer" }, { type: "boolean" }] }] };
    expect(memberOf({ x: 1 }, resolveShape(deep))).toBe(0);
    expect(memberOf(true, resolveShape(deep))).toBe(1);
  });

  it("a tag decides alone, and inherited names are no tags", () => {
    const tagged = { anyOf: [{}, {}], tag: { field: "t", values: { a: 1 } } };
    expect(memberOf({ t: "a" }, tagged)).toBe(1);
    expect(memberOf({ t: "toString" }, tagged)).toBe(-1);
  });
});

describe("shapeFor", () => {
  const shapes = { 200: { type: "string" }, "4XX": { type: "integer" }, default: {} } as const;
  it.each([
    { status: 200, want: shapes[200] },
    { status: 404, want: shapes["4XX"] },
    { status: 500, want: shapes.default },
  ])("$status", ({ status, want }) => expect(shapeFor(shapes, status)).toBe(want));
  it("is nothing where nothing is declared", () => expect(shapeFor(undefined, 200)).toBeUndefined());
});

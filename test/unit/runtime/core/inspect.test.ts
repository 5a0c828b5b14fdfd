import { describe, expect, it } from "@jest/globals";
import { check, type Side } from "../../../../runtime/core/check.js";
import type { Drift } from "../../../../runtime/core/client.js";
import { inspect } from "../../../../runtime/core/inspect.js";
import { checkLimits } from "../../../../runtime/core/limits.js";
import type { Shape } from "../../../../runtime/core/shape.js";
import { call } from "../../../../runtime/core/start.js";
import { clientWith } from "../../../support/client.js";

const pet: Shape = {
  type: "object",
  fields: { id: { type: "integer", readOnly: true }, name: { type: "string" }, secret: { type: "string", writeOnly: true }, kind: { enum: ["cat", "dog"] } },
  required: ["id", "name", "secret"],
};

describe("check", () => {
  const table: { given: string; value: unknown; shape: Shape; side?: Side; want: string[] }[] = [
    { given: "a value as declared", value: { id: 1, name: "x" }, shape: pet, want: [] },
    { given: "a missing field", value: { id: 1 }, shape: pet, want: ["/name missing-field"] },
    { given: "read-only fields on the way in", value: { name: "x", secret: "s" }, shape: pet, side: "in", want: [] },
    { given: "write-only fields on the way out", value: { id: 1, name: "x" }, shape: pet, side: "out", want: [] },
    { given: "a wrong type", value: { id: "1", name: 2 }, shape: pet, want: ["/id wrong-type", "/name wrong-type"] },
    { given: "null", value: { id: 1, name: null }, shape: pet, want: ["/name unexpected-null"] },
    { given: "an unknown enum value", value: { id: 1, name: "x", kind: "cow" }, shape: pet, want: ["/kind unknown-enum-value"] },
    { given: "an open enum", value: "cow", shape: { enum: ["cat"], open: true }, want: [] },
    { given: "an unknown field", value: { id: 1, name: "x", "a/b": 1 }, shape: pet, want: ["/a~1b unknown-field"] },
    { given: "a field of a map", value: { x: 1 }, shape: { type: "object", rest: { type: "string" } }, want: ["/x wrong-type"] },
    {
      given: "a field by pattern",
      value: { x_1: 1, y: 1 },
      shape: { type: "object", patterns: { "^x_": { type: "integer" } }, rest: false },
      want: ["/y unknown-field"],
    },
    { given: "list members", value: [1, "2"], shape: { type: "array", items: { type: "integer" } }, want: ["/1 wrong-type"] },
    {
      given: "a tuple",
      value: [1, "2"],
      shape: { type: "tuple", prefix: [{ type: "string" }], rest: { type: "integer" } },
      want: ["/0 wrong-type", "/1 wrong-type"],
    },
    {
      given: "all of several",
      value: { a: 1, b: 1, c: 1 },
      shape: {
        allOf: [
          { type: "object", fields: { a: { type: "string" } } },
          { type: "object", fields: { b: { type: "integer" } } },
        ],
      },
      want: ["/a wrong-type", "/c unknown-field"],
    },
    { given: "a limit through allOf", value: "x", shape: { allOf: [{ type: "string", limits: { minLength: 2 } }] }, want: [" out-of-limits"] },
    { given: "a nullable reference", value: null, shape: { anyOf: [{ ref: () => pet }, { type: "null" }] }, want: [] },
    {
      given: "a union member by tag",
      value: { t: "b", x: 1 },
      shape: {
        anyOf: [
          { type: "object", fields: { t: {} } },
          { type: "object", fields: { t: {}, x: { type: "string" } } },
        ],
        tag: { field: "t", values: { a: 0, b: 1 } },
      },
      want: ["/x wrong-type"],
    },
    {
      given: "an unknown tag",
      value: { t: "z" },
      shape: { anyOf: [{ type: "object" }], tag: { field: "t", values: { a: 0 } } },
      want: [" unknown-union-member"],
    },
    { given: "no member at all", value: true, shape: { anyOf: [{ type: "string" }, { type: "integer" }] }, want: [" unknown-union-member"] },
    {
      given: "a near miss of one candidate",
      value: { a: 1 },
      shape: { anyOf: [{ type: "object", fields: { a: { type: "string" } } }, { type: "string" }] },
      want: ["/a wrong-type"],
    },
    { given: "an open union", value: true, shape: { open: true, anyOf: [{ type: "string" }] }, want: [] },
    { given: "an enum with objects", value: { a: 1 }, shape: { enum: [{ a: 1 }] }, want: [] },
    { given: "a converted date", value: new Date(0), shape: { type: "string", as: "date" }, want: [] },
  ];
  it.each(table)("$given", ({ value, shape, side = "out", want }) => {
    expect(check(value, shape, side).map(({ at, kind }) => `${at} ${kind}`)).toEqual(want);
  });
});

describe("limits", () => {
  it.each([
    { value: "ab", limits: { minLength: 3, maxLength: 1, pattern: "^b" }, want: ["minLength 3", "maxLength 1", "pattern ^b"] },
    { value: "👍", limits: { maxLength: 1, pattern: "[" }, want: [] },
    {
      value: 5,
      limits: { minimum: 6, maximum: 4, exclusiveMinimum: 5, exclusiveMaximum: 5, multipleOf: 2 },
      want: ["minimum 6", "maximum 4", "exclusiveMinimum 5", "exclusiveMaximum 5", "multipleOf 2"],
    },
    { value: 0.07, limits: { multipleOf: 0.01 }, want: [] },
    { value: [1, 1], limits: { minItems: 3, maxItems: 1, uniqueItems: true }, want: ["minItems 3", "maxItems 1", "uniqueItems true"] },
    { value: { a: 1 }, limits: { minProperties: 2, maxProperties: 0, unknownRule: 1 }, want: ["minProperties 2", "maxProperties 0"] },
    { value: null, limits: { minLength: 1 }, want: [] },
    { value: 5n, limits: { minimum: 4 }, want: [] },
  ])("$value", ({ value, limits, want }) => expect(checkLimits(value, limits)).toEqual(want));
});

describe("inspect", () => {
  const shapes = {
    op: { in: { type: "object", fields: { name: { type: "string", limits: { minLength: 1 } } }, required: ["name"] } as Shape, out: { "200": pet } },
  };
  const operation = { id: "op", method: "POST", path: "/", in: { body: "json" as const } };
  const drifted = { id: 1, name: "x", kind: "cow", extra: true };

  it("reports drift and delivers what came", async () => {
    const drift: Drift[] = [];
    const { client } = clientWith([{ body: drifted }], { codecs: [inspect(shapes)], onDrift: (found) => drift.push(found) });
    expect(await call(client, operation, { name: "x" })).toEqual(drifted);
    expect(drift).toEqual([
      { operation: "op", status: 200, at: "/kind", kind: "unknown-enum-value", value: "cow" },
      { operation: "op", status: 200, at: "/extra", kind: "unknown-field", value: true },
    ]);
  });

  it("refuses inputs that are not of their type where asked to, before anything is sent", async () => {
    const { client, calls } = clientWith([{}], { codecs: [inspect(shapes, { validate: "requests" })] });
    await expect(call(client, operation, { name: "" })).rejects.toMatchObject({
      kind: "input",
      message: "op was not sent: /name: out-of-limits (minLength 1)",
    });
    expect(calls).toHaveLength(0);
  });

  it("refuses replies that are not of their type where asked to", async () => {
    const { client } = clientWith([{ body: drifted }, { body: { id: 1, name: "x", more: 1 } }], { codecs: [inspect(shapes, { validate: "both" })] });
    await expect(call(client, operation, { name: "x" })).rejects.toMatchObject({
      kind: "decode",
      message: expect.stringContaining("/kind: unknown-enum-value"),
    });
    await expect(call(client, operation, { name: "x" })).resolves.toMatchObject({ more: 1 });
  });

  it("says nothing about operations that it does not know", async () => {
    const { client } = clientWith([{ body: 1 }], { codecs: [inspect({}, { validate: "both" })] });
    expect(await call(client, operation, {})).toBe(1);
  });
});

import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lowerSchemas, printModel } from "../openapi/lowered.js";

const ref = (name: string): JsonValue => ({ $ref: `#/components/schemas/${name}` });
const kind = (schema: JsonValue, required: readonly string[] = []): JsonValue => ({ type: "object", properties: { kind: schema }, required });
const text = { type: "string" };

type Case = {
  readonly name: string;
  readonly given: { readonly [name: string]: JsonValue };
  readonly want: { readonly [name: string]: string };
  readonly codes?: readonly string[];
};

const It = (discriminator: JsonValue, ...names: readonly string[]): JsonValue => ({ oneOf: names.map(ref), discriminator });
const byKind = { propertyName: "kind" };

const cases: readonly Case[] = [
  {
    name: "implicit names become literals in the members",
    given: { It: It(byKind, "Cat", "Dog"), Cat: kind(text, ["kind"]), Dog: kind(text) },
    want: { It: "(Cat | Dog)<kind: Cat / Dog>", Cat: '{kind: "Cat"}', Dog: '{kind: "Dog"}' },
  },
  {
    name: "a member without the property gets it",
    given: { It: It(byKind, "Cat", "Dog"), Cat: { type: "object", properties: { lives: {} } }, Dog: kind(text) },
    want: { Cat: '{kind: "Cat", lives?: unknown}' },
  },
  {
    name: "a mapping by reference and by bare name, several values for one member",
    given: {
      It: It({ propertyName: "kind", mapping: { cat: "#/components/schemas/Cat", tom: "Cat", dog: "Dog" } }, "Cat", "Dog"),
      Cat: kind(text),
      Dog: kind(text),
    },
    want: { It: "(Cat | Dog)<kind: cat+tom / dog>", Cat: '{kind: "cat"|"tom"}', Dog: '{kind: "dog"}' },
  },
  {
    name: "what the members list themselves is believed, and left as it is",
    given: { It: It(byKind, "Cat", "Dog"), Cat: kind({ const: "c" }, ["kind"]), Dog: kind({ enum: ["d", "e"] }, ["kind"]) },
    want: { It: "(Cat | Dog)<kind: c / d+e>", Cat: '{kind: "c"}', Dog: '{kind: "d"|"e"}' },
  },
  {
    name: "a member of several unions keeps what any of them selects it by",
    given: {
      It: It({ propertyName: "kind", mapping: { c: "Cat", e: "Cat", d: "Dog" } }, "Cat", "Dog"),
      Other: It({ propertyName: "kind", mapping: { c: "Cat", d: "Dog" } }, "Cat", "Dog"),
      Cat: kind({ enum: ["c", "e"] }, ["kind"]),
      Dog: kind({ enum: ["d", "f"] }, ["kind"]),
    },
    want: { It: "(Cat | Dog)<kind: c+e / d>", Other: "(Cat | Dog)<kind: c / d>", Cat: '{kind: "c"|"e"}', Dog: '{kind: "d"}' },
  },
  {
    name: "a mapping narrows a member's own list",
    given: {
      It: It({ propertyName: "kind", mapping: { c: "Cat", d: "Dog" } }, "Cat", "Dog"),
      Cat: kind(ref("Kind")),
      Dog: kind(ref("Kind")),
      Kind: { type: "string", enum: ["c", "d"] },
    },
    want: { It: "(Cat | Dog)<kind: c / d>", Cat: '{kind: "c"}', Dog: '{kind: "d"}' },
  },
  {
    name: "a name among the member's own list selects it",
    given: { It: It(byKind, "Cat", "Dog"), Cat: kind({ enum: ["Cat", "Dog"] }), Dog: kind({ enum: ["Cat", "Dog"] }) },
    want: { It: "(Cat | Dog)<kind: Cat / Dog>", Cat: '{kind: "Cat"}', Dog: '{kind: "Dog"}' },
  },
  {
    name: "those that are made of a member keep what they had of it",
    given: {
      It: It({ propertyName: "kind", mapping: { off: "Plain", on: "Plain", rename: "Rename" } }, "Plain", "Rename"),
      Plain: kind({ enum: ["off", "on", "rename"] }, ["kind"]),
      Rename: { allOf: [ref("Plain"), { type: "object", properties: { name: text } }] },
    },
    want: {
      It: "(Plain | Rename)<kind: off+on / rename>",
      Plain: '(Plain~base & {kind: "off"|"on"})',
      "Plain~base": '{kind: "off"|"on"|"rename"}',
      Rename: '(Plain~base & {kind: "rename", name?: string})',
    },
  },
  {
    name: "a nullable member gets its value too",
    given: { It: It(byKind, "Cat", "Dog"), Cat: { ...(kind(text, ["kind"]) as object), nullable: true }, Dog: kind(text) },
    want: { Cat: '({kind: "Cat"} | null)', Dog: '{kind: "Dog"}' },
  },
  {
    name: "a mapping that contradicts a member gives way",
    given: { It: It({ propertyName: "kind", mapping: { cat: "Cat", dog: "Dog" } }, "Cat", "Dog"), Cat: kind({ const: "c" }), Dog: kind(text) },
    want: { It: "(Cat | Dog)<kind: c / dog>", Cat: '{kind: "c"}' },
    codes: ["discriminator-mismatch"],
  },
  {
    name: "members that share a value leave the union without discriminator",
    given: { It: It(byKind, "Cat", "Dog"), Cat: kind({ const: "x" }), Dog: kind({ const: "x" }) },
    want: { It: "(Cat | Dog)", Cat: '{kind?: "x"}' },
    codes: ["discriminator-ambiguous"],
  },
  {
    name: "a member that can't have the property leaves the union without discriminator",
    given: { It: It(byKind, "Cat", "Dog"), Cat: text, Dog: kind(text) },
    want: { It: "(Cat | Dog)", Dog: "{kind?: string}" },
    codes: ["discriminator-unusable"],
  },
  {
    name: "a member of two unions takes the values of both",
    given: {
      It: It({ propertyName: "kind", mapping: { a: "Cat" } }, "Cat", "Dog"),
      Too: It({ propertyName: "kind", mapping: { b: "Cat" } }, "Cat", "Dog"),
      Cat: kind(text),
      Dog: kind(text),
    },
    want: { It: "(Cat | Dog)<kind: a / Dog>", Too: "(Cat | Dog)<kind: b / Dog>", Cat: '{kind: "a"|"b"}' },
  },
  {
    name: "inline members need values of their own",
    given: {
      It: { oneOf: [kind({ const: "a" }), kind({ const: "b" })], discriminator: byKind },
      Too: { anyOf: [kind({ const: "a" }), kind(text)], discriminator: byKind },
    },
    want: { It: '({kind?: "a"} | {kind?: "b"})<kind: a / b>', Too: '({kind?: "a"} | {kind?: string})' },
    codes: ["discriminator-unusable"],
  },
  {
    name: "null among the members has no values",
    given: { It: { oneOf: [ref("Cat"), ref("Dog"), { type: "null" }], discriminator: byKind }, Cat: kind(text), Dog: kind(text) },
    want: { It: "(Cat | Dog | null)<kind: Cat / Dog / >" },
  },
  {
    name: "a nullable union keeps its discriminator",
    given: { It: { oneOf: [ref("Cat"), ref("Dog")], discriminator: byKind, nullable: true }, Cat: kind(text), Dog: kind(text) },
    want: { It: "(Cat | Dog | null)<kind: Cat / Dog / >" },
  },
  {
    name: "an inner union with a discriminator takes the null beside it",
    given: { It: { anyOf: [{ oneOf: [ref("Cat"), ref("Dog")], discriminator: byKind }, { type: "null" }] }, Cat: kind(text), Dog: kind(text) },
    want: { It: "(Cat | Dog | null)<kind: Cat / Dog / >" },
  },
  {
    name: "a union of unions answers for all its members",
    given: {
      It: It(byKind, "Pet", "Bird"),
      Pet: It(byKind, "Cat", "Dog"),
      Cat: kind({ const: "cat" }),
      Dog: kind({ const: "dog" }),
      Bird: kind({ const: "bird" }),
    },
    want: { It: "(Pet | Bird)<kind: cat+dog / bird>", Pet: "(Cat | Dog)<kind: cat / dog>" },
  },
  {
    name: "a member made of parts gets the property in its own part",
    given: {
      It: It(byKind, "Cat", "Dog"),
      Base: kind(text),
      Cat: { allOf: [ref("Base"), { type: "object", properties: { a: {} } }] },
      Dog: { allOf: [ref("Base"), ref("Extra")] },
      Extra: { type: "object", properties: { e: {} } },
    },
    want: { Cat: '(Base & {kind: "Cat", a?: unknown})', Dog: '(Base & Extra & {kind: "Dog"})', Base: "{kind?: string}" },
  },
  {
    name: "aliases say it beside their references, for they may share what they refer to",
    given: { It: It(byKind, "One", "Two"), One: ref("Cat"), Two: { allOf: [ref("Cat")], description: "The other." }, Cat: kind(text) },
    want: { It: "(One | Two)<kind: One / Two>", One: '(Cat & {kind: "One"})', Two: '(Cat & {kind: "Two"})', Cat: "{kind?: string}" },
  },
  {
    name: "3.2's defaultMapping is a member that no value selects",
    given: { It: It({ propertyName: "kind", defaultMapping: "Other" }, "Cat", "Dog"), Cat: kind(text), Dog: kind(text), Other: kind(text) },
    want: { It: "(Cat | Dog | Other)<kind: Cat / Dog / >", Other: "{kind?: string}" },
  },
  {
    name: "a mapping that leads nowhere is left out",
    given: { It: It({ propertyName: "kind", mapping: { cat: "Cat", x: "Nowhere", y: "#/nowhere", z: 5 } }, "Cat", "Dog"), Cat: kind(text), Dog: kind(text) },
    want: { It: "(Cat | Dog)<kind: cat / Dog>" },
    codes: ["discriminator-mapping-unresolved", "discriminator-mapping-unresolved"],
  },
  {
    name: "a discriminator without a property is ignored",
    given: { It: It({ mapping: {} }, "Cat", "Dog"), Cat: kind(text), Dog: kind(text) },
    want: { It: "(Cat | Dog)", Cat: "{kind?: string}" },
    codes: ["discriminator-invalid"],
  },
  {
    name: "values that are no strings are compared as text",
    given: {
      It: It({ propertyName: "kind", mapping: { "1": "Cat", "2": "Dog" } }, "Cat", "Dog"),
      Cat: kind({ const: 1 }, ["kind"]),
      Dog: kind({ enum: [2, 3] }, ["kind"]),
    },
    want: { It: "(Cat | Dog)<kind: 1 / 2>", Cat: "{kind: 1}", Dog: "{kind: 2}" },
  },
];

describe("a union with a discriminator", () => {
  it.each(cases)("$name", ({ given, want, codes }) => {
    const { api, codes: reported } = lowerSchemas(given);
    expect(Object.fromEntries(Object.keys(want).map((name) => [name, printModel(api, name)]))).toEqual(want);
    expect(reported).toEqual(codes ?? []);
  });
});

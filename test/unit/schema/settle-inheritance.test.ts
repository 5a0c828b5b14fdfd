import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lowerSchemas, printModel } from "../openapi/lowered.js";

const ref = (name: string): JsonValue => ({ $ref: `#/components/schemas/${name}` });
const parent = (extra: { readonly [key: string]: JsonValue } = {}): JsonValue => ({
  type: "object",
  properties: { kind: { type: "string" } },
  required: ["kind"],
  discriminator: { propertyName: "kind" },
  ...extra,
});
const child = (of: string, name: string): JsonValue => ({ allOf: [ref(of), { type: "object", properties: { [name]: { type: "string" } } }] });

type Case = { readonly name: string; readonly given: { readonly [name: string]: JsonValue }; readonly want: { readonly [name: string]: string } };

const cases: readonly Case[] = [
  {
    name: "a parent is the union of its children, which extend its base",
    given: { Pet: parent(), Cat: child("Pet", "meow"), Dog: child("Pet", "bark"), Owner: { type: "object", properties: { pet: ref("Pet") } } },
    want: { Pet: "(Cat | Dog)<kind: Cat / Dog>", "Pet~base": "{kind: string}", Cat: '(Pet~base & {kind: "Cat", meow?: string})', Owner: "{pet?: Pet}" },
  },
  {
    name: "a mapping names the values",
    given: {
      Pet: parent({ discriminator: { propertyName: "kind", mapping: { cat: "#/components/schemas/Cat", dog: "Dog" } } }),
      Cat: child("Pet", "a"),
      Dog: child("Pet", "b"),
    },
    want: { Pet: "(Cat | Dog)<kind: cat / dog>", Cat: '(Pet~base & {kind: "cat", a?: string})' },
  },
  {
    name: "a parent that its own mapping names is a member",
    given: { Pet: parent({ discriminator: { propertyName: "kind", mapping: { pet: "Pet", cat: "Cat" } } }), Cat: child("Pet", "a") },
    want: { Pet: '((Pet~base & {kind: "pet"}) | Cat)<kind: pet / cat>' },
  },
  {
    name: "a child of a child belongs to both",
    given: { Fish: parent(), Salmon: child("Fish", "a"), Shark: child("Fish", "b"), Goblin: child("Shark", "c") },
    want: {
      Fish: "(Salmon | Shark)<kind: Salmon / Shark+Goblin>",
      Shark: '((Shark~base & {kind: "Shark"}) | Goblin)<kind: Shark / Goblin>',
      "Shark~base": "(Fish~base & {b?: string})",
      Goblin: '(Shark~base & {kind: "Goblin", c?: string})',
    },
  },
  {
    name: "x-ms-discriminator-value names the value",
    given: { Pet: parent(), Cat: { allOf: [ref("Pet")], properties: { a: {} }, "x-ms-discriminator-value": "cat" } },
    want: { Pet: "(Cat)<kind: cat>", Cat: '(Pet~base & {kind: "cat", a?: unknown})' },
  },
  {
    name: "a child's own const names the value",
    given: { Pet: parent(), Cat: { allOf: [ref("Pet"), { type: "object", properties: { kind: { const: "c" } } }] } },
    want: { Pet: "(Cat)<kind: c>", Cat: '(Pet~base & {kind: "c"})' },
  },
  {
    name: "a child without fields of its own is a child all the same",
    given: { Pet: parent(), Cat: { allOf: [ref("Pet")] }, Dog: { allOf: [ref("Pet"), { description: "A dog." }] }, Puppy: { allOf: [ref("Dog")] } },
    want: { Pet: "(Cat | Dog)<kind: Cat / Dog+Puppy>", Cat: '(Pet~base & {kind: "Cat"})', Puppy: '(Dog~base & {kind: "Puppy"})' },
  },
  {
    name: "a parent whose enum lacks a child's value is widened, so that the child can extend it",
    given: { Pet: parent({ properties: { kind: { type: "string", enum: ["Cat"] } } }), Cat: child("Pet", "a"), Dog: child("Pet", "b") },
    want: { "Pet~base": '{kind: "Cat"|"Dog"}', Cat: '(Pet~base & {kind: "Cat", a?: string})' },
  },
  {
    name: "a reference with remarks outside a model's root means the union, an extension there the base",
    given: {
      Pet: parent(),
      Cat: child("Pet", "a"),
      Owner: {
        type: "object",
        properties: { one: { allOf: [ref("Pet")], description: "x" }, two: { allOf: [ref("Pet"), { type: "object", properties: { x: {} } }] } },
      },
    },
    want: { Owner: "{one?: Pet, two?: (Pet~base & {x?: unknown})}" },
  },
  {
    name: "a parent without children stays what it is",
    given: { Pet: parent() },
    want: { Pet: "{kind: string}" },
  },
  {
    name: "children that extend each other end",
    given: { Pet: parent(), Cat: { allOf: [ref("Pet"), ref("Dog")], properties: { a: {} } }, Dog: { allOf: [ref("Pet"), ref("Cat")], properties: { b: {} } } },
    want: { Pet: "(Cat | Dog)" },
  },
  {
    name: "members that allOf their own union mean the fields beside it",
    given: {
      Pet: { type: "object", properties: { kind: { type: "string" } }, oneOf: [ref("Cat"), ref("Dog")], discriminator: { propertyName: "kind" } },
      Cat: child("Pet", "a"),
      Dog: child("Pet", "b"),
    },
    want: { Pet: "(Cat | Dog)<kind: Cat / Dog>", "Pet~base": "{kind?: string}", Cat: '(Pet~base & {kind: "Cat", a?: string})' },
  },
  {
    name: "members beside them that don't are completed with those fields",
    given: {
      Pet: { type: "object", properties: { kind: { type: "string" } }, oneOf: [ref("Cat"), ref("Dog")] },
      Cat: child("Pet", "a"),
      Dog: { type: "object", properties: { b: {} } },
    },
    want: { Pet: "(Cat | (Pet~base & Dog))", Cat: "(Pet~base & {a?: string})" },
  },
  {
    name: "a union without fields of its own leaves its members an empty base",
    given: { Pet: { oneOf: [ref("Cat"), ref("Dog")], anyOf: [ref("Cat"), ref("Dog")] }, Cat: child("Pet", "a"), Dog: child("Pet", "b") },
    want: { "Pet~base": "{}" },
  },
];

describe("inheritance by allOf", () => {
  it.each(cases)("$name", ({ given, want }) => {
    const { api } = lowerSchemas(given, "3.0");
    expect(Object.fromEntries(Object.keys(want).map((name) => [name, printModel(api, name)]))).toEqual(want);
  });

  it("works by Swagger 2's discriminator, too", () => {
    const { api } = lowerSchemas(
      {
        Pet: { type: "object", discriminator: "kind", properties: { kind: { type: "string" } }, required: ["kind"] },
        Cat: { allOf: [{ $ref: "#/definitions/Pet" }, { type: "object", properties: { a: {} } }] },
      },
      "2.0",
    );
    expect(printModel(api, "Pet")).toBe("(Cat)<kind: Cat>");
  });

  it("names the base after its parent, at the same place", () => {
    const { api } = lowerSchemas({ Pet: { ...parentObject, description: "A pet." }, Cat: child("Pet", "a") });
    expect(api.models.map((model) => [model.key, model.name, model.at, model.docs.description])).toEqual([
      ["api.yaml#/components/schemas/Cat", "Cat", "api.yaml#/components/schemas/Cat", null],
      ["api.yaml#/components/schemas/Pet", "Pet", "api.yaml#/components/schemas/Pet", "A pet."],
      ["api.yaml#/components/schemas/Pet~base", "PetBase", "api.yaml#/components/schemas/Pet", "A pet."],
    ]);
  });
});

const parentObject: { readonly [key: string]: JsonValue } = {
  type: "object",
  properties: { kind: { type: "string" } },
  discriminator: { propertyName: "kind" },
};

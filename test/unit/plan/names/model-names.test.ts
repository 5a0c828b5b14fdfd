import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../../generator/ir/index.js";
import { json, model, object, operation, planned, ref, response, text, union } from "../build.js";

const two = {
  models: [model("Cat", object({ a: text })), model("Dog", object({ b: text }))],
  operations: [operation("GET /pet", { responses: [response("200", json(union(ref("Cat"), ref("Dog"))))] })],
};
const namesOf = (models: Readonly<Record<string, string>>, lock: Readonly<Record<string, string>> | null = null) => {
  const made = planned(two, { names: { models } }, lock === null ? {} : { lock: { ...planned(two).plan.manifest, models: lock } });
  return { names: Object.values(made.plan.manifest.models), told: made.diagnostics.map(({ code, at }) => `${code} ${at}`) };
};

describe("a model's name from client.yaml", () => {
  it("is taken, and wins over the lock", () => {
    expect(namesOf({ Cat: "Feline" })).toEqual({ names: ["Feline", "Dog"], told: [] });
    expect(namesOf({ Cat: "Feline" }, { "#/components/schemas/Cat": "Kitty" }).names).toEqual(["Feline", "Dog"]);
  });

  it.each(["default", "Array", "x y", "Dog.Cat", ""])("is refused with a diagnostic when no type can be called that: %j", (asked) => {
    expect(namesOf({ Cat: asked })).toEqual({ names: ["Cat", "Dog"], told: ["config-name-taken client.yaml#/names/models/Cat"] });
  });

  it("goes to the first of two models that ask for it", () => {
    expect(namesOf({ Cat: "Pet", Dog: "Pet" })).toEqual({ names: ["Pet", "Dog"], told: ["config-name-taken client.yaml#/names/models/Dog"] });
  });
});

describe("a model's name from the lock", () => {
  it.each([
    { given: "Kitty", want: "Kitty" },
    { given: "class", want: "Cat" },
    { given: "a b", want: "Cat" },
  ])("$given gives $want", ({ given, want }) => {
    expect(namesOf({}, { "#/components/schemas/Cat": given }).names[0]).toBe(want);
  });
});

describe("a model's name from a vendor extension", () => {
  const named = (key: string, value: JsonValue) => {
    const models = [{ ...model("Cat", object({ a: text })), extensions: [{ key, value }] }, ...two.models.slice(1)];
    return Object.values(planned({ ...two, models }).plan.manifest.models);
  };

  it.each<[string, JsonValue, string]>([
    ["x-ms-client-name", "feline", "Feline"],
    ["x-fern-type-name", "Feline", "Feline"],
    ["x-speakeasy-name-override", "House cat", "HouseCat"],
    ["x-stainless-naming", { go: { type_name: "GoCat" }, typescript: { type_name: "TsCat" } }, "TsCat"],
    ["x-stainless-naming", { go: { type_name: "GoCat" } }, "Cat"],
    ["x-fern-type-name", 7, "Cat"],
    ["x-fern-type-name", "", "Cat"],
    ["x-fern-type-name", "*/ evil", "Evil"],
  ])("%s: %j gives %s", (key, value, want) => {
    expect(named(key, value)).toEqual([want, "Dog"]);
  });

  it("gives way to a TypeScript global", () => {
    expect(named("x-fern-type-name", "Promise")).toEqual(["Cat", "Dog"]);
  });

  it("goes to the first of two that are called the same; the other keeps its own", () => {
    expect(named("x-fern-type-name", "Dog")).toEqual(["Dog", "DogModel"]);
  });
});

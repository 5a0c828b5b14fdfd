import { describe, expect, it } from "@jest/globals";
import { json, model, object, operation, planned, ref, response, text, union } from "./build.js";

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

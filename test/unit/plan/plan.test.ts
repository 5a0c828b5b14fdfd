import { describe, expect, it } from "@jest/globals";
import type { ClientConfig } from "../../../generator/plan/config/client-config.js";
import { array, body, facades, integer, json, model, object, operation, param, planned, ref, response, text } from "./build.js";

const petstore = {
  tags: [
    {
      name: "pets",
      docs: { summary: null, description: "Everything about pets.", deprecated: false, deprecation: null, examples: [], link: null },
      parent: null,
      title: null,
    },
  ],
  models: [
    model("Pet", object({ "id<": integer, name: text, "tag?": text })),
    model("Problem", object({ message: text })),
    model("Unused", object({ x: text })),
  ],
  operations: [
    operation("GET /pets", {
      id: "listPets",
      tags: ["pets"],
      params: [param("query", "limit", { schema: integer })],
      responses: [response("200", json(array(ref("Pet")))), response("default", json(ref("Problem")))],
    }),
    operation("POST /pets", {
      id: "createPet",
      tags: ["pets"],
      body: body([json(ref("Pet"))]),
      responses: [response("201", json(ref("Pet"))), response("422", json(ref("Problem")))],
    }),
    operation("DELETE /pets/{petId}", { id: "deletePet", tags: ["pets"], responses: [response("204")] }),
  ],
};

describe("plan", () => {
  it("lays a petstore out in models, operations, schemas, client and index", () => {
    expect(planned(petstore).plan.files.map(({ path }) => path)).toEqual(["models.ts", "operations/pets.ts", "schemas.ts", "client.ts", "index.ts"]);
  });

  it("gives a model with readOnly marks that goes both ways two names", () => {
    const { models, names } = planned(petstore).file("models");
    expect(models.map(({ name, type }) => [name, type.side])).toEqual([
      ["Pet", "output"],
      ["PetInput", "input"],
      ["Problem", "both"],
      ["Unused", "both"],
    ]);
    expect(names["in:api.yaml#/components/schemas/Pet"]).toEqual({ name: "PetInput", from: "models", type: true });
  });

  it("has models of everything that the document names; of what is reached where some is selected, or on request", () => {
    const names = (config: ClientConfig) =>
      planned(petstore, config)
        .file("models")
        .models.map(({ name }) => name);
    expect(names({})).toEqual(["Pet", "PetInput", "Problem", "Unused"]);
    expect(names({ select: {} })).toEqual(["Pet", "PetInput", "Problem", "Unused"]);
    expect(names({ select: { deprecated: "exclude" } })).toEqual(["Pet", "PetInput", "Problem"]);
    expect(names({ models: "reached" })).toEqual(["Pet", "PetInput", "Problem"]);
    expect(names({ models: "all", select: { paths: ["/pets"] } })).toEqual(["Pet", "PetInput", "Problem", "Unused"]);
  });

  it("names operations, and their methods without the group's word", () => {
    const [pets] = facades(planned(petstore).plan);
    expect(pets?.facade).toMatchObject({ name: "Pets", docs: { lines: ["Everything about pets."] } });
    expect(pets?.operations.map(({ functionName, methodName, constName }) => [functionName, methodName, constName])).toEqual([
      ["listPets", "list", "listPetsOp"],
      ["createPet", "create", "createPetOp"],
      ["deletePet", "delete", "deletePetOp"],
    ]);
  });

  it("prints each operation as a small constant", () => {
    const made = planned(petstore);
    expect(made.operation("listPets").constant).toEqual({ id: "listPets", path: "/pets", in: { query: ["limit"] }, errors: ["default"] });
    expect(made.operation("createPet").constant).toEqual({ id: "createPet", method: "POST", path: "/pets", in: { body: "json" }, errors: [422] });
    expect(made.operation("deletePet").constant).toEqual({ id: "deletePet", method: "DELETE", path: "/pets/{petId}" });
  });

  it("is plain JSON", () => {
    const made = planned(petstore).plan;
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
  });

  it("is the same whatever the order of operations and models in the document", () => {
    const turned = { ...petstore, models: petstore.models.toReversed(), operations: petstore.operations.toReversed() };
    expect(JSON.stringify(planned(turned).plan)).toBe(JSON.stringify(planned(petstore).plan));
  });

  it("keeps the names of an earlier run", () => {
    const before = planned(petstore).plan.manifest;
    const lock = {
      ...before,
      models: { ...before.models, "#/components/schemas/Problem": "Trouble" },
      operations: { ...before.operations, "GET /pets": { id: "listPets", function: "allPets", group: "pets", method: "every", body: null, inputs: {} } },
    };
    const after = planned(petstore, {}, { lock });
    expect(after.file("models").models.map(({ name }) => name)).toContain("Trouble");
    expect(after.operation("allPets").methodName).toBe("every");
  });
});

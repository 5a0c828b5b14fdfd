import { describe, expect, it } from "@jest/globals";
import { compareNames, Imports } from "../../../generator/emit/imports.js";

const runtime = "@clientwright/runtime";

describe("imports of a file", () => {
  it("are what was printed, sorted, types marked", () => {
    const imports = new Imports("operations/pets.ts", []);
    imports.print({ name: "call", from: runtime, type: false });
    imports.print({ name: "Client", from: runtime, type: true });
    imports.print({ name: "Pet", from: "models", type: true });
    imports.print({ name: "getPetOp", from: "operations/other", type: false });
    expect(imports.lines()).toBe(
      'import { type Client, call } from "@clientwright/runtime";\nimport type { Pet } from "../models.js";\nimport { getPetOp } from "./other.js";\n',
    );
  });

  it("get an alias when the file declares the name itself, or two modules share it", () => {
    const imports = new Imports("client.ts", ["Pet"]);
    expect(imports.print({ name: "Pet", from: "models", type: true })).toBe("Pet2");
    expect(imports.print({ name: "Cat", from: "models", type: true })).toBe("Cat");
    expect(imports.print({ name: "Cat", from: "webhooks", type: true })).toBe("Cat2");
    expect(imports.lines()).toBe('import type { Cat, Pet as Pet2 } from "./models.js";\nimport type { Cat as Cat2 } from "./webhooks.js";\n');
  });

  it("leave out what the file declares itself", () => {
    const imports = new Imports("models.ts", ["Pet"]);
    expect(imports.print({ name: "Pet", from: null, type: true })).toBe("Pet");
    expect(imports.print({ name: "Pet", from: "models", type: true })).toBe("Pet");
    expect(imports.lines()).toBe("");
  });

  it("are values as soon as one use is", () => {
    const imports = new Imports("x.ts", []);
    imports.print({ name: "A", from: "models", type: true });
    imports.print({ name: "A", from: "models", type: false });
    expect(imports.lines()).toBe('import { A } from "./models.js";\n');
  });

  it("forget what was printed in vain, and free its name", () => {
    const imports = new Imports("client.ts", []);
    imports.print({ name: "Pet", from: "models", type: true });
    const print = (): string =>
      ["Pet", "Cat"].map((name) => imports.print({ name, from: "models", type: true })).join() + imports.print({ name: "Dog", from: "webhooks", type: true });
    expect(imports.trial(print, () => false)).toBe("Pet,CatDog");
    expect(imports.print({ name: "Cat", from: "webhooks", type: true })).toBe("Cat");
    expect(imports.lines()).toBe('import type { Pet } from "./models.js";\nimport type { Cat } from "./webhooks.js";\n');
  });

  it("reach slots outside the output folder", () => {
    const imports = new Imports("client.ts", []);
    imports.print({ name: "Batches", from: "../../specs/api/custom/batches", type: false });
    expect(imports.lines()).toBe('import { Batches } from "../../specs/api/custom/batches.js";\n');
  });

  it("break into lines when they are long", () => {
    const imports = new Imports("x.ts", []);
    for (let i = 0; i < 9; i += 1) imports.print({ name: `SomeRatherLongName${i}`, from: "models", type: true });
    expect(imports.lines().split("\n")).toHaveLength(12);
  });

  it("sort as Biome does", () => {
    const sorted = ["file", "Zoo", "call", "Client", "a10", "a9", "CallOptions", "A"].sort(compareNames);
    expect(sorted).toEqual(["A", "a9", "a10", "CallOptions", "Client", "call", "file", "Zoo"]);
  });
});

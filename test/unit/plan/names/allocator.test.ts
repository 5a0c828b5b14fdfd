import { describe, expect, it } from "@jest/globals";
import { createAllocator } from "../../../../generator/plan/names/allocator.js";

describe("an allocator", () => {
  it("gives the first free candidate, then numbers", () => {
    const scope = createAllocator();
    expect([scope.give(["Pet", "PetModel"]), scope.give(["Pet", "PetModel"]), scope.give(["Pet", "PetModel"]), scope.give(["Pet"])]).toEqual([
      "Pet",
      "PetModel",
      "PetModel2",
      "Pet2",
    ]);
  });

  it("never gives a reserved name, but lets a lock hold it", () => {
    const scope = createAllocator((name) => name === "Record");
    expect(scope.give(["Record"])).toBe("Record2");
    expect(scope.hold("Record")).toBe(true);
    expect(scope.hold("Record")).toBe(false);
  });

  it("keeps numbers apart from digits", () => {
    const scope = createAllocator();
    scope.hold("v1");
    expect(scope.give(["v1"])).toBe("v1_2");
  });

  it("folds names where a file system would", () => {
    const scope = createAllocator(undefined, (name) => name.toLowerCase());
    scope.hold("Pets");
    expect(scope.give(["pets"])).toBe("pets2");
    expect(scope.has("PETS")).toBe(true);
  });

  it("skips candidates that are empty", () => {
    expect(createAllocator().give(["", "fallback"])).toBe("fallback");
    expect(createAllocator().give([""])).toBe("_2");
  });

  it("numbers thousands of equal names in one pass", () => {
    const scope = createAllocator();
    const names = Array.from({ length: 5000 }, () => scope.give(["a"]));
    expect(new Set(names).size).toBe(5000);
    expect(names.at(-1)).toBe("a5000");
  });
});

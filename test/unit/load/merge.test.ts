import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/json.js";
import { Draft } from "../../../generator/load/merge.js";

function merged(root: JsonValue, update: JsonValue, path: readonly (string | number)[] = []): JsonValue {
  const draft = new Draft(root);
  expect(draft.merge(path, update)).toBeNull();
  return draft.root;
}

describe("a draft", () => {
  it.each<{ name: string; root: JsonValue; update: JsonValue; path?: readonly (string | number)[]; want: JsonValue }>([
    { name: "adds members", root: { a: 1 }, update: { b: 2 }, want: { a: 1, b: 2 } },
    { name: "replaces scalars", root: { a: 1 }, update: { a: "x" }, want: { a: "x" } },
    { name: "merges inner objects", root: { a: { b: 1, c: 1 } }, update: { a: { c: 2 } }, want: { a: { b: 1, c: 2 } } },
    { name: "joins inner arrays", root: { a: [1] }, update: { a: [2, 3] }, want: { a: [1, 2, 3] } },
    { name: "appends an entry to an array", root: { a: [1] }, update: { n: 2 }, path: ["a"], want: { a: [1, { n: 2 }] } },
    { name: "replaces a scalar target", root: { a: 1 }, update: "x", path: ["a"], want: { a: "x" } },
    { name: "replaces a null with anything", root: { a: null }, update: { b: 1 }, path: ["a"], want: { a: { b: 1 } } },
    { name: "reaches items of arrays", root: [{ a: 1 }], update: { b: 2 }, path: [0], want: [{ a: 1, b: 2 }] },
  ])("$name", ({ root, update, path, want }) => {
    expect(merged(root, update, path)).toEqual(want);
  });

  it.each<{ name: string; root: JsonValue; update: JsonValue; path: readonly (string | number)[]; want: readonly (string | number)[] }>([
    { name: "a scalar for an object", root: { a: {} }, update: 1, path: ["a"], want: ["a"] },
    { name: "an object for a scalar", root: { a: 1 }, update: {}, path: ["a"], want: ["a"] },
    { name: "a scalar for an inner array", root: { a: { b: [] } }, update: { b: 1 }, path: ["a"], want: ["a", "b"] },
    { name: "a list for an inner object", root: { a: { b: {} } }, update: { b: [] }, path: ["a"], want: ["a", "b"] },
  ])("names the place of a clash: $name", ({ root, update, path, want }) => {
    const draft = new Draft(root);
    expect(draft.merge(path, update)).toEqual(want);
    expect(draft.root).toEqual(root);
  });

  it("leaves what it was made from alone", () => {
    const root = { a: { b: [1] }, c: { d: 1 } };
    const draft = new Draft(root);
    draft.merge(["a", "b"], 2);
    draft.remove(["c", "d"]);
    expect(draft.root).toEqual({ a: { b: [1, 2] }, c: {} });
    expect(root).toEqual({ a: { b: [1] }, c: { d: 1 } });
  });

  it("keeps shared objects apart", () => {
    const shared = { type: "string" };
    const draft = new Draft({ a: shared, b: shared });
    draft.merge(["a"], { format: "uuid" });
    expect(draft.root).toEqual({ a: { type: "string", format: "uuid" }, b: { type: "string" } });
  });

  it("keeps one update that goes to two targets apart", () => {
    const draft = new Draft({ a: {}, b: {} });
    const update = { x: { y: 1 } };
    draft.merge(["a"], update);
    draft.merge(["b"], update);
    draft.merge(["a", "x"], { z: 2 });
    expect(draft.root).toEqual({ a: { x: { y: 1, z: 2 } }, b: { x: { y: 1 } } });
  });

  it("writes __proto__ as a plain member", () => {
    const update = JSON.parse('{"__proto__": {"polluted": true}}') as JsonValue;
    const root = merged({ a: 1 }, update) as object;
    expect(Object.keys(root)).toEqual(["a", "__proto__"]);
    expect(Object.getPrototypeOf(root)).toBe(Object.prototype);
    expect(Object.keys(merged(root as JsonValue, update) as object)).toEqual(["a", "__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("removes members and items, and what is gone stays gone", () => {
    const draft = new Draft({ a: [1, 2, 3], b: 1 });
    draft.remove(["a", 1]);
    draft.remove(["b"]);
    draft.remove(["b", "c"]);
    draft.remove([]);
    expect(draft.root).toEqual({ a: [1, 3] });
  });

  it("replaces the root", () => {
    const draft = new Draft([1]);
    draft.put([], "x");
    expect(draft.root).toBe("x");
    expect(() => draft.put(["a"], 1)).toThrow("a scalar has no members");
  });
});

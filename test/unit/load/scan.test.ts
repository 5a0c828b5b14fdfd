import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/json.js";
import { Refs } from "../../../generator/load/refs.js";
import { isCovered, scanRefs } from "../../../generator/load/scan.js";

const URL_OF_FILE = "file:///a.yaml";

function scan(root: JsonValue, depth = 100): ReturnType<typeof scanRefs> {
  return scanRefs({ file: { url: URL_OF_FILE, name: "a.yaml", root }, value: root, pointer: "", base: URL_OF_FILE }, depth, null);
}

describe("a scan", () => {
  it.each<{ name: string; given: JsonValue; want: readonly string[] }>([
    { name: "a schema", given: { schema: { $ref: "#/a" } }, want: ["/schema #/a"] },
    { name: "items of lists", given: { oneOf: [{ $ref: "#/a" }, { $ref: "#/b" }] }, want: ["/oneOf/0 #/a", "/oneOf/1 #/b"] },
    { name: "a dynamic one", given: { items: { $dynamicRef: "#T" } }, want: ["/items #T"] },
    { name: "a property named example", given: { properties: { example: { $ref: "#/a" } } }, want: ["/properties/example #/a"] },
    { name: "a whole map of properties", given: { properties: { $ref: "props.yaml" } }, want: ["/properties props.yaml"] },
    { name: "a header named x-a", given: { headers: { "x-a": { $ref: "#/a" } } }, want: ["/headers/x-a #/a"] },
    { name: "a place whose name needs escaping", given: { paths: { "/a~b": { $ref: "#/a" } } }, want: ["/paths/~1a~0b #/a"] },
    { name: "the first of equal ones", given: { a: { $ref: "#/x" }, b: { $ref: "#/x" } }, want: ["/a #/x"] },
    { name: "no property named $ref", given: { properties: { $ref: { type: "string" } } }, want: [] },
    { name: "none in an example", given: { example: { $ref: "#/a" } }, want: [] },
    { name: "none in an extension", given: { "x-a": { b: { $ref: "#/a" } } }, want: [] },
    { name: "none in a scalar", given: "text", want: [] },
  ])("finds $name", ({ given, want }) => {
    expect(scan(given).uses.map((use) => `${use.at} ${use.ref}`)).toEqual(want);
  });

  it("counts the uses of one spelling", () => {
    expect(scan({ a: { $ref: "#/x" }, b: [{ $ref: "#/x" }, { $ref: "#/x" }] }).uses).toEqual([expect.objectContaining({ ref: "#/x", count: 3 })]);
  });

  it("tells what each is relative to", () => {
    const given = { a: { $id: "https://x.example/a/", b: { $ref: "c" } }, d: { $ref: "c" }, e: { $id: "http://[", f: { $ref: "g" } } };
    expect(scan(given).uses.map((use) => use.base)).toEqual(["https://x.example/a/", URL_OF_FILE, URL_OF_FILE]);
  });

  it("gives the place of what is nested too deeply, in examples too", () => {
    expect(scan({ a: { b: { c: {} } } }, 3).tooDeep).toBe("/a/b/c");
    expect(scan({ a: { b: { c: 1 } } }, 3).tooDeep).toBeNull();
    expect(scan({ example: [[[[]]]] }, 3).tooDeep).toBe("/example/0/0");
  });

  it("walks a shared part once when it remembers where it was", () => {
    const shared = { $ref: "#/x" };
    const root = { a: shared, b: shared };
    const file = { url: URL_OF_FILE, name: "a.yaml", root };
    expect(scanRefs({ file, value: root, pointer: "", base: URL_OF_FILE }, 10, new Set()).uses[0]?.count).toBe(1);
  });
});

describe("a target", () => {
  const root = { components: { schemas: { default: {} } }, "x-shared": { A: {} }, paths: { "/a": { get: { parameters: [{ name: "a" }] } } } };
  const refs = new Refs({ files: new Map([[URL_OF_FILE, { url: URL_OF_FILE, name: "a.yaml", root }]]) });

  it.each([
    { given: "#/components/schemas/default", want: true },
    { given: "#/paths/~1a/get/parameters/0", want: true },
    { given: "#/x-shared/A", want: false },
  ])("$given is part of what a scan of the file passes: $want", ({ given, want }) => {
    const target = refs.resolve(given, URL_OF_FILE);
    expect(target && isCovered(target)).toBe(want);
  });

  it("that the file doesn't hold is not", () => {
    expect(isCovered({ value: 1, file: { url: URL_OF_FILE, name: "a.yaml", root: 1 }, pointer: "/a", key: "a.yaml#/a", base: URL_OF_FILE })).toBe(false);
  });
});

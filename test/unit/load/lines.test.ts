import { afterAll, describe, expect, it } from "@jest/globals";
import { doubt } from "../../../generator/diagnostics.js";
import { positionsIn, withLines } from "../../../generator/load/lines.js";
import { rememberSource } from "../../../generator/load/sources.js";
import { removeFolders } from "./folder.js";

afterAll(removeFolders);

async function positions(text: string, pointers: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const file = { url: "file:///a", name: "a", root: {} };
  rememberSource(file, Buffer.from(text));
  const found = await positionsIn(file, pointers);
  return Object.fromEntries([...found].map(([pointer, { line, column }]) => [pointer, `${line}:${column}`]));
}

const JSON_TEXT = String.raw`{
  "openapi": "3.0.0",
  "paths": {
    "/a\"b\\": { "get": [ 1, "x,]}", { "deep": null } ] },
    "empty": [], "none": {}
  }, "last": true
}`;

const YAML_TEXT = `# comment
openapi: 3.0.0
paths:
  "/a": &anchor
    get:
      - 1
      - name: x
        'quoted': [a, {b: c}]
  /b: *anchor
  ? /c
  : |
    block: scalar
last: true
`;

describe("the place of a pointer", () => {
  it.each([
    { pointer: "", want: "1:1" },
    { pointer: "/openapi", want: "2:3" },
    { pointer: '/paths/~1a"b\\', want: "4:5" },
    { pointer: '/paths/~1a"b\\/get', want: "4:18" },
    { pointer: '/paths/~1a"b\\/get/0', want: "4:27" },
    { pointer: '/paths/~1a"b\\/get/1', want: "4:30" },
    { pointer: '/paths/~1a"b\\/get/2/deep', want: "4:40" },
    { pointer: "/paths/empty", want: "5:5" },
    { pointer: "/paths/empty/0", want: "5:5" },
    { pointer: "/paths/none/x/y", want: "5:18" },
    { pointer: "/last", want: "6:6" },
    { pointer: "/nowhere", want: "1:1" },
  ])("in JSON: $pointer at $want", async ({ pointer, want }) => {
    expect(await positions(JSON_TEXT, [pointer])).toEqual({ [pointer]: want });
  });

  it.each([
    { pointer: "", want: "2:1" },
    { pointer: "/openapi", want: "2:1" },
    { pointer: "/paths/~1a", want: "4:3" },
    { pointer: "/paths/~1a/get/0", want: "6:9" },
    { pointer: "/paths/~1a/get/1", want: "7:9" },
    { pointer: "/paths/~1a/get/1/quoted", want: "8:9" },
    { pointer: "/paths/~1a/get/1/quoted/1/b", want: "8:24" },
    { pointer: "/paths/~1b", want: "9:3" },
    { pointer: "/paths/~1b/get", want: "9:3" },
    { pointer: "/paths/~1c", want: "10:5" },
    { pointer: "/last", want: "13:1" },
  ])("in YAML: $pointer at $want", async ({ pointer, want }) => {
    expect(await positions(YAML_TEXT, [pointer])).toEqual({ [pointer]: want });
  });

  it("is found for many pointers in one pass", async () => {
    const want = { "/last": "6:6", "/openapi": "2:3", "/paths/empty": "5:5" };
    expect(await positions(JSON_TEXT, Object.keys(want))).toEqual(want);
  });

  it("keeps its line where the text had to be indented", async () => {
    expect(await positions('a:\n  b: "one\ntwo"\n  c: {\n  }\nd: 1\n', ["/a/c", "/d"])).toEqual({ "/a/c": "4:3", "/d": "6:1" });
  });

  it("is found in what only looks like JSON", async () => {
    expect(await positions("{a: 1,\n b: [x, y]}", ["/b", "/b/1"])).toEqual({ "/b": "2:2", "/b/1": "2:9" });
  });

  it("is found in what only the second parser reads", async () => {
    const text = "a: @x\nb:\n  - c: 1\n  - d: 2\n1: x\n";
    expect(await positions(text, ["", "/b/1/d", "/b/0", "/1", "/nowhere"])).toEqual({
      "": "1:1",
      "/b/1/d": "4:5",
      "/b/0": "3:5",
      "/1": "5:1",
      "/nowhere": "1:1",
    });
  });

  it.each([
    { name: "items and values left out", text: "a:\n  -\n  - x: 1\nb: {c, d: 1}\ne: [f: 1]\nz: 1\n", want: { "/a/1/x": "3:5", "/b/d": "4:8", "/z": "6:1" } },
    {
      name: "anchors, tags and merges",
      text: "a: &a !!map\n  b: !!str 1\nc:\n  <<: *a\n  d: {e: *a}\nz: &z\n  y: 1\n",
      want: { "/a/b": "2:3", "/c/d/e": "5:7", "/z/y": "7:3" },
    },
    { name: "keys that repeat", text: "a: {x: 1}\na: {y: [1,\n 2]}\nz: 1\n", want: { "/a/y/1": "3:2", "/z": "4:1" } },
    {
      name: "texts that hold keys",
      text: "a: |\n  b: 1\n  c:\nd: 'e:\n  f: 1'\n? g\n: h: 1\nz: >-\n\n  z\n",
      want: { "/d": "4:1", "/g/h": "7:3", "/z": "8:1" },
    },
  ])("is found in a document with $name", async ({ text, want }) => {
    expect(await positions(text, Object.keys(want))).toEqual(want);
  });

  it("is unknown for a text file and for a file made by hand", async () => {
    const text = { url: "file:///a.md", name: "a.md", root: "# Title" };
    rememberSource(text, Buffer.from("# Title"));
    expect(await positionsIn(text, [""])).toEqual(new Map());
    expect(await positionsIn({ url: "file:///b", name: "b", root: {} }, [""])).toEqual(new Map());
  });
});

describe("diagnostics", () => {
  const file = { url: "file:///a.yaml", name: "a.yaml", root: {} };
  rememberSource(file, Buffer.from("a: 1\nb: 2\n"));
  const at = (place: string): ReturnType<typeof doubt> => doubt("code", place, "Message.", "Remedy.");

  it("get the line of their place, those of other files stay as they are", async () => {
    const given = [at("a.yaml#/b"), at("other.yaml#/b"), at("a.yaml"), { ...at("a.yaml#/b"), line: 9, column: 9 }];
    const lines = (await withLines([file], given)).map((each) => each.line);
    expect(lines).toEqual([2, null, 1, 9]);
  });

  it("that all have a line are given back as they came", async () => {
    const given = [{ ...at("a.yaml#/b"), line: 9, column: 9 }];
    expect(await withLines([file], given)).toBe(given);
  });
});

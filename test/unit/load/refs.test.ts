import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/json.js";
import type { SpecFile } from "../../../generator/ir/spec-document.js";
import { isReference, Refs, toUrl } from "../../../generator/load/refs.js";

const ENTRY = "file:///api/openapi.yaml";

function refsOver(files: Readonly<Record<string, JsonValue>>): Refs {
  const all = new Map<string, SpecFile>();
  for (const [name, root] of Object.entries(files)) {
    const url = new URL(name, ENTRY).href;
    all.set(url, { url, name, root });
  }
  return new Refs({ files: all });
}

describe("a reference", () => {
  const refs = refsOver({
    "openapi.yaml": {
      paths: { "/pets/{id}": { get: { parameters: [{ name: "id" }] } }, "/through": { $ref: "paths.yaml#/paths/~1through" } },
      components: {
        schemas: {
          Pet: { type: "object", properties: { "a b": { type: "string" }, "50%": { type: "number" } } },
          Alias: { $ref: "#/components/schemas/Pet" },
          Described: { $ref: "#/components/schemas/Alias", description: "The same." },
          Wider: { $ref: "#/components/schemas/Pet", nullable: true },
          Remote: { $ref: "models/dog.yaml" },
          "%5A": { type: "null" },
          A: { $ref: "#/components/schemas/B" },
          B: { $ref: "#/components/schemas/A" },
          Self: { $ref: "#/components/schemas/Self" },
          Loop: { $ref: "#/components/schemas/Loop/inner" },
        },
        parameters: { P: { $ref: "#/paths/~1pets~1{id}/get/parameters/0" } },
      },
    },
    "paths.yaml": { paths: { "/through": { get: { operationId: "through" } } } },
    "models/dog.yaml": { type: "object", properties: { owner: { $ref: "../openapi.yaml#/components/schemas/Pet" } } },
  });
  const key = (ref: string, base = ENTRY): string | null => refs.resolve(ref, base)?.key ?? null;

  it.each([
    { name: "into the same file", given: "#/components/schemas/Pet", want: "openapi.yaml#/components/schemas/Pet" },
    { name: "to the whole file", given: "#", want: "openapi.yaml#" },
    { name: "to the same place, spelt with the file's name", given: "openapi.yaml#/components/schemas/Pet", want: "openapi.yaml#/components/schemas/Pet" },
    { name: "with ~0 and ~1", given: "#/paths/~1pets~1{id}/get", want: "openapi.yaml#/paths/~1pets~1{id}/get" },
    { name: "percent-encoded", given: "#/paths/~1pets~1%7Bid%7D/get", want: "openapi.yaml#/paths/~1pets~1{id}/get" },
    { name: "with an encoded space", given: "#/components/schemas/Pet/properties/a%20b", want: "openapi.yaml#/components/schemas/Pet/properties/a b" },
    {
      name: "with a percent sign that encodes nothing",
      given: "#/components/schemas/Pet/properties/50%",
      want: "openapi.yaml#/components/schemas/Pet/properties/50%",
    },
    { name: "to a key that looks encoded", given: "#/components/schemas/%5A", want: "openapi.yaml#/components/schemas/%5A" },
    { name: "to an item", given: "#/paths/~1pets~1{id}/get/parameters/0", want: "openapi.yaml#/paths/~1pets~1{id}/get/parameters/0" },
    { name: "to another file", given: "models/dog.yaml", want: "models/dog.yaml#" },
    { name: "through an alias", given: "#/components/schemas/Alias", want: "openapi.yaml#/components/schemas/Pet" },
    { name: "through a described alias", given: "#/components/schemas/Described", want: "openapi.yaml#/components/schemas/Pet" },
    { name: "through an alias into another file", given: "#/components/schemas/Remote", want: "models/dog.yaml#" },
    { name: "to a schema that adds to the one it refers to", given: "#/components/schemas/Wider", want: "openapi.yaml#/components/schemas/Wider" },
    { name: "with a pointer that passes through a reference", given: "#/paths/~1through/get", want: "paths.yaml#/paths/~1through/get" },
    { name: "with a pointer through two references", given: "#/components/parameters/P/name", want: "openapi.yaml#/paths/~1pets~1{id}/get/parameters/0/name" },
  ])("resolves $name", ({ given, want }) => {
    expect(key(given)).toBe(want);
  });

  it("is relative to the file that holds it", () => {
    expect(key("#/properties/owner", "file:///api/models/dog.yaml")).toBe("openapi.yaml#/components/schemas/Pet");
    expect(key("../openapi.yaml#/components/schemas/Pet", "file:///api/models/dog.yaml")).toBe("openapi.yaml#/components/schemas/Pet");
  });

  it("tells what references inside its target are relative to", () => {
    const target = refs.resolve("models/dog.yaml", ENTRY);
    expect(target).toMatchObject({ base: "file:///api/models/dog.yaml", pointer: "", value: { type: "object" } });
  });

  it("can be followed by one hop only", () => {
    expect(refs.step("#/components/schemas/Alias", ENTRY)?.key).toBe("openapi.yaml#/components/schemas/Alias");
    expect(refs.step("#/nowhere", ENTRY)).toBeNull();
  });

  it.each([
    { name: "a member that isn't there", given: "#/components/schemas/Cat", want: "missing" },
    { name: "an inherited member", given: "#/components/schemas/constructor", want: "missing" },
    { name: "an item that isn't there", given: "#/paths/~1pets~1{id}/get/parameters/7", want: "missing" },
    { name: "an item by a name", given: "#/paths/~1pets~1{id}/get/parameters/length", want: "missing" },
    { name: "an anchor that isn't there", given: "#Pet", want: "missing" },
    { name: "a pointer through a reference to itself", given: "#/components/schemas/Loop", want: "missing" },
    { name: "a file that wasn't read", given: "other.yaml#/x", want: "unread" },
    { name: "a circle of two", given: "#/components/schemas/A", want: "circular" },
    { name: "a reference to itself", given: "#/components/schemas/Self", want: "circular" },
    { name: "no URL at all", given: "http://[/x", want: "invalid" },
  ])("leads nowhere: $name", ({ given, want }) => {
    expect(refs.follow(given, ENTRY).kind).toBe(want);
    expect(refs.resolve(given, ENTRY)).toBeNull();
  });

  it("names the circle", () => {
    expect(refs.follow("#/components/schemas/A", ENTRY)).toEqual({
      kind: "circular",
      chain: ["openapi.yaml#/components/schemas/A", "openapi.yaml#/components/schemas/B"],
    });
  });

  it("is a string, not a property that is named $ref", () => {
    expect(isReference({ $ref: "#/a" })).toBe(true);
    expect(isReference({ $ref: { type: "string" } })).toBe(false);
    expect(isReference(null)).toBe(false);
    expect(isReference(["$ref"])).toBe(false);
  });

  it("is split into resource and fragment", () => {
    expect(toUrl("b.yaml#/x", "https://a.example/v1/a.yaml")).toEqual({ url: "https://a.example/v1/b.yaml", fragment: "/x" });
    expect(toUrl("#/x", ENTRY)).toEqual({ url: ENTRY, fragment: "/x" });
    expect(toUrl("b.yaml", ENTRY)).toEqual({ url: "file:///api/b.yaml", fragment: "" });
  });
});

describe("identified schemas", () => {
  const refs = refsOver({
    "openapi.yaml": {
      components: {
        schemas: {
          Tree: { $id: "https://schemas.example/tree", $anchor: "tree", $defs: { node: { type: "object", items: [{ $anchor: "deep" }] } } },
          User: { $anchor: "user", type: "object" },
          Named: { properties: { $id: { type: "string" }, $anchor: { type: "string" } }, example: { $id: "https://schemas.example/none", $anchor: "none" } },
          Folder: { $id: "schemas/folder.json" },
        },
      },
    },
    "own.yaml": { $id: "https://own.example/root.json", $defs: { a: { $anchor: "a" } } },
    "other.yaml": { $anchor: "other" },
  });

  it.each([
    { name: "by their $id", given: "https://schemas.example/tree", base: ENTRY, want: "openapi.yaml#/components/schemas/Tree" },
    {
      name: "by a pointer inside their $id",
      given: "https://schemas.example/tree#/$defs/node",
      base: ENTRY,
      want: "openapi.yaml#/components/schemas/Tree/$defs/node",
    },
    {
      name: "by an anchor inside their $id",
      given: "https://schemas.example/tree#deep",
      base: ENTRY,
      want: "openapi.yaml#/components/schemas/Tree/$defs/node/items/0",
    },
    {
      name: "from inside, by a local pointer",
      given: "#/$defs/node",
      base: "https://schemas.example/tree",
      want: "openapi.yaml#/components/schemas/Tree/$defs/node",
    },
    { name: "from inside, by a sibling's $id", given: "tree", base: "https://schemas.example/other", want: "openapi.yaml#/components/schemas/Tree" },
    { name: "by an anchor of the file", given: "#user", base: ENTRY, want: "openapi.yaml#/components/schemas/User" },
    { name: "by an anchor that lies under an $id, from the file", given: "#tree", base: ENTRY, want: "openapi.yaml#/components/schemas/Tree" },
    { name: "by an anchor of another file", given: "other.yaml#other", base: ENTRY, want: "other.yaml#" },
    { name: "by a relative $id", given: "schemas/folder.json", base: ENTRY, want: "openapi.yaml#/components/schemas/Folder" },
    { name: "by the $id of a whole file", given: "https://own.example/root.json#a", base: ENTRY, want: "own.yaml#/$defs/a" },
    { name: "beside the file that they were read from, whatever its $id", given: "other.yaml", base: "https://own.example/root.json", want: "other.yaml#" },
  ])("are found $name", ({ given, base, want }) => {
    expect(refs.resolve(given, base)?.key).toBe(want);
  });

  it.each(["https://schemas.example/none", "#none"])("aren't found in examples and property names: %s", (given) => {
    expect(refs.resolve(given, ENTRY)).toBeNull();
  });

  it("change what references inside them are relative to", () => {
    expect(refs.resolve("https://schemas.example/tree#/$defs/node", ENTRY)?.base).toBe("https://schemas.example/tree");
    expect(refs.resolve("#/components/schemas/Named", ENTRY)?.base).toBe(ENTRY);
    expect(refs.baseOf({ $id: "https://schemas.example/x#" }, ENTRY)).toBe("https://schemas.example/x");
    expect(refs.baseOf({ $id: "http://[" }, ENTRY)).toBe(ENTRY);
    expect(refs.baseOf({ type: "object" }, ENTRY)).toBe(ENTRY);
  });
});

describe("a dynamic reference", () => {
  const page = "https://schemas.example/page";
  const users = "https://schemas.example/users";
  const refs = refsOver({
    "openapi.yaml": {
      components: {
        schemas: {
          Page: { $id: page, $defs: { item: { $dynamicAnchor: "T", not: {} } }, properties: { items: { items: { $dynamicRef: "#T" } } } },
          Users: { $id: users, $ref: "page", $defs: { item: { $dynamicAnchor: "T", type: "string" } } },
        },
      },
    },
  });

  it.each([
    { name: "to the outermost scope's anchor", scopes: [users, page], want: "openapi.yaml#/components/schemas/Users/$defs/item" },
    { name: "past a scope without one", scopes: [ENTRY, users, page], want: "openapi.yaml#/components/schemas/Users/$defs/item" },
    { name: "to its own scope's when there is no other", scopes: [page], want: "openapi.yaml#/components/schemas/Page/$defs/item" },
  ])("leads $name", ({ scopes, want }) => {
    expect(refs.resolveDynamic("#T", scopes)?.key).toBe(want);
  });

  it("is an ordinary one when it names a pointer", () => {
    expect(refs.resolveDynamic("page#/$defs/item", [users])?.key).toBe("openapi.yaml#/components/schemas/Page/$defs/item");
  });

  it("leads nowhere without a scope", () => {
    expect(refs.resolveDynamic("#T", [])).toBeNull();
  });
});

import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { appliedActions } from "../../../generator/load/load.js";
import { folderOf, type Loaded, loaded, removeFolders } from "./folder.js";

afterAll(removeFolders);

const spec = `openapi: 3.0.0
info: {title: T, version: '1'}
servers: [{url: a, description: Dev}, {url: b, description: Prod}, {url: c, description: Dev}]
paths:
  /pets:
    get: {tags: [a, b], responses: {'200': {description: ok}, '500': {description: bad}}}
    post: {responses: {'500': {description: bad}}}
`;

async function overlaid(...overlays: readonly string[]): Promise<Loaded & { readonly root: Record<string, unknown> }> {
  const files = Object.fromEntries(overlays.map((text, index) => [`overlay${index}.yaml`, text]));
  const folder = folderOf({ "a.yaml": spec, ...files });
  const result = await loaded(join(folder, "a.yaml"), { root: folder, overlays: Object.keys(files).map((name) => join(folder, name)) });
  return { ...result, root: (result.document?.root ?? {}) as Record<string, unknown> };
}

const overlay = (actions: string): string => `overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n${actions}`;

describe("an overlay", () => {
  it("updates what its target matches", async () => {
    const { root, diagnostics } = await overlaid(
      overlay(
        "- target: $.info\n  update: {title: New, license: {name: MIT}}\n- target: $.paths.*.get.tags\n  update: c\n- target: $.info.version\n  update: '2'",
      ),
    );
    expect(diagnostics).toEqual([]);
    expect(root["info"]).toEqual({ title: "New", version: "2", license: { name: "MIT" } });
    expect(root["paths"]).toMatchObject({ "/pets": { get: { tags: ["a", "b", "c"] } } });
  });

  it("merges at the root", async () => {
    const { root } = await overlaid(overlay("- target: $\n  update: {info: {x-a: true}, tags: [{name: a}]}"));
    expect(root).toMatchObject({ info: { title: "T", "x-a": true }, tags: [{ name: "a" }] });
  });

  it("removes everything that its target matches, items of one list too", async () => {
    const { root } = await overlaid(
      overlay(
        "- target: $.servers[?@.description == 'Dev']\n  remove: true\n- target: $.paths..responses['500']\n  remove: true\n- target: $.paths['/pets'].get.tags[?@ == 'a']\n  remove: true",
      ),
    );
    expect(root["servers"]).toEqual([{ url: "b", description: "Prod" }]);
    expect(root["paths"]).toEqual({ "/pets": { get: { tags: ["b"], responses: { "200": { description: "ok" } } }, post: { responses: {} } } });
  });

  it("may remove a value and something inside it at once", async () => {
    const { root, diagnostics } = await overlaid(overlay("- target: $..['get', 'tags']\n  remove: true"));
    expect(diagnostics).toEqual([]);
    expect(root["paths"]).toEqual({ "/pets": { post: { responses: { "500": { description: "bad" } } } } });
  });

  it("applies its actions in order, each to the result of the one before", async () => {
    const { root } = await overlaid(overlay("- target: $.servers\n  remove: true\n- target: $\n  update: {servers: [{url: d}]}"));
    expect(root["servers"]).toEqual([{ url: "d" }]);
  });

  it("applies before the next one", async () => {
    const { root } = await overlaid(
      overlay("- target: $.info\n  update: {x-a: 1}"),
      overlay("- target: $.info.x-a\n  update: 2").replace("$.info.x-a", "$.info['x-a']"),
    );
    expect(root["info"]).toMatchObject({ "x-a": 2 });
  });

  it("can mend the version and bring in references", async () => {
    const { document, codes } = await overlaid(
      overlay("- target: $\n  update: {openapi: 3.1.0, components: {schemas: {A: {$ref: '#/components/schemas/B'}}}}"),
    );
    expect(document?.version).toBe("3.1");
    expect(codes).toEqual(["ref-not-found"]);
  });

  it("is remembered for explanations", async () => {
    const { document } = await overlaid(
      overlay("- target: $.paths['/pets'].get\n  description: Because.\n  update: {summary: S}\n- target: $.servers\n  remove: true"),
    );
    expect(document && appliedActions(document)).toEqual([
      { pointer: "/paths/~1pets/get", kind: "update", update: { summary: "S" }, at: "overlay0.yaml#/actions/0", description: "Because." },
      { pointer: "/servers", kind: "remove", update: null, at: "overlay0.yaml#/actions/1", description: null },
    ]);
  });

  it.each([
    { name: "matches nothing", given: "- target: $.nowhere\n  remove: true", code: "overlay-no-match", severity: "warning" },
    { name: "has no target", given: "- update: {}", code: "overlay-invalid", severity: "error" },
    { name: "is no object", given: "- text", code: "overlay-invalid", severity: "error" },
    { name: "does nothing", given: "- target: $.info", code: "overlay-invalid", severity: "warning" },
    { name: "has a target that is no JSONPath", given: "- target: $.paths[?(\n  remove: true", code: "overlay-target", severity: "error" },
    { name: "removes the root", given: "- target: $\n  remove: true", code: "overlay-remove-root", severity: "error" },
    { name: "doesn't fit its target", given: "- target: $.info\n  update: text", code: "overlay-clash", severity: "error" },
    { name: "doesn't fit inside its target", given: "- target: $\n  update: {servers: {url: x}, info: {x-b: 1}}", code: "overlay-clash", severity: "error" },
  ])("with an action that $name goes on with the others", async ({ given, code, severity }) => {
    const { root, diagnostics } = await overlaid(overlay(`${given}\n- target: $.info\n  update: {x-a: 1}`));
    expect(root["info"]).toMatchObject({ "x-a": 1 });
    expect(diagnostics).toEqual([expect.objectContaining({ code, severity, at: "overlay0.yaml#/actions/0", line: 4 })]);
  });

  it("names the place of a clash further in", async () => {
    const { diagnostics } = await overlaid(overlay("- target: $\n  update: {info: {title: {a: 1}}}"));
    expect(diagnostics[0]?.message).toContain("/info/title");
  });

  it.each([
    { name: "no version", given: "actions: []", says: "no `overlay` member" },
    { name: "another version", given: "overlay: 2.0.0\nactions: []", says: "version 1.x" },
    { name: "no actions", given: "overlay: 1.0.0", says: "list of actions" },
  ])("with $name is refused, and the document goes on", async ({ given, says }) => {
    const { document, diagnostics } = await overlaid(given);
    expect(document).not.toBeNull();
    expect(diagnostics).toEqual([expect.objectContaining({ code: "overlay-invalid", severity: "error", message: expect.stringContaining(says) })]);
  });

  it.each([
    { name: "broken", given: "overlay: [", code: "yaml-syntax" },
    { name: "nested too deeply", given: `{"overlay": "1.0.0", "actions": ${"[".repeat(600)}${"]".repeat(600)}}`, code: "nesting-too-deep" },
  ])("that is $name is reported", async ({ given, code }) => {
    const { codes } = await overlaid(given);
    expect(codes[0]).toBe(code);
  });

  it("that isn't there is reported", async () => {
    const folder = folderOf({ "a.yaml": spec });
    const { document, diagnostics } = await loaded(join(folder, "a.yaml"), { overlays: ["no/such/overlay.yaml"] });
    expect(document).not.toBeNull();
    expect(diagnostics).toEqual([expect.objectContaining({ code: "overlay-unreadable", at: "no/such/overlay.yaml" })]);
  });

  it("that makes the document too deep is undone", async () => {
    const levels = 300;
    const deep = `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
    const path = Array(levels - 1)
      .fill("a")
      .join(".");
    const { document, codes } = await overlaid(overlay(`- target: $\n  update: {x-deep: ${deep}}\n- target: $['x-deep'].${path}\n  update: {b: ${deep}}`));
    expect(codes).toEqual(["nesting-too-deep"]);
    expect(document?.root).not.toHaveProperty("x-deep");
  });

  it("keeps __proto__ a plain member", async () => {
    const { root } = await overlaid(overlay('- target: $.info\n  update: {"__proto__": {polluted: 1}}\n- target: $.info\n  update: {"__proto__": {more: 2}}'));
    expect(Object.keys(root["info"] as object)).toEqual(["title", "version", "__proto__"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it("is part of the hash", async () => {
    const one = await overlaid(overlay("- target: $.info\n  update: {title: A}"));
    const two = await overlaid(overlay("- target: $.info\n  update: {title: B}"));
    expect(one.document?.hash).not.toBe(two.document?.hash);
  });
});

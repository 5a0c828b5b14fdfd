import { describe, expect, it } from "@jest/globals";
import { noDocs } from "../../../../generator/ir/index.js";
import type { ClientConfig } from "../../../../generator/plan/config/client-config.js";
import { globToRegExp, operationKey } from "../../../../generator/plan/config/select.js";
import { operation, planned } from "../build.js";

const operations = [
  operation("GET /v1/pets", { id: "listPets", tags: ["pets"] }),
  operation("GET /v1/pets/{id}", { id: "getPet", tags: ["pets", "shop"] }),
  operation("DELETE /v1/pets/{id}", { tags: ["shop"], docs: { ...noDocs, deprecated: true } }),
  operation("GET /health"),
];
const chosen = (config: ClientConfig): { readonly keys: string[]; readonly told: string[] } => {
  const { plan, diagnostics } = planned({ operations }, config);
  return { keys: Object.keys(plan.manifest.operations), told: diagnostics.map(({ code }) => code) };
};

describe("selecting operations", () => {
  it.each<[string, ClientConfig, string[]]>([
    ["everything by default", {}, ["GET /health", "GET /v1/pets", "DELETE /v1/pets/{id}", "GET /v1/pets/{id}"]],
    ["by tag", { select: { tags: ["shop"] } }, ["DELETE /v1/pets/{id}", "GET /v1/pets/{id}"]],
    ["by path", { select: { paths: ["/v1/*"] } }, ["GET /v1/pets"]],
    ["by id or key", { select: { operations: ["getPet", "GET /health"] } }, ["GET /health", "GET /v1/pets/{id}"]],
    ["without deprecated ones", { select: { deprecated: "exclude" } }, ["GET /health", "GET /v1/pets", "GET /v1/pets/{id}"]],
    ["without those to skip", { operations: { listPets: { skip: true }, "GET /health": { skip: true } } }, ["DELETE /v1/pets/{id}", "GET /v1/pets/{id}"]],
    ["by all of these together", { select: { tags: ["pets"], paths: ["/v1/**"], operations: ["getPet", "listPets"] } }, ["GET /v1/pets", "GET /v1/pets/{id}"]],
  ])("%s", (_, config, want) => {
    expect(chosen(config)).toEqual({ keys: want, told: [] });
  });

  it("tells what fits nothing", () => {
    expect(chosen({ select: { tags: ["shops"], operations: ["getPets"] }, operations: { nobody: {} } }).told.sort()).toEqual(
      [
        "config-operation-unknown",
        "config-operation-unknown",
        "config-tag-unknown",
        ...chosen({ select: { tags: ["shops"] } }).told.filter((code) => code !== "config-tag-unknown"),
      ].sort(),
    );
  });

  it("keeps models that only left-out operations reach out", () => {
    expect(planned({ operations }, { select: { tags: ["nothing"] } }).plan.files.map(({ path }) => path)).not.toContain("models.ts");
  });
});

describe("globs", () => {
  it.each<[string, string, boolean]>([
    ["/a/*", "/a/b", true],
    ["/a/*", "/a/b/c", false],
    ["/a/**", "/a/b/c", true],
    ["/**/x", "/x", true],
    ["/**/x", "/a/b/x", true],
    ["/a?", "/ab", true],
    ["/a?", "/a/", false],
    ["/pets/{id}", "/pets/{id}", true],
    ["/a.b", "/aXb", false],
    ["/a+(b)", "/a+(b)", true],
  ])("%s on %s: %s", (glob, path, want) => {
    expect(globToRegExp(glob).test(path)).toBe(want);
  });
});

describe("an operation's key", () => {
  it("holds the query that the path key fixes", () => {
    expect(operationKey(operation("GET /x", { fixedQuery: [{ name: "comp", value: "list" }] }))).toBe("GET /x?comp=list");
  });

  it.each([
    { name: "a declared parameter's value", pathKey: "~1#Action=List", fixedQuery: [], want: "GET /#Action=List" },
    { name: "words", pathKey: "~1#v2", fixedQuery: [], want: "GET /#v2" },
    { name: "what the fixed query says already", pathKey: "~1#Action=List", fixedQuery: [{ name: "Action", value: "List" }], want: "GET /?Action=List" },
  ])("tells twins apart by a fragment: $name", ({ pathKey, fixedQuery, want }) => {
    expect(operationKey(operation("GET /", { fixedQuery, at: `api.yaml#/paths/${pathKey}/get` }))).toBe(want);
  });
});

import { describe, expect, it } from "@jest/globals";
import type { ClientConfig } from "../../../generator/plan/config/client-config.js";
import type { PlanOptions } from "../../../generator/plan/config/settings.js";
import { facades, json, model, object, oneOfValues, operation, planned, ref, response, text } from "./build.js";

const models = [
  model("Pet", object({ status: ref("Status") })),
  model("Status", oneOfValues("here", "gone")),
  model("Code", { kind: "literal", members: [{ value: 1, name: null, docs: null }], base: "number", open: true, meta: null }),
];
const given = {
  models,
  operations: [
    operation("GET /pets", { id: "listPets", tags: ["pets"], responses: [response("200", json(ref("Pet"))), response("400", json(ref("Code")))] }),
    operation("GET /h", { id: "history", tags: ["pets.history"] }),
    operation("GET /c", { id: "c", tags: ["client"] }),
  ],
};
const made = (config: ClientConfig = {}, options: Partial<PlanOptions> = {}) => planned(given, config, options);
const named = (config: ClientConfig) =>
  Object.fromEntries(
    made(config)
      .file("models")
      .models.map(({ name, form, open }) => [name, `${form}${open ? " open" : ""}`]),
  );

describe("models", () => {
  it("are interfaces or types, open where the document or client.yaml says so", () => {
    expect(named({})).toEqual({ Pet: "interface", Status: "type", Code: "type open" });
    expect(named({ types: { open: ["Status"] } })).toEqual({ Pet: "interface", Status: "type open", Code: "type open" });
    expect(named({ types: { open: true } })).toEqual({ Pet: "interface open", Status: "type open", Code: "type open" });
  });

  it("are const objects only where every value is text", () => {
    expect(named({ types: { enums: "const" } })).toMatchObject({ Status: "const", Code: "type open" });
  });
});

describe("the file of a group", () => {
  const filesOf = (...tags: readonly string[]): readonly string[] =>
    planned({ models: [], operations: tags.map((tag, index) => operation(`GET /o${index}`, { id: `op${index}`, tags: [tag] })) })
      .plan.files.map(({ path }) => path)
      .filter((path) => path.startsWith("operations/"))
      .map((path) => path.slice("operations/".length));

  it.each([
    { given: ["con"], want: ["con-operations.ts"] },
    { given: ["AUX", "lpt1", "index"], want: ["aux-operations.ts", "index-operations.ts", "lpt1-operations.ts"] },
    { given: ["console", "com10"], want: ["com10.ts", "console.ts"] },
    { given: ["💥"], want: ["general.ts"] },
  ])("of $given has a name that every system takes: $want", ({ given, want }) => {
    expect([...filesOf(...given)].sort()).toEqual(want);
  });

  it.each(["very long name ".repeat(30), "名前".repeat(200), "𠀀".repeat(200)])("stays within what disks take, temporary names too: %#", (tag) => {
    const [file = ""] = filesOf(tag);
    expect(Buffer.byteLength(`${file}.00000000-0000-4000-8000-000000000000.tmp`)).toBeLessThanOrEqual(255);
    expect(() => encodeURIComponent(file)).not.toThrow(); // no half of a pair of surrogates
    expect(file.length).toBeGreaterThan(40);
  });
});

describe("façades", () => {
  it("nest by dots", () => {
    expect(facades(made().plan).map(({ facade }) => [facade.name, facade.groups.map(({ property, className }) => `${property}: ${className.name}`)])).toEqual([
      ["ClientApi", []],
      ["Pets", ["history: PetsHistory"]],
      ["PetsHistory", []],
    ]);
  });

  it("take no property that the client has itself", () => {
    expect(
      made()
        .file("client")
        .groups.map(({ property }) => property),
    ).toEqual(["clientApi", "pets"]);
  });

  it("of a hand-written slot replace the generated ones", () => {
    const custom = { folder: "../custom", index: true, replaces: (files: ReadonlyMap<string, string>) => [...files.keys()].filter((file) => file === "pets") };
    const plan = made({}, { custom });
    expect(plan.file("client").groups.find(({ property }) => property === "pets")?.className).toEqual({ name: "Pets", from: "../custom/pets", type: false });
    expect(plan.file("index").exports.map(({ from }) => from)).toContain("../custom/index.js");
  });
});

describe("files", () => {
  it("of an API without models are fewer", () => {
    expect(planned({ operations: [operation("GET /a", { responses: [response("200", json(text))] })] }).plan.files.map(({ path }) => path)).toEqual([
      "operations/a.ts",
      "client.ts",
      "index.ts",
    ]);
  });

  it("hold raw.ts where it is asked for", () => {
    expect(made({ raw: true }).plan.files.map(({ path }) => path)).toContain("raw.ts");
  });

  it("keep apart what a file system or an import would confuse", () => {
    const tags = ["con", "index", "Pets!", "pets"];
    const paths = planned({ operations: tags.map((tag, index) => operation(`GET /${index}`, { tags: [tag] })) }).plan.files.map(({ path }) =>
      path.toLowerCase(),
    );
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.some((path) => /\/(con|index)\.ts$/.test(path))).toBe(false);
  });

  it("re-export types only from models, values too where enums are objects", () => {
    const modelsExport = (config: ClientConfig) =>
      made(config)
        .file("index")
        .exports.find(({ from }) => from === "./models.js")?.typesOnly;
    expect([modelsExport({}), modelsExport({ types: { enums: "const" } })]).toEqual([true, false]);
  });
});

describe("the client's docs", () => {
  it.each([
    ["One.\n\nTwo.", ["One."]],
    ["One\nmore.", ["One", "more."]],
    [null, ["Pet Store"]],
  ])("are the first paragraph of %j, or the title", (description, want) => {
    const docs = { summary: null, description, deprecated: false, deprecation: null, examples: [], link: null };
    expect(planned({ ...given, docs }).file("client").docs.lines).toEqual(want);
  });
});

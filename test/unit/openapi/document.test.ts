import { describe, expect, it } from "@jest/globals";
import { Diagnostics } from "../../../generator/diagnostics.js";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lowerOpenApi } from "../../../generator/openapi/lower.js";
import { documentOf, lower } from "./lowered.js";

describe("a document", () => {
  it("gives title, version, docs, licence and tags", () => {
    const { api } = lower(
      {
        info: { title: "Pets", version: 1.5, summary: "Short.", description: "Long.", license: { name: "MIT", identifier: "MIT" } },
        externalDocs: { url: "https://docs" },
        tags: [
          { name: "a", description: "A.", parent: "z", summary: "The A" },
          { name: "a" },
          { name: "b", "x-displayName": "The B", externalDocs: { url: "u" } },
          null,
          {},
        ],
      },
      "3.2",
    );
    expect(api).toMatchObject({
      title: "Pets",
      version: "1.5",
      docs: { summary: "Short.", description: "Long.", link: { url: "https://docs" } },
      licence: "MIT",
    });
    expect(api.tags).toMatchObject([
      { name: "a", parent: "z", title: "The A", docs: { description: "A." } },
      { name: "b", parent: null, title: "The B" },
    ]);
    expect(api.channels).toEqual([]);
  });

  it("without anything gives an empty Api", () => {
    const { api, codes } = lower({});
    expect(api).toMatchObject({ title: "", version: "", licence: null, servers: [], auth: [], tags: [], models: [], operations: [], webhooks: [] });
    expect(codes).toEqual([]);
  });

  it.each([[null], ["x"], [[]], [5]])("that is %j gives an empty Api and an error", (root) => {
    const { api, diagnostics } = lower(root);
    expect(api.operations).toEqual([]);
    expect(diagnostics).toMatchObject([{ code: "document-invalid", severity: "error", at: "api.yaml#" }]);
  });

  const junk: readonly JsonValue[] = [null, true, 7, "x", [], {}, [null], { a: null }];
  const places = [
    "info",
    "servers",
    "security",
    "tags",
    "paths",
    "webhooks",
    "components",
    "definitions",
    "securityDefinitions",
    "host",
    "basePath",
    "schemes",
    "consumes",
    "produces",
    "x-ms-paths",
    "x-ms-parameterized-host",
    "externalDocs",
  ];

  it.each(junk)("with %j in any place of its root does not throw", (value) => {
    for (const version of ["2.0", "3.0", "3.1", "3.2"] as const) {
      for (const place of places) expect(lower({ [place]: value }, version).api.title).toBe("");
      for (const place of ["schemas", "securitySchemes", "parameters"]) expect(lower({ components: { [place]: value } }, version).api.title).toBe("");
    }
  });

  it("behaves the same for any version it is told, 3.1 where it is none of ours", () => {
    const document = { ...documentOf({ components: { schemas: { A: { type: ["string", "null"] } } } }), version: "async-3" as const };
    expect(lowerOpenApi(document, new Diagnostics().report).models).toHaveLength(1);
  });
});

import { afterAll, describe, expect, it } from "@jest/globals";
import { loadedFiles, removeFolders } from "./folder.js";

afterAll(removeFolders);

const json = JSON.stringify;

describe("an input that is no OpenAPI document", () => {
  it.each([
    { given: "", code: "input-empty", says: "It is empty" },
    { given: "\ufeff\n\n", code: "input-empty", says: "It is empty" },
    { given: "# nothing yet\n", code: "input-empty", says: "It is empty" },
    { given: "---\n", code: "input-empty", says: "It is empty" },
    { given: "<!doctype html><html><head><title>Sign in\n to Acme</title>", code: "input-foreign", says: 'a web page ("Sign in to Acme")' },
    { given: "\n<!-- made by hand -->\n<HTML><p>a: {", code: "input-foreign", says: "a web page" },
    { given: '<?xml version="1.0"?>\n<definitions/>', code: "input-foreign", says: "XML" },
    { given: 'syntax = "proto3";\nmessage A {}', code: "input-foreign", says: "Protocol Buffers" },
    { given: "type Query {\n  pets: [Pet]\n}\n", code: "input-foreign", says: "GraphQL" },
    { given: "#%RAML 1.0\ntitle: x\n", code: "input-foreign", says: "RAML" },
    { given: "PK\u0003\u0004abc", code: "input-foreign", says: "zip" },
    {
      given: json({ info: { schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" }, item: [] }),
      code: "input-foreign",
      says: "Postman",
    },
    { given: json({ $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" }), code: "input-foreign", says: "JSON Schema" },
    { given: json({ overlay: "1.0.0", actions: [] }), code: "input-foreign", says: "an overlay" },
    { given: "name: acme\ninput: { openapi: ./openapi.yaml }\n", code: "input-foreign", says: "a client.yaml" },
    { given: json({ message: "Not found", code: 404 }), code: "version-unknown", says: 'has no "openapi" or "swagger", but "message", "code"' },
    { given: "OpenAPI: 3.1.0\npaths: {}\n", code: "version-unknown", says: 'its "OpenAPI" has to be written "openapi"' },
    { given: "info: {}\npaths: {}\n", code: "version-unknown", says: 'it has paths, but no "openapi"' },
    { given: "[]", code: "version-unknown", says: "it is a list" },
    { given: "just text", code: "version-unknown", says: "it is just a string" },
    { given: "{}", code: "version-unknown", says: "no members at all" },
  ])("is told what it is: $says", async ({ given, code, says }) => {
    const { document, diagnostics } = await loadedFiles({ "a.yaml": given });
    expect(document).toBeNull();
    expect(diagnostics).toEqual([expect.objectContaining({ severity: "error", code, at: "a.yaml#", message: expect.stringContaining(says) })]);
    expect(diagnostics[0]?.remedy).not.toBe("");
  });

  it("is not suspected in a document whose first lines speak of one", async () => {
    const { codes } = await loadedFiles({ "a.yaml": "# <html> type Query {\nopenapi: 3.1.0\ninfo: {title: '<html>', version: '1'}\npaths: {}\n" });
    expect(codes).toEqual([]);
  });
});

describe("a text that is not UTF-8", () => {
  it("is read with marks of replacement, and a warning", async () => {
    const { document, diagnostics } = await loadedFiles({ "a.yaml": Buffer.from("openapi: 3.1.0\ninfo: {title: M\u00fcller}\n", "latin1") });
    expect(document).not.toBeNull();
    expect(diagnostics).toEqual([expect.objectContaining({ code: "text-not-utf8", severity: "warning" })]);
    expect((await loadedFiles({ "a.yaml": "openapi: 3.1.0\ninfo: {title: \ufffd}\n" })).codes).toEqual([]);
  });
});

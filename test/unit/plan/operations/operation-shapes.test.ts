import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { generateInMemory } from "../../../support/compile.js";

const document = `openapi: 3.1.0
info: { title: Notes, version: 1.0.0 }
servers: [{ url: "https://notes.example.com" }]
paths:
  /notes/{id}:
    put:
      operationId: putNote
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } }
      responses:
        "200": { description: Stored., content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } }
        4XX: { description: Wrong., content: { application/json: { schema: { type: object, properties: { code: { enum: [a, b] } } } } } }
  /page:
    get: { operationId: getPage, responses: { "200": { description: ok, content: { text/html: { schema: { type: string } } } } } }
  /plain:
    get: { operationId: getPlain, responses: { "200": { description: ok, content: { text/plain: { schema: { type: string } } } } } }
components: { schemas: { Note: { type: object, required: [text], properties: { text: { type: string } } } } }
`;

async function files(): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), "shapes-"));
  try {
    writeFileSync(join(folder, "openapi.yaml"), document);
    return new Map((await generateInMemory(join(folder, "openapi.yaml"))).files.map(({ path, text }) => [path, text]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("what inspect() is given", () => {
  it("holds each operation's whole input and its JSON replies by status", async () => {
    const text = (await files()).get("schemas.ts") ?? "";
    const printed = text.slice(text.indexOf("export const operationShapes")).replaceAll(/\s+/g, " ");
    expect(printed).toContain('{ type: "object", fields: { id: { type: "string" } }, required: ["id"] }, { ref: () => noteShape }');
    expect(printed).toContain('{ ref: () => noteShape }, "4XX": { type: "object", fields: { code: { enum: ["a", "b"] } } }');
    expect(printed).toContain("getPage: {}");
  });
});

describe("text replies", () => {
  it("say so unless they are text/plain, which the runtime reads as text anyway", async () => {
    const operations = [...(await files())].filter(([path]) => path.startsWith("operations/")).map(([, text]) => text);
    const all = operations.join("\n").replaceAll(/\s+/g, " ");
    expect(all).toContain('{ id: "getPage", path: "/page", accept: "text/html, */*;q=0.5", out: "text" }');
    expect(all).toContain('{ id: "getPlain", path: "/plain", accept: "text/plain, */*;q=0.5" }');
  });
});

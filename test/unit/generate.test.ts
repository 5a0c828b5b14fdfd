import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Diagnostic, Diagnostics } from "../../generator/diagnostics.js";
import { type Generated, type GenerateOptions, generate } from "../../generator/generate.js";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "generate-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), text);
}
const read = (path: string): string => readFileSync(join(home, path), "utf8");

async function run(options: Partial<GenerateOptions> = {}): Promise<{ readonly made: Generated | null; readonly found: readonly Diagnostic[] }> {
  const diagnostics = new Diagnostics();
  const given = { sources: [join(home, "openapi.yaml")], output: join(home, "out"), load: { root: home }, ...options };
  return { made: await generate(given, diagnostics.report), found: diagnostics.list };
}

const openapi = `openapi: 3.1.0
info: { title: Shop, version: "1" }
paths:
  /items:
    get:
      operationId: listItems
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: { $ref: "parts/item.yaml#/Item" }
components:
  schemas:
    Odd: { type: strange }
`;
const item = "Item: { type: object, properties: { id: { type: string }, next: { $ref: '#/Item' } } }\n";

describe("generating", () => {
  it("tells the line of what later stages find", async () => {
    write("openapi.yaml", openapi);
    write("parts/item.yaml", item.replace("string", "text"));
    const { found } = await run({ config: { operations: { listItems: { pages: { style: "link", items: "/nowhere" } } } } });
    const places = found.map(({ at, line, column }) => `${at} ${line}:${column}`);
    expect(places).toEqual(["openapi.yaml#/components/schemas/Odd 15:5", "parts/item.yaml#/Item/properties/id 1:37", "openapi.yaml#/paths/~1items/get 5:5"]);
  });

  it("counts what any stage finds before it writes", async () => {
    write("openapi.yaml", openapi);
    write("parts/item.yaml", item.replace("string", "text"));
    expect((await run({ refuse: "warning" })).made?.write.written).toEqual([]);
    expect((await run({ refuse: "error" })).made?.write.written).toContain("models.ts");
  });

  it("writes paths.ts of a document in several files, references to them followed by our rules", async () => {
    write("openapi.yaml", openapi);
    write("parts/item.yaml", item);
    const { made, found } = await run({ config: { raw: true } });
    expect(found.map(({ code }) => code)).not.toContain("raw-unavailable");
    expect(made?.write.written).toEqual(expect.arrayContaining(["paths.ts", "raw.ts"]));
    expect(read("out/paths.ts")).toMatch(/Item: \{\s+id\?: string;\s+next\?: components\["schemas"\]\["Item"\];/);
  });

  it("goes without paths.ts, and says why, when openapi-typescript can't read the document", async () => {
    write("openapi.yaml", 'swagger: "2.0"\ninfo: { title: Shop, version: "1" }\npaths: { /a: { get: { responses: { "204": { description: none } } } } }\n');
    const { made, found } = await run({ config: { raw: true } });
    expect(found.map(({ code }) => code)).toEqual(["raw-unavailable"]);
    expect(made?.made?.files.map(({ path }) => path)).not.toContain("raw.ts");
  });

  it("looks again at a document that referred to a missing file: it may be there by now", async () => {
    write("openapi.yaml", openapi);
    const first = await run();
    expect(first.found.map(({ code }) => code)).toContain("ref-not-found");
    expect((await run()).made?.unchanged).toBe(false);
    write("parts/item.yaml", item);
    const second = await run();
    expect(second.made?.write.written).toContain("models.ts");
    expect(second.found.map(({ code }) => code)).not.toContain("ref-not-found");
    expect((await run()).made?.unchanged).toBe(true);
  });

  it("gives null when a document can't be read, having said why", async () => {
    const { made, found } = await run();
    expect(made).toBeNull();
    expect(found.map(({ code }) => code)).toEqual(["input-not-found"]);
  });
});

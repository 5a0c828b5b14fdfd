import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { main } from "../../../generator/cli/main.js";
import { type FakeTerminal, fakeTerminal } from "../../unit/cli/fake-terminal.js";

const document = `openapi: 3.1.0
info: { title: Notes, version: 1.0.0 }
servers: [{ url: "https://notes.example.com" }]
paths:
  /notes:
    get:
      operationId: listNotes
      tags: [notes]
      summary: Lists notes.
      parameters:
        - { name: limit, in: query, schema: { type: integer } }
        - { name: cursor, in: query, schema: { type: string } }
      responses:
        "200":
          description: A page.
          content:
            application/json:
              schema: { type: object, required: [items], properties: { items: { type: array, items: { $ref: "#/components/schemas/Note" } }, next_cursor: { type: string } } }
  /notes/{id}:
    get:
      operationId: getNote
      tags: [notes]
      deprecated: true
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200": { description: One note., content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } }
components:
  schemas:
    Note: { type: object, required: [id], properties: { id: { type: string, readOnly: true }, text: { type: string } } }
`;

let folder: string;
let terminal: FakeTerminal;
const run = (...argv: readonly string[]): Promise<number> => {
  terminal = fakeTerminal({ cwd: folder, input: document });
  return main(argv, terminal);
};
const text = (): string => [...terminal.printed, ...terminal.said].join("\n");
const path = (...parts: readonly string[]): string => join(folder, ...parts);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-"));
  writeFileSync(path("openapi.yaml"), document);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("clientwright generate", () => {
  it("writes a client and says what to type next", async () => {
    expect(await run("generate", path("openapi.yaml"), "-o", "src/notes")).toBe(0);
    expect(readdirSync(path("src/notes")).sort()).toEqual(["client.ts", "index.ts", "manifest.json", "models.ts", "operations", "schemas.ts"]);
    expect(text()).toContain("Done: notes in src/notes (2 operations, 1 model,");
    expect(text()).toContain('import { createNotes } from "./src/notes/index.js";');
    expect(terminal.stages).toContain("Reading ...");
  });

  it("recognises an unchanged input, and rewrites nothing", async () => {
    await run("generate", path("openapi.yaml"), "-o", "out");
    const before = statSync(path("out/models.ts")).mtimeMs;
    expect(await run("generate", path("openapi.yaml"), "-o", "out")).toBe(0);
    expect(text()).toBe("Up to date: out");
    expect(terminal.stages).toEqual([]);
    expect(statSync(path("out/models.ts")).mtimeMs).toBe(before);
  });

  it("doesn't call a folder up to date that holds others' files", async () => {
    mkdirSync(path("out"));
    writeFileSync(path("out/index.ts"), "mine");
    expect(await run("generate", path("openapi.yaml"), "-o", "out")).toBe(1);
    expect(text()).toContain("Nothing was written to out.");
    expect(text()).not.toContain("Up to date");
    expect(readdirSync(path("out"))).toEqual(["index.ts"]);
  });

  it("reads standard input", async () => {
    expect(await run("generate", "-", "-o", "out", "--name", "notes")).toBe(0);
    expect(readFileSync(path("out/client.ts"), "utf8")).toContain("createNotes");
  });

  it("--check passes on fresh output, and fails with the list after a change, writing nothing", async () => {
    await run("generate", path("openapi.yaml"), "-o", "out");
    expect(await run("generate", path("openapi.yaml"), "-o", "out", "--check")).toBe(0);
    writeFileSync(path("openapi.yaml"), document.replace("text: {", "body: {"));
    const before = readFileSync(path("out/models.ts"), "utf8");
    expect(await run("generate", path("openapi.yaml"), "-o", "out", "--check")).toBe(1);
    expect(text()).toContain("Not up to date: out");
    expect(text()).toContain("would write models.ts");
    expect(readFileSync(path("out/models.ts"), "utf8")).toBe(before);
  });

  it("--strict turns a warning into failure and writes nothing", async () => {
    writeFileSync(path("openapi.yaml"), document.replace("type: integer", "type: int"));
    expect(await run("generate", path("openapi.yaml"), "-o", "out")).toBe(0);
    expect(await run("generate", path("openapi.yaml"), "-o", "strict", "--strict")).toBe(1);
    expect(text()).toContain("Nothing was written to strict.");
    expect(readdirSync(folder)).not.toContain("strict");
  });

  it("--strict fails for the warnings of an input that did not change", async () => {
    writeFileSync(path("openapi.yaml"), document.replace("type: integer", "type: int"));
    await run("generate", path("openapi.yaml"), "-o", "out");
    expect(await run("generate", path("openapi.yaml"), "-o", "out", "--strict")).toBe(1);
    expect(await run("generate", path("openapi.yaml"), "-o", "out", "--check", "--strict")).toBe(1);
  });

  it("--strict lets notes pass", async () => {
    writeFileSync(path("openapi.yaml"), document.replace("deprecated: true", "x-fern-ignore: true"));
    expect(await run("generate", path("openapi.yaml"), "-o", "strict", "--strict")).toBe(0);
    expect(text()).toContain("note operation-left-out");
    expect(await run("lint", path("openapi.yaml"), "--strict")).toBe(0);
  });

  it("takes documents, output and choices from client.yaml, relative to it; flags win", async () => {
    mkdirSync(path("specs"));
    writeFileSync(path("specs/client.yaml"), "name: memo\ninput: { openapi: ../openapi.yaml }\noutput: ../made\nselect: { deprecated: exclude }\n");
    expect(await run("generate", "--config", "specs/client.yaml")).toBe(0);
    expect(readFileSync(path("made/client.ts"), "utf8")).toContain("createMemo");
    expect(readFileSync(path("made/operations/notes.ts"), "utf8")).not.toContain("getNote");
    expect(await run("generate", "--config", "specs/client.yaml", "-o", "other", "--name", "jotter")).toBe(0);
    expect(readFileSync(path("other/client.ts"), "utf8")).toContain("createJotter");
  });

  it("selects by tag, path and operation", async () => {
    await run("generate", path("openapi.yaml"), "-o", "out", "--operation", "getNote");
    const operations = readFileSync(path("out/operations/notes.ts"), "utf8");
    expect(operations).toContain("getNote");
    expect(operations).not.toContain("listNotes");
  });

  it("--json prints one object, with every diagnostic in it", async () => {
    expect(await run("generate", path("missing.yaml"), "-o", "out", "--json")).toBe(1);
    const printed = JSON.parse(terminal.printed.join("\n"));
    expect(printed).toMatchObject({ ok: false, diagnostics: [{ severity: "error" }] });
    expect(printed.diagnostics[0].code).toMatch(/^[a-z-]+$/);
    expect(terminal.printed).toHaveLength(1);
  });

  it.each([
    { given: ["generate", "openapi.yaml"], want: "Say where the client goes" },
    { given: ["generate", "-o", "out", "--config", "none.yaml"], want: "There is no none.yaml" },
    { given: ["generate", "openapi.yaml", "-o", "out", "--dates", "moment"], want: "--dates takes string, date, temporal, not moment" },
    { given: ["generate", "openapi.yaml", "-o", "out", "-H", "nonsense"], want: "--header takes 'Name: value'" },
    { given: ["generat"], want: "There is no command generat; did you mean generate?" },
    { given: ["frob"], want: "There is no command frob; there are init, generate, lint, list, explain." },
  ])("$given is wrong usage: exit code 2, and what to do", async ({ given, want }) => {
    expect(await run(...given)).toBe(2);
    expect(text()).toContain(want);
    expect(text()).toContain("--help");
  });

  it("refuses an output folder that holds somebody else's files, and leaves them whole", async () => {
    mkdirSync(path("src"));
    writeFileSync(path("src/client.ts"), "export const mine = 1;\n");
    expect(await run("generate", path("openapi.yaml"), "-o", "src")).not.toBe(0);
    expect(text()).toContain("output-not-ours");
    expect(readFileSync(path("src/client.ts"), "utf8")).toBe("export const mine = 1;\n");
    expect(readdirSync(path("src"))).toEqual(["client.ts"]);
  });

  it("generates, lists, explains and proposes a client for an AsyncAPI document", async () => {
    const document = {
      asyncapi: "3.0.0",
      info: { title: "Events", version: "1.0.0" },
      servers: { live: { host: "events.example", protocol: "wss" } },
      channels: { orders: { address: "orders/{region}", parameters: { region: {} }, messages: { created: { payload: { type: "string" } } } } },
      operations: { sendOrders: { action: "send", summary: "New orders.", channel: { $ref: "#/channels/orders" } } },
    };
    writeFileSync(path("events.json"), JSON.stringify(document));
    expect(await run("generate", "events.json", "-o", "out")).toBe(0);
    expect(readFileSync(path("out/channels/orders.ts"), "utf8")).toContain("export function onOrders(");
    expect(await run("list", "events.json")).toBe(0);
    expect(text()).toMatch(/orders\.created +subscribe +orders\/\{region\} +New orders\./);
    expect(await run("explain", "onOrders", "events.json")).toBe(0);
    expect(text()).toContain("operation id sendOrders, told from the client's side: the application sends");
    expect(await run("init", "events.json", "--yes", "--dry-run")).toBe(0);
    expect(text()).toContain("  asyncapi: ./events.json");
  });

  it("refuses AsyncAPI 1.x", async () => {
    writeFileSync(path("old.yaml"), "asyncapi: 1.2.0\ninfo: { title: Events, version: 1.0.0 }\ntopics: {}\n");
    expect(await run("generate", "old.yaml", "-o", "out")).toBe(1);
    expect(text()).toContain("error version-unknown old.yaml");
  });

  it("half a document does not empty a client, unless forced", async () => {
    await run("generate", path("openapi.yaml"), "-o", "out");
    writeFileSync(path("openapi.yaml"), "openapi: 3.1.0\n");
    expect(await run("generate", path("openapi.yaml"), "-o", "out")).toBe(1);
    expect(text()).toContain("no-operations");
    expect(readFileSync(path("out/operations/notes.ts"), "utf8")).toContain("getNote");
    expect(await run("generate", path("openapi.yaml"), "-o", "out", "--force")).toBe(0);
    expect(readdirSync(path("out"))).not.toContain("operations");
  });

  it("a client.yaml beside the document that speaks of another one is left alone", async () => {
    writeFileSync(path("client.yaml"), "name: other\ninput: { openapi: ./other.yaml }\n");
    expect(await run("generate", path("openapi.yaml"), "-o", "notes")).toBe(0);
    expect(readFileSync(path("notes/client.ts"), "utf8")).toContain("createNotes");
    writeFileSync(path("client.yaml"), "name: memo\ninput: { openapi: ./openapi.yaml }\n");
    expect(await run("generate", path("openapi.yaml"), "-o", "memo")).toBe(0);
    expect(readFileSync(path("memo/client.ts"), "utf8")).toContain("createMemo");
  });

  it("a fault of ours is exit code 3, with what to do about it", async () => {
    terminal = fakeTerminal({ cwd: folder });
    const broken = {
      ...terminal,
      print: () => {
        throw new TypeError("no such thing");
      },
    };
    expect(await main(["list", "openapi.yaml"], broken)).toBe(3);
    expect(terminal.said.join("\n")).toContain("Please report it");
  });

  it("a fault of the file system is told without a stack, exit code 1", async () => {
    writeFileSync(path("file"), "");
    expect(await run("generate", path("openapi.yaml"), "-o", "file/out")).toBe(1);
    expect(text()).not.toContain("    at ");
  });
});

describe("the other commands", () => {
  it("without a command: the help, exit code 2; --version: the version", async () => {
    expect(await run()).toBe(2);
    expect(text()).toContain("Commands");
    expect(await run("--version")).toBe(0);
    expect(text()).toMatch(/^\d+\.\d+\.\d+$/);
    expect(await run("list", "--help")).toBe(0);
    expect(text()).toContain("clientwright list [document ...]");
  });

  it("lint tells what is wrong with place and remedy, and fails on errors only", async () => {
    expect(await run("lint", path("openapi.yaml"))).toBe(0);
    expect(text()).toContain("Nothing to complain about.");
    writeFileSync(path("openapi.yaml"), document.replace("#/components/schemas/Note", "#/components/schemas/Nothing"));
    expect(await run("lint", path("openapi.yaml"))).toBe(0);
    expect(text()).toContain("ref-not-found");
    expect(await run("lint", path("openapi.yaml"), "--strict")).toBe(1);
    writeFileSync(path("openapi.yaml"), "openapi: 3.1.0\npaths: [");
    expect(await run("lint", path("openapi.yaml"))).toBe(1);
  });

  it("list shows call, method and path of every operation", async () => {
    expect(await run("list", path("openapi.yaml"))).toBe(0);
    expect(terminal.printed[0]).toMatch(/^notes\.get\s+GET\s+\/notes\/\{id\}|^notes\.list\s+GET\s+\/notes\s+Lists notes\./);
    expect(text()).toContain("2 operations");
    await run("list", path("openapi.yaml"), "--json");
    expect(JSON.parse(terminal.printed.join("")).operations).toHaveLength(2);
  });

  it.each([
    { given: "notes.list", want: "#/paths/~1notes/get" },
    { given: "getNote", want: "operationId getNote" },
    { given: "Note", want: "#/components/schemas/Note" },
  ])("explain $given says where it comes from", async ({ given, want }) => {
    expect(await run("explain", given, path("openapi.yaml"))).toBe(0);
    expect(text()).toContain(want);
  });

  it("explain of an unknown symbol points at list", async () => {
    expect(await run("explain", "nothing", path("openapi.yaml"))).toBe(1);
    expect(text()).toContain("clientwright list");
    expect(await run("explain")).toBe(2);
  });

  it("init proposes what it sees with its reason, writes client.yaml beside the document, and generates", async () => {
    expect(await run("init", "openapi.yaml", "--yes")).toBe(0);
    const config = readFileSync(path("client.yaml"), "utf8");
    expect(config).toContain("# cursor takes what the reply gives as next_cursor");
    expect(config).toContain('pages: { style: "cursor", items: "/items", cursor: "cursor", next: "/next_cursor" }');
    expect(readFileSync(path("src/notes/operations/notes.ts"), "utf8")).toContain("Pages<");
    expect(await run("init", "openapi.yaml", "--yes")).toBe(1);
    expect(text()).toContain("--force replaces it");
  });

  it("init --dry-run prints the proposal and writes nothing", async () => {
    expect(await run("init", "openapi.yaml", "--dry-run")).toBe(0);
    expect(text()).toContain("listNotes:");
    expect(readdirSync(folder)).toEqual(["openapi.yaml"]);
  });

  it("init asks on a terminal, and takes no for an answer", async () => {
    terminal = fakeTerminal({ cwd: folder, answers: ["openapi.yaml", "memo", "lib/memo", "no"] });
    expect(await main(["init"], terminal)).toBe(0);
    expect(readFileSync(path("client.yaml"), "utf8")).not.toContain("pages:");
    expect(readFileSync(path("lib/memo/client.ts"), "utf8")).toContain("createMemo");
  });
});

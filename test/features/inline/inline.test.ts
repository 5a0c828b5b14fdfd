import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Diagnostic, Diagnostics } from "../../../generator/diagnostics.js";
import { type Generated, type GenerateOptions, generate } from "../../../generator/generate.js";
import type { ClientConfig } from "../../../generator/plan/config/client-config.js";
import { compileErrors } from "../../support/compile.js";
import { closeServers, startServer } from "../../support/server.js";
import { socketServer } from "../../support/socket-server.js";

const petstore = resolve("test/golden/petstore/spec.yaml");
const inline: ClientConfig = { runtime: "inline" };
const folders: string[] = [];
let home = "";
let found: readonly Diagnostic[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "inline-")); // outside the repository: no node_modules above it
  folders.push(home);
});
afterEach(async () => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  await closeServers();
});

async function run(source: string, options: Partial<GenerateOptions> = {}): Promise<Generated> {
  const diagnostics = new Diagnostics();
  const made = await generate({ sources: [source], output: join(home, "src"), config: inline, ...options }, diagnostics.report);
  found = diagnostics.list;
  if (made === null) throw new Error(JSON.stringify(found));
  return made;
}

function document(text: string): string {
  const file = join(home, "openapi.yaml");
  writeFileSync(file, text);
  return file;
}

const rooms = (): readonly string[] =>
  readdirSync(join(home, "src/runtime"), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort();

const head = 'openapi: 3.1.0\ninfo: { title: Things, version: "1" }\nservers: [{ url: "https://things.example" }]\n';
const json = (schema: string): string => `{ "200": { description: ok, content: { application/json: { schema: ${schema} } } } }`;

describe("runtime: inline", () => {
  it("gives a client with channels that compiles and speaks, with no package in reach", async () => {
    const server = await socketServer((socket) => socket.send('{"id":"1"}'));
    try {
      const source = document(`asyncapi: 3.0.0
info: { title: Things, version: "1" }
servers: { live: { host: "127.0.0.1:${server.port}", protocol: ws, security: [{ type: httpApiKey, in: query, name: key }] } }
channels: { things: { address: things, messages: { Thing: { payload: { type: object, properties: { id: { type: string } } } } } } }
operations: { onThing: { action: send, channel: { $ref: "#/channels/things" } } }
`);
      await run(source, { verify: true });
      expect(found).toEqual([]);
      expect(rooms()).toEqual(["auth", "client", "config", "core", "realtime", "retry", "streaming"]);
      const folder = join(home, "src");
      expect(compileErrors(folder, { runtime: null, resolution: "nodenext", emit: "out" })).toEqual([]);
      const program = `import { createThings } from ${JSON.stringify(join(folder, "out/index.js"))};
const { default: WebSocket } = await import(${JSON.stringify(resolve("node_modules/ws/wrapper.mjs"))});
globalThis.WebSocket ??= WebSocket;
const things = createThings({ auth: { httpApiKey: "k" } });
for await (const thing of things.channels.thing()) { console.log(thing.id); break; }
await things.close();`;
      const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], { cwd: home });
      expect(stdout.trim()).toBe("1");
    } finally {
      await server.close();
    }
  });

  it("gives a client that compiles in both resolutions and calls, with no package in reach", async () => {
    await run(petstore, { verify: true });
    expect(found).toEqual([]);
    const folder = join(home, "src");
    expect(compileErrors(folder, { runtime: null, resolution: "bundler" })).toEqual([]);
    expect(compileErrors(folder, { runtime: null, resolution: "nodenext", emit: "out" })).toEqual([]);

    const server = await startServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end('{"id":7,"name":"Rex","status":"available","tags":[]}');
    });
    const program = `
      import { createPetStore } from "./client.js";
      import { ApiError, apiKey } from "./runtime/index.js";
      const petstore = createPetStore({ baseUrl: "${server.url}", auth: apiKey("secret") });
      const pet = await petstore.pets.get({ petId: 7 });
      console.log(pet.name, typeof ApiError);`;
    writeFileSync(join(folder, "out/main.js"), program);
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "out/main.js")], { env: { PATH: process.env["PATH"] } });
    expect(stdout.trim()).toBe("Rex function");
    expect(server.requests.map(({ path }) => path)).toEqual(["/pets/7"]);
  });

  it("copies the runtime's own sources under one line, and imports nothing else", async () => {
    const { made } = await run(petstore);
    const copies = (made?.files ?? []).filter(({ path }) => path.startsWith("runtime/") && path !== "runtime/index.ts");
    expect(copies.length).toBeGreaterThan(20);
    for (const { path, text } of copies) {
      const [first, second, ...rest] = text.split("\n");
      expect(first).toMatch(/^\/\/ The runtime of Clientwright \d.*Generated by Clientwright/);
      expect([second, rest.join("\n")]).toEqual(["", readFileSync(path, "utf8")]);
    }
    for (const { path, text } of made?.files ?? []) expect([path, text.includes('from "@')]).toEqual([path, false]);
  });

  it("carries paging, streaming and polling only for clients that page, stream and poll", async () => {
    await run(petstore);
    expect(rooms()).toEqual(["auth", "client", "config", "core", "retry"]);
    const things = document(`${head}paths:
  /things:
    get:
      operationId: listThings
      parameters: [{ name: page, in: query, schema: { type: integer } }]
      responses: ${json("{ type: object, properties: { items: { type: array, items: { type: string } } } }")}
  /feed:
    get:
      operationId: readFeed
      responses: { "200": { description: ok, content: { text/event-stream: { schema: { type: string } } } } }
`);
    const pages = { style: "page", items: "/items", page: "page" } as const;
    await run(things, { config: { runtime: "inline", operations: { listThings: { pages } } } });
    expect(rooms()).toEqual(["auth", "client", "config", "core", "pagination", "retry", "streaming"]);
    expect(compileErrors(join(home, "src"), { runtime: null })).toEqual([]);
    expect(readFileSync(join(home, "src/runtime/index.ts"), "utf8")).toContain("resumePages");
  });

  it("carries the entry points for XML and raw where they are used", async () => {
    const notes = document(`${head}paths:
  /notes:
    get:
      operationId: listNotes
      responses: { "200": { description: ok, content: { application/xml: { schema: { type: object, properties: { n: { type: integer } } } } } } }
`);
    await run(notes, { config: { runtime: "inline", raw: true } });
    expect(rooms()).toEqual(["auth", "client", "config", "core", "raw", "retry", "xml"]);
    expect(readFileSync(join(home, "src/raw.ts"), "utf8")).toContain('from "./runtime/raw/index.js"');
    expect(
      readdirSync(join(home, "src/operations"))
        .map((name) => readFileSync(join(home, "src/operations", name), "utf8"))
        .join(""),
    ).toContain('from "../runtime/xml/index.js"');
  });

  it("exports what hand-written slots import, and carries what they reach", async () => {
    const custom = join(home, "custom");
    mkdirSync(custom);
    writeFileSync(join(custom, "index.ts"), 'import { pollUntil, walk } from "../src/runtime/index.js";\nexport const both = [pollUntil, walk];\n');
    await run(petstore, { custom });
    expect(rooms()).toEqual(expect.arrayContaining(["pagination", "polling"]));
    expect(readFileSync(join(home, "src/runtime/index.ts"), "utf8")).toMatch(/ pollUntil .*from "\.\/polling\/poll-until\.js"/);
  });

  it("is up to date for --check right after a run, and is not once a copy was edited", async () => {
    await run(petstore);
    expect((await run(petstore)).unchanged).toBe(true);
    expect((await run(petstore, { check: true, force: true })).write.written).toEqual([]);
    writeFileSync(join(home, "src/runtime/core/call.ts"), "export {};\n");
    await run(petstore, { check: true });
    expect(found.map(({ code, at }) => `${code} ${at}`)).toEqual(["output-not-ours runtime/core/call.ts"]);
  });

  it("is removed again, folders too, when the client goes back to the package", async () => {
    await run(petstore);
    const { write } = await run(petstore, { config: {} });
    expect(write.removed).toContain("runtime/core/call.ts");
    expect(existsSync(join(home, "src/runtime"))).toBe(false);
    expect(readFileSync(join(home, "src/client.ts"), "utf8")).toContain('from "@clientwright/runtime"');
  });
});

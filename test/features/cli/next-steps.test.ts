import { symlinkSync } from "node:fs";
import { resolve } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { compileErrors } from "../../support/compile.js";
import { notesApi, type Project, project } from "./project.js";

let made: Project;
afterEach(() => made.remove());

interface Next {
  readonly commands: readonly { readonly command: string }[];
  readonly code: readonly string[];
}
const next = async (...argv: readonly string[]): Promise<Next> => {
  await made.run("generate", ...argv, "--json");
  return JSON.parse(made.terminal.printed.join("")).next;
};

const paths = (lines: string): string => `openapi: 3.1.0\ninfo: { title: Odd import, version: "1" }\npaths:\n${lines}`;
const channels = (servers: string, action: string): string => `asyncapi: 3.0.0
info: { title: Odd import, version: "1" }
${servers}
channels:
  orders:
    address: orders/{region}
    parameters: { region: {} }
    messages: { order: { payload: { type: object, required: [id], properties: { id: { type: integer } } } } }
operations:
  onOrder: { action: ${action}, channel: { $ref: "#/channels/orders" } }
`;
const variants: Readonly<Record<string, { readonly document: string; readonly flags?: readonly string[]; readonly want: string }>> = {
  listed: { document: notesApi, want: "console.log(await notes.notes.list());" },
  paged: { document: notesApi, flags: ["--config", "pages.yaml"], want: "for await (const each of notes.notes.list()) console.log(each);" },
  named: { document: notesApi, flags: ["--operation", "getNote"], want: 'console.log(await notes.notes.get({ id: "..." }));' },
  writing: {
    document: paths(
      '  /a: { post: { tags: [client], requestBody: { required: true, content: { application/json: { schema: { type: object, required: [kind, count, at, when, tags, deep, "x y"], properties: { kind: { enum: [b, a] }, count: { type: integer, format: int64 }, at: { type: number }, when: { type: string, format: uuid }, tags: { type: array, items: { type: string } }, "x y": { type: [boolean, "null"] }, deep: { type: object, required: [one], properties: { one: { const: 1 } } } } } } } }, responses: { "204": { description: Done. } } } }\n',
    ),
    flags: ["--int64", "bigint", "--enums", "const"],
    want: 'await oddImport.clientApi.a({ kind: "b", count: 1n, at: 1, when: "...", tags: [], "x y": true, deep: { one: 1 } });',
  },
  sending: {
    document: paths(
      "  /a: { put: { requestBody: { required: true, content: { application/octet-stream: {} } }, responses: { '204': { description: Done. } } } }\n",
    ),
    want: 'await oddImport.a.update({ body: new Blob(["..."]) });',
  },
  listening: {
    document: channels("servers: { live: { host: shop.example, protocol: wss } }", "send"),
    want: 'for await (const each of oddImport.orders.order({ region: "..." })) console.log(each);',
  },
  publishing: {
    document: channels("servers: { bus: { host: broker.example, protocol: mqtt } }", "receive"),
    want: "await oddImport.close();",
  },
  nothing: {
    document: paths(
      "  /a: { put: { requestBody: { required: true, content: { text/a: { schema: { type: string } }, application/b: { schema: { type: array } } } }, responses: { '204': { description: Done. } } } }\n",
    ),
    want: "console.log(oddImport);",
  },
};

describe("the program that a new client comes with", () => {
  it("is the call that is easiest to try, and compiles as it stands", async () => {
    made = project({ "pages.yaml": "operations: { listNotes: { pages: { style: cursor, items: /items, cursor: cursor, next: /next_cursor } } }\n" });
    for (const [name, { document, flags = [], want }] of Object.entries(variants)) {
      made.write(`${name}.yaml`, document);
      const { code } = await next(`${name}.yaml`, "-o", `src/${name}`, "--force", ...flags);
      expect(code.at(-1)).toBe(want);
      made.write(`${name}.ts`, code.join("\n"));
    }
    symlinkSync(resolve("node_modules"), made.path("node_modules"));
    made.write("console.d.ts", "declare const console: { log(value: unknown): void };\n");
    expect(compileErrors(made.folder)).toEqual([]);
  }, 60_000);

  it("is told where a client of channels connects", async () => {
    made = project();
    const codeOf = async (servers: string, output = "events"): Promise<readonly string[]> => {
      made.write("events.yaml", channels(servers, "receive"));
      return (await next("events.yaml", "-o", output)).code;
    };
    expect(await codeOf("servers: { live: { host: shop.example, protocol: wss } }")).toContain("const oddImport = createOddImport();");
    expect(await codeOf("id: urn:events", "unserved")).toContain('const oddImport = createOddImport({ url: "wss://..." });');
    expect(await codeOf("servers: { bus: { host: broker.example, protocol: mqtt } }", "broker")).toEqual([
      'import { mqttBus } from "@clientwright/runtime/mqtt";',
      'import { createOddImport } from "./broker/index.js";',
      "",
      "const oddImport = createOddImport({ bus: mqttBus() });",
      'await oddImport.orders.send({ region: "...", id: 1 });',
      "await oddImport.close();",
    ]);
  });

  it("says where credentials come from", async () => {
    made = project();
    expect((await next("openapi.yaml", "-o", "out")).code).toContain("// Credentials: NOTES_API_KEY in the environment, or { auth: ... }");
  });

  it("is shown once: not after a change, not by --check", async () => {
    made = project();
    await made.run("generate", "openapi.yaml", "-o", "out", "--check");
    expect(made.text()).not.toContain("import {");
    await made.run("generate", "openapi.yaml", "-o", "out");
    expect(made.text()).toContain('  import { createNotes } from "./out/index.js";');
    made.write("openapi.yaml", notesApi.replace("text: {", "body: {"));
    await made.run("generate", "openapi.yaml", "-o", "out");
    expect(made.text()).not.toContain("import {");
  });
});

describe("the commands that a new client asks for", () => {
  const commands = async (...argv: readonly string[]): Promise<readonly string[]> => (await next(...argv)).commands.map(({ command }) => command);

  it("install what it imports and nothing above it holds", async () => {
    made = project();
    expect(await commands("openapi.yaml", "-o", "a")).toEqual(["npm i @clientwright/runtime"]);
    expect(await commands("openapi.yaml", "-o", "b", "--runtime", "inline")).toEqual([]);
    made.write("xml.yaml", notesApi.replaceAll("application/json", "application/xml"));
    expect(await commands("xml.yaml", "-o", "c")).toEqual(["npm i @clientwright/runtime fast-xml-parser"]);
    expect(await commands("openapi.yaml", "-o", "e", "--raw")).toEqual(["npm i @clientwright/runtime openapi-fetch"]);
    made.write("node_modules/@clientwright/runtime/package.json", "{}");
    expect(await commands("openapi.yaml", "-o", "d")).toEqual([]);
  });

  it("make the package ES modules where it is not", async () => {
    made = project({ "package.json": '{ "name": "x" }', "node_modules/@clientwright/runtime/package.json": "{}" });
    expect(await commands("openapi.yaml", "-o", "a")).toEqual(["npm pkg set type=module"]);
    made.write("package.json", '{ "type": "module" }');
    expect(await commands("openapi.yaml", "-o", "b")).toEqual([]);
  });
});

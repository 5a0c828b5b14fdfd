import { existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type Project, project } from "./project.js";

let made: Project;
afterEach(() => made.remove());

describe("init where a client.yaml is already", () => {
  it("leaves that of the same document alone, and says what uses it", async () => {
    made = project({ "client.yaml": "input: { openapi: ./openapi.yaml }\n" });
    expect(await made.run("init", "openapi.yaml", "--yes")).toBe(1);
    expect(made.text()).toContain("client.yaml is there already. clientwright generate uses it; --force replaces it, --dry-run shows the proposal.");
    expect(made.read("client.yaml")).toBe("input: { openapi: ./openapi.yaml }\n");
  });

  it("names the document of another API's, and another place to write to", async () => {
    made = project({ "client.yaml": "input: { openapi: ./billing.yaml }\n" });
    expect(await made.answer(["memo"], "init", "openapi.yaml")).toBe(1);
    expect(made.text()).toContain("client.yaml belongs to billing.yaml.");
    expect(made.text()).toContain("--config");
    expect(made.read("client.yaml")).toBe("input: { openapi: ./billing.yaml }\n");
    expect(await made.run("init", "openapi.yaml", "--yes", "--config", "notes/client.yaml")).toBe(0);
    expect(made.read("notes/client.yaml")).toContain("openapi: ../openapi.yaml\n");
    expect(existsSync(made.path("src/notes/client.ts"))).toBe(true);
  });

  it("says how to generate again: by name where generate would not find it", async () => {
    made = project();
    expect(await made.run("init", "openapi.yaml", "--yes", "--config", "my notes/client.yaml")).toBe(0);
    expect(made.text()).toContain('run clientwright generate --config "my notes/client.yaml" after a change');
    expect(await made.run("init", "openapi.yaml", "--yes", "--config", "my notes/client.yaml")).toBe(1);
    expect(made.text()).toContain('clientwright generate --config "my notes/client.yaml" uses it');
    expect(await made.run("init", "openapi.yaml", "--yes")).toBe(0);
    expect(made.text()).toContain("run clientwright generate after a change");
  });

  it("replaces it with --force", async () => {
    made = project({ "client.yaml": "input: { openapi: ./billing.yaml }\n" });
    expect(await made.run("init", "openapi.yaml", "--yes", "--force")).toBe(0);
    expect(made.read("client.yaml")).toContain("./openapi.yaml");
  });
});

it("init with two documents writes nothing, and says where the second one is named", async () => {
  made = project();
  expect(await made.run("init", "openapi.yaml", "asyncapi.yaml", "--yes")).toBe(2);
  expect(made.text()).toContain("init looks at one document; name the others in the client.yaml that it writes: input: { openapi: ..., asyncapi: ... }");
  expect(existsSync(made.path("client.yaml"))).toBe(false);
});

describe("init for a document that lies outside the folder", () => {
  it("writes client.yaml here, nothing beside the document, and generate finds it", async () => {
    made = project();
    const elsewhere = project({
      "openapi.json": JSON.stringify({
        openapi: "3.1.0",
        info: { title: "Far", version: "1" },
        paths: { "/x": { get: { responses: { 204: { description: "." } } } } },
      }),
    });
    try {
      expect(await made.run("init", elsewhere.path("openapi.json"), "--yes")).toBe(0);
      expect(existsSync(elsewhere.path("client.yaml"))).toBe(false);
      expect(made.read("client.yaml")).toContain("openapi.json");
      expect(await made.run("generate", "--check")).toBe(0);
      expect(existsSync(made.path("src/far/client.ts"))).toBe(true);
    } finally {
      elsewhere.remove();
    }
  });
});

describe("init where nobody can answer", () => {
  it("takes its own proposals", async () => {
    made = project();
    expect(await made.run("init", "openapi.yaml")).toBe(0);
    expect(made.read("client.yaml")).toContain("pages:");
    expect(existsSync(made.path("src/notes/client.ts"))).toBe(true);
  });

  it("without a document is wrong usage", async () => {
    made = project();
    expect(await made.run("init")).toBe(2);
  });
});

describe("init with an overlay", () => {
  it("keeps it in client.yaml, so that generate applies it too", async () => {
    made = project({ "fix.yaml": "overlay: 1.0.0\nactions: [{ target: '$.paths[\"/health\"]', remove: true }]\n" });
    expect(await made.run("init", "openapi.yaml", "--yes", "--overlay", "fix.yaml")).toBe(0);
    expect(made.read("client.yaml")).toContain("  overlay: [./fix.yaml]\n");
    await made.run("generate", "--force");
    expect(made.text()).toContain("Up to date");
    await made.run("list");
    expect(made.text()).not.toContain("/health");
  });
});

describe("init --json", () => {
  it("prints one object, with the proposals, their reasons and what was written", async () => {
    made = project();
    expect(await made.run("init", "openapi.yaml", "--json")).toBe(0);
    expect(made.terminal.printed).toHaveLength(1);
    expect(JSON.parse(made.terminal.printed[0] ?? "")).toMatchObject({
      ok: true,
      config: "client.yaml",
      output: "src/notes",
      proposals: [{ operation: "listNotes", kind: "pages", reason: expect.any(String) }],
      written: expect.arrayContaining(["client.ts"]),
      next: { code: expect.arrayContaining(["for await (const each of notes.notes.list()) console.log(each);"]) },
    });
  });
});

describe("a password in the URL", () => {
  it("never gets into client.yaml: init refuses it before anything is called", async () => {
    made = project();
    expect(await made.run("init", "https://me:hush@api.example.com/openapi.json", "--yes")).toBe(2);
    expect(made.text()).toContain("--header");
    expect(made.text()).not.toContain("hush");
    expect(existsSync(made.path("client.yaml"))).toBe(false);
  });
});

describe("init for an AsyncAPI document", () => {
  it("says whose side the client takes, and how to take the other", async () => {
    made = project({
      "events.yaml":
        "asyncapi: 3.0.0\ninfo: { title: Events, version: 1.0.0 }\nchannels: { notes: { address: notes, messages: { m: { payload: { type: string } } } } }\noperations: { onNote: { action: send, channel: { $ref: '#/channels/notes' } } }\n",
    });
    expect(await made.run("init", "events.yaml", "--yes")).toBe(0);
    expect(made.read("client.yaml")).toContain("\n# perspective: application\n");
    made.write("client.yaml", made.read("client.yaml").replace("# perspective", "perspective"));
    expect(await made.run("generate")).toBe(0);
  });
});

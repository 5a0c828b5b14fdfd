import { renameSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import { notesApi, type Project, project } from "./project.js";

let made: Project;
let stop: () => Promise<number> = async () => 0;
afterEach(async () => {
  await stop();
  made.remove();
});

/** Starts watching, and waits for what is said. */
function watching(files: Readonly<Record<string, string>>, ...argv: readonly string[]): { said(text: string, times?: number): Promise<void> } {
  made = project(files);
  const { terminal, ended } = made.start("generate", ...argv, "--watch");
  stop = () => {
    terminal.interrupt();
    return ended;
  };
  return {
    async said(text, times = 1) {
      const count = (): number => [...terminal.printed, ...terminal.said].join("\n").split(text).length - 1;
      for (let tries = 0; tries < 400 && count() < times; tries += 1) await delay(25);
      expect([...terminal.printed, ...terminal.said].join("\n")).toContain(text);
      expect(count()).toBeGreaterThanOrEqual(times);
    },
  };
}

const split = notesApi.replaceAll('"#/components/schemas/Note"', '"models/note.yaml"').replace(/ {4}Note: .*\n/, "    Other: { type: string }\n");
const ready = "Watching; Ctrl-C ends it.";

describe("generate --watch", () => {
  it("generates again after a change, names what changed, and ends with Ctrl-C", async () => {
    const { said } = watching({}, "openapi.yaml", "-o", "out");
    await said(ready);
    made.write("openapi.yaml", notesApi.replace("text: {", "body: {"));
    await said("openapi.yaml changed");
    await said(ready, 2);
    expect(made.read("out/models.ts")).toContain("body?: string");
    expect(await stop()).toBe(0);
  });

  it("follows editors that write another file and rename it", async () => {
    const { said } = watching({}, "openapi.yaml", "-o", "out");
    await said(ready);
    for (const [turn, name] of ["one", "two"].entries()) {
      made.write("openapi.yaml~", notesApi.replace("text: {", `${name}: {`));
      renameSync(made.path("openapi.yaml~"), made.path("openapi.yaml"));
      await said(ready, turn + 2);
      expect(made.read("out/models.ts")).toContain(`${name}?: string`);
    }
  });

  it("follows the files that a document refers to", async () => {
    const { said } = watching(
      { "openapi.yaml": split, "models/note.yaml": "{ type: object, properties: { text: { type: string } } }\n" },
      "openapi.yaml",
      "-o",
      "out",
    );
    await said(ready);
    made.write("models/note.yaml", "{ type: object, properties: { words: { type: string } } }\n");
    await said("models/note.yaml changed");
    await said(ready, 2);
    expect(made.read("out/operations/notes.ts") + made.read("out/models.ts")).toContain("words?: string");
  });

  it("goes on after errors, in the document and in client.yaml", async () => {
    const { said } = watching({ "client.yaml": "input: { openapi: ./openapi.yaml }\noutput: ./out\n" });
    await said(ready);
    made.write("openapi.yaml", "openapi: 3.1.0\npaths: [\n");
    await said("yaml-syntax");
    await said(ready, 2);
    made.write("client.yaml", "input: [\n");
    await said("config-syntax");
    await said(ready, 3);
    made.write("client.yaml", "input: { openapi: ./openapi.yaml }\noutput: ./out\nname: memo\n");
    await said(ready, 4);
    made.write("openapi.yaml", notesApi);
    await said(ready, 5);
    expect(made.read("out/client.ts")).toContain("createMemo");
  });

  it("refuses standard input", async () => {
    made = project();
    stop = async () => 0;
    expect(await made.run("generate", "-", "-o", "out", "--watch")).toBe(2);
  });
});

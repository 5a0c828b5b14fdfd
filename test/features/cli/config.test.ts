import { afterEach, describe, expect, it } from "@jest/globals";
import { type Project, project } from "./project.js";

let made: Project | null = null;
const withConfig = (config: string, files: Readonly<Record<string, string>> = {}): Project => {
  made = project({ "client.yaml": config, ...files });
  return made;
};
afterEach(() => made?.remove());

describe("an entry of client.yaml that fits nothing in the document", () => {
  it.each([
    { given: "operations:\n  listNote: { skip: true }\n", at: "/operations/listNote:2:3", want: "Did you mean `listNotes`" },
    { given: 'operations:\n  "GET /note": { skip: true }\n', at: "/operations/GET ~1note:2:3", want: "Did you mean `GET /notes`" },
    { given: "select: { operations: [getNotes] }\n", at: "/select/operations/0:1:24", want: "`getNote`" },
    { given: "select: { tags: [note] }\n", at: "/select/tags/0:1:18", want: "Did you mean `notes`?" },
    { given: "select: { paths: [/note] }\n", at: "/select/paths/0:1:19", want: "Did you mean `/notes`" },
    { given: "names: { models: { Nota: Memo } }\n", at: "/names/models/Nota:1:20", want: "Did you mean `Note`?" },
    { given: "names: { groups: { note: memos } }\n", at: "/names/groups/note:1:20", want: "Did you mean `notes`?" },
    { given: "types: { open: [Notes] }\n", at: "/types/open/0:1:17", want: "Did you mean `Note`?" },
    { given: "auth: { apikey: key }\n", at: "/auth/apikey:1:9", want: "Did you mean `apiKey`?" },
    { given: "operations: { getNote: { auth: [key] } }\n", at: "/operations/getNote/auth:1:26", want: "`apiKey`" },
    { given: "operations: { listNotes: { rename: { limitt: size } } }\n", at: "/operations/listNotes/rename/limitt:1:38", want: "Did you mean `limit`?" },
    { given: "operations: { listNotes: { fixed: { page: '1' } } }\n", at: "/operations/listNotes/fixed/page:1:37", want: "There are limit, cursor." },
    { given: "operations: { getNote: { envelope: v1 } }\n", at: "/operations/getNote/envelope:1:26", want: "Declare it under `envelopes`." },
  ])("is told with its place, its line and what was meant: $at", async ({ given, at, want }) => {
    const { run, text } = withConfig(given);
    await run("lint", "openapi.yaml");
    expect(text()).toContain(`client.yaml#${at}`);
    expect(text()).toContain(want);
    expect(await run("lint", "openapi.yaml", "--strict")).toBe(1);
  });

  it("is told under the name of the flag when it stands on the command line", async () => {
    const { run, text } = withConfig("select: { tags: [notes] }\n");
    await run("list", "openapi.yaml", "--tag", "nots");
    expect(text()).toContain('config-tag-unknown --tag\n  No operation has the tag "nots".\n  -> Did you mean `notes`?');
  });

  it("is told under the file's own name", async () => {
    const { run, write, text } = withConfig("");
    write("conf/acme.yaml", "operations: { nobody: {} }\n");
    await run("lint", "openapi.yaml", "--config", "conf/acme.yaml");
    expect(text()).toContain("config-operation-unknown conf/acme.yaml#/operations/nobody:1:15");
  });

  it("is not told for what every operation may have: defaults, body fields, paths and headers", async () => {
    const { run, text } = withConfig(
      "defaults: { rename: { whatever: x } }\nnames: { groups: { notes: memos } }\noperations: { createNote: { rename: { text: body } } }\nselect: { paths: [/**] }\n",
    );
    await run("lint", "openapi.yaml");
    expect(text()).not.toContain("config-");
  });
});

describe("a client.yaml that speaks of another document", () => {
  it("says nothing of itself", async () => {
    const { run, text } = withConfig("input: { openapi: ./other.yaml }\nnmae: x\n");
    expect(await run("lint", "openapi.yaml")).toBe(0);
    expect(text()).not.toContain("nmae");
  });
});

describe("a client.yaml with an AsyncAPI document", () => {
  it("makes one client of both", async () => {
    const { run, text } = withConfig("input: { openapi: ./openapi.yaml, asyncapi: ./events.yaml }\noutput: ./out\n", {
      "events.yaml":
        "asyncapi: 3.0.0\ninfo: { title: Events, version: 1.0.0 }\nchannels: { notes: { address: notes, messages: { m: { payload: { type: string } } } } }\noperations: { onNote: { action: send, channel: { $ref: '#/channels/notes' } } }\n",
    });
    expect(await run("generate")).toBe(0);
    expect(text()).toContain("wrote channels/channels.ts");
    expect(text()).toContain("wrote operations/notes.ts");
  });
});

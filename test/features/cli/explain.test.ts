import { afterEach, describe, expect, it } from "@jest/globals";
import { notesApi, type Project, project } from "./project.js";

let made: Project;
const given = (files: Readonly<Record<string, string>> = {}): Project => {
  made = project(files);
  return made;
};
afterEach(() => made.remove());

/** What `explain --json` found. */
async function found(symbol: string, ...rest: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  await made.run("explain", symbol, ...rest, "--json");
  return JSON.parse(made.terminal.printed.join("")).found;
}

describe("explain finds", () => {
  const operation = {
    operation: "GET /notes",
    function: "listNotes",
    call: "notes.list",
    "comes from": "openapi.yaml#/paths/~1notes/get",
    "written at": "openapi.yaml:9:5",
    "named by": "operationId listNotes",
    "grouped by": "tag notes",
  };
  it.each([
    { given: "listNotes", want: operation },
    { given: "notes.list", want: operation },
    { given: "notes.list()", want: operation },
    { given: "GET /notes", want: operation },
    { given: "get /notes", want: operation },
    { given: "ListNotesInput", want: { ...operation, type: "what listNotes takes" } },
    { given: "ListNotesOutput", want: { ...operation, type: "what listNotes gives" } },
    { given: "getHealth", want: { "named by": "method and path (the document gives no operationId)", "grouped by": "path, for it has no tag" } },
    {
      given: "notes.list.limit",
      want: {
        input: "limit of listNotes",
        "comes from": "openapi.yaml#/paths/~1notes/get/parameters/0",
        "written at": "openapi.yaml:14:11",
        sent: "query limit",
      },
    },
    { given: "ListNotesInput.cursor", want: { input: "cursor of listNotes" } },
    {
      given: "Note",
      want: {
        model: "Note",
        "comes from": "openapi.yaml#/components/schemas/Note",
        "written at": "openapi.yaml:37:5",
        file: expect.stringMatching(/^models\.ts:\d+$/),
      },
    },
    { given: "NoteInput", want: { model: "NoteInput", side: expect.stringContaining("Note is the other side") } },
    {
      given: "Note.text",
      want: {
        field: "text of Note",
        file: expect.stringMatching(/^models\.ts:\d+$/),
        "comes from": "openapi.yaml#/components/schemas/Note/properties/text",
        "written at": expect.stringMatching(/^openapi\.yaml:37:\d+$/),
      },
    },
    { given: "Note.id", want: { field: "id of Note", required: "yes", access: "readOnly: only in what comes back" } },
    {
      given: "notes",
      want: {
        group: "notes",
        class: "NotesApi",
        calls: ["notes.create", "notes.get", "notes.list"],
        file: expect.stringMatching(/^operations\/notes\.ts:\d+$/),
      },
    },
    { given: "NotesApi", want: { group: "notes" } },
    { given: "/notes", want: { path: "/notes", calls: ["notes.create (POST)", "notes.list (GET)"] } },
    { given: "createNotes", want: { client: "createNotes", file: expect.stringMatching(/^client\.ts:\d+$/), "named by": expect.stringContaining("title") } },
    { given: "NotesOptions", want: { client: "NotesOptions" } },
  ])("$given", async ({ given: symbol, want }) => {
    given();
    expect(await found(symbol, "openapi.yaml")).toMatchObject(want);
  });
});

describe("explain of a name that there is not", () => {
  it.each([
    { given: "listNote", want: "Did you mean `listNotes`" },
    { given: "notes.lists", want: "`notes.list`" },
    { given: "Nots", want: "`Notes`" },
    { given: "GET /note", want: "`GET /notes`" },
    { given: "Note.txt", want: "`Note.text`" },
    { given: "notes.list.limt", want: "`notes.list.limit`" },
    { given: "zzzzzzzz", want: "`clientwright list` shows the operations" },
  ])("names what is near: $given", async ({ given: symbol, want }) => {
    given();
    expect(await made.run("explain", symbol, "openapi.yaml")).toBe(1);
    expect(made.text()).toContain(want);
  });

  it("points at the lines of the output", async () => {
    given();
    await made.run("generate", "openapi.yaml", "-o", "out");
    for (const [symbol, declared] of [
      ["Note", "export interface Note {"],
      ["Note.text", "  text?: string;"],
      ["getNote", "export function getNote("],
      ["getNote.id", "  id: string;"],
      ["NotesApi", "export class NotesApi"],
    ] as const) {
      const place = /^out\/(.+):(\d+)$/.exec(String((await found(symbol, "openapi.yaml", "-o", "out"))["file"]));
      expect(made.read(`out/${place?.[1]}`).split("\n")[Number(place?.[2]) - 1]).toContain(declared);
    }
  });

  it("calls a group as the client does, where its name is taken there", async () => {
    given({ "openapi.yaml": notesApi.replaceAll("tags: [notes]", "tags: [client]") });
    expect(await found("listNotes", "openapi.yaml")).toMatchObject({ call: "clientApi.listNotes" });
    await made.run("list", "openapi.yaml");
    expect(made.text()).toContain("clientApi.listNotes ");
  });

  it("says so in JSON too", async () => {
    given();
    await made.run("explain", "listNote", "openapi.yaml", "--json");
    expect(JSON.parse(made.terminal.printed.join(""))).toMatchObject({ ok: false, found: null, near: expect.arrayContaining(["listNotes"]) });
  });
});

describe("explain tells what else had a say", () => {
  it("client.yaml, with the line", async () => {
    given({
      "client.yaml": "input: { openapi: ./openapi.yaml }\noperations:\n  listNotes: { name: memos.all, repeat: safe }\nnames: { models: { Note: Memo } }\n",
    });
    expect(await found("memos.all", "--config", "client.yaml")).toMatchObject({
      "named by": "client.yaml#/operations/listNotes/name (line 3)",
      "client.yaml": "client.yaml#/operations/listNotes (line 3): name, repeat",
    });
    expect(await found("Memo")).toMatchObject({ "named by": "client.yaml#/names/models/Note (line 4)" });
  });

  it("overlays, with the action and its reason", async () => {
    given({
      "overlay.yaml": `overlay: 1.0.0
info: { title: x, version: "1" }
actions:
  - { target: "$.paths['/notes'].get", description: The vendor forgot it, update: { deprecated: true } }
  - { target: "$", update: { components: { schemas: { Note: { properties: { mark: { type: string } } } } } } }
  - { target: "$.paths['/health']", remove: true }
`,
    });
    expect(await found("listNotes", "openapi.yaml", "--overlay", "overlay.yaml")).toMatchObject({
      overlay: ["overlay.yaml#/actions/0 (line 4) updates it: The vendor forgot it"],
    });
    expect(await found("Note.mark", "openapi.yaml", "--overlay", "overlay.yaml")).toMatchObject({ overlay: ["overlay.yaml#/actions/1 (line 5) updates it"] });
    expect(await found("Note.text", "openapi.yaml", "--overlay", "overlay.yaml")).not.toHaveProperty("overlay");
    expect(await found("getNote", "openapi.yaml", "--overlay", "overlay.yaml")).not.toHaveProperty("overlay");
  });

  it("the lock of an earlier run, found by client.yaml or by -o", async () => {
    given({ "client.yaml": "input: { openapi: ./openapi.yaml }\noutput: ./out\n" });
    await made.run("generate");
    made.write(
      "openapi.yaml",
      made.read("openapi.yaml").replace("tags: [notes]", "tags: [memos]").replaceAll('schemas/Note"', 'schemas/note"').replace("    Note:", "    note:"),
    );
    const kept = "notes.list, which an earlier run gave it (manifest.json); now it would be memos.listNotes";
    expect(await found("listNotes")).toMatchObject({ call: "notes.list", kept, file: expect.stringMatching(/^out\/operations\/notes\.ts:\d+$/) });
    made.write("client.yaml", "");
    expect(await found("listNotes", "openapi.yaml", "-o", "out")).toMatchObject({ call: "notes.list", kept });
    expect(await found("listNotes", "openapi.yaml")).toMatchObject({ call: "memos.listNotes" });
  });

  it("list shows locked names too", async () => {
    given({ "client.yaml": "input: { openapi: ./openapi.yaml }\noutput: ./out\n" });
    await made.run("generate");
    made.write("openapi.yaml", made.read("openapi.yaml").replace("tags: [notes]", "tags: [memos]"));
    await made.run("list");
    expect(made.text()).toContain("notes.list ");
    await made.run("list", "openapi.yaml", "-o", "elsewhere");
    expect(made.text()).toContain("memos.listNotes ");
  });
});

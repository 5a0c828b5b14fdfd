import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { main } from "../../../generator/cli/main.js";
import { type FakeTerminal, fakeTerminal } from "../../unit/cli/fake-terminal.js";

/** A small API with a list in pages, one thing by its id, an operation without an id, and a key. */
export const notesApi = `openapi: 3.1.0
info: { title: Notes, version: 1.0.0 }
servers: [{ url: "https://notes.example.com" }]
security: [{ apiKey: [] }]
paths:
  /health:
    get: { responses: { "204": { description: Alive. } } }
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
    post:
      operationId: createNote
      tags: [notes]
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } }
      responses:
        "201": { description: Made., content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } }
  /notes/{id}:
    get:
      operationId: getNote
      tags: [notes]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200": { description: One note., content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } }
components:
  schemas:
    Note: { type: object, required: [id], properties: { id: { type: string, readOnly: true }, text: { type: string } } }
  securitySchemes:
    apiKey: { type: apiKey, in: header, name: x-key }
`;

/** A folder with files, in which command lines are run. */
export interface Project {
  readonly folder: string;
  /** Of the last run. */
  readonly terminal: FakeTerminal;
  run(...argv: readonly string[]): Promise<number>;
  /** Starts a command line that goes on until Ctrl-C. */
  start(...argv: readonly string[]): { readonly terminal: FakeTerminal; readonly ended: Promise<number> };
  /** Runs as if somebody sat there and typed these answers. */
  answer(answers: readonly (string | null)[], ...argv: readonly string[]): Promise<number>;
  /** What the last run printed and said. */
  text(): string;
  path(...parts: readonly string[]): string;
  read(path: string): string;
  write(path: string, text: string): void;
  remove(): void;
}

/** Makes a folder with these files, `openapi.yaml` (the notes API) among them unless it is given. */
export function project(files: Readonly<Record<string, string>> = {}): Project {
  const folder = mkdtempSync(join(tmpdir(), "cli-"));
  const path = (...parts: readonly string[]): string => join(folder, ...parts);
  let terminal = fakeTerminal({ cwd: folder });
  const run = (given: Parameters<typeof fakeTerminal>[0], argv: readonly string[]): Promise<number> => {
    terminal = fakeTerminal({ cwd: folder, ...given });
    return main(argv, terminal);
  };
  const made: Project = {
    folder,
    get terminal() {
      return terminal;
    },
    run: (...argv) => run({}, argv),
    start: (...argv) => {
      const ended = run({}, argv);
      return { terminal, ended };
    },
    answer: (answers, ...argv) => run({ answers }, argv),
    text: () => [...terminal.printed, ...terminal.said].join("\n"),
    path,
    read: (file) => readFileSync(path(file), "utf8"),
    write: (file, text) => {
      mkdirSync(dirname(path(file)), { recursive: true });
      writeFileSync(path(file), text);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  for (const [file, text] of Object.entries({ "openapi.yaml": notesApi, ...files })) made.write(file, text);
  return made;
}

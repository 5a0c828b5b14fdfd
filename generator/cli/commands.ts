import type { CommandSpec, OptionSpec } from "./args.js";

const json: OptionSpec = { type: "boolean", help: "Print one JSON object on standard output instead of text" };
const help: OptionSpec = { type: "boolean", short: "h", help: "Show this help" };
const all: OptionSpec = { type: "boolean", help: "Print every diagnostic, not just the first five of a kind" };
const config: OptionSpec = { type: "string", short: "c", value: "file", help: "client.yaml to use (default: beside the document, then in the output folder)" };

const output: OptionSpec = { type: "string", short: "o", value: "folder", help: "Folder of the client, whose names stay (default: what client.yaml says)" };

/** How documents are read: the same for every command. */
const reading = {
  config,
  overlay: { type: "string", value: "file", help: "OpenAPI Overlay to apply first; may repeat" },
  header: { type: "string", short: "H", value: "'Name: value'", help: "Header for a private URL, sent to its host only; may repeat" },
  "allow-outside": { type: "boolean", help: "Let $refs read files outside the document's folder and the project" },
  "allow-private": { type: "boolean", help: "Let $refs and URLs reach loopback and private addresses" },
  "no-remote": { type: "boolean", help: "Refuse $refs to other hosts" },
} as const satisfies Readonly<Record<string, OptionSpec>>;

const selecting = {
  tag: { type: "string", value: "name", help: "Only operations with this tag; may repeat" },
  path: { type: "string", value: "glob", help: "Only paths that match (/v1/**); may repeat" },
  operation: { type: "string", value: "id", help: "Only this operation id, or 'METHOD /path'; may repeat" },
  "exclude-deprecated": { type: "boolean", help: "Leave deprecated operations out" },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export const generateSpec: CommandSpec = {
  name: "generate",
  summary: "Writes a typed client from documents. Only files that changed are rewritten.",
  positionals: "[document ...] (file, URL or - for standard input; default: what client.yaml names)",
  options: {
    output: { type: "string", short: "o", value: "folder", help: "Where the client goes" },
    ...reading,
    ...selecting,
    name: { type: "string", value: "name", help: "Name of the client, e.g. acme-billing" },
    dates: { type: "string", value: "string|date|temporal", help: "How dates are delivered (default: string)" },
    int64: { type: "string", value: "number|bigint|string", help: "How 64-bit integers are delivered (default: number)" },
    enums: { type: "string", value: "union|const", help: "Enums as unions of literals or as const objects" },
    open: { type: "boolean", help: "Add an unknown arm to every enum and tagged union" },
    raw: { type: "boolean", help: "Also write paths.ts and raw.ts, the openapi-fetch way in" },
    runtime: { type: "string", value: "package|inline", help: "Import @clientwright/runtime, or copy the files that are reached" },
    check: { type: "boolean", help: "Write nothing; exit 1 when the output is not up to date" },
    watch: { type: "boolean", short: "w", help: "Regenerate whenever an input changes" },
    strict: { type: "boolean", help: "Warnings fail too; nothing is written then" },
    verify: { type: "boolean", help: "Parse every file back whole, not just what can run in the changed ones" },
    force: { type: "boolean", help: "Generate even if nothing changed since the last run" },
    all,
    json,
    help,
  },
  examples: [
    "clientwright generate openapi.yaml -o src/acme",
    "clientwright generate https://api.example.com/openapi.json -H 'Authorization: Bearer ...' -o src/acme",
    "clientwright generate --config specs/acme/client.yaml --check",
  ],
};

export const lintSpec: CommandSpec = {
  name: "lint",
  summary: "Reports everything in documents that can't or can only loosely be generated. Writes nothing.",
  positionals: "[document ...]",
  options: { output, ...reading, ...selecting, strict: { type: "boolean", help: "Warnings fail too" }, all, json, help },
  examples: ["clientwright lint openapi.yaml", "clientwright lint openapi.yaml --strict --json"],
};

export const listSpec: CommandSpec = {
  name: "list",
  summary: "Shows the operations of a document with the names that the client gives them.",
  positionals: "[document ...]",
  options: { output, ...reading, ...selecting, all, json, help },
  examples: ["clientwright list openapi.yaml", "clientwright list openapi.yaml --tag pets"],
};

export const explainSpec: CommandSpec = {
  name: "explain",
  summary: "Says where a symbol of the client comes from: the place in the document, overlays, the rule that named it.",
  positionals: "<symbol> [document ...]",
  options: { output, ...reading, ...selecting, all, json, help },
  examples: ["clientwright explain listPets openapi.yaml", "clientwright explain pets.list openapi.yaml", "clientwright explain Pet --config client.yaml"],
};

export const initSpec: CommandSpec = {
  name: "init",
  summary: "Looks at a document, proposes a client.yaml (paging, polling, auth, names, each with its reason) and generates.",
  positionals: "[document]",
  options: {
    output: { type: "string", short: "o", value: "folder", help: "Where the client goes (default: src/<name>)" },
    ...reading,
    config: { type: "string", short: "c", value: "file", help: "client.yaml to write (default: beside the document)" },
    name: { type: "string", value: "name", help: "Name of the client" },
    yes: { type: "boolean", short: "y", help: "Take every proposal without asking" },
    "dry-run": { type: "boolean", help: "Print the proposed client.yaml and write nothing" },
    force: { type: "boolean", help: "Replace a client.yaml that is there already" },
    all,
    json,
    help,
  },
  examples: ["clientwright init openapi.yaml", "clientwright init https://api.example.com/openapi.json -o src/acme --yes"],
};

export const commandSpecs: readonly CommandSpec[] = [initSpec, generateSpec, lintSpec, listSpec, explainSpec];

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { exitCodes } from "../../generator/cli/exit-codes.js";
import { main } from "../../generator/cli/main.js";
import { fakeTerminal } from "../unit/cli/fake-terminal.js";

/** Text that would clear the screen, retitle the window, paste into the shell, turn the reading direction or fake a line. */
const attacks: readonly string[] = [
  "\u001b[2J\u001b[1;1Hdone",
  "\u001b]0;title\u0007",
  "\u001b]52;c;ZXZpbA==\u0007",
  "\u009b31mred",
  "\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\",
  "\u202egnp.exe",
  "\r  0 errors",
  "a\u0008\u0008b",
  "\u0000\u007f",
  "\u2028\u2029",
  "\u2066x\u2069\u200b\ufeff",
];

const own = (key: string, value: unknown): object => JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`) as object; // an object literal

/** Something to complain of, to list and to explain, with `text` in all of it. */
const documentWith = (text: string): object => ({
  openapi: "3.1.0",
  info: { title: text, version: text, description: text },
  servers: [{ url: `https://{${text}}.example.com` }],
  paths: {
    "/fine": { get: { operationId: "fine", summary: text, tags: [text], responses: { 200: { description: text } } } },
    ...own(`/${text}`, {
      get: {
        operationId: text,
        parameters: [
          { name: text, in: text },
          { name: "page", in: "query", schema: { type: text, pattern: text } },
        ],
        security: [own(text, [text])],
        responses: own(text, { $ref: `#/components/responses/${text}` }),
      },
    }),
  },
  components: { schemas: { ...own(text, { $ref: text }), Other: { allOf: [{ type: text }, { $ref: `./${text}.json` }], not: { const: text } } } },
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "terminal-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unsafe = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u;

async function run(...argv: readonly string[]): Promise<readonly string[]> {
  const terminal = fakeTerminal({ cwd: folder });
  expect(await main(argv, terminal)).not.toBe(exitCodes.fault);
  return [...terminal.printed, ...terminal.said, ...terminal.stages];
}

describe("what the command line prints of a hostile document", () => {
  const commands: readonly (readonly string[])[] = [
    ["generate", "openapi.json", "-o", "out", "--force", "--all"],
    ["generate", "openapi.json", "-o", "out", "--force", "--json"],
    ["lint", "openapi.json", "--all"],
    ["lint", "openapi.json", "--json"],
    ["list", "openapi.json"],
    ["list", "openapi.json", "--json"],
    ["explain", "fine", "openapi.json"],
    ["explain", "fine", "openapi.json", "--json"],
    ["init", "openapi.json", "--dry-run", "--yes"],
    ["generate", "openapi.json", "-c", "client.json", "-o", "out", "--all"],
  ];

  it.each(commands.map((argv) => ({ name: argv.join(" "), argv })))("holds nothing that a terminal would obey: $name", async ({ argv }) => {
    const wrong: string[] = [];
    for (const text of attacks) {
      writeFileSync(join(folder, "openapi.json"), JSON.stringify(documentWith(text)));
      writeFileSync(join(folder, "client.json"), JSON.stringify({ name: text, ...own(text, text), operations: own(text, { skip: text, ...own(text, 1) }) }));
      const lines = await run(...argv);
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) if (unsafe.test(line)) wrong.push(`${JSON.stringify(text)}: ${JSON.stringify(line.slice(0, 300))}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(["lint", "generate", "list"])("holds nothing of what the user mistyped either: %s", async (command) => {
    for (const text of attacks.filter((each) => !each.includes("\u0000"))) {
      const lines = [
        ...(await run(command, text)),
        ...(await run(`${command}${text}`)),
        ...(await run(command, `--${text}`)),
        ...(await run(command, "-c", text)),
      ];
      expect(lines.filter((line) => unsafe.test(line))).toEqual([]);
    }
  });

  it("is cut where a document says too much", async () => {
    writeFileSync(join(folder, "openapi.json"), JSON.stringify(documentWith("x".repeat(100_000))));
    for (const line of await run("lint", "openapi.json", "--all")) expect(line.length).toBeLessThan(3_000);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { attempt, importAll, isSafePath } from "./attempt.js";
import { victim } from "./configs.js";
import { hostileDocuments } from "./documents.js";
import { oddities, payloads } from "./payloads.js";

const own = (key: string, value: unknown): object => JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`) as object; // an object literal

/** Overlays with a payload at every place that an Overlay document has. */
const kinds: Readonly<Record<string, (text: string) => unknown>> = {
  "the overlay's title and version": (text) => ({ overlay: "1.0.0", info: { title: text, version: text }, extends: text, actions: [] }),
  target: (text) => [{ target: text, update: { a: 1 } }],
  "target by key": (text) => [{ target: `$.paths[${JSON.stringify(text)}]`, remove: true }],
  description: (text) => [{ target: "$.info", description: text, update: { title: text, description: text } }],
  "a new path": (text) => [
    { target: "$.paths", update: own(`/${text}`, { get: { operationId: text, tags: [text], responses: { 200: { description: text } } } }) },
  ],
  "a new schema": (text) => [{ target: "$.components.schemas", update: own(text, { type: "object", properties: own(text, { enum: [text] }) }) }],
  "a new property": (text) => [
    { target: "$.components.schemas.Thing", update: { title: text, description: text, properties: own(text, { default: text, pattern: text }) } },
  ],
  "every object": (text) => [{ target: "$..*", update: own(text, text) }],
  servers: (text) => [{ target: "$.servers[0]", update: { url: `https://${text}`, variables: own(text, { default: text }) } }],
  "an unknown member": (text) => [{ target: "$.info", update: {}, ...own(text, text) }],
};

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "overlay-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const apply = async (overlay: unknown, document: unknown = victim): ReturnType<typeof attempt> => {
  const file = join(folder, "overlay.json");
  const whole = Array.isArray(overlay) ? { overlay: "1.0.0", info: { title: "x", version: "1" }, actions: overlay } : overlay;
  writeFileSync(file, typeof whole === "string" ? whole : JSON.stringify(whole));
  return attempt(document, { overlays: [file], limits: { timeout: 1_000 } });
};

describe("an overlay that tries to break out", () => {
  const sample: { name: string; files: Awaited<ReturnType<typeof attempt>>["files"] }[] = [];

  it("leaves nothing in the output that no template prints", async () => {
    const wrong: string[] = [];
    for (const [kind, make] of Object.entries(kinds)) {
      for (const [index, text] of [...payloads, ...oddities].entries()) {
        const { files, diagnostics, found } = await apply(make(text));
        const name = `${kind}: ${JSON.stringify(text)}`;
        if (found.length > 0) wrong.push(`${name}: ${found[0]?.message}`);
        if (files.length === 0 && !diagnostics.some(({ severity }) => severity === "error")) wrong.push(`${name}: no output and no error`);
        wrong.push(...files.filter(({ path }) => !isSafePath(path)).map(({ path }) => `${name}: the file ${path}`));
        if (index % 5 === 0 && files.length > 0) sample.push({ name, files });
      }
    }
    expect(wrong).toEqual([]);
  }, 60_000);

  it("runs nothing when its client is imported and made", async () => {
    expect(sample.length).toBeGreaterThan(40);
    expect(await importAll(sample)).toEqual([]);
  }, 60_000);

  it("can bring in whole hostile documents, with the same outcome", async () => {
    const wrong: string[] = [];
    for (const { name, document } of hostileDocuments().filter((_, index) => index % 11 === 0)) {
      const { found } = await apply([{ target: "$", update: document }], { openapi: "3.1.0", info: { title: "x", version: "1" } });
      if (found.length > 0) wrong.push(`${name}: ${found[0]?.message}`);
    }
    expect(wrong).toEqual([]);
  }, 60_000);
});

describe("an overlay that is too much", () => {
  const all = { overlay: "1.0.0", info: { title: "x", version: "1" } };
  it.each([
    { name: "a target nested deeply", given: [{ target: `$${"[?@".repeat(5000)}${"]".repeat(5000)}`, remove: true }], want: "overlay-target" },
    { name: "a target of parentheses", given: [{ target: `$[?${"(".repeat(20_000)}@.a${")".repeat(20_000)}]`, remove: true }], want: "overlay-target" },
    { name: "an endless target", given: [{ target: `$${".a".repeat(200_000)}`, remove: true }], want: "overlay-no-match" },
    {
      name: "a pattern that backtracks",
      given: [
        { target: "$.info", update: { title: `${"a".repeat(60)}!` } },
        { target: '$..[?match(@.title, "(a+)+$")]', remove: true },
      ],
      want: "overlay-target",
    },
    {
      name: "a deep update",
      given: `${JSON.stringify({ ...all, actions: [{ target: "$.info", update: "HERE" }] }).replace('"HERE"', () => `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`)}`,
      want: "nesting-too-deep",
    },
    {
      name: "updates that nest",
      given: [{ target: "$..*", update: { a: { b: { c: {} } } } }, ...Array.from({ length: 12 }, () => ({ target: "$..*", update: { a: { b: { c: {} } } } }))],
      want: "overlay-too-large",
    },
    {
      name: "a hundred thousand actions",
      given: Array.from({ length: 20_000 }, (_, index) => ({ target: `$.components.schemas.Thing.properties.p${index}`, update: {} })),
      want: "overlay-no-match",
    },
    { name: "its own removal", given: [{ target: "$", remove: true }], want: "overlay-remove-root" },
    { name: "no actions", given: { ...all, actions: {} }, want: "overlay-invalid" },
    { name: "no overlay", given: "hello", want: "overlay-invalid" },
    { name: "no YAML", given: "a: [", want: "yaml-syntax" },
    {
      name: "an alias bomb",
      given: `overlay: 1.0.0\na: &a [x]\n${[..."bcdefghijk"].map((letter, index) => `${letter}: &${letter} [${Array.from({ length: 10 }, () => `*${"abcdefghijk"[index]}`).join(", ")}]`).join("\n")}`,
      want: "input-too-many-values",
    },
  ])("ends in output or a diagnostic: $name", async ({ given, want }) => {
    const { diagnostics, found } = await apply(given);
    expect(found).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toContain(want);
  });
});

describe("a prototype", () => {
  it("is never reached by what an overlay merges", async () => {
    const before = Object.getOwnPropertyNames(Object.prototype).length;
    await apply([{ target: "$", update: JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as object }]); // an object literal
    expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

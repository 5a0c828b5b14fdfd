import { describe, expect, it } from "@jest/globals";
import type { Diagnostic } from "../../../../generator/diagnostics.js";
import type { ClientConfig } from "../../../../generator/plan/config/client-config.js";
import { closest } from "../../../../generator/plan/config/closest.js";
import { readClientConfig } from "../../../../generator/plan/config/read-client-config.js";

async function read(text: string): Promise<{ readonly config: ClientConfig | null; readonly found: readonly Diagnostic[] }> {
  const found: Diagnostic[] = [];
  return { config: await readClientConfig(text, "client.yaml", (each) => found.push(each)), found };
}
const told = async (text: string): Promise<string[]> =>
  (await read(text)).found.map(({ severity, code, at, line, message, remedy }) => `${severity} ${code} ${at} line ${line}: ${message} ${remedy}`);

describe("client.yaml", () => {
  it("is read as it stands", async () => {
    const text = `
name: acme
operations:
  listPets: { pages: { style: page, items: /data, page: page }, repeat: safe }
  start: { poll: { at: { operation: status, carry: [id] }, done: [done, 1, true], result: { suffix: /result } } }
  none: { pages: false, poll: false, auth: [[]] }
types: { open: [Pet], dates: temporal }
envelopes: { v1: { when: /status, is: [Error, null, 3], status: { GONE: 404 } } }
`;
    expect(await read(text)).toMatchObject({
      found: [],
      config: { name: "acme", types: { open: ["Pet"] }, operations: { start: { poll: { done: ["done", 1, true] } } } },
    });
  });

  it.each(["", "# nothing yet", "\n  # a\n\n# b", "null"])("may be empty: %j", async (text) => {
    expect(await read(text)).toEqual({ config: {}, found: [] });
  });

  it("may be JSON, with a byte-order mark", async () => {
    expect((await read('\uFEFF{ "name": "acme" }')).config).toEqual({ name: "acme" });
  });

  it("that is no YAML says where", async () => {
    const { config, found } = await read("name: acme\nselect: [a, b");
    expect(config).toBeNull();
    expect(found).toMatchObject([{ severity: "error", code: "config-syntax", at: "client.yaml#" }]);
    expect(found[0]?.line).toBeGreaterThan(1);
  });
});

describe("an unknown key in client.yaml", () => {
  it("is a warning with what was probably meant, and its line", async () => {
    expect(await told("name: acme\nselect:\n  tag: [pets]\n")).toEqual([
      'warning config-key-unknown client.yaml#/select/tag line 3: The key "tag" means nothing here; it is ignored. Did you mean `tags`?',
    ]);
  });

  it("lists what is known where nothing is alike", async () => {
    expect((await told("retry: { whatever: 1 }"))[0]).toContain("Known keys: retries, statuses, unprocessed, retryAfter.");
  });

  it("does no harm to the rest", async () => {
    expect((await read("nmae: x\ntimeout: 5\n")).config).toMatchObject({ timeout: 5 });
  });
});

describe("a value that is not allowed in client.yaml", () => {
  it.each([
    [
      "types: { dates: dat }",
      'error config-value client.yaml#/types/dates line 1: The value at /types/dates must be one of "string", "date", "temporal". Did you mean `date`?',
    ],
    ["timeout: soon", "error config-value client.yaml#/timeout line 1: The value at /timeout must be a number, not string. Milliseconds for a whole call."],
    [
      "select:\n  tags:\n    - pets\n    - 3\n",
      'error config-value client.yaml#/select/tags/1 line 4: The value at /select/tags/1 must be a string, not number. Put it in quotes: "3".',
    ],
    [
      "name: Not Kebab",
      "error config-value client.yaml#/name line 1: The value at /name does not match ^[a-z0-9]+(-[a-z0-9]+)*$. Kebab-case name of the client.",
    ],
    [
      "operations: { a: { pages: { style: cursor, items: /data, cursor: c } } }",
      'error config-value client.yaml#/operations/a/pages line 1: The value at /operations/a/pages lacks "next". Add `next`.',
    ],
    [
      "operations: { a: { pages: true } }",
      "error config-value client.yaml#/operations/a/pages line 1: The value at /operations/a/pages must be an object or false, not true. How a list goes on; false: it does not, whatever the document declares.",
    ],
    [
      "operations: { a: { pages: { style: pge, items: /data } } }",
      'error config-value client.yaml#/operations/a/pages/style line 1: The value at /operations/a/pages/style must be one of "page", "offset", "cursor", "url", "link". Did you mean `page`?',
    ],
    [
      "operations: { a: { pages: { items: /data, page: page } } }",
      'error config-value client.yaml#/operations/a/pages line 1: The value at /operations/a/pages lacks "style". Add `style`: one of page, offset, cursor, url, link.',
    ],
    [
      "operations: { a: { pages: { style: link, item: /data } } }",
      'error config-value client.yaml#/operations/a/pages line 1: The value at /operations/a/pages lacks "items". Write `items` for `item`.',
    ],
    [
      "operations: { a: { poll: { at: { opration: b }, done: [x] } } }",
      'error config-value client.yaml#/operations/a/poll/at line 1: The value at /operations/a/poll/at lacks "operation". Write `operation` for `opration`.',
    ],
    ['timeout: "5"', "error config-value client.yaml#/timeout line 1: The value at /timeout must be a number, not string. Write it without quotes: 5."],
    [
      "select: { tags: pets }",
      'error config-value client.yaml#/select/tags line 1: The value at /select/tags must be an array, not string. Write it as a list: ["pets"].',
    ],
    [
      "input: { openapi: 3 }",
      'error config-value client.yaml#/input/openapi line 1: The value at /input/openapi must be a string or an array, not number. Put it in quotes: "3".',
    ],
    ["- a\n- b\n", "error config-value client.yaml# line 1: The value at the top must be an object, not array. What a document can't say about its client."],
    ["name: null", "error config-value client.yaml#/name line 1: The value at /name must be a string, not null. Give it a value, or delete the key."],
    [
      "operations: { 'GET /a': { skip: 1 } }",
      "error config-value client.yaml#/operations/GET ~1a/skip line 1: The value at /operations/GET ~1a/skip must be a boolean, not number. Write true or false.",
    ],
  ])("%j", async (text, want) => {
    expect(await told(text)).toEqual([want]);
    expect((await read(text)).config).toBeNull();
  });

  it("keeps no other fault from being told", async () => {
    expect(await told("timeout: a\nname: 1\nfoo: 2\n")).toHaveLength(3);
  });
});

describe("closest", () => {
  it.each([
    ["operation", ["operations", "output"], "operations"],
    ["TAGS", ["tags"], "tags"],
    ["zzz", ["tags"], null],
    ["", ["tags"], null],
  ])("to %j among %j is %j", (given, known, want) => {
    expect(closest(given, known)).toBe(want);
  });
});

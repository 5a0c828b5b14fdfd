import { describe, expect, it } from "@jest/globals";
import type { CallOptions } from "../../../../runtime/core/call.js";
import { everything } from "../../../../runtime/core/everything.js";
import type { Operation } from "../../../../runtime/core/operation.js";
import { plainClient } from "../../../../runtime/core/plain.js";
import { prepare } from "../../../../runtime/core/prepare.js";
import { clientWith } from "../../../support/client.js";

const engines = [
  {
    engine: "full",
    make: async (operation: Operation, input: object, options: CallOptions = {}) =>
      prepare(clientWith([], { headers: { "X-Own": "1" } }).client, operation, input, options),
  },
  {
    engine: "plain",
    make: async (operation: Operation, input: object, options: CallOptions = {}) => {
      const client = plainClient({ baseUrl: "http://test.invalid", headers: { "x-own": "1" } });
      return client.engine.prepare(client, operation, input, options, { attempts: 1 });
    },
  },
];

describe.each(engines)("the $engine engine", ({ make }) => {
  const table: { given: string; operation: Partial<Operation>; input: object; options?: CallOptions; url: string; body?: string | null }[] = [
    { given: "a path", operation: { path: "/a/{x}/b/{y-z}" }, input: { x: "1 2/3", "y-z": 4 }, url: "/a/1%202%2F3/b/4" },
    { given: "a list in a path", operation: { path: "/a/{x}" }, input: { x: ["b", "c/d"] }, url: "/a/b,c%2Fd" },
    { given: "a query", operation: { path: "/a", in: { query: ["q", "n", "none"] } }, input: { q: ["a&b", "c"], n: null }, url: "/a?q=a%26b&q=c" },
    {
      given: "options.query",
      operation: { path: "/a", in: { query: ["q"] } },
      input: { q: 1 },
      options: { query: { extra: ["x", "y"], no: undefined } },
      url: "/a?q=1&extra=x&extra=y",
    },
    { given: "options.baseUrl", operation: { path: "/a" }, input: {}, options: { baseUrl: "https://other.test" }, url: "https://other.test/a" },
    {
      given: "a flat body",
      operation: { method: "POST", path: "/a/{x}", in: { body: "json" } },
      input: { x: 1, b: 2, c: undefined },
      url: "/a/1",
      body: '{"b":2}',
    },
    { given: "an empty flat body", operation: { method: "POST", path: "/a", in: { body: "json" } }, input: {}, url: "/a", body: "{}" },
    {
      given: "a body under one key",
      operation: { method: "POST", path: "/a", in: { body: { kind: "json", at: "body" } } },
      input: { body: [1] },
      url: "/a",
      body: "[1]",
    },
    {
      given: "a body that is left out",
      operation: { method: "POST", path: "/a", in: { body: { kind: "json", at: "body" } } },
      input: {},
      url: "/a",
      body: null,
    },
    {
      given: "a null body",
      operation: { method: "POST", path: "/a", in: { body: { kind: "json", at: "body" } } },
      input: { body: null },
      url: "/a",
      body: "null",
    },
    {
      given: "a key named __proto__",
      operation: { method: "POST", path: "/a", in: { body: "json" } },
      input: JSON.parse('{"__proto__":{"a":1}}') as object,
      url: "/a",
      body: '{"__proto__":{"a":1}}',
    },
  ];
  it.each(table)("prints $given", async ({ operation, input, options, url, body = null }) => {
    const call = await make({ id: "op", path: "", ...operation }, input, options);
    expect(call.url).toBe(url.startsWith("http") ? url : `http://test.invalid${url}`);
    expect(call.body).toBe(body);
    expect(call.headers["content-type"]).toBe(body === null ? undefined : "application/json");
  });

  it("puts headers together, the strongest last", async () => {
    const call = await make({ id: "op", path: "/", in: { header: ["X-A", "X-Not"] } }, { "X-A": ["1", 2] }, { headers: { "X-Own": "2", "X-B": "b" } });
    expect(call.headers).toMatchObject({ "x-a": "1,2", "x-own": "2", "x-b": "b" });
    expect("x-not" in call.headers).toBe(false);
  });

  it("sends another media type of JSON", async () => {
    const call = await make(
      { id: "op", method: "PATCH", path: "/", in: { body: { kind: "json", at: "body", type: "application/merge-patch+json" } } },
      { body: {} },
    );
    expect(call.headers["content-type"]).toBe("application/merge-patch+json");
  });

  it.each([
    { given: "an empty path input", operation: { path: "/a/{x}" }, input: { x: "" } },
    { given: "a missing path input", operation: { path: "/a/{x}" }, input: {} },
    { given: "a .. segment", operation: { path: "/a/{x}" }, input: { x: ".." } },
    { given: "a . segment", operation: { path: "/a/{x}/b" }, input: { x: "." } },
    { given: "a .. made of two inputs", operation: { path: "/{x}{y}/b" }, input: { x: ".", y: "." } },
    { given: "an input that nobody knows", operation: { path: "/a" }, input: { typo: 1 } },
    { given: "an object in a query", operation: { path: "/a", in: { query: ["q"] } }, input: { q: { a: 1 } } },
    { given: "a styled parameter", operation: { path: "/a", in: { query: [{ name: "q", style: "pipe" as const }] } }, input: { q: [1] } },
    { given: "a form without its codec", operation: { method: "POST", path: "/a", in: { body: "form" as const } }, input: { a: 1 } },
    {
      given: "several bodies without their codec",
      operation: { method: "POST", path: "/a", in: { body: [{ kind: "json" as const }, { kind: "text" as const }] } },
      input: { a: 1 },
    },
    {
      given: "lifted fields without their codec",
      operation: { method: "POST", path: "/a", in: { body: { kind: "json" as const, lift: { a: "/b" } } } },
      input: { a: 1 },
    },
  ])("refuses $given", async ({ operation, input }) => {
    await expect(make({ id: "op", ...operation }, input)).rejects.toMatchObject({ kind: "input" });
  });

  it("carries deadline, signal and options", async () => {
    const { signal } = new AbortController();
    const call = await make({ id: "op", path: "/" }, {}, { timeout: 5000, signal });
    expect(call.deadline).toBeGreaterThan(Date.now());
    expect(call).toMatchObject({ signal, attempt: 1, replayable: true, method: "GET" });
    expect((await make({ id: "op", path: "/" }, {}, { timeout: 0 })).deadline).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the full engine alone", () => {
  const make = async (operation: Partial<Operation>, input: object, options: CallOptions = {}) =>
    prepare(clientWith([], { variables: { tenant: "acme" }, codecs: everything }).client, { id: "op", path: "/", ...operation }, input, options);

  it.each([
    { given: { path: "/a/{x}" }, input: { x: { a: 1 } }, place: "path" },
    { given: { path: "/a/{x}" }, input: { x: [{ a: 1 }] }, place: "path" },
    { given: { path: "/a", in: { query: ["x"] } }, input: { x: { a: 1 } }, place: "query" },
    { given: { path: "/a", in: { query: ["x"] } }, input: { x: [1, [2]] }, place: "query" },
    { given: { path: "/a", in: { header: ["x"] } }, input: { x: { a: 1 } }, place: "header" },
  ])("without codecs, says that $input is no plain $place parameter", async ({ given, input, place }) => {
    const plain = async (operation: Operation, values: object) => prepare(clientWith([]).client, operation, values);
    await expect(plain({ id: "op", ...given }, input)).rejects.toMatchObject({
      kind: "input",
      message: `The ${place} input "x" can't be an object`,
      remedy: "Pass text, a number or a list of them",
    });
  });

  it("fills path variables from the client's", async () => {
    expect((await make({ path: "/{tenant}/a" }, {})).url).toBe("http://test.invalid/acme/a");
    expect((await make({ path: "/{tenant}/a" }, { tenant: "other" })).url).toBe("http://test.invalid/other/a");
  });

  it("uses the operation's own server", async () => {
    expect((await make({ path: "/a", server: "https://{tenant}.test" }, {})).url).toBe("https://acme.test/a");
  });

  it("prints styles, cookies and fixed parameters by codec", async () => {
    const call = await make(
      { path: "/{+p}", in: { query: [{ name: "v", fixed: "1" }], cookie: ["a", { name: "b", as: "bCookie" }] } },
      { p: "x/y", a: "1;", bCookie: 2 },
    );
    expect(call.url).toBe("http://test.invalid/x/y?v=1");
    expect(call.headers["cookie"]).toBe("a=1%3B; b=2");
  });

  it("refuses line breaks in headers", async () => {
    await expect(make({ in: { header: ["X-A"] } }, { "X-A": "a\r\nX-B: b" })).rejects.toMatchObject({
      kind: "input",
      message: 'Header "X-A" has a line break',
    });
    await expect(make({}, {}, { headers: { "x-a": "a\nb" } })).rejects.toMatchObject({ kind: "input" });
  });

  it("removes a header that is set to undefined", async () => {
    expect("user-agent" in (await make({}, {}, { headers: { "User-Agent": undefined } })).headers).toBe(false);
  });

  it("sends no optional body of which nothing is given", async () => {
    const body = { kind: "json" as const, optional: true as const };
    expect((await prepare(clientWith([]).client, { id: "op", method: "POST", path: "/", in: { body } }, {})).body).toBeNull();
  });

  it("marks bodies that can be sent once only", async () => {
    const stream = new Blob(["x"]).stream();
    expect((await make({ method: "POST", in: { body: { kind: "bytes", at: "file" } } }, { file: stream })).replayable).toBe(false);
  });

  it("says which codec is missing", async () => {
    const bare = clientWith([]).client;
    await expect((async () => prepare(bare, { id: "op", method: "POST", path: "/", in: { body: "multipart" } }, { a: 1 }))()).rejects.toMatchObject({
      message: 'Codec "bodies" is missing',
      remedy: expect.stringContaining("codecs"),
    });
  });
});

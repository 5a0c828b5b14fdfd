import { describe, expect, it } from "@jest/globals";
import type { Operation, Param } from "../../../../generator/ir/index.js";
import type { ClientConfig } from "../../../../generator/plan/config/client-config.js";
import { array, body, content, json, object, operation, param, planned, response, text } from "../build.js";

const constant = (said: Partial<Operation>, line = "GET /x", config: ClientConfig = {}): unknown =>
  planned({ operations: [operation(line, { id: "op", ...said })] }, config).operation("op").constant;
const query = (said: Partial<Param>): unknown =>
  (constant({ params: [param("query", "q", said)] }) as { readonly in: { readonly query: readonly unknown[] } }).in.query[0]; // just asked for

describe("the constant of an operation", () => {
  it("leaves out what the runtime takes for granted", () => {
    expect(constant({})).toEqual({ id: "op", path: "/x" });
  });

  it.each<[string, Partial<Param>, unknown]>([
    ["form, exploded", { schema: array(text) }, "q"],
    ["form, not exploded", { schema: array(text), explode: false }, { name: "q", explode: false }],
    ["form of a single value, not exploded", { explode: false }, "q"],
    ["pipes", { schema: array(text), style: "pipe", explode: false }, { name: "q", style: "pipe" }],
    ["spaces, exploded", { schema: array(text), style: "space", explode: true }, { name: "q", style: "space", explode: true }],
    ["deepObject", { schema: object({ a: text }), style: "deepObject" }, { name: "q", style: "deepObject" }],
    ["JSON", { schema: object({ a: text }), mediaType: "application/json" }, { name: "q", style: "json" }],
    ["text by its media type", { mediaType: "text/plain" }, "q"],
    ["reserved characters", { reserved: true }, { name: "q", reserved: true }],
    ["an empty value", { allowEmpty: true }, { name: "q", allowEmpty: true }],
  ])("says how a query parameter goes out: %s", (_, said, want) => {
    expect(query(said)).toEqual(want);
  });

  it("takes the whole query from one parameter", () => {
    expect(constant({ params: [param("querystring", "filter", { schema: object({ a: text }) })] })).toMatchObject({
      in: { query: [{ name: "filter", style: "querystring" }] },
    });
  });

  it("takes the whole query from one value that is no form", () => {
    expect(constant({ params: [param("querystring", "path", { mediaType: "application/jsonpath" })] })).toMatchObject({
      in: { query: [{ name: "path", style: "querystring-value" }] },
    });
  });

  it("keeps cookies of their own style as they are", () => {
    expect(constant({ params: [param("cookie", "c", { style: "cookie" })] })).toMatchObject({ in: { cookie: [{ name: "c", reserved: true }] } });
  });

  it.each<[Partial<Param>, string]>([
    [{}, "/x/{id}"],
    [{ schema: array(text), explode: true }, "/x/{id*}"],
    [{ explode: true }, "/x/{id}"],
    [{ style: "label" }, "/x/{.id}"],
    [{ style: "matrix", schema: object({ a: text }), explode: true }, "/x/{;id*}"],
    [{ reserved: true }, "/x/{+id}"],
    [{ style: "segments" }, "/x/{id+}"],
    [{ schema: object({ a: text }), mediaType: "application/json", explode: true }, "/x/{=id}"],
  ])("says how a path variable goes out: %j gives %s", (said, path) => {
    expect(constant({ params: [param("path", "id", said)] }, "GET /x/{id}")).toMatchObject({ path });
  });

  it("names what a failed attempt may do only where the method does not say it", () => {
    const repeat = (line: string, value: "safe" | "idempotent" | "never") =>
      (constant({}, line, { operations: { op: { repeat: value } } }) as { readonly repeat?: string }).repeat; // an Operation as data
    expect([repeat("GET /x", "safe"), repeat("POST /x", "safe"), repeat("PUT /x", "idempotent"), repeat("DELETE /x", "never")]).toEqual([
      undefined,
      "safe",
      undefined,
      "never",
    ]);
  });

  it("keeps an operation's own address", () => {
    const server = { url: "https://files.example.com/v2", name: null, description: null, variables: [], at: "x" };
    expect(constant({ servers: [server] })).toMatchObject({ server: "https://files.example.com/v2" });
  });

  it("lists declared errors", () => {
    expect(
      constant({ responses: [response("200"), response("404", json(text)), response("5XX", json(text)), response("default", json(text)), response("302")] }),
    ).toMatchObject({ errors: [404, "5XX", "default"] });
  });

  it.each<[string, Partial<Operation>, ClientConfig, readonly string[]]>([
    ["multipart", { body: body([content("multipart/form-data", object({ a: text }))]) }, {}, ["multipart"]],
    ["a form", { body: body([content("application/x-www-form-urlencoded", object({ a: text }))]) }, {}, ["bodies"]],
    ["a compressed body", { body: body([json(object({ a: text }))]) }, { defaults: { encoding: "gzip" } }, ["compress"]],
    ["an envelope", {}, { defaults: { envelope: "v1" } }, ["envelopes"]],
    ["a cookie", { params: [param("cookie", "c")] }, {}, ["styles"]],
    ["an XML body", { body: body([content("application/xml", object({ a: text }))]) }, {}, ["bodies", "xml"]],
  ])("names the machinery that %s needs", (_, said, config, want) => {
    const { use = [] } = constant(said, "POST /x", config) as { readonly use?: readonly { readonly $symbol: { readonly name: string } }[] }; // an Operation as data
    expect(use.map(({ $symbol }) => $symbol.name)).toEqual(want);
  });
});

describe("credentials", () => {
  const scheme = (key: string) => ({ key, docs: operation("GET /").docs, at: key, type: "bearer" as const, format: null });
  const need = (...keys: string[]) => keys.map((key) => ({ scheme: key, scopes: [] }));
  const made = (alternatives: Operation["auth"], config: ClientConfig = {}) => {
    const usual = ["a", "b", "c"].map((name) => operation(`GET /${name}`, { auth: [need("api_key")] }));
    const plan = planned({ auth: [scheme("api_key"), scheme("other")], operations: [...usual, operation("GET /x", { id: "op", auth: alternatives })] }, config);
    return { own: (plan.operation("op").constant as { readonly auth?: unknown }).auth, client: plan.file("client").definition }; // an Operation as data
  };

  it("are the client's where most operations need the same", () => {
    expect(made([need("api_key")])).toMatchObject({ own: undefined, client: { security: ["apiKey"] } });
  });

  it.each<[string, Operation["auth"], unknown]>([
    ["nothing said", null, undefined],
    ["none at all", [], []],
    ["another one", [need("other")], ["other"]],
    ["two together", [need("other", "api_key")], [["other", "apiKey"]]],
    ["none or one: none comes last", [[], need("other")], ["other", []]],
    ["one that is not defined", [need("ghost"), need("other")], ["other"]],
    ["the same twice", [need("other"), need("other")], ["other"]],
  ])("of an operation: %s", (_, given, want) => {
    expect(made(given).own).toEqual(want);
  });

  it("are renamed by client.yaml, and overruled", () => {
    expect(made([need("other")], { auth: { other: "token" } }).own).toEqual(["token"]);
    expect(made([need("other")], { operations: { op: { auth: [["apiKey", "other"]] } } }).own).toEqual([["apiKey", "other"]]);
  });
});

import { describe, expect, it } from "@jest/globals";
import type { AuthScheme, Operation, Schema } from "../../../../generator/ir/index.js";
import type { OperationConfig } from "../../../../generator/plan/config/client-config.js";
import type { OperationView } from "../../../../generator/plan/views.js";
import { array, binary, body, content, integer, json, model, object, oneOfValues, operation, param, planned, ref, text, union, unknown } from "../build.js";

const Pet = object({ "id<": integer, name: text, "tag?": text });
const models = [
  model("Pet", Pet),
  model("Cat", object({ meow: text })),
  model("Dog", object({ bark: text })),
  model("Open", object({ a: text }, unknown)),
  model("List", array(text)),
];

function view(given: Partial<Operation> & { line?: string }, config: OperationConfig = {}): OperationView {
  const { line = "POST /pets", ...said } = given;
  return planned({ models, operations: [operation(line, { id: "op", ...said })] }, { operations: { op: config } }).operation("op");
}
const send = (schema: Schema, said: Partial<Operation> & { line?: string } = {}, config: OperationConfig = {}): OperationView =>
  view({ body: body([json(schema)]), ...said }, config);
/** `name!` is required. */
const fields = ({ input }: OperationView): string[] => (input?.fields ?? []).map(({ name, required }) => (required ? `${name}!` : name));
const sent = ({ constant }: OperationView): unknown => (constant as { readonly in?: unknown }).in; // an Operation as data

describe("the input of an operation", () => {
  it("is nothing when there is nothing to hand in", () => {
    expect(view({ line: "GET /pets" })).toMatchObject({ input: null, inputOptional: true });
  });

  it("has path, body, query, header and cookie values in this order, under their wire names", () => {
    const made = send(object({ name: text }), {
      line: "POST /pets/{petId}",
      params: [param("cookie", "session"), param("header", "X-Trace"), param("query", "limit", { required: true }), param("path", "petId")],
    });
    expect(fields(made)).toEqual(["petId!", "name!", "limit!", "X-Trace", "session"]);
    expect(made.inputOptional).toBe(false);
    expect(sent(made)).toEqual({ query: ["limit"], header: ["X-Trace"], cookie: ["session"], body: "json" });
  });

  it("takes a part of the path of which nothing is known as text or a number", () => {
    const made = view({ line: "GET /pets/{id}", params: [param("path", "id", { schema: unknown }), param("query", "q", { schema: unknown })] });
    expect(made.input?.fields).toMatchObject([
      { name: "id", type: { schema: { kind: "union", of: [{ kind: "string" }, { kind: "number" }] } } },
      { name: "q", type: { schema: unknown } },
    ]);
  });

  it("offers no other encoding of what the JSON takes, but files and other schemas", () => {
    const both = (...more: Parameters<typeof body>[0]) => view({ body: body([json(ref("Pet")), ...more]) }).input;
    expect(both(content("application/vnd.acme.protobuf", ref("Pet")))).toMatchObject({ variants: [] });
    expect(both(content("application/octet-stream", binary))?.variants).toHaveLength(2);
    expect(both(content("application/vnd.acme.batch", ref("List")))?.variants).toHaveLength(2);
  });

  it("gives the loser of a collision a suffix: path first, then body, query, header, cookie", () => {
    const made = send(object({ id: text, name: text }), {
      line: "POST /pets/{id}",
      params: [param("path", "id"), param("query", "name"), param("header", "name"), param("cookie", "id")],
    });
    expect(fields(made)).toEqual(["id!", "idBody!", "name!", "nameQuery", "nameHeader", "idCookie"]);
    expect(sent(made)).toEqual({
      query: [{ name: "name", as: "nameQuery" }],
      header: [{ name: "name", as: "nameHeader" }],
      cookie: [{ name: "id", as: "idCookie" }],
      body: { kind: "json", rename: { idBody: "id" } },
    });
  });

  it("heeds the names that vendor extensions give parameters, where they are names and free", () => {
    const named = (key: string, value: string) => ({ extensions: [{ key, value }] });
    const made = view({
      line: "GET /pets/{petId}",
      params: [
        param("path", "petId"),
        param("query", "api-version", named("x-ms-client-name", "apiVersion")),
        param("query", "max_items", named("x-fern-parameter-name", "limit")),
        param("query", "sort", named("x-speakeasy-name-override", "petId")),
        param("header", "X-Odd", named("x-ms-client-name", "not a name")),
      ],
    });
    expect(fields(made)).toEqual(["petId!", "apiVersion", "limit", "sort", "X-Odd"]);
    expect(sent(made)).toEqual({ query: [{ name: "api-version", as: "apiVersion" }, { name: "max_items", as: "limit" }, "sort"], header: ["X-Odd"] });
  });

  it("leaves out headers that the runtime sets by itself", () => {
    const auth = [{ key: "key", docs: models[0]?.docs, at: "x", type: "apiKey", in: "header", name: "X-Key" }] as unknown as readonly AuthScheme[];
    const params = ["Accept", "Content-Type", "Authorization", "x-key", "Idempotency-Key", "X-Other"].map((name) => param("header", name));
    const made = planned(
      { auth, operations: [operation("GET /a", { id: "a", params, auth: [[{ scheme: "key", scopes: [] }]] })] },
      { idempotencyHeader: "idempotency-key" },
    );
    expect(fields(made.operation("a"))).toEqual(["X-Other"]);
  });

  it("renames a path variable whose name is no template variable", () => {
    const made = view({ line: "GET /files/{+path}", params: [param("path", "+path")] });
    expect(made.constant).toMatchObject({ path: "/files/{path}" });
    expect(fields(made)).toEqual(["path!"]);
    expect(view({ line: "GET /files/{path+}", params: [param("path", "path+")] }).constant).toMatchObject({ path: "/files/{path}" });
  });

  it("never asks for a key that every object has", () => {
    expect(fields(view({ line: "GET /x", params: [param("query", "__proto__"), param("query", "constructor")] }))).toEqual([
      "__proto__Query",
      "constructorQuery",
    ]);
  });
});

describe("a body", () => {
  it("extends a model that is an object", () => {
    const { input } = send(ref("Pet"));
    expect(input).toMatchObject({ fields: [], body: { type: { schema: ref("Pet"), side: "input" }, without: [], asInterface: true } });
  });

  it("asks for no readOnly field", () => {
    expect(fields(send(Pet))).toEqual(["name!", "tag"]);
    expect(fields(send(ref("Pet"), { line: "PUT /pets/{id}" }))).toEqual(["id!"]);
  });

  it("takes a renamed field out of the model", () => {
    const made = send(ref("Cat"), { line: "PUT /cats/{meow}" });
    expect(made.input).toMatchObject({ body: { without: ["meow"] } });
    expect(fields(made)).toEqual(["meow!", "meowBody!"]);
  });

  it("is an intersection for a union of objects", () => {
    const made = send(union(ref("Cat"), ref("Dog")));
    expect(made).toMatchObject({ inputOptional: false, input: { fields: [], body: { asInterface: false } } });
  });

  it.each<[string, Schema]>([
    ["a list", array(text)],
    ["a list's model", ref("List")],
    ["text", text],
    ["an open map beside named fields", ref("Open")],
    ["an object without fields", object({})],
    ["a union with null", union(ref("Cat"), { kind: "null", meta: null })],
    ["anything", unknown],
  ])("that is %s stays under `body`", (_, schema) => {
    const made = send(schema);
    expect(fields(made)).toEqual(["body!"]);
    expect(sent(made)).toEqual({ body: { kind: "json", at: "body" } });
  });

  it("stays under `body` when a union's field is also in the path", () => {
    expect(fields(send(union(ref("Cat"), ref("Dog")), { line: "PUT /x/{meow}" }))).toEqual(["meow!", "body!"]);
  });

  it("goes under another name when a path variable is called body", () => {
    expect(fields(send(text, { line: "PUT /x/{body}" }))).toEqual(["body!", "bodyBody!"]);
  });

  it("that is not marked required keeps its required fields, and that is told", () => {
    const given = { operations: [operation("POST /x", { id: "op", body: body([json(object({ a: text }))], { required: false }) })] };
    const made = planned(given);
    expect(fields(made.operation("op"))).toEqual(["a!"]);
    expect(sent(made.operation("op"))).toEqual({ body: { kind: "json", optional: true } });
    expect(made.diagnostics.map(({ code }) => code)).toEqual(["body-not-marked-required"]);
    const nested = planned(given, { operations: { op: { body: "optional" } } });
    expect(fields(nested.operation("op"))).toEqual(["body"]);
    expect(nested.diagnostics).toEqual([]);
  });

  it.each<[string, string, Schema, unknown]>([
    ["a form", "application/x-www-form-urlencoded", object({ a: text }), { body: "form" }],
    ["multipart", "multipart/form-data", object({ file: binary }), { body: "multipart" }],
    ["JSON of another type", "application/merge-patch+json", object({ a: text }), { body: { kind: "json", type: "application/merge-patch+json" } }],
    ["a picture", "image/png", binary, { body: { kind: "bytes", type: "image/png", at: "body" } }],
    ["bytes that a schema calls text", "application/octet-stream", text, { body: { kind: "bytes", at: "body" } }],
    ["text", "text/plain", text, { body: { kind: "text", at: "body" } }],
    ["XML", "application/xml", object({ a: text }), { body: { kind: "xml", at: "body" } }],
    ["anything of a structure", "*/*", object({ a: text }), { body: "json" }],
    ["anything that is text", "*/*", text, { body: { kind: "text", at: "body" } }],
  ])("that is %s goes out so", (_, mediaType, schema, want) => {
    expect(sent(view({ body: body([content(mediaType, schema)]) }))).toEqual(want);
  });

  it("of several media types is chosen by contentType", () => {
    const { input } = view({ body: body([json(ref("Cat")), content("multipart/form-data", object({ file: binary }))]) });
    expect(input?.variants.map(({ contentType, at, required }) => [contentType, at, required])).toEqual([
      ["application/json", "body", true],
      ["multipart/form-data", "body", true],
    ]);
  });

  it("of one schema in several media types stays flat", () => {
    const made = view({ body: body([json(ref("Cat")), content("application/x-www-form-urlencoded", ref("Cat"))]) });
    expect(made.input?.fields.find(({ name }) => name === "contentType")).toMatchObject({
      required: false,
      type: { schema: { members: [{ value: "application/json" }, { value: "application/x-www-form-urlencoded" }] } },
    });
    expect(sent(made)).toEqual({ body: [{ kind: "json" }, { kind: "form", type: "application/x-www-form-urlencoded" }] });
  });

  it("tells how single parts are encoded", () => {
    const parts = [
      { name: "meta", contentType: "application/json", headers: [], style: null, explode: true, reserved: false, at: "api.yaml#/x" },
      { name: "tags", contentType: null, headers: [], style: "pipe" as const, explode: false, reserved: false, at: "api.yaml#/x" },
      { name: "ids", contentType: null, headers: [], style: "form" as const, explode: false, reserved: false, at: "api.yaml#/x" },
      { name: "plain", contentType: null, headers: [], style: null, explode: true, reserved: false, at: "api.yaml#/x" },
    ];
    expect(sent(view({ body: body([content("multipart/form-data", object({ meta: text }), { parts })]) }))).toEqual({
      body: { kind: "multipart", parts: { meta: { type: "application/json" }, tags: { style: "pipe" }, ids: { style: "form", explode: false } } },
    });
  });
});

describe("client.yaml", () => {
  const deep = object({ request: object({ inputs: text, "page?": integer }), "meta?": text });

  it("lifts nested body fields in the place of what holds them", () => {
    const made = send(deep, {}, { lift: { inputs: "/request/inputs", page: "/request/page" } });
    expect(fields(made)).toEqual(["inputs!", "page", "meta"]);
    expect(sent(made)).toEqual({ body: { kind: "json", lift: { inputs: "/request/inputs", page: "/request/page" } } });
  });

  it("lifts under another key when the name is taken", () => {
    const made = send(deep, { line: "POST /x/{inputs}" }, { lift: { inputs: "/request/inputs" } });
    expect(sent(made)).toEqual({ body: { kind: "json", lift: { inputsBody: "/request/inputs" } } });
  });

  it("says which place there is not to lift", () => {
    const made = planned({ operations: [operation("POST /x", { id: "op", body: body([json(deep)]) })] }, { operations: { op: { lift: { a: "/no/where" } } } });
    expect(made.diagnostics).toMatchObject([{ code: "lift-not-found", severity: "warning" }]);
    expect(fields(made.operation("op"))).toEqual(["request!", "meta"]);
  });

  it("renames parameters and body fields, by place or by name", () => {
    const made = send(
      object({ a: text }),
      { params: [param("query", "b"), param("header", "X-C")] },
      { rename: { "body.a": "first", b: "second", "header.X-C": "third" } },
    );
    expect(fields(made)).toEqual(["first!", "second", "third"]);
    expect(sent(made)).toEqual({
      query: [{ name: "b", as: "second" }],
      header: [{ name: "X-C", as: "third" }],
      body: { kind: "json", rename: { first: "a" } },
    });
  });

  it("fixes values, which are no inputs then", () => {
    const made = view(
      { line: "GET /{version}/x", params: [param("path", "version"), param("query", "format", { required: true })] },
      { fixed: { version: "v 1", "query.format": "json" } },
    );
    expect(made).toMatchObject({ input: null, constant: { path: "/v%201/x", in: { query: [{ name: "format", fixed: "json" }] } } });
  });

  it("lets the client's variables fill parameters", () => {
    expect(fields(view({ line: "GET /{tenant}/x" }, { variables: ["tenant"] }))).toEqual(["tenant"]);
  });

  it("nests a body that could be flat", () => {
    expect(fields(send(ref("Cat"), {}, { body: "nested" }))).toEqual(["body!"]);
  });
});

describe("a value that leaves no choice", () => {
  it("is always sent and is no input", () => {
    const made = view({
      line: "GET /x",
      params: [
        param("query", "comp", { required: true, schema: oneOfValues("list") }),
        param("header", "v", { schema: oneOfValues("1") }),
        param("query", "two", { required: true, schema: oneOfValues("a", "b") }),
      ],
    });
    expect(fields(made)).toEqual(["two!", "v"]);
    expect(sent(made)).toEqual({ query: [{ name: "comp", fixed: "list" }, "two"], header: ["v"] });
  });

  it("stays with what the path key fixes", () => {
    expect(sent(view({ line: "GET /x", fixedQuery: [{ name: "beta", value: "true" }] }))).toEqual({ query: [{ name: "beta", fixed: "true" }] });
  });
});

import { afterEach, describe, expect, it } from "@jest/globals";
import type { Schema } from "../../../generator/ir/index.js";
import { createClient } from "../../../runtime/client/create-client.js";
import { call } from "../../../runtime/core/start.js";
import { plannedOperation } from "../../support/planned-operation.js";
import { closeServers, type Received, startServer } from "../../support/server.js";
import { array, body, content, integer, json, meta, model, object, operation, type Planned, planned, ref, response, text } from "../../unit/plan/build.js";

afterEach(closeServers);

const facts = { name: null, namespace: null, prefix: null, attribute: false, wrapped: false, text: false };
const pet = object({ id: { ...integer, meta: meta({ xml: { ...facts, attribute: true } }) }, name: text, "tags?": array(text) });
const models = [model("Pet", pet), model("Spaced", { ...pet, meta: meta({ xml: { ...facts, namespace: "urn:pets", prefix: "p" } }) })];
const xml = (schema: Schema) => content("application/xml", schema);
const form = (schema: Schema) => content("application/x-www-form-urlencoded", schema);
const xmlPet = '<Pet id="7"><name>Rex</name><tags>a</tags></Pet>';

async function send(made: Planned, name: string, input: object, answer: { type: string; text: string } = { type: "application/json", text: "{}" }) {
  const server = await startServer((_, reply) => {
    reply.writeHead(200, { "content-type": answer.type }).end(answer.text);
  });
  const client = createClient({ name: "test", version: "1", environments: { default: server.url } });
  const value = await call(client, plannedOperation(made, name), input);
  return { value, request: server.requests[0] as Received }; // the call came back, so it was sent
}

describe("a body that may be JSON, XML or a form", () => {
  const made = planned({ models, operations: [operation("POST /pets", { id: "addPet", body: body([xml(ref("Pet")), json(ref("Pet")), form(ref("Pet"))]) })] });
  const given = { id: 7, name: "Rex", tags: ["a"] };
  it.each([
    { contentType: undefined, type: "application/json", want: '{"id":7,"name":"Rex","tags":["a"]}' },
    { contentType: "application/json", type: "application/json", want: '{"id":7,"name":"Rex","tags":["a"]}' },
    { contentType: "application/xml", type: "application/xml", want: `<?xml version="1.0" encoding="UTF-8"?>${xmlPet}` },
    { contentType: "application/x-www-form-urlencoded", type: "application/x-www-form-urlencoded", want: "id=7&name=Rex&tags=a" },
  ])("goes out as $type when contentType is $contentType", async ({ contentType, type, want }) => {
    const { request } = await send(made, "addPet", contentType === undefined ? given : { ...given, contentType });
    expect(request.headers["content-type"]).toBe(type);
    expect(request.text).toBe(want);
  });

  it("offers the choice in its input, JSON first", () => {
    const chooser = made.operation("addPet").input?.fields.find(({ name }) => name === "contentType");
    expect(chooser?.type.schema).toMatchObject({
      members: [{ value: "application/json" }, { value: "application/xml" }, { value: "application/x-www-form-urlencoded" }],
    });
  });
});

describe("an XML body's root element", () => {
  it.each([
    { name: "is called as its model where the document gives no name", schema: ref("Pet"), want: xmlPet },
    {
      name: "keeps its namespace and prefix",
      schema: ref("Spaced"),
      want: '<p:Spaced xmlns:p="urn:pets" id="7"><name>Rex</name><tags>a</tags></p:Spaced>',
    },
    {
      name: "is called as the use says",
      schema: { ...ref("Pet"), meta: meta({ xml: { ...facts, name: "animal" } }) },
      want: xmlPet.replaceAll("Pet", "animal"),
    },
  ])("$name", async ({ schema, want }) => {
    const made = planned({ models, operations: [operation("POST /pets", { id: "addPet", body: body([xml(schema)]) })] });
    const { request } = await send(made, "addPet", { body: { id: 7, name: "Rex", tags: ["a"] } });
    expect(request.text).toBe(`<?xml version="1.0" encoding="UTF-8"?>${want}`);
  });

  it("is right where JSON and XML have schemas of their own", async () => {
    const bodies = body([json(object({ pet: ref("Pet") })), xml(ref("Pet"))]);
    const made = planned({ models, operations: [operation("POST /pets", { id: "addPet", body: bodies })] });
    const { request } = await send(made, "addPet", { contentType: "application/xml", body: { id: 7, name: "Rex" } });
    expect(request.text).toContain('<Pet id="7"><name>Rex</name></Pet>');
  });
});

describe("a reply that may be JSON or XML", () => {
  const operations = [operation("GET /pet", { id: "getPet", responses: [response("200", xml(ref("Pet")), json(ref("Pet")))] })];

  it("is asked for as JSON, and needs no XML machinery", async () => {
    const made = planned({ models, operations });
    expect(made.operation("getPet").constant).not.toHaveProperty("use");
    const { request, value } = await send(made, "getPet", {}, { type: "application/json", text: '{"id":7}' });
    expect(request.headers["accept"]).toMatch(/^application\/json/);
    expect(value).toEqual({ id: 7 });
  });

  it("is asked for as XML where client.yaml says so", async () => {
    const made = planned({ models, operations }, { operations: { getPet: { out: "xml" } } });
    const { request, value } = await send(made, "getPet", {}, { type: "application/xml", text: xmlPet });
    expect(request.headers["accept"]).toBe("application/xml");
    expect(value).toEqual({ id: 7, name: "Rex", tags: ["a"] });
  });

  it("is read as XML where that is all that errors offer", async () => {
    const problem = response("400", xml(ref("Pet")));
    const made = planned({ models, operations: [operation("GET /pet", { id: "getPet", responses: [response("200", json(text)), problem] })] });
    const server = await startServer((_, reply) => {
      reply.writeHead(400, { "content-type": "application/xml" }).end(xmlPet);
    });
    const client = createClient({ name: "test", version: "1", environments: { default: server.url } });
    await expect(call(client, plannedOperation(made, "getPet"), {})).rejects.toMatchObject({ status: 400, body: { id: 7, name: "Rex", tags: ["a"] } });
  });
});

describe("a reply that may be JSON, a table or bytes", () => {
  const csv = content("text/csv; charset=utf-8", text);
  const zip = content("application/zip", text);
  const operations = [operation("GET /report", { id: "getReport", responses: [response("200", json(ref("Pet")), csv, zip)] })];

  it("is asked for and read as JSON, and the other forms are told once", async () => {
    const made = planned({ models, operations: [...operations, operation("GET /more", { id: "getMore", responses: [response("200", csv, json(text))] })] });
    const { request, value } = await send(made, "getReport", {}, { type: "application/json", text: '{"id":7}' });
    expect(request.headers["accept"]).toMatch(/^application\/json/);
    expect(value).toEqual({ id: 7 });
    expect(made.diagnostics.filter(({ code }) => code === "other-forms").map(({ message }) => message)).toEqual([
      "2 operations answer in other forms than JSON too (text/csv, application/zip); JSON is asked for and read.",
    ]);
  });

  it.each([
    { out: "text", accept: "text/csv", type: "text/csv", want: "a,b" },
    { out: "bytes", accept: "application/zip", type: "application/zip", want: new TextEncoder().encode("a,b") },
  ] as const)("is asked for as $accept where client.yaml says `out: $out`", async ({ out, accept, type, want }) => {
    const made = planned({ models, operations }, { operations: { getReport: { out } } });
    const { request, value } = await send(made, "getReport", {}, { type, text: "a,b" });
    expect(request.headers["accept"]).toBe(accept);
    expect(value).toEqual(want);
    expect(made.diagnostics.filter(({ code }) => code === "other-forms")).toEqual([]);
  });

  it.each([
    { contents: [xml(ref("Pet"))], accept: "application/xml, */*;q=0.5", type: "application/xml", answer: xmlPet },
    { contents: [zip, content("application/gzip", text)], accept: "application/zip, application/gzip, */*;q=0.5", type: "application/zip", answer: "PK" },
    { contents: [content("*/*", text)], accept: "application/json, */*;q=0.5", type: "text/plain", answer: "hi" },
  ])("is asked for as $accept where that is all there is", async ({ contents, accept, type, answer }) => {
    const made = planned({ models, operations: [operation("GET /only", { id: "getOnly", responses: [response("200", ...contents)] })] });
    const { request } = await send(made, "getOnly", {}, { type, text: answer });
    expect(request.headers["accept"]).toBe(accept);
  });

  it("is asked for in each of its forms where all are read alike", async () => {
    const tables = operation("GET /table", { id: "getTable", responses: [response("200", csv, content("text/tab-separated-values", text))] });
    const made = planned({ models, operations: [tables] }, { operations: { getTable: { out: "text" } } });
    const { request } = await send(made, "getTable", {}, { type: "text/csv", text: "a,b" });
    expect(request.headers["accept"]).toBe("text/csv, text/tab-separated-values, */*;q=0.5");
  });
});

import { describe, expect, it } from "@jest/globals";
import type { ClientConfig } from "../../generator/plan/config/client-config.js";
import { complaintsOf } from "./try.js";

const json = (schema: unknown): unknown => ({ content: { "application/json": { schema } } });
const ok = (schema: unknown): unknown => ({ "200": { description: "", ...(json(schema) as object) } });
const api = (rest: object): object => ({ openapi: "3.0.3", info: { title: "Found", version: "1" }, paths: {}, ...rest });
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

/** Small documents, each of a kind that a mutant or a real document once broke. */
const found: readonly { readonly name: string; readonly document: object; readonly config?: ClientConfig }[] = [
  {
    name: "fields named like what every object inherits",
    document: api({
      paths: { "/a": { get: { responses: ok(ref("A")) } } },
      components: {
        schemas: {
          A: { type: "object", properties: { constructor: { type: "integer" }, toString: { type: "array", items: { type: "string" } }, valueOf: ref("A") } },
        },
      },
    }),
  },
  {
    name: "optional inputs named like what every object inherits",
    document: api({
      paths: {
        "/a": {
          get: { parameters: [{ name: "constructor", in: "query", schema: { type: "string" } }], responses: {} },
          post: { requestBody: json(ref("A")), responses: {} },
          put: { requestBody: json({ oneOf: [ref("A"), { type: "object", properties: { x: { type: "string" } } }] }), responses: {} },
        },
      },
      components: { schemas: { A: { type: "object", properties: { toString: { type: "string" }, b: { type: "number" } } } } },
    }),
  },
  {
    name: "a server variable named like what every object inherits",
    document: api({ servers: [{ url: "https://{constructor}.example", variables: { constructor: { default: "a", enum: ["a", "b"] } } }] }),
  },
  {
    name: "an index signature too wide to be told, whose types nothing else uses",
    document: api({
      paths: {
        "/a": {
          post: {
            tags: ["one"],
            requestBody: json({
              type: "object",
              properties: { a: { type: "string" }, b: { type: "integer" }, c: { type: "boolean" } },
              additionalProperties: { oneOf: [ref("A"), ref("B")] },
            }),
            responses: ok({ type: "object", properties: { a: ref("A"), b: ref("B") } }),
          },
        },
        "/b": { get: { tags: ["two"], responses: ok({ type: "array", items: { oneOf: [ref("A"), ref("B")] } }) } },
      },
      components: {
        schemas: { A: { type: "object", properties: { a: { type: "string", readOnly: true } } }, B: { type: "object", properties: { b: { type: "string" } } } },
      },
    }),
  },
  {
    name: "dates as Temporal values, beside models of the same names",
    config: { types: { dates: "temporal" } },
    document: api({
      paths: { "/a": { post: { requestBody: json(ref("Instant")), responses: ok(ref("Instant")) } } },
      components: {
        schemas: { Instant: { type: "object", properties: { at: { type: "string", format: "date-time" }, on: { type: "string", format: "date" } } } },
      },
    }),
  },
  {
    name: "a map of properties that refers to another and repeats its names",
    document: api({
      paths: { "/a": { get: { responses: ok(ref("A")) } } },
      components: {
        schemas: {
          A: { type: "object", properties: { ...ref("B"), type: { type: "string" } } },
          B: { type: { type: "object" }, properties: { type: "object" } },
        },
      },
    }),
  },
  {
    name: "replies, streams and models that no value fits",
    document: api({
      paths: {
        "/a": { get: { responses: ok(ref("None")) }, put: { responses: ok(ref("Torn")) } },
        "/b": { get: { responses: { "200": { description: "", content: { "text/event-stream": { schema: { oneOf: [ref("None"), ref("Torn")] } } } } } } },
      },
      components: {
        schemas: {
          None: { not: {} },
          Torn: {
            allOf: [
              {
                oneOf: [
                  { type: "string", enum: ["a"] },
                  { type: "string", enum: ["b"] },
                ],
              },
              { type: "integer" },
            ],
          },
        },
      },
    }),
  },
  {
    name: "lines asked of a reply that the document knows nothing of",
    config: { defaults: { out: "jsonl" } },
    document: api({ paths: { "/a": { delete: { responses: { "202": { description: "" } } } } } }),
  },
  {
    name: "a tag of three hundred letters",
    document: api({ paths: { "/a": { get: { tags: ["a rather long tag ".repeat(20)], responses: {} } } } }),
  },
];

describe("documents that were once too much", () => {
  it("generate and compile", async () => {
    const complaints = await complaintsOf(found);
    expect(found.flatMap(({ name }, index) => (complaints[index]?.length === 0 ? [] : [{ name, said: complaints[index] }]))).toEqual([]);
  });
});

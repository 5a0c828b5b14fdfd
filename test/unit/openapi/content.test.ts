import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lowerOperation, print, printModel } from "./lowered.js";

const body = (content: JsonValue, components: JsonValue = {}) =>
  lowerOperation({ "/x": { post: { requestBody: { required: true, content } } } }, { components }, "3.2");
const bytes = { type: "string", format: "binary" };

const table: readonly { readonly name: string; readonly given: JsonValue; readonly want: readonly string[]; readonly codes?: readonly string[] }[] = [
  {
    name: "media types stay in order, parameters included",
    given: { "application/json; charset=utf-8": { schema: { type: "string" } }, "text/*": { schema: { type: "string" } }, "x-note": 1 },
    want: ["application/json; charset=utf-8 string", "text/* string"],
  },
  { name: "a media type may say nothing", given: { "application/json": {}, "text/plain": null }, want: ["application/json null", "text/plain null"] },
  {
    name: "a whole body of format binary is bytes",
    given: { "image/png": { schema: bytes }, "application/json": { schema: bytes } },
    want: ["image/png binary", "application/json binary"],
  },
  {
    name: "plain text of a type of bytes is bytes",
    given: {
      "application/octet-stream": { schema: { type: "string" } },
      "application/pdf": { schema: { type: "string" } },
      "text/csv": { schema: { type: "string" } },
    },
    want: ["application/octet-stream binary", "application/pdf binary", "text/csv string"],
  },
  {
    name: "inside JSON binary stays text",
    given: { "application/json": { schema: { type: "object", properties: { a: bytes } } } },
    want: ["application/json {a?: string(binary)}"],
  },
  {
    name: "parts of multipart are bytes, alone and in lists",
    given: {
      "multipart/form-data": {
        schema: {
          type: "object",
          properties: { a: bytes, b: { type: "array", items: bytes }, c: { type: "string" }, d: { type: "string", format: "binary", nullable: true } },
          additionalProperties: bytes,
        },
      },
    },
    want: ["multipart/form-data {a?: binary, b?: binary[], c?: string, d?: (binary | null), [*]: binary}"],
  },
  {
    name: "a part deeper down is JSON again",
    given: { "multipart/form-data": { schema: { type: "object", properties: { meta: { type: "object", properties: { a: bytes } } } } } },
    want: ["multipart/form-data {meta?: {a?: string(binary)}}"],
  },
  {
    name: "3.1's media type of bytes counts as well",
    given: {
      "multipart/form-data": {
        schema: {
          type: "object",
          properties: { a: { contentMediaType: "application/octet-stream" }, b: { type: "string", contentMediaType: "image/png", contentEncoding: "base64" } },
        },
      },
    },
    want: ["multipart/form-data {a?: binary, b?: string}"],
  },
];

describe("content", () => {
  it.each(table)("$name", ({ given, want, codes }) => {
    const { operation, codes: reported } = body(given);
    expect(operation.body?.contents.map((content) => `${content.mediaType} ${content.schema === null ? "null" : print(content.schema)}`)).toEqual(want);
    expect(reported).toEqual(codes ?? []);
  });

  it("of multipart makes bytes of the models that are its parts", () => {
    const { api } = body(
      { "multipart/form-data": { schema: { $ref: "#/components/schemas/Upload" } } },
      {
        schemas: {
          Upload: { allOf: [{ $ref: "#/components/schemas/Base" }, { type: "object", properties: { file: { $ref: "#/components/schemas/File" } } }] },
          Base: { type: "object", properties: { first: bytes } },
          File: bytes,
          Untouched: bytes,
        },
      },
    );
    expect(["Upload", "Base", "File", "Untouched"].map((name) => printModel(api, name))).toEqual([
      "(Base & {file?: File})",
      "{first?: binary}",
      "binary",
      "string(binary)",
    ]);
  });

  it("of a sequential type has items: itemSchema, a list's items, else the schema itself", () => {
    const ref = { $ref: "#/components/schemas/Event" };
    const { operation } = body(
      {
        "text/event-stream": { itemSchema: ref },
        "application/jsonl": { schema: { type: "array", items: ref } },
        "application/x-ndjson": { schema: ref },
        "application/json-seq": { schema: { $ref: "#/components/schemas/Events" } },
        "application/stream+json": { schema: { type: "string" } },
        "application/ndjson": { schema: { $ref: "#/components/schemas/Line" } },
        "application/json": { schema: ref },
      },
      { schemas: { Event: { type: "object" }, Events: { type: "array", items: ref }, Line: { type: "string" } } },
    );
    expect(operation.body?.contents.map((content) => content.item && print(content.item))).toEqual(["Event", "Event", "Event", "Event", null, null, null]);
  });

  it("keeps the encoding of its parts", () => {
    const { operation, codes } = body({
      "multipart/form-data": {
        schema: { type: "object" },
        encoding: {
          a: { contentType: "image/png", headers: { "X-Id": { schema: { type: "integer" } }, "Content-Type": {} } },
          b: { style: "pipeDelimited", allowReserved: true },
          c: { style: "form", explode: false },
          d: null,
        },
        prefixEncoding: [],
      },
    });
    expect(operation.body?.contents[0]?.parts).toMatchObject([
      {
        name: "a",
        contentType: "image/png",
        style: null,
        explode: true,
        reserved: false,
        headers: [{ name: "X-Id", schema: { kind: "number", integer: true } }],
      },
      { name: "b", contentType: null, style: "pipe", explode: false, reserved: true, headers: [] },
      { name: "c", style: "form", explode: false },
    ]);
    expect(codes).toEqual([]);
  });

  it("describes parts without names by their place", () => {
    const { operation, codes } = body({
      "multipart/mixed": {
        itemSchema: {},
        prefixEncoding: [{ contentType: "application/json" }, null],
        itemEncoding: { contentType: "image/png", headers: { "X-Id": { schema: { const: "a" } } } },
      },
      "multipart/form-data": { schema: {} },
    });
    const [mixed, form] = operation.body?.contents ?? [];
    expect(mixed?.byPosition).toMatchObject({
      prefix: [
        { name: "", contentType: "application/json" },
        { name: "", contentType: null, headers: [] },
      ],
      items: { name: "", contentType: "image/png", headers: [{ name: "X-Id" }] },
    });
    expect(form?.byPosition).toBeNull();
    expect(codes).toEqual([]);
  });

  it("carries its examples", () => {
    const { operation } = body({
      "application/json": { schema: {}, example: { a: 1 }, examples: { one: { value: { a: 2 } }, two: { externalValue: "u" }, three: { summary: "none" } } },
    });
    expect(operation.body?.contents[0]?.examples).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it("may stand behind a reference (3.2)", () => {
    const { operation } = body({ "application/json": { $ref: "#/components/mediaTypes/Json" } }, { mediaTypes: { Json: { schema: { type: "integer" } } } });
    expect(operation.body?.contents[0]).toMatchObject({
      mediaType: "application/json",
      schema: { kind: "number" },
      at: "api.yaml#/components/mediaTypes/Json",
    });
  });
});

describe("a request body", () => {
  it("is optional unless it says so, named where an extension names it", () => {
    const { operation } = lowerOperation({
      "/x": { post: { requestBody: { description: "Told.", content: { "text/plain": {} }, "x-codegen-request-body-name": "note" } } },
    });
    expect(operation.body).toMatchObject({ required: false, name: "note", docs: { description: "Told." }, at: "api.yaml#/paths/~1x/post/requestBody" });
  });

  it("behind a reference takes the description beside it", () => {
    const { operation } = lowerOperation(
      { "/x": { post: { requestBody: { $ref: "#/components/requestBodies/B", description: "Beside." } } } },
      { components: { requestBodies: { B: { description: "There.", required: true, content: { "text/plain": {} } } } } },
    );
    expect(operation.body).toMatchObject({ required: true, docs: { description: "Beside." }, at: "api.yaml#/components/requestBodies/B" });
  });

  it.each([[{}], [{ content: {} }], [{ content: null }], [{ content: "x" }]])("without content (%j) is none, with a warning", (requestBody) => {
    const { operation, codes } = lowerOperation({ "/x": { post: { requestBody } } });
    expect(operation.body).toBeNull();
    expect(codes).toEqual(["body-without-content"]);
  });
});

import { describe, expect, it } from "@jest/globals";
import type { Schema } from "../../../../generator/ir/index.js";
import { body, content, integer, json, object, operation, planned, response, text, unknown } from "../build.js";

const item = object({ n: integer });
const constantOf = (mediaType: string, given: { readonly schema?: Schema | null; readonly item?: Schema | null }) => {
  const made = planned({
    operations: [
      operation("POST /x", { id: "send", body: body([content(mediaType, given.schema ?? null, { item: given.item ?? null })]), responses: [response("204")] }),
    ],
  });
  const view = made.operation("send");
  return { constant: view.constant as Record<string, unknown>, field: view.input?.fields[0] }; // a record of constants
};

describe("a body of one item after another", () => {
  it.each([
    ["application/x-ndjson", "jsonl", undefined],
    ["application/jsonl", "jsonl", "application/jsonl"],
    ["application/json-seq", "json-seq", undefined],
    ["text/event-stream", "sse", undefined],
  ])("%s is handed in as its items, and sent as %s", (mediaType, kind, type) => {
    const { constant, field } = constantOf(mediaType, { item });
    expect(constant["in"]).toEqual({ body: { kind, ...(type === undefined ? {} : { type }), at: "body" } });
    expect(constant["use"]).toContainEqual({ $symbol: { name: "sequences", from: "@clientwright/runtime", type: false } });
    expect(field).toMatchObject({ name: "body", required: true, type: { schema: { kind: "array", items: item }, streamed: true } });
  });

  it("says how events are written: whole ones, or text", () => {
    expect(constantOf("text/event-stream", { item: object({ event: text, data: text }) }).constant["in"]).toMatchObject({
      body: { stream: { item: "event" } },
    });
    expect(constantOf("text/event-stream", { item: text }).constant["in"]).toMatchObject({ body: { stream: { data: "text" } } });
  });

  it("is text where the document says nothing of items", () => {
    expect(constantOf("application/x-ndjson", { schema: text }).constant["in"]).toEqual({ body: { kind: "text", type: "application/x-ndjson", at: "body" } });
  });
});

describe("a reply in parts", () => {
  const reply = (said: Parameters<typeof content>[2], ...more: ReturnType<typeof json>[]) =>
    planned({ operations: [operation("GET /x", { id: "read", responses: [response("200", content("multipart/mixed", null, said), ...more)] })] });

  it("is a stream of its items", () => {
    const view = reply({ item }).operation("read");
    expect(view.verb).toMatchObject({ verb: "events", item: { type: { schema: item, binary: "bytes" } } });
    expect(view.constant).toMatchObject({ out: "multipart", use: [{ $symbol: { name: "parts" } }] });
  });

  it("is bytes where nothing is said of its parts", () => {
    expect(reply({}).operation("read").constant).toMatchObject({ out: "blob" });
  });

  it("has a function of its own beside JSON", () => {
    const made = reply({ item: unknown }, json(item));
    expect(made.operation("read").verb).toEqual({ verb: "call" });
    expect(made.operation("readStream").constant).toMatchObject({ out: "multipart" });
  });
});

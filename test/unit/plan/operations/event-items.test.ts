import { describe, expect, it } from "@jest/globals";
import type { Content, Model, Schema } from "../../../../generator/ir/index.js";
import { eventItem } from "../../../../generator/plan/operations/event-items.js";
import { array, content, integer, json, meta, model, object, oneOfValues, operation, planned, ref, response, text, union, unknown } from "../build.js";

const sse = (schema: Schema | null, said: Partial<Content> = {}): Content => content("text/event-stream; charset=utf-8", schema, said);
const holding = (schema: Schema | null): Schema => ({
  ...text,
  meta: meta({ content: { encoding: null, mediaType: "application/json; charset=utf-8", schema } }),
});
const all = (...of: Schema[]): Schema => ({ kind: "all", of, at: "api.yaml#/all", meta: null });
const models: readonly Model[] = [
  model("Note", object({ text })),
  model("Tick", object({ data: ref("Note") })),
  model("Done", object({ data: oneOfValues("[DONE]") })),
  model("Line", text),
  model("Loop", union(ref("Loop"), text)),
];
const known = new Map(models.map((each) => [each.key, each]));
const itemOf = (schema: Schema | null) => eventItem(sse(schema, { item: schema }), known);

describe("the items of server-sent events", () => {
  it.each<{ name: string; given: Schema; stream: unknown; schema?: Schema }>([
    { name: "data of its own shape: as the runtime does by itself", given: ref("Note"), stream: null },
    { name: "a list: the same", given: array(text), stream: null },
    { name: "plain text", given: text, stream: { data: "text" } },
    { name: "text behind a reference", given: ref("Line"), stream: { data: "text" } },
    { name: "JSON in text", given: holding(ref("Note")), stream: { data: "json" }, schema: ref("Note") },
    { name: "JSON of any kind in text", given: holding(null), stream: { data: "json" }, schema: unknown },
    { name: "the event, its data text", given: object({ data: text, "event?": text, "id?": text, "retry?": integer }), stream: { item: "event" } },
    { name: "the event, its data anything", given: object({ data: unknown }), stream: { item: "event" } },
    { name: "the event, its data an object", given: ref("Tick"), stream: { item: "event", data: "json" } },
    {
      name: "the event, its data JSON in text: decoded, and always there",
      given: object({ "event?": text, "data?": holding(ref("Note")) }),
      stream: { item: "event", data: "json" },
      schema: { ...object({ "event?": text, data: ref("Note") }), at: "api.yaml#/object" },
    },
    { name: "fields that no event has: data of its own shape", given: object({ data: text, more: text }), stream: null },
    { name: "no data at all: data of its own shape", given: object({ id: text }), stream: null },
    { name: "a circle", given: ref("Loop"), stream: null },
    {
      name: "events, the last of which is only a mark",
      given: union(ref("Tick"), ref("Done")),
      stream: { item: "event", data: "json" },
      schema: ref("Tick"),
    },
    {
      name: "another mark: the runtime is told",
      given: union(ref("Tick"), object({ data: oneOfValues("[done]") })),
      stream: { item: "event", data: "json", end: "[done]" },
      schema: ref("Tick"),
    },
    { name: "nothing but the mark", given: ref("Done"), stream: { item: "event" } },
    {
      name: "JSON and text by turns: text",
      given: union(object({ data: holding(ref("Note")) }), object({ data: oneOfValues("ping") })),
      stream: { item: "event" },
    },
  ])("$name", ({ given, stream, schema = given }) => {
    expect(itemOf(given)).toEqual({ schema, stream });
  });

  it("put what all events have together with what each has, as TypeSpec writes it", () => {
    const base = object({ event: text, "data?": text });
    const arms = union(
      object({ "event?": oneOfValues("a"), "data?": holding(ref("Note")) }),
      object({ "event?": oneOfValues("b"), "data?": holding(integer) }),
    );
    const found = itemOf(all(base, arms));
    expect(found?.stream).toEqual({ item: "event", data: "json" });
    expect(found?.schema).toMatchObject({
      kind: "union",
      of: [
        {
          fields: [
            { name: "event", required: true, schema: oneOfValues("a") },
            { name: "data", required: true, schema: ref("Note") },
          ],
        },
        {
          fields: [
            { name: "event", required: true, schema: oneOfValues("b") },
            { name: "data", required: true, schema: integer },
          ],
        },
      ],
    });
  });

  it("are no business of other media types, or of streams of which nothing is said", () => {
    expect(eventItem(json(object({ data: text })), known)).toBeNull();
    expect(eventItem(content("application/x-ndjson", object({ data: text })), known)).toBeNull();
    expect(eventItem(sse(null), known)).toBeNull();
    expect(eventItem(sse(unknown), known)).toBeNull();
  });
});

describe("an operation that streams events", () => {
  const streamed = (schema: Schema) =>
    planned(
      { models, operations: [operation("GET /feed", { id: "feed", responses: [response("200", sse(schema, { item: schema }))] })] },
      { models: "reached" },
    );

  it("has how its items are read in its constant, and their models in models.ts", () => {
    const made = streamed(object({ data: holding(ref("Note")) }));
    expect(made.operation("feed").constant).toMatchObject({ out: "sse", stream: { item: "event", data: "json" } });
    expect(made.operation("feed").verb).toMatchObject({ verb: "events", item: { name: "FeedEvent" } });
    expect(made.file("models").models.map(({ name }) => name)).toEqual(["Note"]);
  });

  it("needs no model of the event that only ends it", () => {
    expect(
      streamed(union(ref("Tick"), ref("Done")))
        .file("models")
        .models.map(({ name }) => name),
    ).toEqual(["Note", "Tick"]);
  });

  it("says nothing where the runtime knows by itself", () => {
    expect(streamed(ref("Note")).operation("feed").constant).not.toHaveProperty("stream");
  });
});

import { describe, expect, it } from "@jest/globals";
import type { Operation, Schema } from "../../../../generator/ir/index.js";
import type { ClientConfig } from "../../../../generator/plan/config/client-config.js";
import { array, body, content, json, model, object, operation, param, planned, ref, response, text } from "../build.js";

const moment: Schema = { kind: "string", format: "date-time", meta: null };
const models = [
  model("Meeting", object({ at: moment, "next?": ref("Meeting") })),
  model("Plain", object({ a: text })),
  model("Holder", object({ events: array(ref("Meeting")) })),
];
const convert = (said: Partial<Operation>, config: ClientConfig = { types: { dates: "date" } }): unknown =>
  (
    planned({ models, operations: [operation("POST /x", { id: "op", responses: [response("204")], ...said })] }, config).operation("op").constant as {
      readonly convert?: unknown;
    }
  ).convert; // an Operation as data
const lazy = (name: string) => ({ ref: { $lazy: { name, from: "schemas", type: false } } });

describe("conversion", () => {
  it("costs nothing where nothing is asked for", () => {
    expect(convert({ body: body([json(ref("Meeting"))]), responses: [response("200", json(ref("Meeting")))] }, {})).toBeUndefined();
  });

  it("stands only with operations that have such values, however deep", () => {
    expect(convert({ responses: [response("200", json(ref("Plain")))] })).toBeUndefined();
    expect(convert({ responses: [response("200", json(ref("Holder")))] })).toEqual({ out: { 200: lazy("holderShape") } });
  });

  it("covers parameters, bodies, every success and every error", () => {
    const made = convert({
      params: [param("query", "since", { schema: moment }), param("query", "q")],
      body: body([json(ref("Meeting"))]),
      responses: [response("200", json(ref("Meeting"))), response("201", json(ref("Plain"))), response("4XX", json(ref("Holder")))],
    });
    expect(made).toMatchObject({
      in: { allOf: [lazy("meetingShape"), { type: "object", fields: { since: { type: "string", format: "date-time", as: "date" } } }] },
      out: { 200: lazy("meetingShape"), "4XX": lazy("holderShape") },
    });
    expect(made).not.toHaveProperty(["out", "201"]);
  });

  it("covers a nested body under its key, and fields written in place", () => {
    expect(convert({ body: body([json(array(moment))]) })).toMatchObject({ in: { type: "object", fields: { body: { type: "array" } } } });
    expect(convert({ body: body([json(object({ at: moment, a: text }))]) })).toEqual({
      in: { type: "object", fields: { at: { type: "string", format: "date-time", as: "date" } } },
    });
  });

  it("covers the items of streams, and the data of whole events", () => {
    const streamed = (mediaType: string, item: Schema): unknown => convert({ responses: [response("200", content(mediaType, null, { item }))] });
    expect(streamed("application/jsonl", ref("Meeting"))).toEqual({ out: { 200: lazy("meetingShape") } });
    expect(streamed("application/json-seq", ref("Plain"))).toBeUndefined();
    expect(streamed("text/event-stream", object({ "event?": text, data: ref("Meeting") }))).toEqual({ out: { 200: lazy("meetingShape") } });
  });

  it("stands before what else encodes bodies, so that bigint reaches JSON whose fields are renamed", () => {
    const made = planned(
      { models, operations: [operation("POST /x", { id: "op", body: body([json(object({ constructor: text, at: moment }))]), responses: [response("204")] })] },
      { types: { dates: "date" } },
    );
    const { use } = made.operation("op").constant as { readonly use: readonly { readonly $symbol: { readonly name: string } }[] }; // an Operation as data
    expect(use.map(({ $symbol }) => $symbol.name)).toEqual(["convert", "bodies"]);
  });

  it("tells the runtime how XML is spelt", () => {
    const made = convert({ responses: [response("200", content("application/xml", ref("Plain")))] }, {});
    expect(made).toMatchObject({ out: { 200: expect.anything() } });
  });
});

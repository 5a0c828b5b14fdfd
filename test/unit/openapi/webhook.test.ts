import { describe, expect, it } from "@jest/globals";
import { lower, lowerOperation, print, printParam } from "./lowered.js";

const event = { requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Event" } } } }, responses: { "200": {} } };

describe("webhooks", () => {
  it("are requests by name and method, x-webhooks included", () => {
    const { api } = lower({
      webhooks: {
        created: {
          parameters: [{ name: "X-Sig", in: "header", schema: { type: "string" } }],
          post: { ...event, operationId: "onCreated", summary: "Was made.", "x-fern-a": 1 },
        },
        "x-note": {},
        broken: null,
      },
      "x-webhooks": { deleted: { post: event } },
      components: { schemas: { Event: { type: "object" } } },
    });
    expect(api.webhooks.map((webhook) => [webhook.name, webhook.method, webhook.expression, webhook.at])).toEqual([
      ["created", "POST", null, "api.yaml#/webhooks/created/post"],
      ["deleted", "POST", null, "api.yaml#/x-webhooks/deleted/post"],
    ]);
    const [created] = api.webhooks;
    expect(created?.params.map(printParam)).toEqual(["header X-Sig: string"]);
    expect(created?.body?.contents.map((content) => content.schema && print(content.schema))).toEqual(["Event"]);
    expect(created).toMatchObject({ docs: { summary: "Was made." }, responses: [{ status: "200" }], extensions: [{ key: "x-fern-a", value: 1 }] });
    expect(api.operations).toEqual([]);
  });
});

describe("callbacks", () => {
  it("belong to their operation, by name and expression, references followed", () => {
    const { operation } = lowerOperation(
      {
        "/x": {
          post: {
            callbacks: {
              onEvent: { "{$request.body#/url}": { post: event }, "x-note": 1 },
              shared: { $ref: "#/components/callbacks/Shared" },
              "x-note": 1,
              gone: { $ref: "#/nowhere" },
            },
          },
        },
      },
      { components: { schemas: { Event: { type: "object" } }, callbacks: { Shared: { "{$request.query.u}": { put: event } } } } },
    );
    expect(operation.callbacks.map((callback) => [callback.name, callback.method, callback.expression])).toEqual([
      ["onEvent", "POST", "{$request.body#/url}"],
      ["shared", "PUT", "{$request.query.u}"],
    ]);
  });
});

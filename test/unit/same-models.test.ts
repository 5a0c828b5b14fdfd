import { describe, expect, it } from "@jest/globals";
import { field, objectSchema, refSchema } from "../../generator/ir/index.js";
import { mergeApis } from "../../generator/merge-apis.js";
import { lowerAsync } from "./asyncapi/lowered.js";
import { api, model, text } from "./plan/build.js";

const order = (line: string) => objectSchema("openapi.yaml#/components/schemas/Order", [field("id", text, true), field("line", refSchema(line), false)]);
const http = (lineFields: readonly string[]) =>
  api({
    title: "Shop",
    auth: [{ key: "token", type: "bearer", format: null, docs: api({}).docs, at: "openapi.yaml#/x" }],
    models: [
      {
        ...model(
          "Line",
          objectSchema(
            "x",
            lineFields.map((name) => field(name, text, true)),
          ),
        ),
        key: "openapi.yaml#/components/schemas/Line",
      },
      { ...model("Order", order("openapi.yaml#/components/schemas/Line")), key: "openapi.yaml#/components/schemas/Order" },
    ],
  });

const events = (scheme: { readonly type: string; readonly scheme?: string }) =>
  lowerAsync({
    asyncapi: "3.0.0",
    info: { title: "Events", version: "1" },
    servers: { s: { host: "h", protocol: "ws", security: [{ $ref: "#/components/securitySchemes/token" }] } },
    channels: { orders: { address: "orders", messages: { created: { payload: { $ref: "#/components/schemas/Order" } } } } },
    operations: { created: { action: "send", channel: { $ref: "#/channels/orders" } } },
    components: {
      securitySchemes: { token: scheme },
      schemas: {
        Line: { description: "Said anew.", type: "object", required: ["article"], properties: { article: { type: "string" } } },
        Order: { type: "object", required: ["id"], properties: { id: { type: "string" }, line: { $ref: "#/components/schemas/Line" } } },
      },
    },
  }).api;

describe("an OpenAPI and an AsyncAPI document of one API", () => {
  it("share the models that say the same, and the credential", () => {
    const merged = mergeApis([http(["article"]), events({ type: "http", scheme: "bearer" })]);
    expect(merged.models.map(({ key }) => key)).toEqual(["openapi.yaml#/components/schemas/Line", "openapi.yaml#/components/schemas/Order"]);
    expect(merged.channels[0]?.messages[0]?.payload).toMatchObject({ kind: "ref", model: "openapi.yaml#/components/schemas/Order" });
    expect(merged.auth.map(({ key }) => key)).toEqual(["token"]);
  });

  it("keep two models where one differs, or something that it refers to does", () => {
    const merged = mergeApis([http(["article", "amount"]), events({ type: "http", scheme: "bearer" })]);
    expect(merged.models.map(({ name }) => name)).toEqual(["Line", "Order", "Line", "Order"]);
  });

  it("keep two credentials where one name means two things", () => {
    const merged = mergeApis([http(["article"]), events({ type: "userPassword" })]);
    expect(merged.auth.map(({ key, type }) => [key, type])).toEqual([
      ["token", "bearer"],
      ["tokenRealtime", "userPassword"],
    ]);
    expect(merged.channelServers[0]?.auth).toEqual([[{ scheme: "tokenRealtime", scopes: [] }]]);
  });
});

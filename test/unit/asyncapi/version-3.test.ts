import { describe, expect, it } from "@jest/globals";
import { print } from "../openapi/lowered.js";
import { channelOf, lowerAsync } from "./lowered.js";

const base = { asyncapi: "3.0.0", info: { title: "Shop", version: "1" } };

describe("a 3.x document", () => {
  it("attaches operations to the channel that they mean, with the messages that they list", () => {
    const { api, codes } = lowerAsync({
      ...base,
      channels: { orders: { address: "orders", messages: { a: { payload: { type: "string" } }, b: { $ref: "#/components/messages/b" } } } },
      operations: {
        all: { action: "send", channel: { $ref: "#/channels/orders" } },
        one: { action: "receive", channel: { $ref: "#/channels/orders" }, messages: [{ $ref: "#/channels/orders/messages/b" }] },
        component: { action: "receive", channel: { $ref: "#/channels/orders" }, messages: [{ $ref: "#/components/messages/b" }] },
      },
      components: { messages: { b: { payload: { type: "integer" } } } },
    });
    expect(channelOf(api, "orders").operations.map(({ id, action, messages }) => [id, action, messages])).toEqual([
      ["all", "send", ["a", "b"]],
      ["one", "receive", ["b"]],
      ["component", "receive", ["b"]],
    ]);
    expect(codes).toEqual([]);
  });

  it("follows channels and messages into other files", () => {
    const { api, codes } = lowerAsync(
      {
        ...base,
        channels: { comments: { $ref: "common/channels.yaml#/comments" } },
        operations: { onComment: { action: "send", channel: { $ref: "#/channels/comments" }, messages: [{ $ref: "#/channels/comments/messages/comment" }] } },
      },
      {
        "common/channels.yaml": { comments: { address: "comments/{id}", parameters: { id: {} }, messages: { comment: { $ref: "messages.yaml#/comment" } } } },
        "common/messages.yaml": { comment: { payload: { $ref: "schemas.yaml#/Comment" } } },
        "common/schemas.yaml": { Comment: { type: "object", properties: { text: { type: "string" } } } },
      },
    );
    const channel = channelOf(api, "comments");
    expect([channel.address, channel.operations.map(({ messages }) => messages), codes]).toEqual(["comments/{id}", [["comment"]], []]);
    expect(api.models.map(({ name, key }) => [name, key])).toEqual([["Comment", "common/schemas.yaml#/Comment"]]);
  });

  it("lets what stands in a node win over its traits, and a later trait over an earlier one", () => {
    const { api } = lowerAsync({
      ...base,
      channels: {
        c: {
          address: null,
          messages: {
            m: {
              contentType: "own/type",
              headers: { type: "object", properties: { mine: { type: "string" } } },
              traits: [
                { contentType: "first/type", title: "First", headers: { type: "object", properties: { theirs: { type: "integer" } } } },
                { title: "Second" },
              ],
            },
          },
        },
      },
      operations: { o: { action: "send", channel: { $ref: "#/channels/c" } } },
    });
    const [message] = channelOf(api, "c").messages;
    expect([message?.contentType, message?.title, message?.headers?.kind]).toEqual(["own/type", "Second", "all"]);
    expect(channelOf(api, "c").address).toBeNull();
  });

  it("names the headers of a shared trait after the trait, not after the message that is read first", () => {
    const messages = {
      Dim: { traits: [{ $ref: "#/components/messageTraits/commonHeaders" }] },
      TurnOn: { traits: [{ $ref: "#/components/messageTraits/commonHeaders" }] },
    };
    const { api } = lowerAsync({
      ...base,
      channels: { c: { address: "c", messages } },
      operations: { o: { action: "send", channel: { $ref: "#/channels/c" } } },
      components: { messageTraits: { commonHeaders: { headers: { type: "object", properties: { app: { type: "string" } } } } } },
    });
    expect(api.models.map(({ name, key }) => [name, key])).toEqual([["commonHeaders", "api.yaml#/components/messageTraits/commonHeaders/headers"]]);
  });

  it.each([
    { given: "a content type of bytes", message: { contentType: "audio/wav", payload: { type: "string" } }, want: ["audio/wav", "binary"] },
    {
      given: "format: binary and a content type of bytes",
      message: { contentType: "application/octet-stream", payload: { $ref: "#/components/schemas/Audio" } },
      want: ["application/octet-stream", "binary"],
    },
    {
      given: "format: binary, against the document's default of JSON",
      message: { payload: { $ref: "#/components/schemas/Audio" } },
      want: ["application/octet-stream", "binary"],
    },
    {
      given: "format: binary in what says itself that it is JSON",
      message: { contentType: "application/json", payload: { type: "string", format: "binary" } },
      want: ["application/json", "string"],
    },
    { given: "text of another content type", message: { contentType: "application/xml", payload: { type: "string" } }, want: ["application/xml", "string"] },
  ])("takes a whole payload for bytes where it is: $given", ({ message, want }) => {
    const { api } = lowerAsync({
      ...base,
      defaultContentType: "application/json",
      channels: { c: { address: "c", messages: { m: message } } },
      operations: { o: { action: "send", channel: { $ref: "#/channels/c" } } },
      components: { schemas: { Audio: { type: "string", format: "binary" } } },
    });
    const [found] = channelOf(api, "c").messages;
    expect([found?.contentType, found?.payload?.kind]).toEqual(want);
  });

  it("reads replies, their channel and the place of their address", () => {
    const { api } = lowerAsync({
      ...base,
      channels: {
        ask: { address: "ask", messages: { q: { correlationId: { $ref: "#/components/correlationIds/id" }, payload: {} } } },
        answer: { address: null, messages: { a: { payload: {} }, error: { payload: {} } } },
      },
      operations: {
        ask: {
          action: "receive",
          channel: { $ref: "#/channels/ask" },
          reply: {
            address: { location: "$message.header#/replyTo" },
            channel: { $ref: "#/channels/answer" },
            messages: [{ $ref: "#/channels/answer/messages/a" }],
          },
        },
      },
      components: { correlationIds: { id: { location: "$message.payload#/meta/id" } } },
    });
    expect(channelOf(api, "ask").operations[0]?.reply).toEqual({
      channel: "answer",
      address: { in: "header", pointer: "/replyTo" },
      messages: ["a"],
      at: "api.yaml#/operations/ask/reply",
    });
    expect(channelOf(api, "ask").messages[0]?.correlationId).toEqual({ in: "payload", pointer: "/meta/id" });
  });

  it.each([
    ["action-invalid", { action: "shout", channel: { $ref: "#/channels/c" } }],
    ["channel-unresolved", { action: "send", channel: { $ref: "#/channels/gone" } }],
    ["channel-unresolved", { action: "send" }],
    ["message-unresolved", { action: "send", channel: { $ref: "#/channels/c" }, messages: [{ $ref: "#/components/messages/other" }] }],
  ])("reports %s for %j", (code, operation) => {
    const { codes } = lowerAsync({
      ...base,
      channels: { c: { address: "c", messages: { m: {} } } },
      operations: { o: operation },
      components: { messages: { other: {} } },
    });
    expect(codes).toContain(code);
  });

  it("declares the security schemes that stand in place, and knows the declared ones again", () => {
    const { api } = lowerAsync({
      ...base,
      servers: {
        a: {
          host: "a",
          protocol: "kafka-secure",
          security: [
            { $ref: "#/components/securitySchemes/scram" },
            { type: "X509" },
            { type: "oauth2", flows: { clientCredentials: { tokenUrl: "https://t", availableScopes: { r: "Read" } } }, scopes: ["r"] },
          ],
        },
      },
      components: { securitySchemes: { scram: { type: "scramSha512" } } },
    });
    expect(api.channelServers[0]?.auth).toEqual([[{ scheme: "scram", scopes: [] }], [{ scheme: "X509", scopes: [] }], [{ scheme: "oauth2", scopes: ["r"] }]]);
    expect(api.auth.map(({ type }) => type)).toEqual(["userPassword", "x509", "oauth2"]);
  });

  it("reads Avro payloads: records, enums, unions, logical types and names", () => {
    const schema = {
      type: "record",
      name: "Order",
      namespace: "shop",
      doc: "An order.",
      fields: [
        { name: "id", type: { type: "string", logicalType: "uuid" } },
        { name: "state", type: { type: "enum", name: "State", symbols: ["NEW", "PAID"] } },
        { name: "note", type: ["null", "string"], default: null },
        { name: "previous", type: ["null", "Order"] },
        { name: "tags", type: { type: "map", values: { type: "array", items: "long" } } },
        { name: "raw", type: "bytes" },
      ],
    };
    const { api, codes } = lowerAsync({
      ...base,
      channels: { c: { address: "c", messages: { m: { payload: { schemaFormat: "application/vnd.apache.avro;version=1.9.0", schema } } } } },
    });
    expect(api.models.map(({ name, schema: model }) => [name, print(model)])).toEqual([
      ["Order", "{id: string(uuid), state: type, note?: (null | string), previous: (null | schema), tags: {[*]: integer(int64)[]}, raw: binary}"],
      ["State", '"NEW"|"PAID"'],
    ]);
    expect(codes).toEqual(["channel-both-ways"]);
  });

  it("says so where a schema and the object that names its format refer to each other", () => {
    const schemas = { X: { schemaFormat: "application/vnd.apache.avro;version=1.9.0", schema: { $ref: "#/components/schemas/X" } } };
    const channels = { c: { address: "c", messages: { m: { payload: { $ref: "#/components/schemas/X" } } } } };
    const { codes } = lowerAsync({ ...base, channels, components: { schemas } });
    expect(codes).toEqual(["ref-circular", "channel-both-ways"]);
  });

  it("says so where a payload's language is none that is read", () => {
    const payload = { schemaFormat: "application/raml+yaml;version=1.0", schema: "#%RAML 1.0" };
    expect(lowerAsync({ ...base, channels: { c: { address: "c", messages: { m: { payload } } } } }).codes).toEqual([
      "schema-format-unknown",
      "channel-both-ways",
    ]);
  });
});

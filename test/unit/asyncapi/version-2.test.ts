import { describe, expect, it } from "@jest/globals";
import { print } from "../openapi/lowered.js";
import { channelOf, lowerAsync } from "./lowered.js";

const document = {
  asyncapi: "2.6.0",
  info: { title: "Lights", version: "1" },
  defaultContentType: "application/json",
  servers: { main: { url: "mqtts://broker.example:{port}/base", protocol: "mqtts", variables: { port: { default: "8883" } }, security: [{ login: [] }] } },
  channels: {
    "light/{id}/measured": {
      parameters: { id: { schema: { type: "string", enum: ["a", "b"] } } },
      publish: { operationId: "receiveMeasured", traits: [{ bindings: { mqtt: { qos: 1 } } }], message: { $ref: "#/components/messages/measured" } },
      subscribe: { message: { oneOf: [{ $ref: "#/components/messages/measured" }, { name: "turnedOff", payload: { type: "string" } }] } },
    },
  },
  components: {
    securitySchemes: { login: { type: "userPassword" } },
    messages: {
      measured: {
        traits: [{ contentType: "application/cbor" }],
        contentType: "text/plain",
        payload: { type: "object", properties: { lumens: { type: "integer" } } },
      },
    },
  },
};

describe("a 2.x document", () => {
  const { api, codes } = lowerAsync(document);
  const channel = channelOf(api, "light/{id}/measured");

  it("has what others publish received, and what they subscribe to sent, by the application", () => {
    expect(channel.operations.map(({ id, action, messages }) => [id, action, messages])).toEqual([
      ["receiveMeasured", "receive", ["measured"]],
      [null, "send", ["measured", "turnedOff"]],
    ]);
    expect(codes).toEqual([]);
  });

  it("keeps one message that both operations use once", () => {
    expect(channel.messages.map(({ id, payload }) => [id, payload === null ? null : print(payload)])).toEqual([
      ["measured", "payload"],
      ["turnedOff", "string"],
    ]);
    expect(api.models.map(({ name, schema }) => [name, print(schema)])).toEqual([["measured", "{lumens?: integer}"]]);
  });

  it("lets traits override what they are applied to", () => {
    expect(channel.messages[0]?.contentType).toBe("application/cbor");
    expect(channel.operations[0]?.bindings).toEqual([
      {
        protocol: "mqtt",
        version: null,
        fields: [{ name: "qos", value: 1 }],
        schemas: [],
        at: "api.yaml#/channels/light~1{id}~1measured/publish/traits/0/bindings/mqtt",
      },
    ]);
  });

  it("reads parameters, and servers apart from their scheme", () => {
    expect(channel.params.map(({ name, schema }) => [name, print(schema)])).toEqual([["id", '"a"|"b"']]);
    expect(api.channelServers.map(({ id, protocol, host, path, auth }) => [id, protocol, host, path, auth])).toEqual([
      ["main", "mqtts", "broker.example:{port}", "/base", [[{ scheme: "login", scopes: [] }]]],
    ]);
    expect(api.auth.map(({ key, type }) => [key, type])).toEqual([["login", "userPassword"]]);
  });
});

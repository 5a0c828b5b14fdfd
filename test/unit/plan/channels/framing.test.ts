import { describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Diagnostic } from "../../../../generator/diagnostics.js";
import type { Api, FramingNote, JsonValue } from "../../../../generator/ir/index.js";
import { emptyApi } from "../../../../generator/ir/index.js";
import { framingsOf } from "../../../../generator/plan/channels/framing.js";
import { framingSchemas } from "../../../../generator/plan/channels/framing-schema.js";
import { framingSchema } from "../../../../runtime/framing-schema.mjs";
import { envelope } from "../../../features/realtime/shop.js";
import { lowerAsync } from "../../asyncapi/lowered.js";

const note = (value: unknown, at = "api.yaml#/x-clientwright-framing"): FramingNote => ({ value: value as JsonValue, at }); // plain JSON

function read(api: Partial<Api>, config: Parameters<typeof framingsOf>[1] = {}) {
  const told: Diagnostic[] = [];
  const framings = framingsOf({ ...emptyApi, ...api }, config, (diagnostic) => void told.push(diagnostic));
  return { framings, told: told.map(({ code, at, remedy }) => [code, at, remedy]) };
}

describe("the framing that a document names", () => {
  it("is read at the root, at servers and at channels, from another file too", () => {
    const { api } = lowerAsync(
      {
        asyncapi: "3.1.0",
        info: { title: "Shop", version: "1" },
        "x-clientwright-framing": { $ref: "framing.yaml#/shared" },
        servers: { live: { host: "a", protocol: "ws", "x-clientwright-framing": { framing: "json", resumes: true } } },
        channels: { orders: { address: "orders", "x-clientwright-framing": { framing: "json", subprotocols: ["v2"] } } },
      },
      { "framing.yaml": { shared: { framing: "json", sockets: "per-channel" } } },
    );
    const { framings, told } = read(api);
    expect(framings).toEqual({
      api: { framing: "json", sockets: "per-channel" },
      servers: new Map([["live", { framing: "json", resumes: true }]]),
      channels: new Map([["orders", { framing: "json", subprotocols: ["v2"] }]]),
    });
    expect(told).toEqual([]);
  });

  it("is read at a 2.x channel", () => {
    const { api } = lowerAsync({
      asyncapi: "2.6.0",
      info: { title: "Shop", version: "1" },
      channels: { orders: { "x-clientwright-framing": { framing: "json" } } },
    });
    expect(read(api).framings.channels.get("orders")).toEqual({ framing: "json" });
  });

  it("gives way to client.yaml's at the root and the servers", () => {
    const { api } = lowerAsync({
      asyncapi: "3.1.0",
      info: { title: "Shop", version: "1" },
      servers: { live: { host: "a", protocol: "ws", "x-clientwright-framing": { framing: "json", resumes: true } } },
      channels: { orders: { "x-clientwright-framing": { framing: "json" } } },
    });
    const { framings } = read({ ...api, framing: note({ framing: "json" }) }, { framing: { framing: "json", subprotocols: ["x"] } });
    expect(framings.api).toEqual({ framing: "json", subprotocols: ["x"] });
    expect([framings.servers.size, framings.channels.get("orders")]).toEqual([0, { framing: "json" }]);
  });

  it.each<[string, unknown, readonly (readonly string[])[]]>([
    ["a text", "json-rpc", [["framing-invalid", "", "Write { framing: json-rpc }."]]],
    ["no name", {}, [["framing-invalid", "", "Add `framing`."]]],
    ["a name that is none", { framing: 7 }, [["framing-invalid", "/framing", 'Put it in quotes: "7".']]],
    ["an unknown setting", { framing: "json", socket: "shared" }, [["framing-key-unknown", "/socket", "Did you mean `sockets`?"]]],
    [
      "a path that is no pointer",
      { framing: "json", receive: { message: { payload: "data" } } },
      [["framing-invalid", "/receive/message/payload", "An RFC 6901 pointer into the frame; empty: the whole frame."]],
    ],
    [
      "a condition without a pointer",
      { framing: "json", receive: { ready: { when: { type: "hi" } } } },
      [["framing-invalid", "/receive/ready/when", 'Write "/type".']],
    ],
    [
      "an empty condition",
      { framing: "json", receive: { ready: { when: {} } } },
      [["framing-invalid", "/receive/ready/when", 'Say what must stand where ({ "/type": "message" }), or leave `when` out.']],
    ],
    [
      "a shared socket whose frames name no channel",
      { framing: "json", sockets: "shared" },
      [["framing-invalid", "/sockets", "Describe the envelope under `send` and `receive`."]],
    ],
    ["a setting of another framing", { framing: "loki-tail", dialect: "v1" }, [["framing-key-unknown", "/dialect", "Known keys: framing, messages."]]],
    ["a misspelt setting", { framing: "graphql-transport-ws", querry: "{ a }" }, [["framing-key-unknown", "/querry", "Did you mean `query`?"]]],
    ["a value that is none", { framing: "jupyter-kernel", dialect: "v2" }, [["framing-invalid", "/dialect", "Did you mean `v1`?"]]],
    ["a text for a flag", { framing: "centrifuge", token: "no" }, [["framing-invalid", "/token", "Write true or false."]]],
    ["a path without its slash", { framing: "socket.io", path: "rt" }, [["framing-invalid", "/path", "The path of the server's URL; it begins with a slash."]]],
    [
      "a setting that needs another",
      { framing: "json-rpc", unsubscribe: { method: "off" } },
      [["framing-invalid", "/unsubscribe", "Add `subscribe`, or leave it out."]],
    ],
    ["a framing that nobody knows", { framing: "morse" }, [["framing-unknown", "/framing", "Callers pass `framing` when they make the client."]]],
  ])("is told when it has %s", (_, value, want) => {
    expect(read({ framing: note(value) }).told).toEqual(want.map(([code, at, remedy]) => [code, `api.yaml#/x-clientwright-framing${at}`, remedy]));
  });

  it("is told at its place in client.yaml", () => {
    expect(read({}, { framing: { framing: "json", sockets: "both" } }).told.map(([code, at]) => [code, at])).toEqual([
      ["framing-invalid", "client.yaml#/framing/sockets"],
    ]);
  });
});

describe("the generator's idea of the settings", () => {
  const isValid = new Ajv2020({ strict: false }).compile(framingSchema);

  it("knows every framing that has a published schema, with the same settings", () => {
    const settingsOf = (schema: { readonly properties?: object } | undefined): readonly string[] => Object.keys(schema?.properties ?? {}).sort();
    const published = Object.entries(framingSchema.$defs as Readonly<Record<string, { readonly properties?: object }>>).filter(
      ([, { properties }]) => properties !== undefined && "framing" in properties,
    );
    expect(Object.keys(framingSchemas).sort()).toEqual(published.map(([name]) => name).sort());
    for (const [name, schema] of published) expect([name, settingsOf(framingSchemas[name])]).toEqual([name, settingsOf(schema)]);
  });

  it.each<[string, unknown]>([
    ["nothing", {}],
    ["the name alone", { framing: "json" }],
    ["an empty name", { framing: "" }],
    ["an envelope", envelope],
    ["another framing", { framing: "ably", anything: [1] }],
    ["subprotocols", { framing: "json", subprotocols: ["a"] }],
    ["an empty subprotocol", { framing: "json", subprotocols: [""] }],
    ["codes", { framing: "json", receive: { error: { renew: [1, "a"], fatal: [] } } }],
    ["wrong codes", { framing: "json", receive: { error: { renew: [true] } } }],
    ["an ack without id", { framing: "json", receive: { ack: {} } }],
    ["a condition with an object", { framing: "json", receive: { ready: { when: { "/a": {} } } } }],
    ["a condition with null", { framing: "json", receive: { ready: { when: { "/a": null } } } }],
    ["an escape that is none", { framing: "json", receive: { message: { payload: "/a~2" } } }],
    ["resumes as text", { framing: "json", resumes: "yes" }],
    ["a shared socket with an envelope", { framing: "json", sockets: "shared", send: {} }],
    ["an entry that is unknown", { framing: "json", receive: { messages: {} } }],
    ["a list", []],
    ["null", null],
    ["a graphql operation", { framing: "graphql-transport-ws", query: "{ a }", operationName: "A" }],
    ["a graphql operation without its text", { framing: "graphql-transport-ws", operations: { orders: {} } }],
    ["a credential that is not told", { framing: "graphql-transport-ws", credential: null }],
    ["a credential's field without a name", { framing: "socket.io", credential: "" }],
    ["a call whose params are a text", { framing: "json-rpc", hello: { method: "a", params: "b" } }],
    ["a call whose params are a list", { framing: "json-rpc", ping: { method: "a", params: ["b"] } }],
    ["a call without a method", { framing: "json-rpc", cancel: { params: {} } }],
    ["a subscription that nothing asks for", { framing: "json-rpc", subscription: "/id" }],
    ["subscriptions by request", { framing: "json-rpc", subscribe: { method: "on" }, subscription: "/id", channel: "/params/id" }],
    ["an empty user name", { framing: "jupyter-kernel", username: "" }],
    ["a dialect", { framing: "jupyter-kernel", dialect: "default", resumes: true }],
    ["lines", { framing: "loki-tail", messages: "lines" }],
    ["entries", { framing: "loki-tail", messages: "entries" }],
    ["any data", { framing: "centrifuge", data: [1], token: false }],
    ["a flag as text", { framing: "centrifuge", token: "false" }],
    ["arguments", { framing: "socket.io", arguments: "many" }],
    ["auth that is no object", { framing: "socket.io", auth: "me" }],
  ])("agrees with the published schema about %s", (_, value) => {
    const { told } = read({ framing: note(value) });
    expect(told.filter(([code]) => code !== "framing-unknown").length === 0).toBe(isValid(value));
  });
});

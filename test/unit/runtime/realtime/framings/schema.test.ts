import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { framingSchema } from "../../../../../runtime/framing-schema.mjs";
import { envelope } from "../../../../features/realtime/shop.js";

const isValid = new Ajv2020({ strict: false }).compile(framingSchema);
const folder = "runtime/realtime/protocols/";
const others = Object.keys(framingSchema.$defs).filter((name) => readdirSync(folder).includes(name) && name !== "json");

describe("the published schema of x-clientwright-framing, every framing together", () => {
  it.each([
    envelope,
    { framing: "a-framing-of-yours", anything: 1 },
    { framing: "graphql-transport-ws" },
    { framing: "graphql-transport-ws", query: "{ a }", operationName: "A" },
    { framing: "graphql-transport-ws", operations: { orders: { query: "{ a }" } }, payload: { tenant: "acme" }, credential: null },
    {
      framing: "json-rpc",
      method: "message",
      subprotocols: ["rpc.v1"],
      hello: { method: "auth", params: { token: "{credential}" } },
      ping: { method: "ping" },
    },
    { framing: "json-rpc", subscribe: { method: "sub", params: ["{channel}"] }, unsubscribe: { method: "unsub" }, subscription: "", channel: "/params/id" },
    { framing: "jupyter-kernel", dialect: "default", session: "s", username: "ann", resumes: true },
    { framing: "centrifuge", token: false, data: 1, name: "panel", version: "2" },
    { framing: "loki-tail", messages: "frames" },
    { framing: "socket.io", path: "/rt/", auth: { tenant: "acme" }, credential: null, arguments: "spread" },
  ])("takes %j", (settings) => expect(isValid(settings)).toBe(true));

  it.each([
    {},
    { framing: "json", socket: "shared" },
    { framing: "graphql-transport-ws", querry: "{ a }" },
    { framing: "graphql-transport-ws", operations: { orders: {} } },
    { framing: "json-rpc", method: "both" },
    { framing: "json-rpc", subscription: "/id" },
    { framing: "json-rpc", hello: { method: "a", params: 1 } },
    { framing: "jupyter-kernel", dialect: "v2" },
    { framing: "centrifuge", token: "t" },
    { framing: "loki-tail", messages: "lines" },
    { framing: "socket.io", path: "rt" },
  ])("refuses %j", (settings) => expect(isValid(settings)).toBe(false));

  it.each(others)("%s: the protocol page names every setting", (name) => {
    const page = readFileSync(`${folder}${name}/PROTOCOL.md`, "utf8");
    const settings = Object.keys((framingSchema.$defs as Record<string, { readonly properties: object }>)[name]?.properties ?? {});
    expect(settings.filter((setting) => !page.includes(setting))).toEqual([]);
  });
});

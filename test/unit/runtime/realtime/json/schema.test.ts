import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { envelope } from "../../../../features/realtime/shop.js";

const folder = "runtime/realtime/protocols/json/";
const schema = JSON.parse(readFileSync(`${folder}framing.schema.json`, "utf8"));
const isValid = new Ajv2020({ strict: false }).compile(schema);

describe("the schema of x-clientwright-framing", () => {
  it.each([
    { name: "nothing but the framing", settings: { framing: "json" } },
    { name: "an envelope", settings: envelope },
    { name: "a subprotocol", settings: { framing: "json", subprotocols: ["shop.v1"] } },
    { name: "another protocol with settings of its own", settings: { framing: "ably", endpoint: "main" } },
  ])("takes $name", ({ settings }) => expect(isValid(settings)).toBe(true));

  it.each([
    { name: "no framing", settings: {} },
    { name: "an unknown setting", settings: { framing: "json", socket: "shared" } },
    { name: "an unknown entry", settings: { framing: "json", receive: { messages: {} } } },
    { name: "a path that is no pointer", settings: { framing: "json", receive: { message: { payload: "data" } } } },
    { name: "a shared socket whose frames name no channel", settings: { framing: "json", sockets: "shared" } },
  ])("refuses $name", ({ settings }) => expect(isValid(settings)).toBe(false));

  it("names every entry and field that the protocol page explains", () => {
    const page = readFileSync(`${folder}PROTOCOL.md`, "utf8");
    const { send, receive, json } = schema.$defs;
    const names = [send, receive, json, ...Object.values(receive.properties)].flatMap((part) =>
      Object.keys((part as { properties?: object }).properties ?? {}),
    );
    expect(names.filter((name) => name !== "when" && !page.includes(name))).toEqual([]);
    for (const name of ["hello", "reauthenticate", "expiring", "subscribed"]) expect(names).toContain(name);
  });
});

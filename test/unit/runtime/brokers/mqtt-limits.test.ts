import { createRequire } from "node:module";
import { describe, expect, it } from "@jest/globals";
import type { IClientPublishOptions } from "mqtt";
import { BrokerLimits } from "../../../../runtime/brokers/mqtt/broker-limits.js";
import { packetSize } from "../../../../runtime/brokers/mqtt/packet-size.js";

const from = createRequire(createRequire(import.meta.url).resolve("mqtt"));
const { generate } = from("mqtt-packet") as { readonly generate: (packet: object, options: object) => Uint8Array }; // the package's own, as mqtt uses it

const everything = {
  contentType: "application/x+json",
  responseTopic: "answers/ä",
  correlationData: Buffer.from("c-7"),
  payloadFormatIndicator: true,
  messageExpiryInterval: 60,
  userProperties: { trace: "t1", größe: "ü" },
};

describe("the size of a packet is what the package makes of it", () => {
  it.each<[string, string | Uint8Array, IClientPublishOptions]>([
    ["without acknowledgement", "{}", { qos: 0 }],
    ["with acknowledgement", "tea ☕", { qos: 1 }],
    ["with properties", new Uint8Array(100), { qos: 2, properties: everything }],
    ["with many properties", "", { qos: 1, properties: { userProperties: { long: "x".repeat(20_000) } } }],
    ["with a long body", new Uint8Array(3_000_000), { qos: 1 }],
  ])("%s", (_, body, options) => {
    const packet = {
      cmd: "publish",
      topic: "shop/eu",
      payload: typeof body === "string" ? body : Buffer.from(body),
      messageId: 7,
      dup: false,
      retain: false,
      ...options,
    };
    expect(packetSize("shop/eu", body, options)).toBe(generate(packet, { protocolVersion: 5 }).length);
  });
});

describe("what a broker says that it takes", () => {
  const limits = (properties: object) => new BrokerLimits({ properties });

  it.each([
    ["a packet that is too long", { maximumPacketSize: 20 }, { qos: 1 }, { name: "BrokerError", code: 149, sent: "no" }],
    ["a quality that it doesn't have", { maximumQoS: 0 }, { qos: 1 }, { kind: "input" }],
    ["retained messages that it doesn't keep", { retainAvailable: false }, { retain: true }, { kind: "input" }],
  ] as const)("refuses %s", (_, told, options, want) => {
    expect(limits(told).refusal("shop/eu", "x".repeat(20), options)).toMatchObject(want);
    expect(limits({}).refusal("shop/eu", "x".repeat(20), options)).toBeNull();
  });

  it("sends no more than may be unacknowledged, in order, and not from within an acknowledgement", async () => {
    const sent: number[] = [];
    const two = limits({ receiveMaximum: 2 });
    for (const id of [1, 2, 3, 4]) two.send(() => sent.push(id));
    expect(sent).toEqual([1, 2]);
    two.settled();
    expect(sent).toEqual([1, 2]);
    await Promise.resolve();
    expect(sent).toEqual([1, 2, 3]);
    for (let left = 0; left < 3; left++) two.settled();
    await Promise.resolve();
    two.send(() => sent.push(5));
    two.send(() => sent.push(6));
    two.send(() => sent.push(7));
    expect(sent).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

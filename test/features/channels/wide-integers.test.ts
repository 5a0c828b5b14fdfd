import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Bus, Sink } from "../../../runtime/realtime/bus.js";
import type { OutgoingMessage } from "../../../runtime/realtime/message.js";
import { type FreshClient, freshClient } from "../../support/generated-client.js";
import { type SocketServer, socketServer } from "../../support/socket-server.js";

const wide = 2n ** 60n + 1n;
const payload = {
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "integer", format: "int64" },
    note: { type: "string" },
    ratio: { type: "number" },
    on: { type: "object", additionalProperties: true },
  },
};
const envelope = {
  framing: "json",
  send: { message: { to: "{channel}", id: "{id}", data: "{payload}" }, subscribe: { join: "{channel}", since: "{resume}" } },
  receive: { message: { channel: "/to", id: "/id", payload: "/data", resume: "/at" } },
};
const document = (port: number, framing?: object): object => ({
  asyncapi: "3.0.0",
  info: { title: "Wide", version: "1" },
  servers: { live: { host: `127.0.0.1:${port}`, protocol: "ws" } },
  ...(framing && { "x-clientwright-framing": framing }),
  channels: {
    things: { address: "things", messages: { Thing: { payload } } },
    words: { address: "words", messages: { Word: { contentType: "text/plain", payload: { type: "string" } } } },
  },
  operations: Object.fromEntries(
    ["things", "words"].flatMap((name) => [
      [`${name}Out`, { action: "send", channel: { $ref: `#/channels/${name}` } }],
      [`${name}In`, { action: "receive", channel: { $ref: `#/channels/${name}` } }],
    ]),
  ),
});

/** What a subscription gives first, once something was done. */
async function first(subscription: AsyncIterable<unknown> & { ready(): Promise<void> }, act: () => unknown): Promise<unknown> {
  await subscription.ready();
  await act();
  for await (const one of subscription) return one;
  return null;
}

describe.each([
  { name: "plain frames", framing: undefined },
  { name: "an envelope", framing: envelope },
])("whole numbers beyond 2^53 in channel messages, in $name", ({ framing }) => {
  const folder = mkdtempSync(join(tmpdir(), "wide-"));
  const frames: string[] = [];
  let server: SocketServer;
  let fresh: FreshClient;
  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
  let client: any;

  beforeAll(async () => {
    server = await socketServer((socket) =>
      socket.on("message", (data: Buffer) => {
        frames.push(String(data));
        socket.send(String(data));
      }),
    );
    writeFileSync(join(folder, "asyncapi.json"), JSON.stringify(document(server.port, framing)));
    fresh = await freshClient({ sources: [join(folder, "asyncapi.json")], config: { types: { int64: "bigint" } } });
    client = fresh.exports.createWide({ transport: wsTransport() });
  });
  afterAll(async () => {
    await client?.close();
    fresh?.remove();
    rmSync(folder, { recursive: true });
    await server.close();
  });

  it("are sent and received with all their digits, and nothing is told of them", async () => {
    const thing = { id: wide, note: `not "wide" 1234567890123456789`, ratio: 0.5 };
    expect(await first(client.channels.thingsOut(), () => client.channels.thingsIn(thing))).toEqual(thing);
    expect(frames.at(-1)).toContain('"id":1152921504606846977');
    expect(fresh.warnings).toEqual([]);
  });

  it("are numbers where no type asks for bigint, and small ones are bigint where one does", async () => {
    const say = () => client.channels.thingsIn({ id: 7n, on: { other: wide } });
    expect(await first(client.channels.thingsOut(), say)).toEqual({ id: 7n, on: { other: Number(wide) } });
    expect(frames.at(-1)).toContain('"other":1152921504606846977');
  });

  it("stay text in texts", async () => {
    expect(await first(client.channels.wordsOut(), () => client.channels.wordsIn({ payload: "1152921504606846977" }))).toBe("1152921504606846977");
  });
});

describe("whole numbers beyond 2^53 over a bus of the user's own", () => {
  it("reach it as bigint, and small ones as numbers", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wide-bus-"));
    writeFileSync(join(folder, "asyncapi.json"), JSON.stringify(document(1)));
    const fresh = await freshClient({ sources: [join(folder, "asyncapi.json")], config: { types: { int64: "bigint" } } });
    const sent: OutgoingMessage[] = [];
    const sinks: Sink[] = [];
    const bus: Partial<Bus> = {
      delivery: "at-most-once",
      publish: async (_route, message) => {
        sent.push(message);
        return { status: "sent", id: null, value: null };
      },
      subscribe: (_route, sink) => {
        sinks.push(sink);
        return { ready: Promise.resolve(), pause: () => false, resume: () => undefined, cancel: () => undefined };
      },
      close: async () => [],
    };
    const client = fresh.exports.createWide({ bus });
    await client.channels.thingsIn({ id: wide });
    await client.channels.thingsIn({ id: 7n });
    expect(sent.map((each) => each.payload)).toEqual([{ id: wide }, { id: 7 }]);
    expect(fresh.exports.thingsOut).toBeDefined();
    fresh.remove();
    rmSync(folder, { recursive: true });
  });
});

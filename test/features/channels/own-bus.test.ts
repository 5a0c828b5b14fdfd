import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bus, Message, OutgoingMessage, Sink } from "@clientwright/runtime/realtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { compileErrors } from "../../support/compile.js";
import { type FreshClient, freshClient } from "../../support/generated-client.js";

// Protocols that have no transport here, over a bus that the user writes: `runtime/README.md`, "A bus of your own".

const object = (properties: object): object => ({ type: "object", required: Object.keys(properties), properties });
const document = (protocol: string): object => ({
  asyncapi: "3.0.0",
  info: { title: "Stock", version: "1" },
  servers: { live: { host: "queues.example", protocol } },
  channels: {
    levels: {
      address: "levels/{sku}",
      parameters: { sku: {} },
      messages: { Level: { headers: object({ trace: { type: "string" } }), payload: object({ left: { type: "integer" } }) } },
    },
    counts: { address: "counts", messages: { Ask: { payload: object({ sku: { type: "string" } }) } } },
    counted: { address: "counted", messages: { Count: { payload: object({ count: { type: "integer" } }) } } },
  },
  operations: {
    onLevel: { action: "send", channel: { $ref: "#/channels/levels" } },
    setLevel: { action: "receive", channel: { $ref: "#/channels/levels" } },
    count: { action: "receive", channel: { $ref: "#/channels/counts" }, reply: { channel: { $ref: "#/channels/counted" } } },
  },
});

/** A queue service in memory: what is published at an address reaches who subscribed there. */
class Queues implements Bus {
  readonly delivery = "at-least-once";
  readonly connection: Bus["connection"] = { state: "open", reason: null, on: () => () => undefined, until: async () => undefined };
  readonly sinks = new Map<string, Set<Sink>>();
  readonly sent: { readonly address: string; readonly message: OutgoingMessage }[] = [];

  async connect(): Promise<void> {}

  subscribe({ address }: Parameters<Bus["subscribe"]>[0], sink: Sink): ReturnType<Bus["subscribe"]> {
    const own = this.sinks.get(address) ?? new Set();
    this.sinks.set(address, own.add(sink));
    return { ready: Promise.resolve(), pause: () => false, resume: () => undefined, cancel: () => void own.delete(sink) };
  }

  async publish({ address }: Parameters<Bus["publish"]>[0], message: OutgoingMessage): ReturnType<Bus["publish"]> {
    this.sent.push({ address, message });
    this.deliver(address, { payload: message.payload, headers: message.headers ?? {} });
    return { status: "acknowledged", id: `${this.sent.length}`, value: null };
  }

  deliver(address: string, message: Partial<Message>): void {
    const whole = { payload: null, name: null, id: null, headers: {}, address, correlationId: null, receivedAt: 0, ...message };
    for (const sink of this.sinks.get(address) ?? []) sink.message(whole);
  }

  async close(): ReturnType<Bus["close"]> {
    for (const sink of [...this.sinks.values()].flatMap((own) => [...own])) sink.end(null);
    return [];
  }
}

const callSite = `import type { Bus } from "@clientwright/runtime/realtime";
import { createStock } from "./index.js";
declare const queues: Bus;
const stock = createStock({ bus: queues });
for await (const { payload, headers } of stock.levels.level({ sku: "a" }).messages()) { const left: number = payload.left; const trace: string = headers.trace; console.log(left, trace); }
await stock.levels.set({ sku: "a", left: 3, headers: { trace: "t" } });
const { count } = await stock.channels.count({ sku: "a" }, { timeout: 1_000 });
const sure: number = count;
console.log(sure);
`;

describe.each(["sqs", "googlepubsub"])("channels over %s, by a bus of the user's own", (protocol) => {
  const folder = mkdtempSync(join(tmpdir(), "own-bus-"));
  let fresh: FreshClient;
  let queues: Queues;
  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs; that its types fit is asked of the compiler
  let client: any;
  const create = (): void => {
    queues = new Queues();
    client = fresh.exports.createStock({ bus: queues });
  };

  beforeAll(async () => {
    writeFileSync(join(folder, "asyncapi.json"), JSON.stringify(document(protocol)));
    fresh = await freshClient({ sources: [join(folder, "asyncapi.json")] });
  });
  afterEach(() => client?.close());
  afterAll(() => {
    fresh?.remove();
    rmSync(folder, { recursive: true });
  });

  it("are typed where they are called", () => {
    writeFileSync(join(fresh.folder, "calls.ts"), callSite);
    expect(compileErrors(fresh.folder)).toEqual([]);
  });

  it("carry messages with their headers, and leave the bus with the loop", async () => {
    create();
    const levels = client.levels.level({ sku: "a" });
    await levels.ready();
    expect(await client.levels.set({ sku: "a", left: 3, headers: { trace: "t" } })).toEqual({ status: "acknowledged", id: "1", value: null });
    for await (const { name, payload, headers } of levels.messages()) {
      expect([name, payload, headers]).toEqual(["Level", { left: 3 }, { trace: "t" }]);
      break;
    }
    expect(queues.sinks.get("levels/a")?.size).toBe(0);
  });

  it("take answers by the ids that the bus gives them, in whatever order they come", async () => {
    create();
    const both = ["a", "b"].map((sku) => client.channels.count({ sku }));
    await new Promise(setImmediate);
    const asked = queues.sent.map(({ message }) => message);
    expect(asked.map(({ replyTo }) => replyTo)).toEqual(["counted", "counted"]);
    for (const [count, { correlationId }] of [...asked.entries()].reverse()) queues.deliver("counted", { payload: { count }, correlationId });
    expect(await Promise.all(both)).toEqual([{ count: 0 }, { count: 1 }]);
  });

  it("take them in turn where it gives none, a late one discarded, and go on where some never come", async () => {
    create();
    const quick = (sku: string): Promise<unknown> => client.channels.count({ sku }, { timeout: 30 });
    await expect(quick("a")).rejects.toMatchObject({ kind: "timeout" });
    const second = client.channels.count({ sku: "b" });
    await new Promise(setImmediate);
    for (const count of [1, 2]) queues.deliver("counted", { payload: { count } });
    expect(await second).toEqual({ count: 2 });
    await expect(quick("c")).rejects.toMatchObject({ kind: "timeout" });
    const [lost, third] = [quick("d"), client.channels.count({ sku: "e" })];
    await expect(lost).rejects.toMatchObject({ kind: "timeout" });
    queues.deliver("counted", { payload: { count: 5 } });
    expect(await third).toEqual({ count: 5 });
  });

  it("end their requests and loops when the client is closed", async () => {
    create();
    const loop = client.levels.level({ sku: "a" })[Symbol.asyncIterator]();
    const next = loop.next();
    const asked = client.channels.count({ sku: "a" }).catch((error: Error) => error.message);
    await new Promise(setImmediate);
    await client.close();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await asked).toBe("The connection was closed");
  });

  it("are refused with what to pass where no bus is given", async () => {
    client = fresh.exports.createStock();
    await expect(client.levels.set({ sku: "a", left: 1 })).rejects.toMatchObject({ kind: "input", remedy: "Pass bus: a Bus of your own." });
  });
});

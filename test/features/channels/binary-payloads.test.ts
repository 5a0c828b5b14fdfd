import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { compileErrors } from "../../support/compile.js";
import { type FreshClient, freshClient } from "../../support/generated-client.js";
import { type SocketServer, socketServer } from "../../support/socket-server.js";

const avroOrder = {
  schemaFormat: "application/vnd.apache.avro;version=1.9.0",
  schema: {
    type: "record",
    name: "Order",
    doc: "Ends a comment */ early.",
    fields: [
      { name: "id", type: "long" },
      { name: "state", type: { type: "enum", name: "State", symbols: ["NEW", "PAID"] } },
      { name: "note", type: ["null", "string"], default: null },
      { name: "seal", type: { type: "fixed", name: "Seal", size: 2 } },
    ],
  },
};
const protobufPrice = {
  schemaFormat: "application/vnd.google.protobuf;version=3",
  schema: `syntax = "proto3"; import "google/protobuf/timestamp.proto";
    message Price { uint64 cents = 1; Currency currency = 2; google.protobuf.Timestamp at = 3; repeated string tags = 4; }
    enum Currency { EUR = 0; USD = 1; }`,
};

const both = (channel: string) => ({
  [`${channel}Out`]: { action: "send", channel: { $ref: `#/channels/${channel}` } },
  [`${channel}In`]: { action: "receive", channel: { $ref: `#/channels/${channel}` } },
});
const document = (port: number): object => ({
  asyncapi: "3.0.0",
  info: { title: "Bytes", version: "1" },
  servers: { live: { host: `127.0.0.1:${port}`, protocol: "ws" } },
  channels: {
    orders: { address: "orders", messages: { Order: { payload: avroOrder } } },
    prices: { address: "prices", messages: { Price: { contentType: "application/x-protobuf", payload: protobufPrice } } },
    texts: { address: "texts", messages: { Text: { contentType: "application/json", payload: protobufPrice } } },
    mixed: { address: "mixed", messages: { Order: { payload: avroOrder }, Price: { payload: protobufPrice } } },
  },
  operations: { ...both("orders"), ...both("prices"), ...both("texts"), ...both("mixed") },
});

const calls = `import { createBytes, type BytesOptions } from "./index.js";
const bytes = createBytes({} satisfies BytesOptions);
await bytes.channels.ordersIn({ id: 1n, state: "PAID", seal: Uint8Array.of(1, 2) });
for await (const order of bytes.channels.ordersOut()) { const id: bigint = order.id; const seal: Uint8Array = order.seal; console.log(id, seal, order.note); }
for await (const price of bytes.channels.pricesOut()) { const cents: bigint | undefined = price.cents; const at: Date | undefined = price.at; console.log(cents, at); }
for await (const text of bytes.channels.textsOut()) { const cents: string | undefined = text.cents; console.log(cents); }
// @ts-expect-error a state that there is not
await bytes.channels.ordersIn({ id: 1n, state: "LOST", seal: Uint8Array.of(1, 2) });
`;

describe("payloads in Avro and Protobuf", () => {
  const folder = mkdtempSync(join(tmpdir(), "bytes-"));
  const frames: Buffer[] = [];
  let server: SocketServer;
  let fresh: FreshClient;
  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs; that its types fit is asked of the compiler
  let client: any;

  beforeAll(async () => {
    server = await socketServer((socket) =>
      socket.on("message", (data: Buffer, isBinary) => {
        frames.push(data);
        socket.send(data, { binary: isBinary });
      }),
    );
    writeFileSync(join(folder, "asyncapi.json"), JSON.stringify(document(Number(new URL(server.url).port))));
    fresh = await freshClient({ sources: [join(folder, "asyncapi.json")], config: { types: { int64: "bigint", dates: "date" } } });
    client = fresh.exports.createBytes({ transport: wsTransport() });
  });
  afterEach(() => {
    frames.length = 0;
  });
  afterAll(async () => {
    await client?.close();
    fresh?.remove();
    rmSync(folder, { recursive: true });
    await server.close();
  });

  /** What comes back of what is sent. */
  async function echoed(channel: string, input: object): Promise<unknown> {
    const subscription = client.channels[`${channel}Out`]();
    await subscription.ready();
    await client.channels[`${channel}In`](input);
    for await (const payload of subscription) return payload;
    return null;
  }

  it("are encoded and decoded by the client itself: Avro, with 64 bits and defaults", async () => {
    const order = { id: 2n ** 60n, state: "PAID", seal: Uint8Array.of(1, 2) };
    expect(await echoed("orders", order)).toEqual({ ...order, note: null });
    expect(frames.map((frame) => frame.toString("hex"))).toEqual(["80808080808080802002000102"]);
  });

  it("Protobuf, with Google's messages and dates", async () => {
    const price = { cents: 2n ** 63n, currency: "USD", at: new Date("2026-01-31T12:00:00.500Z"), tags: ["a"] };
    expect(await echoed("prices", price)).toEqual(price);
    expect(frames[0]?.subarray(0, 13).toString("hex")).toBe("08808080808080808080011001");
  });

  it("are JSON where the content type says so", async () => {
    expect(await echoed("texts", { cents: "12", tags: [] })).toEqual({ cents: "12", tags: [] });
    expect(frames.map(String)).toEqual(['{"cents":"12","tags":[]}']);
  });

  it("are refused before they are sent when they are not of the schema", async () => {
    await expect(client.channels.ordersIn({ id: 1n, state: "LOST", seal: Uint8Array.of(1, 2) })).rejects.toMatchObject({
      kind: "input",
      message: 'The payload is not of its schema: at .state, "LOST" is not one of NEW, PAID',
    });
    expect(frames).toEqual([]);
  });

  it("go out by name where several messages pass, and come as bytes where nothing names them", async () => {
    const subscription = client.channels.mixedOut();
    await subscription.ready();
    await client.channels.mixedIn({ payload: { id: 1n, state: "NEW", seal: Uint8Array.of(0, 0) } }, { message: "Order" });
    for await (const payload of subscription) {
      expect(payload).toEqual(Uint8Array.of(2, 0, 0, 0, 0));
      break;
    }
    expect(fresh.warnings.map((each) => each.split(" ")[0])).toEqual(["message-untold"]);
  });

  it("leave the schema's prose and anything that could be code out of the client, and its types fit", () => {
    writeFileSync(join(fresh.folder, "calls.ts"), calls);
    expect(compileErrors(fresh.folder)).toEqual([]);
  });
});

/** As speech services describe theirs: bytes go out, JSON comes back, through one channel. */
const speech = (port: number): object => {
  const turn = (text: string) => ({ type: "object", required: ["type", "text"], properties: { type: { const: text }, text: { type: "string" } } });
  const channel = { $ref: "#/channels/stream" };
  const about = (name: string) => [{ $ref: `#/channels/stream/messages/${name}` }];
  return {
    asyncapi: "3.0.0",
    defaultContentType: "application/json",
    info: { title: "Speech", version: "1" },
    servers: { live: { host: `127.0.0.1:${port}`, protocol: "ws" } },
    channels: {
      stream: {
        address: "stream",
        messages: {
          audio: { payload: { type: "string", format: "binary" } },
          final: { payload: turn("Final") },
          partial: { payload: turn("Partial") },
          voice: { contentType: "audio/wav", payload: { type: "string" } },
        },
      },
    },
    operations: {
      sendAudio: { action: "receive", channel, messages: about("audio") },
      finals: { action: "send", channel, messages: about("final") },
      voices: { action: "send", channel, messages: about("voice") },
    },
  };
};

const speechCalls = `import { createSpeech } from "./index.js";
const speech = createSpeech();
await speech.channels.sendAudio({ payload: Uint8Array.of(1) });
for await (const final of speech.channels.finals()) { const text: string = final.text; console.log(text); }
for await (const voice of speech.channels.voices()) { const bytes: Uint8Array = voice; console.log(bytes); }
// @ts-expect-error audio is no text
await speech.channels.sendAudio({ payload: "AQ==" });
`;

describe("a channel of bytes and JSON", () => {
  const folder = mkdtempSync(join(tmpdir(), "speech-"));
  const frames: (readonly [boolean, string])[] = [];
  let server: SocketServer;
  let fresh: FreshClient;
  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs; that its types fit is asked of the compiler
  let client: any;

  beforeAll(async () => {
    server = await socketServer((socket) =>
      socket.on("message", (data: Buffer, isBinary) => {
        frames.push([isBinary, data.toString("hex")]);
        socket.send('{"type":"Partial","text":"he"}');
        socket.send(Buffer.of(7, 8));
        socket.send('{"type":"Final","text":"hello"}');
      }),
    );
    writeFileSync(join(folder, "asyncapi.json"), JSON.stringify(speech(Number(new URL(server.url).port))));
    fresh = await freshClient({ sources: [join(folder, "asyncapi.json")] });
    client = fresh.exports.createSpeech({ transport: wsTransport() });
  });
  afterAll(async () => {
    await client?.close();
    fresh?.remove();
    rmSync(folder, { recursive: true });
    await server.close();
  });

  it("sends bytes as they are, and gives each subscription its own frames, JSON read", async () => {
    const finals = client.channels.finals();
    await finals.ready();
    await client.channels.sendAudio({ payload: Uint8Array.of(1, 2) });
    for await (const final of finals) {
      expect(final).toEqual({ type: "Final", text: "hello" });
      break;
    }
    expect(frames).toEqual([[true, "0102"]]);
  });

  it("has types that say so", () => {
    writeFileSync(join(fresh.folder, "calls.ts"), speechCalls);
    expect(compileErrors(fresh.folder)).toEqual([]);
  });
});

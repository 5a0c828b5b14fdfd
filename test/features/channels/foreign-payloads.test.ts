import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kafkaBus } from "@clientwright/runtime/kafka";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterAll, describe, expect, it } from "@jest/globals";
import { freshClient } from "../../support/generated-client.js";
import { socketServer } from "../../support/socket-server.js";
import { LoopingKafka } from "./looping-kafka.js";

const object = { type: "object", required: ["a"], properties: { a: { type: "string" } } };
const messages = {
  plain: { contentType: "text/plain; charset=utf-8", payload: { type: "string" } },
  octets: { contentType: "application/octet-stream", payload: { type: "string", format: "binary" } },
  open: { contentType: "application/octet-stream" },
  xml: { contentType: "application/xml", payload: object },
  cbor: { contentType: "application/cbor", payload: object },
  multipart: { contentType: "multipart/form-data", payload: object },
  count: { contentType: "text/csv", payload: { type: "integer" } },
};
const channelsOf = (all: object) => Object.fromEntries(Object.entries(all).map(([name, message]) => [name, { address: name, messages: { [name]: message } }]));
const operationsOf = (all: object) =>
  Object.fromEntries(
    Object.keys(all).flatMap((name) => [
      [`${name}Out`, { action: "send", channel: { $ref: `#/channels/${name}` } }],
      [`${name}In`, { action: "receive", channel: { $ref: `#/channels/${name}` } }],
    ]),
  );
const document = (server: object, all: object = messages, more: object = {}): object => ({
  asyncapi: "3.0.0",
  info: { title: "Kinds", version: "1" },
  servers: { live: server },
  channels: channelsOf(all),
  operations: operationsOf(all),
  ...more,
});

/** Stands for any codec of the caller's. */
const upper = {
  encode: (payload: unknown) => Buffer.from(JSON.stringify(payload).toUpperCase()),
  decode: (bytes: Uint8Array) => JSON.parse(`${Buffer.from(bytes)}`.toLowerCase()),
};

describe("payloads that are not JSON", () => {
  const folder = mkdtempSync(join(tmpdir(), "kinds-"));
  const file = join(folder, "asyncapi.json");
  afterAll(() => rmSync(folder, { recursive: true }));

  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
  async function echoed(client: any, name: string, input: object): Promise<unknown> {
    const subscription = client.channels[`${name}Out`]();
    await subscription.ready();
    await client.channels[`${name}In`](input);
    for await (const payload of subscription) return payload;
    return null;
  }

  async function carries(client: object): Promise<void> {
    expect(await echoed(client, "plain", { payload: "é" })).toBe("é");
    expect(await echoed(client, "octets", { payload: Uint8Array.of(1, 255) })).toEqual(Uint8Array.of(1, 255));
    expect(await echoed(client, "open", { payload: Uint8Array.of(2) })).toEqual(Uint8Array.of(2));
    expect(await echoed(client, "cbor", { a: "x" })).toEqual({ a: "x" });
    await expect(echoed(client, "xml", { a: "x" })).rejects.toMatchObject({ kind: "input", remedy: expect.stringContaining('payloads: { "application/xml"') });
  }

  it("are carried over a WebSocket, by a codec where there is one, and told where one is needed", async () => {
    const server = await socketServer((socket) => socket.on("message", (data: Buffer, isBinary) => socket.send(data, { binary: isBinary })));
    writeFileSync(file, JSON.stringify(document({ host: new URL(server.url).host, protocol: "ws" })));
    const fresh = await freshClient({ sources: [file] });
    const client = fresh.exports.createKinds({ transport: wsTransport(), payloads: { "application/cbor": upper } });
    await carries(client);
    expect(fresh.warnings.map((each) => each.replace(/ asyncapi\.json#\/channels\/\w+\/messages\//, " ").replace(/ are .*/, ""))).toEqual([
      "message-codec-missing cbor: Payloads of type application/cbor",
      "message-codec-missing count: Payloads of type text/csv",
      "message-codec-missing multipart: Payloads of type multipart/form-data",
      "message-codec-missing xml: Payloads of type application/xml",
    ]);
    await client.close();
    fresh.remove();
    await server.close();
  });

  it("are carried over a broker the same", async () => {
    writeFileSync(file, JSON.stringify(document({ host: "localhost:9092", protocol: "kafka" })));
    const fresh = await freshClient({ sources: [file] });
    const client = fresh.exports.createKinds({ bus: kafkaBus({ make: new LoopingKafka().make }), auth: "open", payloads: { "application/cbor": upper } });
    await carries(client);
    await client.close();
    fresh.remove();
  });

  it.each([
    [{ framing: "json", send: { channel: "/c", payload: "/data" }, receive: { message: { channel: "/c", payload: "/data" } } }, ["octets", "order"]],
    [{ framing: "json-rpc" }, ["octets", "order"]],
    [{ framing: "json" }, []],
  ])("are told where frames of JSON can't hold them: %j", async (framing, want) => {
    const schema = { type: "record", name: "Order", fields: [{ name: "id", type: "int" }] };
    const all = {
      octets: messages.octets,
      order: { payload: { schemaFormat: "application/vnd.apache.avro;version=1.9.0", schema } },
      text: { payload: object },
    };
    writeFileSync(file, JSON.stringify(document({ host: "localhost:1", protocol: "ws" }, all, { "x-clientwright-framing": framing })));
    const fresh = await freshClient({ sources: [file] });
    const found = fresh.warnings.flatMap((each) => /^message-bytes-unheld .*\/messages\/(\w+):/.exec(each)?.[1] ?? []);
    expect(found).toEqual(want);
    fresh.remove();
  });
});

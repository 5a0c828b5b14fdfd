import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { compileErrors, generateInMemory } from "../../support/compile.js";
import { type FreshClient, freshClient } from "../../support/generated-client.js";
import { type SocketServer, socketServer } from "../../support/socket-server.js";

const object = (properties: object, required: readonly string[] = []) => ({ payload: { type: "object", properties, required } });
const string = { type: "string" };
const messages = {
  Order: object({ id: string, total: { type: "number" } }, ["id", "total"]),
  Refund: object({ id: string, reason: string }, ["id", "reason"]),
  Note: object({ id: string, total: string }, ["id", "total"]),
  Count: { payload: { type: "integer" } },
  Picture: { contentType: "image/png", payload: { type: "string", format: "binary" } },
  Tick: object({ kind: { const: "tick" } }, ["kind"]),
};
const samples = {
  Order: { id: "o", total: 3 },
  Refund: { id: "r", reason: "broken" },
  Note: { id: "n", total: "three" },
  Count: 7,
  Tick: { kind: "tick" },
};
const at = (channel: string, ...names: readonly string[]) => ({
  action: "send",
  channel: { $ref: `#/channels/${channel}` },
  messages: names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` })),
});
const document = (channels: object, operations: object, host = "told.example", protocol = "ws"): object => ({
  asyncapi: "3.0.0",
  info: { title: "Told", version: "1" },
  servers: { live: { host, protocol } },
  channels,
  operations,
});

describe("messages that no constant tells apart", () => {
  const folder = mkdtempSync(join(tmpdir(), "telling-"));
  let server: SocketServer;
  let fresh: FreshClient;
  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs; that its types fit is asked of the compiler
  let client: any;

  const generated = async (name: string, spec: object) => {
    writeFileSync(join(folder, name), JSON.stringify(spec));
    const { files, diagnostics } = await generateInMemory(join(folder, name));
    const text = (path: string): string => files.find((file) => file.path === path)?.text ?? "";
    return { diagnostics, channels: text("channels/channels.ts"), client: text("client.ts") };
  };

  beforeAll(async () => {
    server = await socketServer((socket) => {
      for (const sample of Object.values(samples)) socket.send(JSON.stringify(sample));
      socket.send(Uint8Array.of(137, 80), { binary: true });
      socket.send(JSON.stringify({ id: "last", total: 1 }));
    });
    const operations = {
      onOrder: at("all", "Order"),
      onRefund: at("all", "Refund"),
      onCount: at("all", "Count"),
      onPicture: at("all", "Picture"),
      onAny: at("all", ...Object.keys(messages)),
    };
    const spec = document({ all: { address: "/all", messages } }, operations, new URL(server.url).host);
    writeFileSync(join(folder, "told.json"), JSON.stringify(spec));
    fresh = await freshClient({ sources: [join(folder, "told.json")] });
    client = fresh.exports.createTold({ transport: wsTransport() });
  });
  afterAll(async () => {
    await client?.close();
    await server?.close();
    fresh?.remove();
    rmSync(folder, { recursive: true });
  });

  it("are told by the fields that they must have, and by the kinds of values there", async () => {
    const seen: [string, unknown][] = [];
    for await (const { name, payload } of client.channels.any().messages()) {
      seen.push([name, payload]);
      if (seen.length === 7) break;
    }
    expect(seen.map(([name]) => name)).toEqual([...Object.keys(samples), "Picture", "Order"]);
    expect(seen[5]?.[1]).toEqual(Uint8Array.of(137, 80));
  });

  it("reach only the subscriptions that are about them", async () => {
    const orders: unknown[] = [];
    for await (const order of client.channels.order()) if (orders.push(order) === 2) break;
    expect(orders).toEqual([samples.Order, { id: "last", total: 1 }]);
    for await (const refund of client.channels.refund()) {
      expect(refund).toEqual(samples.Refund);
      break;
    }
    for await (const count of client.channels.count()) {
      expect(count).toBe(7);
      break;
    }
    for await (const picture of client.channels.picture()) {
      expect(picture).toEqual(Uint8Array.of(137, 80));
      break;
    }
  });

  it("have types that compile", () => {
    expect(compileErrors(fresh.folder)).toEqual([]);
  });

  const alike = { A: object({ id: string }, ["id"]), B: object({ id: string, note: string }, ["id"]), C: object({ n: { type: "number" } }, ["n"]) };

  it("and may be each other are told of, with the union as their type", async () => {
    const { diagnostics, channels } = await generated(
      "alike.json",
      document({ all: { address: "all", messages: alike } }, { onA: at("all", "A"), onC: at("all", "C") }, "x.example", "mqtt"),
    );
    expect(diagnostics.map(({ code, severity, at }) => [code, severity, at])).toEqual([["message-mixed", "warning", "alike.json#/operations/onA"]]);
    expect(diagnostics[0]?.message).toContain('"A", "B"');
    expect(channels).toContain("export type OnAPayload = A | B;");
    expect(channels).toContain('messages: ["A", "B"]');
    expect(channels).toContain('messages: ["C"]');
  });

  it("keep bytes of Avro decoded, and are a note where their types are the same", async () => {
    const payload = { schemaFormat: "application/vnd.apache.avro;version=1.9.0", schema: "long" };
    const avro = await generated(
      "avro.json",
      document({ all: { address: "all", messages: { A: { payload }, B: { payload } } } }, { onA: at("all", "A") }, "x.example", "kafka"),
    );
    expect(avro.diagnostics).toEqual([]);
    expect(avro.channels).toContain('messages: ["A"]');
    expect(avro.channels).not.toContain("fields:");
    const twins = await generated(
      "twins.json",
      document({ all: { address: "all", messages: { A: { payload: string }, B: { payload: string } } } }, { onA: at("all", "A") }, "x.example", "kafka"),
    );
    expect(twins.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["messages-alike", "note"]]);
    expect(twins.channels).not.toContain('messages: ["A"]');
  });

  it("are a note where the subscription is about all of them", async () => {
    const { diagnostics } = await generated("all.json", document({ all: { address: "all", messages: alike } }, { on: at("all", "A", "B", "C") }));
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["messages-alike", "note"]]);
  });

  it("count over a socket only where they come to the client", async () => {
    const operations = { onA: at("all", "A"), sendB: { ...at("all", "B"), action: "receive" } };
    const { diagnostics, channels, client: text } = await generated("ways.json", document({ all: { address: "all", messages: alike } }, operations));
    expect(diagnostics).toEqual([]);
    expect(channels).toContain("Subscription<A>");
    expect(text).toContain("naming: namer");
  });

  it("tell nothing by a constant that they share", async () => {
    const rpc = { jsonrpc: { const: "2.0" } };
    const shared = { Told: object({ ...rpc, method: { const: "told" } }), Rest: object({ ...rpc, id: string }, ["id"]) };
    const { channels } = await generated(
      "shared.json",
      document({ all: { address: "all", messages: shared } }, { onTold: at("all", "Told"), onRest: at("all", "Rest") }),
    );
    expect(channels).toMatch(/Rest: \{\}/);
    expect(channels).toContain('match: { "/jsonrpc": "2.0", "/method": "told" }');
  });
});

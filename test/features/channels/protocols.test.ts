import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { basic } from "@clientwright/runtime";
import { MockAbly, serveAbly } from "@clientwright/runtime/testing/ably";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterEach, describe, expect, it } from "@jest/globals";
import { framings } from "../../../generator/plan/names/runtime-names.js";
import { compileErrors } from "../../support/compile.js";
import { type FreshClient, freshClient } from "../../support/generated-client.js";
import { socketServer } from "../../support/socket-server.js";

const made: { remove(): unknown }[] = [];
afterEach(async () => {
  for (const each of made.splice(0).reverse()) await each.remove();
});

interface Given {
  readonly root?: object;
  readonly server?: object;
  readonly channel?: object;
  readonly others?: object;
}

/** A document with one channel in both directions. */
const document = ({ root, server, channel, others }: Given): object => ({
  asyncapi: "3.1.0",
  info: { title: "Shop", version: "1" },
  servers: { live: { host: "shop.example", protocol: "wss", ...server }, ...others },
  channels: { orders: { address: "orders", messages: { Order: { payload: { type: "object", properties: { id: { type: "string" } } } } }, ...channel } },
  operations: {
    onOrder: { action: "send", tags: [{ name: "orders" }], channel: { $ref: "#/channels/orders" } },
    publishOrder: { action: "receive", tags: [{ name: "orders" }], channel: { $ref: "#/channels/orders" } },
  },
  ...root,
});

async function client(given: Given, config: object = {}): Promise<FreshClient & { readonly text: string }> {
  const folder = mkdtempSync(join(tmpdir(), "protocols-"));
  made.push({ remove: () => rmSync(folder, { recursive: true }) });
  const source = join(folder, "asyncapi.json");
  writeFileSync(source, JSON.stringify(document(given)));
  const fresh = await freshClient({ sources: [source], config });
  made.push(fresh);
  return { ...fresh, text: readFileSync(join(fresh.folder, "client.ts"), "utf8") };
}

const named = Object.entries(framings).flatMap(([framing, entry]) => (entry === null ? [] : [{ framing, ...entry }]));

describe("a framing that the document names", () => {
  it("is known for every protocol of the runtime", () => {
    const folders = readdirSync("runtime/realtime/protocols", { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
    expect(Object.keys(framings).sort()).toEqual(folders.sort());
  });

  it.each(named)("$framing is imported, it alone, and compiles", async ({ framing, name, from }) => {
    const { text, folder, warnings } = await client({ root: { "x-clientwright-framing": { framing } } });
    expect(warnings).toEqual([]);
    expect(text).toMatch(new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "${from.replaceAll(".", "\\.")}"`));
    for (const other of named) if (other.name !== name) expect(text).not.toContain(other.name);
    expect(compileErrors(folder)).toEqual([]);
  });

  it.each<[string, Given, object]>([
    ["a server", { server: { "x-clientwright-framing": { framing: "json-rpc" } } }, {}],
    ["a channel", { channel: { "x-clientwright-framing": { framing: "json-rpc" } } }, {}],
    ["client.yaml", { root: { "x-clientwright-framing": { framing: "morse" } } }, { framing: { framing: "json-rpc" } }],
  ])("may stand at %s", async (_, given, config) => {
    const { text } = await client(given, config);
    expect(text).toContain('framings: { "json-rpc": jsonRpcFraming },');
  });

  it("that nobody knows is told, and asked of the caller", async () => {
    const { warnings, exports } = await client({ root: { "x-clientwright-framing": { framing: "morse" } } });
    expect(warnings.map((each) => each.split(" ")[0])).toEqual(["framing-unknown"]);
    await expect(exports.createShop().orders.publish({ id: "1" })).rejects.toMatchObject({
      remedy: "Pass framing: morseFraming(...), or a Framing of your own.",
    });
  });

  it("speaks: json-rpc", async () => {
    const got: unknown[] = [];
    const server = await socketServer((socket) => socket.on("message", (data) => got.push(JSON.parse(data.toString()))));
    made.push({ remove: () => server.close() });
    const { exports } = await client({
      server: { host: `127.0.0.1:${server.port}`, protocol: "ws" },
      root: { "x-clientwright-framing": { framing: "json-rpc" } },
    });
    const shop = exports.createShop({ transport: wsTransport() });
    await shop.orders.publish({ id: "1" });
    await shop.close();
    expect(got).toEqual([{ jsonrpc: "2.0", method: "orders", params: { id: "1" } }]);
  });

  it("speaks: Ably's protocol, with a key or a token, payloads by name", async () => {
    const mock = new MockAbly();
    const app = mock.createApp({});
    const server = await serveAbly({ mock });
    made.push({ remove: () => server.close() });
    const [key] = app.keys;
    const { exports } = await client({
      server: { host: `localhost:${server.port}`, protocol: "ws", security: [{ $ref: "#/components/securitySchemes/key" }] },
      root: { "x-clientwright-framing": { framing: "ably", clientId: "till" }, components: { securitySchemes: { key: { type: "http", scheme: "basic" } } } },
    });
    const create = () => exports.createShop({ transport: wsTransport(), auth: { key: basic({ username: key?.name ?? "", password: key?.secret ?? "" }) } });
    const [one, other] = [create(), create()];
    made.push({ remove: () => Promise.all([one.close(), other.close()]) });
    const orders = one.orders.order();
    await orders.ready();
    expect(await other.orders.publish({ id: "7" })).toMatchObject({ status: "acknowledged" });
    for await (const order of orders) {
      expect(order).toEqual({ id: "7" });
      break;
    }
    expect(one.connection.state).toBe("open");
  });
});

describe("a server that is a broker", () => {
  it("is described with the bus that it needs, and so does the error", async () => {
    const { text, exports, folder } = await client({
      server: { protocol: "amqp" },
      others: { stock: { host: "stock.example", protocol: "kafka-secure", description: "The stock." } },
    });
    expect(text).toContain("- `live`: amqp: pass `bus: amqpBus()` from `@clientwright/runtime/amqp`.");
    expect(text).toContain("- `stock`: The stock. kafka-secure: pass `bus: kafkaBus()` from `@clientwright/runtime/kafka`.");
    await expect(exports.createShop().orders.publish({ id: "1" })).rejects.toMatchObject({ remedy: 'Pass bus: amqpBus() from "@clientwright/runtime/amqp".' });
    expect(compileErrors(folder)).toEqual([]);
  });
});

describe("a server that is spoken to over HTTP", () => {
  it("has event streams", async () => {
    const { text, folder } = await client({ server: { protocol: "https" } });
    expect(text).toContain("streams: { transport: sseTransport, framing: serverSentEvents }");
    expect(compileErrors(folder)).toEqual([]);
  });
});

describe("options and variables of one name", () => {
  it("are told apart", async () => {
    const { folder, text } = await client({ server: { host: "{server}.example/{tenant}", variables: { server: { default: "a" }, tenant: { default: "b" } } } });
    expect(text).toMatch(/variables\?: \{[^}]*server\?: string/);
    expect(text).toMatch(/\n {2}tenant\?: string/);
    expect(compileErrors(folder)).toEqual([]);
  });
});

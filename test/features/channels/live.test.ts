import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bearer } from "@clientwright/runtime";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { compileErrors } from "../../support/compile.js";
import { type FreshClient, freshClient } from "../../support/generated-client.js";
import { eventually } from "../../support/socket-server.js";
import { openapi, version2, version3 } from "./shop-documents.js";
import { type ShopServer, shopServer } from "./shop-server.js";

const kinds: readonly { readonly name: string; readonly documents: (port: number) => readonly object[]; readonly http: boolean; readonly asks: boolean }[] = [
  { name: "OpenAPI and AsyncAPI 3.1 together", documents: (port) => [openapi(port), version3(port, "3.1.0")], http: true, asks: true },
  { name: "AsyncAPI 2.6", documents: (port) => [version2(port)], http: false, asks: false },
  { name: "AsyncAPI 3.0", documents: (port) => [version3(port, "3.0.0")], http: false, asks: true },
  { name: "AsyncAPI 3.1", documents: (port) => [version3(port, "3.1.0")], http: false, asks: true },
];

/** What a caller of the generated client writes; the compiler must take it. */
const calls = (http: boolean, asks: boolean): string => `import { createShop } from "./index.js";
const shop = createShop({ area: "v1", auth: { token: "t1" as never } });
for await (const order of shop.orders.created({ region: "eu" })) { const id: string = order.id; console.log(id); }
const stop: () => void = shop.orders.created({ region: "us" }, { buffer: 1, overflow: "dropOldest" }).subscribe((order, { headers }) => console.log(order.total, headers.trace));
stop();
// @ts-expect-error a region that there is not
shop.orders.created({ region: "mars" });
// @ts-expect-error a header that must be given
shop.orders.publish({ region: "eu", id: "1" });
await shop.orders.publish({ region: "eu", id: "1", headers: { trace: "t" } });
for await (const change of shop.orders.changed({ region: "eu" })) if (change.kind === "paid") { const paid: string = change.paid; console.log(paid); }
${asks ? 'const { price } = await shop.quotes.request({ article: "pen" }, { timeout: 500 });\nconst cents: number = price;\nconsole.log(cents);' : ""}
${http ? "const orders = await shop.orders.list();\nconsole.log(orders[0]?.id);" : ""}
await shop.connection.until("open");
console.log(shop.connection.state, await shop.close());
`;

describe.each(kinds)("a client of $name", ({ documents, http, asks }) => {
  let server: ShopServer;
  let fresh: FreshClient;
  // biome-ignore lint/suspicious/noExplicitAny: generated while the test runs; that its types fit is asked of the compiler
  const made: any[] = [];
  const folder = mkdtempSync(join(tmpdir(), "live-"));

  beforeAll(async () => {
    server = await shopServer();
    const sources = documents(server.port).map((document, index) => {
      const path = join(folder, `${index}.json`);
      writeFileSync(path, JSON.stringify(document));
      return path;
    });
    fresh = await freshClient({ sources });
  });
  afterEach(async () => {
    await Promise.all(made.splice(0).map((shop) => shop.close()));
  });
  afterAll(async () => {
    fresh.remove();
    rmSync(folder, { recursive: true });
    await server.close();
  });

  const create = (options: object = {}) => {
    const shop = fresh.exports.createShop({ transport: wsTransport(), reconnect: { delay: 5 }, auth: { token: bearer("t1") }, ...options });
    made.push(shop);
    return shop;
  };

  it("compiles, and so does what callers write", () => {
    expect(fresh.warnings).toEqual([]);
    writeFileSync(join(fresh.folder, "calls.ts"), calls(http, asks));
    expect(compileErrors(fresh.folder)).toEqual([]);
  });

  it("listens with for await, and leaves the socket with the loop", async () => {
    const shop = create();
    expect(shop.connection.state).toBe("idle");
    const created = shop.orders.created({ region: "eu" });
    await created.ready();
    expect(shop.connection.state).toBe("open");
    server.say("orders/eu", { id: "1" });
    server.say("orders/eu", { id: "2" });
    const got: unknown[] = [];
    for await (const each of created) if (got.push(each) === 2) break;
    expect(got).toEqual([{ id: "1" }, { id: "2" }]);
    await eventually(() => server.sockets.size === 0);
  });

  it("tells a listener payload, headers and name until it is stopped", async () => {
    const shop = create();
    const got: unknown[] = [];
    const created = shop.orders.created({ region: "eu" });
    const stop = created.subscribe((payload: unknown, message: { headers: unknown; name: unknown }) => got.push([payload, message.headers, message.name]));
    await created.ready();
    server.say("orders/eu", { id: "1" });
    await eventually(() => got.length === 1);
    expect(got).toEqual([[{ id: "1" }, { trace: "t" }, "created"]]);
    stop();
    await eventually(() => server.sockets.size === 0);
  });

  it("publishes, and knows when it has arrived", async () => {
    const shop = create();
    expect(await shop.orders.publish({ region: "us", id: "9", total: 3, headers: { trace: "a" } })).toMatchObject({ status: "acknowledged" });
    expect(server.published.at(-1)).toEqual({ channel: "orders/us", data: { id: "9", total: 3 }, headers: { trace: "a" } });
    expect(await shop.close()).toEqual([]);
    expect(shop.connection.state).toBe("closed");
  });

  it("comes back after a cut", async () => {
    const shop = create();
    const got: unknown[] = [];
    const gaps: unknown[] = [];
    const created = shop.orders.created({ region: "eu" });
    created.on("discontinuity", ({ reason }: { reason: string }) => gaps.push(reason));
    created.subscribe((payload: unknown) => got.push(payload));
    await created.ready();
    server.cut();
    await eventually(() => gaps.length === 1);
    // The server knows of the new subscription a moment later than the client.
    await eventually(() => {
      server.say("orders/eu", { id: "2" });
      return got.length > 0;
    });
    expect([got[0], gaps]).toEqual([{ id: "2" }, ["not-resumed"]]);
  });

  it("renews its token when the server calls it expired", async () => {
    let turn = 0;
    server.accepted.add("Bearer fresh");
    const shop = create({ auth: { token: bearer(() => (turn++ === 0 ? "stale" : "fresh")) } });
    const before = server.tokens.length;
    await shop.orders.created({ region: "eu" }).ready();
    expect(server.tokens.slice(before)).toEqual(["Bearer stale", "Bearer fresh"]);
  });

  it("takes its token and its server's variables from the environment", async () => {
    process.env["SHOP_TOKEN"] = "t1";
    process.env["SHOP_AREA"] = "nowhere";
    try {
      await create({ auth: undefined, area: "v1" }).orders.created({ region: "eu" }).ready();
      const lost = create({ auth: undefined, reconnect: { attempts: 1 } });
      await expect(lost.orders.created({ region: "eu" }).ready()).rejects.toMatchObject({ kind: "connection" });
    } finally {
      delete process.env["SHOP_TOKEN"];
      delete process.env["SHOP_AREA"];
    }
  });

  it("refuses a region that is not given", async () => {
    await expect(create().orders.created({}).ready()).rejects.toMatchObject({
      kind: "input",
      message: expect.stringContaining("needs the parameter region"),
    });
  });

  if (asks)
    it("asks, and is answered at an address of its own", async () => {
      const shop = create();
      const answers = await Promise.all([shop.quotes.request({ article: "pen" }), shop.quotes.request({ article: "ink" }, { timeout: 5_000 })]);
      expect(answers).toEqual([{ price: 7 }, { price: 7 }]);
      await expect(shop.quotes.request({ article: "nothing" }, { timeout: 20 })).rejects.toMatchObject({ kind: "timeout" });
    });

  if (http)
    it("calls over HTTP with the same credential, and closes as one", async () => {
      const shop = create();
      expect(await shop.orders.list()).toEqual([{ id: "1" }]);
      await shop.orders.created({ region: "eu" }).ready();
      expect(new Set(server.tokens.slice(-2))).toEqual(new Set(["Bearer t1"]));
      await shop.close();
      await eventually(() => server.sockets.size === 0);
    });
});

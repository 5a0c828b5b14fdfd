import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createAbly, restOf } from "../../../../runtime/ably/index.js";
import { toUtf8 } from "../../../../runtime/realtime/protocols/ably/message/bytes.js";
import { applyVcdiff } from "../../../../runtime/realtime/protocols/ably/message/vcdiff.js";
import { type AblyServer, serveAbly } from "../../../../runtime/testing/ably/index.js";
import { summaryOf } from "../../../../runtime/testing/ably/summaries.js";
import { encodeVcdiff } from "../../../../runtime/testing/ably/vcdiff-encoder.js";
import { wsTransport } from "../../../../runtime/ws/index.js";
import { stage } from "./stage.js";

describe("the mock's deltas", () => {
  it("RFC 3284: are valid, whatever they are from and to", () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    fc.assert(
      fc.property(bytes, bytes, (base, target) => expect(applyVcdiff(encodeVcdiff(base, target), base)).toEqual(new Uint8Array(target))),
      { numRuns: 300 },
    );
    const [base, target] = [toUtf8("one fox jumps over the lazy dog"), toUtf8("one fox jumped over the lazy dog")];
    expect(encodeVcdiff(base, target).length).toBeLessThan(target.length);
  });

  it.each(["json", "msgpack"] as const)("PC3, RTL18: come with delta=vcdiff, each from the message before (%s)", async (format) => {
    const { connected, mock } = stage();
    const [one, two] = [await connected({ format }), await connected({ format })];
    const room = two.channels.get("room", { params: { delta: "vcdiff" } });
    const heard: unknown[] = [];
    room.subscribe(({ data }) => heard.push(data));
    await room.attach();
    const said = [{ a: 1, b: "x".repeat(50) }, { a: 2, b: "x".repeat(50) }, "text", new Uint8Array([1, 2, 3]), null, "text again"];
    for (const data of said) await one.channels.get("room").publish("n", data);
    expect(heard).toEqual(said);
    const encodings = mock.events.flatMap((event) => (event.kind === "out" && event.frame.action === 15 ? [event.frame.messages?.[0]?.encoding ?? null] : []));
    expect(encodings.filter((encoding) => encoding?.includes("vcdiff"))).toHaveLength(3);
  });
});

describe("sums of annotations", () => {
  const said = (type: string, all: readonly { readonly clientId: string; readonly name?: string; readonly count?: number; readonly action?: number }[]) =>
    summaryOf(all.map((each) => ({ type, ...each })))[type];

  it.each([
    { type: "t:total.v1", all: [{ clientId: "a" }, { clientId: "a" }, { clientId: "b" }], want: { total: 3 } },
    {
      type: "t:flag.v1",
      all: [{ clientId: "a" }, { clientId: "a" }, { clientId: "b" }, { clientId: "b", action: 1 }],
      want: { total: 1, clientIds: ["a"], clipped: false },
    },
    {
      type: "t:distinct.v1",
      all: [
        { clientId: "a", name: "x" },
        { clientId: "a", name: "y" },
      ],
      want: { x: { total: 1, clientIds: ["a"], clipped: false }, y: { total: 1, clientIds: ["a"], clipped: false } },
    },
    {
      type: "t:unique.v1",
      all: [
        { clientId: "a", name: "x" },
        { clientId: "a", name: "y" },
      ],
      want: { y: { total: 1, clientIds: ["a"], clipped: false } },
    },
    {
      type: "t:multiple.v1",
      all: [
        { clientId: "a", name: "x", count: 2 },
        { clientId: "a", name: "x" },
        { clientId: "", name: "x" },
      ],
      want: { x: { total: 4, clientIds: { a: 3 }, clipped: false, totalUnidentified: 1, totalClientIds: 1 } },
    },
  ])("$type", ({ type, all, want }) => expect(said(type, all)).toEqual(want));
});

describe("the mock, controlled over HTTP", () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function served() {
    const server: AblyServer = await serveAbly();
    ends.push(() => server.close());
    const app = server.mock.createApp();
    const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
      const reply = await fetch(`${server.url}/__mock${path}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      return reply.status === 204 ? reply.status : reply.json();
    };
    const client = () => {
      const ably = createAbly({
        key: `${app.keys[0]?.name}:${app.keys[0]?.secret}`,
        endpoint: "127.0.0.1",
        port: server.port,
        tls: false,
        transport: wsTransport(),
      });
      ends.push(() => ably.close());
      return ably;
    };
    return { server, ask, client };
  }

  it("arms faults on connect, frames and HTTP, tells what happened, and disarms", async () => {
    const { ask, client, server } = await served();
    const armed = await ask("POST", "/faults", [
      { on: "connect", do: "refuse", status: 503, code: 50000 },
      { on: "out", action: 11, do: "suppress" },
      { on: "http", path: "/time", do: "refuse", status: 500, code: 50000 },
      { on: "in", action: 15, channel: "never", do: "cut" },
    ]);
    expect(armed).toEqual([{ id: expect.any(String) }, { id: expect.any(String) }, { id: expect.any(String) }, { id: "fault4" }]);
    expect(await ask("DELETE", "/faults/fault4")).toBe(204);
    expect(await ask("DELETE", "/faults/fault4")).toMatchObject({ error: { code: 40400 } });
    expect((await fetch(`${server.url}/time`)).status).toBe(500);
    const ably = client();
    await ably.connection.whenState("failed");
    expect(ably.connection.errorReason?.code).toBe(50000);
    ably.connect();
    await ably.connection.whenState("connected");
    const events = (await ask("GET", "/events?after=0")) as readonly { readonly kind: string }[];
    expect(events.map(({ kind }) => kind)).toEqual(["http", "connect", "connect", "out"]);
    expect(await ask("DELETE", "/events")).toBe(204);
    expect(await ask("GET", "/events")).toEqual([]);
    expect(await ask("DELETE", "/faults")).toBe(204);
  });

  it("sends frames to a client, acts for it, and ends its link", async () => {
    const { ask, client } = await served();
    const ably = client();
    await ably.connection.whenState("connected");
    const room = ably.channels.get("room");
    const heard: unknown[] = [];
    room.subscribe(({ data }) => heard.push(data));
    await room.attach();
    const id = ably.connection.id ?? "";
    expect(await ask("GET", "/connections")).toMatchObject([{ id, linked: true }]);
    const told = new Promise((resolve) => room.subscribe(resolve));
    await ask("POST", `/connections/${id}/send`, { action: 15, channel: "room", messages: [{ data: "injected" }] });
    await told;
    expect(heard).toEqual(["injected"]);
    const lost = ably.connection.whenState("disconnected");
    await ask("POST", `/connections/${id}/disconnect`, { code: 80003, statusCode: 503 });
    expect((await lost)?.reason?.code).toBe(80003);
    await ably.connection.whenState("connected");
    const again = ably.connection.whenState("disconnected");
    await ask("POST", `/connections/${id}/cut`);
    await again;
    expect(await ask("POST", "/connections/nobody/cut")).toMatchObject({ error: { code: 40400 } });
  });

  it("matches faults on hosts, methods and queries; says what is armed, and disarms in one process too", async () => {
    const { mock, connected } = stage();
    const { id, remove } = mock.faults.add({ on: "http", host: "elsewhere", do: "refuse" });
    mock.faults.add({ on: "http", method: "PATCH", do: "refuse" });
    mock.faults.add({ on: "connect", query: { clientId: "lee", resume: null }, do: "refuse", status: 401, code: 40101 });
    expect(mock.faults.list().map(({ left }) => left)).toEqual([1, 1, 1]);
    const [kim, lee] = [await connected({ clientId: "kim" }), await connected({ clientId: "lee" })];
    expect([kim.connection.state, lee.connection.state]).toEqual(["connected", "failed"]);
    expect(await restOf(kim).time()).toBe(mock.clock.now());
    expect([remove(), mock.faults.remove(id)]).toEqual([true, false]);
  });

  it("strikes after a delay", async () => {
    const { connected, mock, clock } = stage();
    const ably = await connected();
    mock.arm({ on: "delay", after: 500, do: "disconnect", code: 80003, statusCode: 500 });
    await clock.advance(499);
    expect(ably.told).toEqual(["connecting", "connected"]);
    await clock.advance(2000);
    expect(ably.told).toEqual(["connecting", "connected", "disconnected", "connecting", "connected"]);
  });
});

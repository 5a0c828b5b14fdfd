import { InputError } from "@clientwright/runtime";
import { createRealtime, publish } from "@clientwright/runtime/realtime";
import { describe, expect, it } from "@jest/globals";
import { ablyProtocol, type CreateAblyOptions, createAbly, messagePack, plainAbly, presence, publishing, timersClock } from "../../../../runtime/ably/index.js";
import type { Network } from "../../../../runtime/realtime/protocols/ably/options.js";
import { memoryFetch, memoryTransport } from "../../../../runtime/testing/ably/memory-transport.js";
import { settle, stage } from "./stage.js";

/** A WebSocket class whose sockets are told what to say. */
function sockets() {
  const made: FakeSocket[] = [];
  class FakeSocket {
    binaryType = "";
    readonly bufferedAmount = 0;
    readyState = 0;
    readonly protocol = "";
    onopen: (() => void) | null = null;
    onmessage: ((event: { readonly data: unknown }) => void) | null = null;
    onerror: (() => void) | null = null;
    onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
    readonly sent: unknown[] = [];
    readonly url: string;
    constructor(url: string) {
      this.url = url;
      made.push(this);
    }
    send(frame: string | Uint8Array): void {
      this.sent.push(typeof frame === "string" ? JSON.parse(frame) : frame);
    }
    close(): void {
      this.onclose?.({ code: 1000, reason: "" });
    }
    says(frame: object): void {
      this.readyState = 1;
      this.onmessage?.({ data: JSON.stringify(frame) });
    }
  }
  return { made, WebSocket: FakeSocket as unknown as CreateAblyOptions["WebSocket"] };
}

describe("what a user may replace", () => {
  it("the WebSocket class, fetch and the clock's three functions", async () => {
    const { made, WebSocket } = sockets();
    const waits: { readonly run: () => void; readonly milliseconds: number }[] = [];
    const clock = timersClock({
      now: () => 1000,
      setTimeout: (run, milliseconds) => waits.push({ run, milliseconds }),
      clearTimeout: (timer) => void waits.splice(Number(timer) - 1, 1, { run: () => undefined, milliseconds: -1 }),
    });
    const asked: string[] = [];
    const fetch = async (input: unknown) => {
      asked.push(String(input));
      return new Response("no");
    };
    const ably = createAbly({ key: "a.b:c", WebSocket, clock, fetch, useTokenAuth: false, network: null });
    await settle();
    expect(made[0]?.url).toContain("wss://main.realtime.ably.net/?v=6&format=json&heartbeats=true&echo=true&key=a.b%3Ac");
    expect(waits.map(({ milliseconds }) => milliseconds)).toContain(10_000);
    made[0]?.onclose?.({ code: 1006, reason: "" });
    await settle();
    expect(asked).toEqual(["https://internet-up.ably-realtime.com/is-the-internet-up.txt"]);
    expect(ably.connection.state).toBe("disconnected");
    ably.connect();
    await settle();
    made[1]?.says({ action: 4, connectionId: "c", connectionDetails: { connectionKey: "k" } });
    expect(ably.connection).toMatchObject({ state: "connected", id: "c", key: "k" });
    const closing = ably.close();
    expect(made[1]?.sent).toEqual([{ action: 7 }]);
    made[1]?.says({ action: 8 });
    await closing;
  });

  it("RTN20: where `online` and `offline` come from", async () => {
    const listeners = new Map<string, () => void>();
    const network: Network = {
      addEventListener: (event, listener) => void listeners.set(event, listener),
      removeEventListener: (event, listener) => void (listeners.get(event) === listener && listeners.delete(event)),
    };
    const { connected, clock } = stage();
    const ably = await connected({ network });
    listeners.get("offline")?.();
    expect(ably.connection).toMatchObject({ state: "disconnected", errorReason: { code: 80003 } });
    listeners.get("online")?.();
    await settle();
    expect(ably.connection.state).toBe("connected");
    await clock.advance(5000);
    await ably.close();
    expect([...listeners]).toEqual([]);
  });
});

describe("a client of chosen features", () => {
  it("hears without any, and says which one is missing (40019)", async () => {
    const { mock, key, clock } = stage();
    const options = { key, clock, endpoint: "localhost", fetch: memoryFetch(mock), transport: memoryTransport(mock) };
    const [plain, other] = [plainAbly(options), plainAbly({ ...options, format: "msgpack", clientId: "kim" }, { messagePack, publishing, presence })];
    const heard: unknown[] = [];
    plain.channels.get("room").subscribe(({ data }) => heard.push(data));
    await settle();
    await other.channels.get("room").publish("n", { a: 1 });
    await other.channels.get("room").presence.enter();
    await settle();
    expect(heard).toEqual([{ a: 1 }]);
    const missing = (feature: string) => expect.objectContaining({ code: 40019, message: expect.stringContaining(`no ${feature}`) });
    await expect(plain.channels.get("room").publish("n")).rejects.toEqual(missing("publishing"));
    expect(() => plain.channels.get("room").presence).toThrow(missing("presence"));
    expect(() => plain.channels.get("room").annotations).toThrow(missing("annotations"));
    expect(() => plain.channels.get("room").history()).toThrow(missing("requests"));
    expect(() => plain.channels.get("sealed", { cipher: { key: new Uint8Array(16) } })).toThrow(missing("encryption"));
    expect(() => plainAbly({ ...options, format: "msgpack" })).toThrow(missing("messagePack"));
    await expect(plain.auth.requestToken()).rejects.toEqual(missing("tokens"));
    await expect(plain.auth.authorize()).rejects.toEqual(missing("tokens"));
    await expect(plain.auth.createTokenRequest()).rejects.toEqual(missing("tokens"));
    expect(() => plainAbly({ ...options, useTokenAuth: true })).toThrow(missing("tokens"));
    expect(() => plainAbly({ ...options, key: undefined })).toThrow(expect.objectContaining({ code: 40106 }));
    await expect(plain.connection.ping()).rejects.toEqual(missing("ping"));
    expect(() => plain.createRecoveryKey()).toThrow(missing("recovery"));
    expect(() => plainAbly({ ...options, recover: "{}" })).toThrow(missing("recovery"));
    expect(() => plain.channels.get("room").subscribe({ clientId: "kim" }, () => undefined)).toThrow(missing("filters"));
    expect(() => plain.channels.derived("room", "name == `n`")).toThrow(missing("filters"));
  });

  it("goes on with a token that doesn't end, tells its clientId, and fails where another would be needed", async () => {
    const { mock, key, clock } = stage();
    const issued = await createAbly({
      key,
      clock,
      endpoint: "localhost",
      fetch: memoryFetch(mock),
      autoConnect: false,
    }).auth.requestToken({ clientId: "kim" });
    const plain = plainAbly({ tokenDetails: issued, clock, endpoint: "localhost", transport: memoryTransport(mock) });
    await settle();
    expect([plain.connection.state, plain.auth.clientId]).toEqual(["connected", "kim"]);
    mock.faults.add({ on: "out", action: 4, do: "suppress" });
    for (const connection of mock.connections()) mock.disconnect(connection, 40142, 401);
    await settle();
    expect([plain.connection.state, plain.connection.errorReason?.code]).toEqual(["failed", 40171]);
  });

  it("tries fallback hosts at once without `network`, and asks nobody whether the internet is there", async () => {
    const { mock, key, clock } = stage();
    const dialled: string[] = [];
    const transport = memoryTransport(mock);
    const asked = async (): Promise<Response> => Promise.reject(new Error("nobody is to be asked"));
    const options = { key, clock, endpoint: "primary.example.com", fallbackHosts: ["other.example.com"], fetch: asked };
    const plain = plainAbly({
      ...options,
      transport: {
        ...transport,
        open: (request, events) => {
          dialled.push(new URL(request.url).hostname);
          if (dialled.length > 1) return transport.open(request, events);
          queueMicrotask(() => events.closed({ code: 1006, reason: "", status: null, cause: null }));
          return {
            buffered: 0,
            send: () => undefined,
            close: () => undefined,
            terminate: () => undefined,
            ping: () => false,
            pause: () => false,
            resume: () => undefined,
          };
        },
      },
    });
    await settle();
    expect([plain.connection.state, dialled]).toEqual(["connected", ["primary.example.com", "other.example.com"]]);
  });
});

describe("a connection's changes (RTN4, RTN14e, RTN13, RTN26)", () => {
  it("RTN14e: is suspended on the very moment when the session's time is over, also between two attempts", async () => {
    const { clock, mock, client } = stage();
    mock.faults.add({ on: "connect", do: "refuse", status: 500, code: 50000, times: 1000 });
    const transport = memoryTransport(mock);
    const refusing = client({
      transport: {
        ...transport,
        open: (_, events) => {
          queueMicrotask(() => events.closed({ code: 1006, reason: "", status: null, cause: null }));
          return {
            buffered: 0,
            send: () => undefined,
            close: () => undefined,
            terminate: () => undefined,
            ping: () => false,
            pause: () => false,
            resume: () => undefined,
          };
        },
      },
    });
    await clock.advance(119_999);
    expect(refusing.connection.state).toBe("disconnected");
    const told = refusing.connection.whenState("suspended");
    await clock.advance(1);
    expect(refusing.connection.state).toBe("suspended");
    expect(await told).toMatchObject({ previous: "disconnected", retryIn: 30_000 });
    await clock.advance(30_000);
    expect(refusing.connection.state).toBe("suspended");
  });

  it("RTN13d: a ping waits for the connection; RTN13b: elsewhere it fails", async () => {
    const { client, clock } = stage();
    const ably = client({ autoConnect: false });
    await expect(ably.connection.ping()).rejects.toMatchObject({ code: 80003 });
    ably.connect();
    const ping = ably.connection.ping();
    await settle();
    expect(await ping).toBe(0);
    await ably.close();
    await expect(ably.connection.ping()).rejects.toMatchObject({ code: 80017 });
    await clock.advance(0);
  });

  it("RTN4, RTN26a: tells the events asked for; what is so already is told at once", async () => {
    const { connected } = stage();
    const ably = await connected();
    expect(await ably.connection.whenState("connected")).toBeNull();
    const told: string[] = [];
    ably.connection.on(["closing", "closed"], ({ event }) => told.push(event));
    ably.connection.on("failed", () => told.push("failed"));
    await ably.close();
    expect(told).toEqual(["closing", "closed"]);
  });
});

it("a transport that can't be used fails the connection, and says what to do about it", async () => {
  const open = (): never => {
    throw new InputError("This platform has no WebSocket", { remedy: "Pass transport: wsTransport()." });
  };
  const ably = createAbly({ key: "app.key:secret", transport: { sendsHeaders: true, seesPings: false, open }, autoConnect: false });
  ably.connect();
  await ably.connection.whenState("failed");
  const message = "The transport can't be used: This platform has no WebSocket";
  expect(ably.connection.errorReason).toMatchObject({ code: 40000, message, remedy: "Pass transport: wsTransport()." });
});

it("the client of a document whose framing is ably fails at once without credentials, and says what to pass", async () => {
  const api = { name: "Chat", version: "1", environments: {}, servers: { live: { url: "ws://127.0.0.1:9", protocol: "ws" } }, framing: { framing: "ably" } };
  const chat = createRealtime(api, {}, { buses: { ably: ablyProtocol } });
  const sent = publish(chat, { id: "say", channel: { id: "room", address: "room", messages: { said: {} } } }, { payload: { text: "hi" } });
  await expect(sent).rejects.toThrow("No credentials: pass auth: basic(");
  expect(chat.connection.state).toBe("failed");
  await chat.close();
});

import { type Clock, type Credential, InputError, systemClock } from "@clientwright/runtime";
import { centrifugeFraming } from "@clientwright/runtime/centrifuge";
import {
  ask,
  type ChannelOperation,
  createRealtime,
  publish,
  type RealtimeClient,
  type RealtimeOptions,
  subscribe,
  type Transport,
} from "@clientwright/runtime/realtime";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type CentrifugeServer, centrifugeServer } from "../../support/centrifuge-server.js";
import { eventually } from "../../support/socket-server.js";

let server: CentrifugeServer;
let client: RealtimeClient;
afterEach(async () => {
  await client.close();
  await server.close();
});

const operation = (address: string, messages: object = { Update: {} }): ChannelOperation => ({
  id: address,
  channel: { id: address, address, messages: messages as never },
});
const panel = operation("grafana/dashboard/1");

function connect(more: RealtimeOptions = {}): RealtimeClient {
  const api = { name: "live", version: "1", environments: {}, servers: {} };
  client = createRealtime(api, { url: server.url, framing: centrifugeFraming(), transport: wsTransport(), reconnect: { delay: 5, maxDelay: 20 }, ...more });
  return client;
}

describe("Centrifuge's protocol against a server written from its documentation", () => {
  it("subscribes, publishes with the server's answer, and hears it with its position", async () => {
    server = await centrifugeServer();
    connect();
    const heard = subscribe<{ readonly n: number }>(client, panel);
    await heard.ready();
    expect(await publish(client, panel, { payload: { n: 1 } })).toMatchObject({ status: "acknowledged" });
    for await (const message of heard.messages()) {
      expect(message).toMatchObject({ payload: { n: 1 }, id: "e1:1", headers: { offset: 1 } });
      break;
    }
    await eventually(() => server.heard.some(([name]) => name === "unsubscribe"));
  });

  it("recovers over cuts: nothing lost, nothing twice, in order, and no gap told", async () => {
    server = await centrifugeServer();
    connect();
    const heard = subscribe<number>(client, panel);
    const gaps: unknown[] = [];
    heard.on("discontinuity", (gap) => gaps.push(gap));
    await heard.ready();
    const got: number[] = [];
    let next = 0;
    const say = (count: number): void => {
      for (let n = 0; n < count; n++) server.publish("grafana/dashboard/1", next++);
    };
    say(3);
    for await (const n of heard) {
      got.push(n);
      if (got.length === 60) break;
      if (got.length % 10 === 3) {
        server.cut();
        // Published while nobody is connected.
        say(10);
      }
    }
    expect(got).toEqual(Array.from({ length: 60 }, (_, index) => index));
    expect(gaps).toEqual([]);
  });

  it("tells a gap where the server can't recover, and where a channel has no history", async () => {
    server = await centrifugeServer();
    connect();
    const told: string[] = [];
    const all = [panel, operation("plain:news")].map((one) => {
      const heard = subscribe<unknown>(client, one);
      heard.on("discontinuity", ({ reason }) => told.push(`${one.id} ${reason}`));
      return heard;
    });
    await Promise.all(all.map((heard) => heard.ready()));
    server.forget("grafana/dashboard/1");
    server.cut();
    await eventually(() => told.length === 2);
    expect(told.sort()).toEqual(["grafana/dashboard/1 not-resumed", "plain:news not-resumed"]);
  });

  it("never asks for deltas, so that every publication is whole", async () => {
    server = await centrifugeServer();
    connect();
    const heard = subscribe<number>(client, panel)[Symbol.asyncIterator]();
    const first = heard.next();
    await eventually(() => server.heard.some(([name]) => name === "subscribe"));
    server.publish(panel.id, { text: "the same words, over and over" });
    await first;
    server.cut();
    server.publish(panel.id, { text: "the same words, over and over again" });
    expect((await heard.next()).value).toEqual({ text: "the same words, over and over again" });
    const asked = server.heard.filter(([name]) => name === "subscribe");
    expect(asked.length).toBe(2);
    for (const [, params] of asked) expect(params).not.toHaveProperty("delta");
    await heard.return?.();
  });

  it("hears a channel that the server subscribes it to, and recovers it over a cut", async () => {
    server = await centrifugeServer({ serves: [panel.id] });
    connect();
    const heard = subscribe<number>(client, panel);
    const gaps: unknown[] = [];
    heard.on("discontinuity", (gap) => gaps.push(gap));
    await heard.ready();
    const reader = heard[Symbol.asyncIterator]();
    server.publish(panel.id, 1);
    expect((await reader.next()).value).toBe(1);
    server.cut();
    // Published while nobody is connected.
    server.publish(panel.id, 2);
    server.publish(panel.id, 3);
    expect([(await reader.next()).value, (await reader.next()).value]).toEqual([2, 3]);
    expect(gaps).toEqual([]);
    server.forget(panel.id);
    server.cut();
    await eventually(() => gaps.length === 1);
    expect(gaps).toMatchObject([{ reason: "not-resumed" }]);
    expect(server.heard.some(([name]) => name === "subscribe")).toBe(false);
    await reader.return?.();
    expect(server.heard.some(([name]) => name === "unsubscribe")).toBe(false);
  });

  it("a position that the server can't go on from is a gap, and the channel goes on from now", async () => {
    server = await centrifugeServer({ refusesLostPositions: true });
    connect();
    const heard = subscribe<number>(client, panel);
    const gaps: unknown[] = [];
    heard.on("discontinuity", (gap) => gaps.push(gap));
    const reader = heard[Symbol.asyncIterator]();
    await heard.ready();
    server.forget(panel.id);
    server.cut();
    await eventually(() => gaps.length === 1);
    server.publish(panel.id, 7);
    expect((await reader.next()).value).toBe(7);
    expect(gaps).toMatchObject([{ reason: "not-resumed" }]);
    await reader.return?.();
  });

  it.each([
    { code: 3000, ends: false },
    { code: 3012, ends: false },
    { code: 4400, ends: false },
    { code: 3501, ends: true },
    { code: 3507, ends: true },
    { code: 4500, ends: true },
  ])("the server's disconnect $code: over for good: $ends", async ({ code, ends }) => {
    server = await centrifugeServer();
    connect();
    const heard = subscribe<number>(client, panel);
    await heard.ready();
    const next = heard[Symbol.asyncIterator]().next();
    for (const socket of server.sockets) socket.close(code, "told so");
    if (ends) {
      await expect(next).rejects.toMatchObject({ kind: "connection", code });
      expect([client.connection.state, server.connections()]).toEqual(["failed", 1]);
      return;
    }
    await eventually(() => server.heard.filter(([name]) => name === "subscribe").length === 2);
    server.publish(panel.id, 1);
    expect((await next).value).toBe(1);
  });

  it("asks: an RPC by the channel's address, presence as a command", async () => {
    server = await centrifugeServer();
    connect();
    expect(await ask(client, operation("echo"), { payload: { a: 1 } })).toEqual({ a: 1 });
    await expect(ask(client, operation("nothing"), {})).rejects.toMatchObject({ name: "ReplyError", code: "104", remedy: expect.any(String) });
    await subscribe(client, panel).ready();
    const watching = operation("grafana/dashboard/1", { presence: {} });
    expect(await ask(client, watching, {})).toEqual({ presence: { c1: { client: "c1", user: "" } } });
  });

  it("refused subscriptions and messages say why; an ended one too; a moved one is taken up again", async () => {
    server = await centrifugeServer();
    connect();
    await expect(subscribe(client, operation("secret:a")).ready()).rejects.toMatchObject({ code: "103" });
    await expect(publish(client, operation("secret:a"), { payload: 1 })).rejects.toMatchObject({
      code: "103",
      message: expect.stringContaining("permission denied"),
    });
    const heard = subscribe<number>(client, panel);
    await heard.ready();
    server.expel("grafana/dashboard/1", 2500);
    await eventually(() => server.heard.filter(([name, { channel }]) => name === "subscribe" && channel === "grafana/dashboard/1").length === 2);
    const errors: unknown[] = [];
    heard.on("error", (error) => errors.push(error));
    server.expel("grafana/dashboard/1", 2000);
    await eventually(() => errors.length === 1);
    expect(errors).toMatchObject([{ code: "2000" }]);
  });

  it("hears who joins where the document says so", async () => {
    server = await centrifugeServer();
    connect();
    const heard = subscribe(client, operation("room", { Update: {}, join: {} }))
      .messages()
      [Symbol.asyncIterator]();
    expect((await heard.next()).value).toMatchObject({ name: "join", payload: { client: "c1" } });
    await heard.return?.();
  });

  it("renews an expired token, and a running one before it expires, without a new link", async () => {
    let token = 0;
    server = await centrifugeServer({ isGood: (text) => text !== "t0", ttl: 0.05 });
    const credential: Credential = {
      sign: (call) => ({ ...call, headers: { ...call.headers, authorization: `Bearer t${token}` } }),
      renew: async () => ++token > 0,
    };
    const api = {
      name: "live",
      version: "1",
      environments: {},
      auth: { token: { type: "bearer" as const } },
      servers: { main: { url: server.url, protocol: "ws", security: ["token"] } },
    };
    client = createRealtime(api, { framing: centrifugeFraming(), transport: wsTransport(), auth: { token: credential }, reconnect: { delay: 5 } });
    await client.connect();
    await eventually(() => server.heard.filter(([name]) => name === "refresh").length >= 2);
    expect(server.heard.filter(([name]) => name === "connect").map(([, { token: sent }]) => sent)).toEqual(["t0", "t1"]);
    expect(server.connections()).toBe(2);
  });

  describe("channels with tokens of their own", () => {
    const secret = operation("private:orders");
    const tokens = (): unknown[] => server.heard.flatMap(([name, { channel, token }]) => (channel === secret.id ? [[name, token]] : []));

    it("asks for a token first, for the channels that need one, and publishes meanwhile", async () => {
      server = await centrifugeServer();
      const asked: string[] = [];
      const channelToken = async (channel: string): Promise<string | null> => {
        asked.push(channel);
        return channel.startsWith("private:") ? `${channel} 1` : null;
      };
      connect({ framing: centrifugeFraming({ channelToken }) });
      const [open, closed] = [subscribe<number>(client, panel), subscribe<number>(client, secret)];
      await Promise.all([open.ready(), closed.ready()]);
      server.publish(secret.id, 1);
      for await (const one of closed) {
        expect(one).toBe(1);
        break;
      }
      expect(asked.sort()).toEqual([panel.id, secret.id]);
      expect(server.heard.filter(([name]) => name === "subscribe").map(([, { token }]) => token)).toEqual(
        expect.arrayContaining([undefined, "private:orders 1"]),
      );
    });

    it("renews it before it expires, over the open link, and asks anew on the next one", async () => {
      server = await centrifugeServer({ channelTtl: 0.03 });
      let count = 0;
      connect({ framing: centrifugeFraming({ channelToken: (_, reason) => `${reason} ${++count}` }) });
      const heard = subscribe<number>(client, secret);
      const gaps: unknown[] = [];
      heard.on("discontinuity", (gap) => gaps.push(gap));
      await heard.ready();
      await eventually(() => tokens().length >= 3);
      expect(tokens().slice(0, 3)).toEqual([
        ["subscribe", "subscribe 1"],
        ["sub_refresh", "expires 2"],
        ["sub_refresh", "expires 3"],
      ]);
      expect(server.connections()).toBe(1);
      server.cut();
      await eventually(() => tokens().filter((each) => (each as string[])[0] === "subscribe").length === 2);
      expect(gaps).toEqual([]);
      await heard[Symbol.asyncIterator]().return?.();
    });

    it("asks once more when it is refused, then ends the subscription", async () => {
      server = await centrifugeServer({ opens: (_, token) => token === "good" });
      const reasons: string[] = [];
      let answer = "good";
      const channelToken = (_: string, reason: string): string => {
        reasons.push(reason);
        return reason === "refused" ? answer : "stale";
      };
      connect({ framing: centrifugeFraming({ channelToken }) });
      const heard = subscribe<number>(client, secret);
      await heard.ready();
      expect(reasons).toEqual(["subscribe", "refused"]);
      answer = "stale";
      server.expel(secret.id, 2501);
      const [failed] = await Promise.allSettled([heard[Symbol.asyncIterator]().next()]);
      expect(failed).toMatchObject({ status: "rejected", reason: { code: "109" } });
      expect(reasons).toEqual(["subscribe", "refused", "subscribe", "refused"]);
    });

    it("is not asked for any more once the client is closed", async () => {
      server = await centrifugeServer({ channelTtl: 0.1 });
      const reasons: string[] = [];
      const waiting = new Set<() => void>();
      const clock: Clock = {
        now: () => systemClock.now(),
        wake: (at, run) => {
          waiting.add(run);
          const cancel = systemClock.wake(at, run);
          return () => {
            waiting.delete(run);
            cancel();
          };
        },
      };
      connect({ clock, framing: centrifugeFraming({ channelToken: (_, reason) => String(reasons.push(reason)) }) });
      await subscribe<number>(client, secret).ready();
      await client.close();
      const asked = reasons.length;
      for (const run of waiting) run();
      await Promise.resolve();
      await Promise.resolve();
      expect(reasons.length).toBe(asked);
    });

    it("that fails while the next link is made does not end it", async () => {
      server = await centrifugeServer();
      let fail = (_: Error): void => undefined;
      let count = 0;
      const late = new Promise<string>((_, reject) => {
        fail = reject;
      });
      const ws = wsTransport();
      // The second link is open, and its connect not answered yet.
      const transport: Transport = {
        ...ws,
        open: (request, events) =>
          ws.open(request, {
            ...events,
            opened: (protocol) => {
              events.opened(protocol);
              if (server.connections() === 2) fail(new TypeError("fetch failed"));
            },
          }),
      };
      connect({ transport, framing: centrifugeFraming({ channelToken: () => (count++ === 0 ? late : "good") }) });
      const heard = subscribe<number>(client, secret);
      const ready = heard.ready();
      await eventually(() => count === 1);
      server.cut();
      await ready;
      expect([count, server.connections()]).toEqual([2, 2]);
    });

    it("a supplier that refuses ends the subscription with its error; one out of reach is asked again", async () => {
      server = await centrifugeServer();
      let failures = 2;
      const channelToken = (channel: string): string => {
        if (channel !== secret.id) throw new InputError("no such room");
        if (failures-- > 0) throw new TypeError("fetch failed");
        return "good";
      };
      connect({ framing: centrifugeFraming({ channelToken }) });
      const heard = subscribe<number>(client, secret);
      await heard.ready();
      expect(server.connections()).toBe(3);
      await expect(subscribe(client, panel).ready()).rejects.toThrow("no such room");
    });
  });
});

import { describe, expect, it } from "@jest/globals";
import { signJwt } from "../../../../runtime/testing/ably/jwt.js";
import { memoryTransport } from "../../../../runtime/testing/ably/memory-transport.js";
import { eventually, settle, stage } from "./stage.js";

describe("connecting (RTN2 to RTN4)", () => {
  it("RTN3, RTN4: connects by itself, and tells its states", async () => {
    const { connected } = stage();
    const ably = await connected();
    expect(ably.told).toEqual(["connecting", "connected"]);
    expect(ably.connection).toMatchObject({ state: "connected", id: expect.any(String), key: expect.any(String), errorReason: null });
  });

  it("RTN2: says who it is, in which version and format; in the query where there are no headers", async () => {
    const { connected, mock, key } = stage();
    await connected({ clientId: "kim", format: "msgpack", transportParams: { extra: 1 }, agent: "shop/1.0" });
    expect(mock.events[0]).toMatchObject({
      kind: "connect",
      query: { v: "6", format: "msgpack", key, clientId: "kim", heartbeats: "true", extra: "1", agent: "ably-clientwright/0.1.0 shop/1.0" },
    });
  });

  it("RTN2: in headers where there are: then no secret stands in the address", async () => {
    const { connected, mock, key } = stage();
    await connected({ clientId: "kim", transport: memoryTransport(mock, { sendsHeaders: true, seesPings: true }) });
    const event = mock.events[0];
    if (event?.kind !== "connect") throw new Error("no connect");
    expect(event.query).toEqual({ v: "6", format: "json", heartbeats: "false", echo: "true" });
    expect(event.headers).toEqual({
      authorization: `Basic ${Buffer.from(key).toString("base64")}`,
      "ably-agent": "ably-clientwright/0.1.0",
      "x-ably-clientid": Buffer.from("kim").toString("base64"),
    });
  });

  it("RTN14a: a key that nobody knows is the end", async () => {
    const { connected } = stage();
    const ably = await connected({ key: "app1.key0:wrong" });
    expect(ably.told).toEqual(["connecting", "failed"]);
    expect(ably.connection.errorReason).toMatchObject({ code: 40101, statusCode: 401 });
    await expect(ably.channels.get("room").attach()).rejects.toMatchObject({ code: 40101 });
    await expect(ably.channels.get("room").publish("a")).rejects.toMatchObject({ code: 40101 });
  });

  it("RSA1: a key isn't sent to the world without TLS", () => {
    const { client } = stage();
    expect(() => client({ tls: false, endpoint: "example.com" })).toThrow(expect.objectContaining({ code: 40103 }));
    expect(() => client({ key: undefined })).toThrow(expect.objectContaining({ code: 40106 }));
  });

  it("RTN14c, RTN14d: a server that never answers is given up after ten seconds, and tried again", async () => {
    const { clock, connected, mock } = stage();
    mock.faults.add({ on: "connect", do: "suppress" });
    const ably = await connected();
    await clock.advance(10_000);
    expect(ably.told).toEqual(["connecting", "disconnected"]);
    expect(ably.connection.errorReason).toMatchObject({ code: 80014 });
    await clock.advance(12_000);
    expect(ably.connection.state).toBe("connected");
    expect(ably.connection.errorReason).toBeNull();
  });

  it("RTN14e, RTN14f: two minutes without a connection suspend it, and what waits fails; it goes on trying", async () => {
    const { clock, connected, mock } = stage();
    mock.faults.add({ on: "connect", do: "disconnect", code: 50003, statusCode: 503, times: 1000 });
    const ably = await connected();
    const room = ably.channels.get("room");
    const published = expect(room.publish("a")).rejects.toMatchObject({ code: 50003 });
    const attached = expect(room.attach()).rejects.toMatchObject({ code: 50003 });
    await clock.advance(200_000);
    expect([ably.connection.state, room.state]).toEqual(["suspended", "suspended"]);
    await published;
    await attached;
    mock.faults.clear();
    await clock.advance(30_000);
    expect([ably.connection.state, room.state]).toEqual(["connected", "attached"]);
  });

  it("RTN17: fallbacks are tried when the internet is there, and the primary first again the next time", async () => {
    const { connected, mock, clock } = stage();
    const opened: string[] = [];
    const memory = memoryTransport(mock);
    const transport = {
      ...memory,
      open(...[request, events]: Parameters<typeof memory.open>) {
        opened.push(new URL(request.url).host);
        return memory.open(request, events);
      },
    };
    mock.faults.add({ on: "connect", do: "cut", times: 2 });
    const asked: string[] = [];
    const fetcher = async (url: unknown): Promise<Response> => new Response(asked.push(String(url)) > 0 ? "yes\n" : "");
    const ably = await connected({ transport, endpoint: "main", fetch: fetcher as typeof fetch });
    await settle(10);
    expect(opened).toEqual(["main.realtime.ably.net", "main.a.fallback.ably-realtime.com", "main.b.fallback.ably-realtime.com"]);
    expect(asked).toEqual(["https://internet-up.ably-realtime.com/is-the-internet-up.txt"]);
    expect([ably.connection.state, ably.connection.host]).toEqual(["connected", "main.b.fallback.ably-realtime.com"]);
    mock.connections()[0]?.link?.cut();
    await clock.advance(1000);
    expect(opened.at(-1)).toBe("main.realtime.ably.net");
  });
});

describe("losing the connection and coming back (RTN15, RTN16, RTN19, RTN23)", () => {
  it("RTN15a, RTN15b, RTN15c6: a cut is resumed; nothing is lost, nothing twice, and the channel tells no gap", async () => {
    const { clock, connected, mock } = stage();
    const [one, two] = [await connected(), await connected()];
    const got: unknown[] = [];
    const room = two.channels.get("room");
    room.subscribe((message) => got.push(message.data));
    await settle();
    const before = two.connection.id;
    mock.faults.add({ on: "connect", do: "cut" });
    mock.connections()[1]?.link?.cut();
    await settle();
    expect([two.connection.state, room.state]).toEqual(["disconnected", "attached"]);
    const published = Promise.all(["a", "b"].map((text) => one.channels.get("room").publish("m", text)));
    const told: unknown[] = [];
    room.on(({ event, resumed }) => told.push([event, resumed]));
    await clock.advance(16_000);
    await published;
    await settle();
    expect([two.connection.id, two.connection.errorReason]).toEqual([before, null]);
    expect(got).toEqual(["a", "b"]);
    expect(told).toEqual([
      ["attaching", false],
      ["attached", true],
    ]);
  });

  it("RTN19a, RTN19a2: what was sent and not acknowledged goes again under its serial, and is said once", async () => {
    const { clock, connected, mock, sent } = stage();
    const ably = await connected();
    const room = ably.channels.get("room");
    const got: unknown[] = [];
    room.subscribe((message) => got.push(message.data));
    await settle();
    mock.faults.add({ on: "out", action: 1, do: "cut" });
    const published = room.publish("m", "once");
    await settle();
    await clock.advance(1000);
    await expect(published).resolves.toEqual({ serials: [expect.any(String)] });
    await settle();
    expect(sent("message").map(({ msgSerial }) => msgSerial)).toEqual([0, 0]);
    expect(got).toEqual(["once"]);
  });

  it("RTN15c7, RTN19a2: when the session is gone messages get new serials, and the channel tells the gap", async () => {
    const { clock, connected, mock, sent } = stage({ keepsFor: 500 });
    const ably = await connected();
    const room = ably.channels.get("room");
    await room.attach();
    await room.publish("m", "first");
    mock.faults.add({ on: "in", action: 15, do: "cut" });
    mock.faults.add({ on: "connect", do: "cut" });
    const published = room.publish("m", "second");
    const changes: unknown[] = [];
    ably.connection.on(({ event, reason }) => changes.push([event, reason?.code ?? null]));
    const gaps: unknown[] = [];
    await settle();
    room.on(({ event, resumed, reason }) => gaps.push([event, resumed, reason?.code ?? null]));
    await clock.advance(16_000);
    await published;
    expect(sent("message").map(({ msgSerial }) => msgSerial)).toEqual([0, 1, 0]);
    expect(changes.at(-1)).toEqual(["connected", 80018]);
    expect(ably.connection.errorReason).toMatchObject({ code: 80018 });
    expect(gaps.at(-1)).toEqual(["attached", true, null]);
  });

  it("RTN15i: ERROR without a channel ends it, and its channels fail with it", async () => {
    const { connected, mock } = stage();
    const ably = await connected();
    const room = ably.channels.get("room");
    await room.attach();
    mock.connections()[0]?.send({ action: 9, error: { code: 50000, statusCode: 500, message: "no more" } });
    await settle();
    expect([ably.connection.state, room.state, room.errorReason?.message]).toEqual(["failed", "failed", "no more"]);
  });

  it("RTN23a: a link on which nothing is heard is taken for dead, and resumed", async () => {
    const { clock, connected, mock } = stage();
    const ably = await connected();
    mock.faults.add({ on: "out", action: 0, do: "suppress", times: 1000 });
    await clock.advance(24_999);
    expect(ably.connection.state).toBe("connected");
    await clock.advance(1);
    expect(ably.told.slice(2)).toEqual(["disconnected", "connecting", "connected"]);
  });

  it.each([false, true])("RTN23a, RTN23b: heartbeats keep it alive, or pings where they are seen (%p)", async (seesPings) => {
    const { clock, connected, mock } = stage();
    const ably = await connected({ transport: memoryTransport(mock, { seesPings }) });
    await clock.advance(300_000);
    expect(ably.told).toEqual(["connecting", "connected"]);
  });

  it("RTN13: ping tells the way there and back, or that there is none", async () => {
    const { clock, connected, client, mock } = stage({ maxIdleInterval: 0 });
    const ably = await connected();
    expect(await ably.connection.ping()).toBe(0);
    mock.faults.add({ on: "in", action: 0, do: "suppress" });
    const failing = expect(ably.connection.ping()).rejects.toMatchObject({ code: 50003 });
    await clock.advance(10_000);
    await failing;
    await expect(client({ autoConnect: false }).connection.ping()).rejects.toMatchObject({ code: 80003 });
  });

  it("RTN16: another client goes on where one stopped, with its channels and serials", async () => {
    const { connected, cut, sent } = stage();
    const one = await connected();
    const room = one.channels.get("room");
    await room.attach();
    await room.publish("m", "a");
    const recover = one.createRecoveryKey() ?? "";
    expect(JSON.parse(recover)).toEqual({ connectionKey: one.connection.key, msgSerial: 1, channelSerials: { room: room.serial } });
    const id = one.connection.id;
    cut();
    const other = await connected();
    await other.channels.get("room").publish("m", "while away");
    const two = await connected({ recover });
    expect(two.connection.id).toBe(id);
    const got: unknown[] = [];
    const again = two.channels.get("room");
    again.subscribe((message) => got.push(message.data));
    await settle();
    expect(got).toEqual(["while away"]);
    await again.publish("m", "b");
    expect(sent("message").at(-1)?.msgSerial).toBe(1);
  });

  it("RTN16f1: a recovery key that is none is told of, and the client connects afresh", async () => {
    const { connected, warnings } = stage();
    const ably = await connected({ recover: "nonsense" });
    expect([ably.connection.state, warnings[0]?.code]).toEqual(["connected", 40000]);
  });
});

describe("closing (RTN12)", () => {
  it("RTN12a: says CLOSE, waits for CLOSED, and leaves nothing behind", async () => {
    const { clock, connected, mock } = stage();
    const ably = await connected();
    const room = ably.channels.get("room");
    await room.attach();
    await ably.close();
    await settle();
    expect(ably.told).toEqual(["connecting", "connected", "closing", "closed"]);
    expect([room.state, mock.connections().length]).toEqual(["detached", 0]);
    expect(clock.pending()).toEqual([]);
    expect([ably.connection.id, ably.createRecoveryKey()]).toEqual([null, null]);
  });

  it("RTN12b: a server that doesn't answer is left after ten seconds", async () => {
    const { clock, connected, mock } = stage();
    const ably = await connected();
    mock.faults.add({ on: "in", action: 7, do: "suppress" });
    const closing = ably.close();
    await clock.advance(10_000);
    await closing;
    expect(ably.connection.state).toBe("closed");
  });

  it("RTN7c, RTN12: what waits for an answer fails, and nothing is thrown at nobody", async () => {
    const { connected, mock } = stage();
    const ably = await connected();
    const room = ably.channels.get("room");
    mock.faults.add({ on: "in", action: 15, do: "suppress", times: 2 });
    mock.faults.add({ on: "in", action: 10, do: "suppress" });
    const lost: unknown[] = [];
    const note = (reason: unknown): void => void lost.push(reason);
    process.on("unhandledRejection", note);
    const published = room.publish("m", "a");
    void room.publish("m", "nobody waits for this one");
    void room.attach();
    await settle();
    await ably.close();
    await expect(published).rejects.toMatchObject({ code: 80017 });
    await settle();
    process.off("unhandledRejection", note);
    expect(lost).toEqual([]);
  });

  it("RTN11: connect() after close begins a new life", async () => {
    const { connected, sent } = stage();
    const ably = await connected();
    const room = ably.channels.get("room");
    await room.publish("m", "a");
    await ably.close();
    ably.connect();
    await settle();
    await room.publish("m", "b");
    expect(room.state).toBe("initialized");
    expect(sent("message").map(({ msgSerial }) => msgSerial)).toEqual([0, 0]);
  });
});

describe("tokens on a connection (RSA, RTC8, RTN22)", () => {
  it("RSA8: with useTokenAuth the key signs, and the token is what connects", async () => {
    const { connected, mock, key } = stage();
    const ably = await connected({ key, useTokenAuth: true, clientId: "kim" });
    await eventually(() => ably.connection.state === "connected");
    const event = mock.events.find(({ kind }) => kind === "connect");
    expect(event).toMatchObject({ query: { accessToken: expect.stringMatching(/^app1\./) } });
    expect(ably.auth.clientId).toBe("kim");
  });

  it("RTN15h2: a token that ends is renewed, and the connection resumed", async () => {
    const { clock, connected, mock, app, key } = stage();
    let given = 0;
    const [first] = app.keys;
    if (first === undefined) throw new Error("no key");
    const authCallback = async () => app.issue(first, { ttl: given++ === 0 ? 20_000 : 3_600_000 }, true);
    const ably = await connected({ authCallback });
    expect(key).not.toBe("");
    const id = ably.connection.id;
    const room = ably.channels.get("room");
    await room.attach();
    await clock.advance(22_000);
    expect([ably.connection.state, ably.connection.id, room.state, given]).toEqual(["connected", id, "attached", 2]);
    expect(mock.events.filter(({ kind }) => kind === "connect")).toHaveLength(2);
  });

  it("RTN22: asked by the server it renews without a drop", async () => {
    const { clock, connected, mock, app } = stage();
    const [first] = app.keys;
    if (first === undefined) throw new Error("no key");
    let given = 0;
    const ably = await connected({ authCallback: async () => app.issue(first, { ttl: ++given * 60_000 }, true) });
    await clock.advance(31_000);
    expect(given).toBe(2);
    expect(ably.told).toEqual(["connecting", "connected", "update"]);
    expect(mock.events.filter(({ kind }) => kind === "connect")).toHaveLength(1);
  });

  it("RSA4a2: a bare token that ends is the end, with what to do", async () => {
    const { clock, connected, app } = stage();
    const [first] = app.keys;
    if (first === undefined) throw new Error("no key");
    const { token } = await app.issue(first, { ttl: 10_000 }, true);
    const ably = await connected({ token });
    await clock.advance(10_000);
    expect(ably.connection.errorReason).toMatchObject({
      code: 40171,
      statusCode: 401,
      remedy: expect.stringContaining("authCallback"),
      cause: { code: 40142 },
    });
  });

  it("RSA4c2, RSA4d: a source that fails is tried again; one that says 403 is not", async () => {
    const { clock, connected, key, app } = stage();
    const [first] = app.keys;
    if (first === undefined) throw new Error("no key");
    let tries = 0;
    const failing = await connected({ authCallback: () => (tries++ === 0 ? Promise.reject(new Error("down")) : app.issue(first, {}, true)) });
    expect(failing.connection).toMatchObject({ state: "disconnected", errorReason: { code: 80019, statusCode: 401, cause: { message: "down" } } });
    await clock.advance(12_000);
    expect(tries).toBe(2);
    const forbidden = await connected({ key, authCallback: () => Promise.reject(Object.assign(new Error("banned"), { statusCode: 403 })) });
    expect(forbidden.connection).toMatchObject({ state: "failed", errorReason: { code: 80019, statusCode: 403 } });
  });

  it("RTC8a: authorize() changes the token in place, and answers when the server agreed", async () => {
    const { connected, key, sent } = stage();
    const ably = await connected({ key });
    const details = await ably.auth.authorize({ clientId: "lee" });
    expect(details.clientId).toBe("lee");
    expect(sent("auth")).toEqual([{ action: 17, auth: { accessToken: details.token } }]);
    expect(ably.told).toEqual(["connecting", "connected", "update"]);
    expect(ably.auth.clientId).toBe("lee");
  });

  it("RTC8c: authorize() connects a client that isn't", async () => {
    const { client, key } = stage();
    const ably = client({ key, autoConnect: false });
    await ably.auth.authorize();
    expect(ably.connection.state).toBe("connected");
  });

  it("a JWT of one's own connects, and its capability holds", async () => {
    const { clock, connected, app } = stage();
    const [first] = app.keys;
    if (first === undefined) throw new Error("no key");
    const now = Math.floor(clock.now() / 1000);
    const token = await signJwt(first, { iat: now, exp: now + 60, "x-ably-capability": '{"open":["subscribe"]}', "x-ably-clientId": "kim" });
    const ably = await connected({ authCallback: () => token });
    await eventually(() => ably.connection.state === "connected");
    expect(ably.auth.clientId).toBe("kim");
    await ably.channels.get("open").attach();
    await expect(ably.channels.get("closed").attach()).rejects.toMatchObject({ code: 40160 });
  });

  it("RSA15: a token for somebody else is refused before it is used", async () => {
    const { connected, app } = stage();
    const [first] = app.keys;
    if (first === undefined) throw new Error("no key");
    const ably = await connected({ clientId: "kim", authCallback: () => app.issue(first, { clientId: "lee" }, true) });
    expect(ably.connection.errorReason).toMatchObject({ code: 40102 });
  });
});

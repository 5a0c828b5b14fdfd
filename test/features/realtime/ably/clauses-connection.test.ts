import { describe, expect, it } from "@jest/globals";
import { settle } from "../../../support/clock.js";
import { connectedFrame, type ScriptedLink, scripted } from "./scripted.js";

const tokenEnded = { code: 40142, statusCode: 401, message: "Token expired" };
const fatal = { code: 50000, statusCode: 500, message: "Internal error" };

/** The first link connects; those after it do what is said. */
const then =
  (after: (link: ScriptedLink, n: number) => void) =>
  (link: ScriptedLink, n: number): void =>
    n === 1 ? link.say(connectedFrame(1)) : after(link, n);

async function connected(script: Parameters<typeof scripted>[0] = {}) {
  const world = scripted(script);
  world.client.connect();
  await settle();
  return world;
}

describe("a connection that is lost (RTN15)", () => {
  it("RTN15a, RTN20b: the first reconnect needs no timer; one that fails waits for its own", async () => {
    const { client, last, links, states, clock } = await connected({ opened: then((link, n) => (n === 2 ? link.drop() : link.say(connectedFrame(n)))) });
    last().drop();
    await settle();
    expect(states).toEqual(["connecting", "connected", "disconnected", "connecting", "disconnected"]);
    expect(links[1]?.query).toMatchObject({ resume: "key-1" });
    client.connection.dispatch({ type: "online" });
    await settle();
    expect([client.connection.state, clock.now()]).toEqual(["connected", 1_700_000_000_000]);
  });

  it("RTN15a: a server that hangs up on everyone sees at most one reconnect a second", async () => {
    const { clock, links } = await connected({
      opened: (link, n) => {
        link.say(connectedFrame(n));
        link.drop();
      },
    });
    expect(links).toHaveLength(2);
    await clock.advance(3000);
    expect(links).toHaveLength(5);
  });

  it("RTN15h1, RSA4a2: DISCONNECTED with a token error and no way to renew is the end, with 40171", async () => {
    const { client, last, warnings } = await connected({ options: { key: undefined, token: "abc" } });
    expect(warnings).toMatchObject([{ code: 40171, message: expect.stringContaining("https://help.ably.io/error/40171") }]);
    last().drop({ action: 6, error: tokenEnded });
    await settle();
    expect(client.connection).toMatchObject({ state: "failed", errorReason: { code: 40171, statusCode: 401, cause: { code: 40142 } } });
  });

  it("RTN15h2, RTN22a: with one it is told, and the next attempt brings a new token and resumes", async () => {
    let made = 0;
    const changes: unknown[] = [];
    const { client, last, links } = await connected({
      opened: (link, n) => link.say({ ...connectedFrame(n), connectionId: "same" }),
      options: { key: undefined, authCallback: () => `token-${++made}` },
    });
    client.connection.on(({ current, reason }) => changes.push([current, reason?.code ?? null]));
    last().drop({ action: 6, error: tokenEnded });
    await settle();
    expect(changes.slice(0, 2)).toEqual([
      ["disconnected", 40142],
      ["connecting", null],
    ]);
    expect(links[1]?.query).toMatchObject({ accessToken: "token-2", resume: "key-1" });
    expect(client.connection).toMatchObject({ state: "connected", id: "same", key: "key-2" });
  });

  it("RTN15c4, RTN15c5: while resuming, a fatal ERROR is the end, and one of the token a renewal", async () => {
    let made = 0;
    const renewing = await connected({
      opened: then((link, n) => (n === 2 ? link.drop({ action: 9, error: tokenEnded }) : link.say(connectedFrame(n)))),
      options: { key: undefined, authCallback: () => `token-${++made}` },
    });
    renewing.last().drop();
    await settle();
    expect([renewing.client.connection.state, made, renewing.links.length]).toEqual(["connected", 2, 3]);
    const ending = await connected({ opened: then((link) => link.drop({ action: 9, error: fatal })) });
    ending.last().drop();
    await settle();
    expect([ending.client.connection.errorReason?.code, ending.links.length]).toEqual([50000, 2]);
    expect(ending.client.connection).toMatchObject({ state: "failed", id: null, key: null });
  });

  it("RTN14c, RTN13c: what took too long says that it timed out", async () => {
    const mute = await connected({ opened: () => undefined, options: { timeouts: { realtimeRequest: 1000 } } });
    await mute.clock.advance(1100);
    expect(mute.client.connection).toMatchObject({ state: "disconnected", errorReason: { message: expect.stringMatching(/timeout/i) } });
    const { client, clock } = await connected({ options: { timeouts: { realtimeRequest: 2000 } } });
    const pinged = expect(client.connection.ping()).rejects.toThrow(/timeout/i);
    await clock.advance(2100);
    await pinged;
  });

  it("RTN13d, RTN13b: a ping waits for the connection; it fails when there will be none", async () => {
    const answer = (frame: { readonly action: number; readonly id?: string | null | undefined }, link: ScriptedLink): void => {
      if (frame.action !== 0) return;
      link.say({ action: 0 });
      link.say({ action: 0, id: "another" });
      link.say({ action: 0, id: frame.id });
    };
    const { client, sent } = scripted({ frame: answer });
    await expect(client.connection.ping()).rejects.toMatchObject({ code: 80003 });
    client.connect();
    const pings = [client.connection.ping(), client.connection.ping()];
    expect(await Promise.all(pings)).toEqual([0, 0]);
    expect(new Set(sent("heartbeat").map(({ id }) => id)).size).toBe(2);
    const away = await connected({ opened: (link) => link.drop() });
    const ping = expect(away.client.connection.ping()).rejects.toMatchObject({ code: 80002 });
    await away.clock.advance(121_000);
    await ping;
    expect(away.client.connection).toMatchObject({ state: "suspended", id: null, key: null });
  });
});

describe("credentials and the connection (RSA4, RTC8, RTN2)", () => {
  const source = (...answers: readonly (() => unknown)[]) => {
    let asked = 0;
    return { key: undefined, authCallback: () => answers[Math.min(asked++, answers.length - 1)]?.() };
  };
  const refuse = (statusCode: number) => () => {
    throw Object.assign(new Error("no"), { code: statusCode * 100, statusCode });
  };

  it.each([
    {
      what: "RSA4c2: a callback that throws",
      answer: refuse(500),
      want: { state: "disconnected", errorReason: { code: 80019, statusCode: 401, cause: { code: 50000 } } },
    },
    { what: "RSA4d: one that says 403", answer: refuse(403), want: { state: "failed", errorReason: { code: 80019, statusCode: 403, cause: { code: 40300 } } } },
    { what: "RSA4f: one that gives a number", answer: () => 12_345, want: { state: "disconnected", errorReason: { code: 80019, statusCode: 401 } } },
    {
      what: "RSA4f: one that gives too much",
      answer: () => "x".repeat(131_073),
      want: { state: "disconnected", errorReason: { code: 80019, statusCode: 401 } },
    },
    {
      what: "RSA4c2: one that never answers",
      answer: () => new Promise(() => undefined),
      want: { state: "disconnected", errorReason: { code: 80019, statusCode: 401 } },
    },
    { what: "RSA15c: a token of somebody else's", answer: () => ({ token: "t", clientId: "lee" }), want: { state: "failed", errorReason: { code: 40102 } } },
  ])("$what", async ({ answer, want }) => {
    const { client, clock, links } = await connected({ options: { ...source(answer), clientId: "kim" } });
    await clock.advance(10_000);
    expect(client.connection).toMatchObject(want);
    expect(links).toEqual([]);
  });

  it("RSA4c3, RSA4d1: asked by the server, a failure changes nothing, unless it is a 403", async () => {
    const { client, last, states } = await connected({ options: source(() => "one", refuse(500), refuse(403)) });
    last().say({ action: 17 });
    await settle();
    expect([states, client.connection.errorReason]).toEqual([["connecting", "connected"], null]);
    last().say({ action: 17 });
    await settle();
    expect(client.connection).toMatchObject({ state: "failed", errorReason: { code: 80019, statusCode: 403, cause: { code: 40300 } } });
  });

  it.each([
    { what: "RSA4d: a refusal for good", answer: refuse(403), failure: { code: 80019, statusCode: 403 } },
    { what: "RSA15c: a token of somebody else's", answer: () => ({ token: "t", clientId: "lee" }), failure: { code: 40102 } },
  ])("$what fails authorize(), and the connection with it", async ({ answer, failure }) => {
    const { client } = await connected({ options: { ...source(() => "one", answer), clientId: "kim" } });
    await expect(client.auth.authorize()).rejects.toMatchObject(failure);
    expect(client.connection).toMatchObject({ state: "failed", errorReason: failure });
  });

  it("RSA4c3: another failure of authorize(), and nothing to get a token with, leave the connection as it is", async () => {
    const { client } = await connected({ options: source(() => "one", refuse(500)) });
    await expect(client.auth.authorize()).rejects.toMatchObject({ code: 80019 });
    const bare = await connected({ options: { key: undefined, token: "bare" } });
    await expect(bare.client.auth.authorize()).rejects.toMatchObject({ code: 40171 });
    expect([client.connection.state, bare.client.connection.state]).toEqual(["connected", "connected"]);
  });

  it("RTN22, RTC8a: a new token goes out as AUTH; CONNECTED makes it an update", async () => {
    const { client, sent, states } = await connected({
      options: source(
        () => "one",
        () => "two",
      ),
      frame: ({ action }, link) => action === 17 && link.say(connectedFrame(2, { maxIdleInterval: 20_000 })),
    });
    expect(await client.auth.authorize()).toEqual({ token: "two" });
    expect(client.auth.tokenDetails).toEqual({ token: "two" });
    expect(sent("auth")).toMatchObject([{ auth: { accessToken: "two" } }]);
    expect([states, client.connection.id, client.connection.key]).toEqual([["connecting", "connected", "update"], "id-2", "key-2"]);
  });

  it("RTC8a2, RTC8b, RTC8b1, RTC8c: authorize ends as the connection does", async () => {
    const answers = source(
      () => "one",
      () => "two",
      () => "three",
    );
    const { client, links, last } = await connected({ options: answers, opened: (link, n) => n > 1 && link.say(connectedFrame(n)) });
    expect(client.connection.state).toBe("connecting");
    await client.auth.authorize();
    expect(links.map(({ query }) => query["accessToken"])).toEqual(["one", "two"]);
    const refused = expect(client.auth.authorize()).rejects.toMatchObject({ code: 40012 });
    await settle();
    last().drop({ action: 9, error: { code: 40012, statusCode: 400, message: "Incompatible clientId" } });
    await refused;
    expect(client.connection.state).toBe("failed");
    await client.auth.authorize();
    expect(client.connection).toMatchObject({ state: "connected", errorReason: null });
  });

  it("RTN2e, RSA4b1: a token that has ended is not tried, one that hasn't is kept", async () => {
    let made = 0;
    const { client, clock, links } = scripted({ options: { key: undefined, authCallback: () => ({ token: `t${++made}`, expires: clock.now() + 100 }) } });
    const again = async (): Promise<void> => {
      client.connect();
      await settle();
      void client.close();
      await clock.advance(0);
      links.at(-1)?.say({ action: 8 });
      await settle();
    };
    await again();
    await again();
    expect([client.connection.state, made]).toEqual(["closed", 1]);
    await clock.advance(100);
    await again();
    expect(made).toBe(2);
  });

  it("RTN2, RTC1a, RTC1f: what the address says", async () => {
    const { last } = await connected({ options: { transportParams: { v: 3, flag: true }, clientId: "kim" } });
    expect(last().query).toEqual({
      v: "3",
      flag: "true",
      format: "json",
      heartbeats: "true",
      echo: "true",
      key: "app.key:secret",
      clientId: "kim",
      agent: expect.stringContaining("clientwright/"),
    });
  });

  it("RTN15g: without a key of the connection there is nothing to resume with", async () => {
    const { last, links } = await connected({ opened: (link) => link.say({ action: 4, connectionId: "c" }) });
    last().drop();
    await settle();
    expect(links[1]?.query).not.toHaveProperty("resume");
  });
});

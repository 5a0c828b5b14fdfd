import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { newCounter, newMap, objectsOf, pathOf } from "../../../runtime/ably-objects/index.js";
import { type Ably, ablyOver } from "../../../runtime/realtime/protocols/ably/ably.js";
import { allFeatures } from "../../../runtime/realtime/protocols/ably/all-features.js";
import type { AblyMessage } from "../../../runtime/realtime/protocols/ably/message/message.js";
import type { AblyOptions } from "../../../runtime/realtime/protocols/ably/options.js";
import { memoryFetch, memoryTransport } from "../../../runtime/testing/ably/memory-transport.js";
import type { AppSpec } from "../../../runtime/testing/ably/mock-app.js";
import type { MockAblyOptions } from "../../../runtime/testing/ably/options.js";
import { type AblyServer, serveAbly } from "../../../runtime/testing/ably/serve-ably.js";
import { type AblyJs, installAblyJs, startAblyJs } from "./ably-js-peer.js";

/** Ably's own client, unmodified, against our mock; and with our client on the other side. */

beforeAll(installAblyJs, 300_000);

let ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

async function stage({ app: spec = {}, ...options }: MockAblyOptions & { readonly app?: AppSpec } = {}) {
  const server: AblyServer = await serveAbly(options);
  ends.push(() => server.close());
  const app = server.mock.createApp(spec);
  const [first] = app.keys;
  if (first === undefined) throw new Error("no key");
  const key = `${first.name}:${first.secret}`;
  const theirs = (): AblyJs => {
    const peer = startAblyJs();
    ends.push(() => peer.end());
    return peer;
  };
  const where = { endpoint: "127.0.0.1", port: server.port, tls: false };
  const ours = (given: AblyOptions = {}): Ably => {
    const ably = ablyOver({ key, endpoint: "localhost", fetch: memoryFetch(server.mock), ...given, transport: memoryTransport(server.mock) }, allFeatures);
    ends.push(() => ably.close());
    return ably;
  };
  return { server, app, first, key, theirs, ours, where };
}

/** Asks until the answer is this long: what the other process hears comes when it comes. */
async function heard(peer: AblyJs, count: number): Promise<readonly { readonly [field: string]: unknown }[]> {
  const all: { readonly [field: string]: unknown }[] = [];
  for (let turn = 0; turn < 500 && all.length < count; turn++) {
    all.push(...((await peer.run("heard")) as typeof all)); // peer.mjs gives a list
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return all;
}

const bytes = { $bytes: "AQID" };

describe.each([false, true])("Ably's client against the mock (binary: %p)", (useBinaryProtocol) => {
  it("connects, attaches, publishes and is answered, hears itself, is present, reads history by pages, closes", async () => {
    const { key, theirs, where, server } = await stage();
    const peer = theirs();
    await peer.run("connect", { options: { key, ...where, clientId: "kim", useBinaryProtocol } });
    expect(await peer.run("subscribe", { channel: "room" })).toEqual({ state: "attached", modes: ["presence", "publish", "subscribe", "presence_subscribe"] });
    const sent: unknown[] = ["text", bytes, { a: [1, { b: null }] }, ["x"]];
    const serials: unknown[] = [];
    for (const data of sent) serials.push(await peer.run("publish", { channel: "room", name: "n", data }));
    const got = await heard(peer, 4);
    expect(got.map(({ data }) => data)).toEqual(sent);
    expect(serials).toEqual(got.map(({ serial }) => ({ serials: [serial] })));
    await peer.run("enter", { channel: "room", data: "till 4" });
    expect(await peer.run("members", { channel: "room" })).toEqual([{ clientId: "kim", data: "till 4" }]);
    expect(await peer.run("history", { channel: "room", params: { limit: 3, direction: "forwards" } })).toEqual([sent.slice(0, 3), sent.slice(3)]);
    await peer.run("close");
    await until(() => server.mock.connections().length === 0); // it doesn't wait for CLOSED
  });

  it("resumes after a cut: nothing is lost, nothing comes twice", async () => {
    const { key, theirs, ours, where, server } = await stage();
    const peer = theirs();
    const { id } = (await peer.run("connect", { options: { key, ...where, useBinaryProtocol } })) as { id: string };
    await peer.run("subscribe", { channel: "room" });
    const room = ours().channels.get("room");
    await room.publish("n", "before");
    server.mock.connection(id)?.link?.cut();
    await room.publish("n", "meanwhile");
    await until(() => server.mock.events.filter(({ kind }) => kind === "connect").length === 3); // ours, theirs, and theirs again
    await room.publish("n", "after");
    expect((await heard(peer, 3)).map(({ data }) => data)).toEqual(["before", "meanwhile", "after"]);
    expect(await peer.run("states")).toEqual(["connecting", "connected", "disconnected", "connecting", "connected"]);
  });
});

describe("Ably's client and tokens", () => {
  it("gets a token with its key, is asked for another, and renews without a drop", async () => {
    const { key, theirs, where, server } = await stage();
    const peer = theirs();
    await peer.run("connect", { options: { key, ...where, useTokenAuth: true, clientId: "kim", defaultTokenParams: { ttl: 32_000, clientId: "kim" } } });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await peer.run("states")).toEqual(["connecting", "connected", "update"]);
    expect(server.mock.events.filter((event) => event.kind === "http").map((event) => event.kind === "http" && event.status)).toEqual([201, 201]);
  });

  it("renews a token that has ended, and resumes", async () => {
    const { key, theirs, where } = await stage();
    const peer = theirs();
    await peer.run("connect", { options: { key, ...where, useTokenAuth: true, defaultTokenParams: { ttl: 2000 } } });
    await peer.run("until", { state: "disconnected" });
    await peer.run("until", { state: "connected" });
    expect(((await peer.run("states")) as string[]).slice(0, 2)).toEqual(["connecting", "connected"]);
  }, 30_000);

  it("signs a TokenRequest that our client connects with, and takes one of ours", async () => {
    const { key, theirs, ours, where } = await stage();
    const peer = theirs();
    await peer.run("connect", { options: { key, ...where } });
    const ably = ours({ key: undefined, authCallback: () => peer.run("tokenRequest", { params: { clientId: "lee" } }) });
    await connected(ably);
    expect(ably.auth.clientId).toBe("lee");
    const request = await ours().auth.createTokenRequest({ clientId: "kim" });
    const other = theirs();
    await other.run("connect", { options: { ...where, token: await issued(request, where.port) } });
  });

  it("is told that a key is wrong", async () => {
    const { theirs, where, first } = await stage();
    const peer = theirs();
    void peer.run("connect", { options: { key: `${first.name}:wrong`, ...where } });
    await peer.run("until", { state: "failed" });
    expect(await peer.run("states")).toEqual(["connecting", "failed"]);
  });
});

describe("the two clients with each other", () => {
  it.each([
    { theirsBinary: false, format: "msgpack" as const },
    { theirsBinary: true, format: "json" as const },
  ])("exchange text, bytes, objects and encrypted payloads, and see each other present ($format)", async ({ theirsBinary, format }) => {
    const { key, theirs, ours, where } = await stage();
    const cipher = Buffer.alloc(32, 7).toString("base64");
    const peer = theirs();
    await peer.run("connect", { options: { key, ...where, clientId: "kim", useBinaryProtocol: theirsBinary } });
    const ably = ours({ clientId: "lee", format });
    const got: AblyMessage[] = [];
    for (const [name, options] of [
      ["plain", {}],
      ["secret", { cipher: { key: cipher } }],
    ] as const) {
      const room = ably.channels.get(name, options);
      room.subscribe((message) => got.push(message));
      await room.attach();
      await peer.run("subscribe", { channel: name, options: name === "secret" ? { cipher } : {} });
      for (const data of ["text", bytes, { a: 1 }]) await peer.run("publish", { channel: name, name: "theirs", data });
      for (const data of ["text", new Uint8Array([1, 2, 3]), { a: 1 }]) await room.publish("ours", data);
      const all = await heard(peer, 6);
      expect(all.map(({ name: from, data, clientId }) => [from, data, clientId])).toEqual(
        ["theirs kim", "ours lee"].flatMap((who) => ["text", bytes, { a: 1 }].map((data) => [who.split(" ")[0], data, who.split(" ")[1]])),
      );
      await until(() => got.length === 6);
      expect(got.splice(0).map(({ data, encoding }) => [data, encoding])).toEqual(
        [...Array(2)].flatMap(() => ["text", new Uint8Array([1, 2, 3]), { a: 1 }].map((data) => [data, null])),
      );
      await peer.run("enter", { channel: name, data: "theirs" });
      await room.presence.enter({ ours: true });
      const members = [
        { clientId: "kim", data: "theirs" },
        { clientId: "lee", data: { ours: true } },
      ];
      expect((await room.presence.get()).map(({ clientId, data }) => ({ clientId, data }))).toEqual(members);
      expect(await peer.run("members", { channel: name })).toEqual(members);
    }
  });

  it.each([
    { theirsBinary: false, format: "msgpack" as const },
    { theirsBinary: true, format: "json" as const },
  ])("RTO: share maps and counters, by path, and hear each other's changes ($format)", async ({ theirsBinary, format }) => {
    const { key, theirs, ours, where } = await stage();
    const modes = ["OBJECT_SUBSCRIBE", "OBJECT_PUBLISH"] as const;
    const peer = theirs();
    await peer.run("connect", { options: { key, ...where, useBinaryProtocol: theirsBinary } });
    const object = (...steps: readonly (readonly unknown[])[]) => peer.run("chain", { steps: [["channels.get", "room", { modes }], ["object.get"], ...steps] });
    const ably = ours({ format });
    const root = await pathOf(objectsOf(ably, ably.channels.get("room", { modes })));
    const heardHere: string[] = [];
    root.subscribe(({ message }) => heardHere.push(`${message?.operation.action}`));
    await object(["set", "theirs", { $map: { text: "x", count: 1 } }]);
    await object(["set", "visits", { $counter: 2 }]);
    await root.set("ours", newMap({ bytes: new Uint8Array([1, 2, 3]), json: { a: [1] }, inner: newMap({ count: newCounter(5) }) }));
    await root.get("visits").increment(3);
    await object(["get", "visits"], ["increment", 4]);
    await object(["at", "ours.inner.count"], ["decrement", 2]);
    await object(["get", "theirs"], ["remove", "count"]);
    await root.batch((batch) => {
      batch.set("yes", true);
      batch.get("theirs")?.set("text", "y");
    });
    const all = { theirs: { text: "y" }, visits: 9, ours: { bytes: "AQID", json: { a: [1] }, inner: { count: 3 } }, yes: true };
    await until(() => JSON.stringify(root.compactJson()) === JSON.stringify(all));
    expect(await object(["compactJson"])).toEqual(all);
    expect(heardHere.filter((action) => action === "counter.inc")).toHaveLength(3);
    const late = ours({ format });
    const there = await pathOf(objectsOf(late, late.channels.get("room", { modes })));
    expect(there.compactJson()).toEqual(all);
  });

  it("take over each other's connections by their recovery keys", async () => {
    const { key, theirs, ours, where, server } = await stage();
    const peer = theirs();
    const { id } = (await peer.run("connect", { options: { key, ...where } })) as { id: string };
    await peer.run("subscribe", { channel: "room" });
    await peer.run("publish", { channel: "room", name: "n", data: "a" });
    const recover = String(await peer.run("recoveryKey"));
    peer.end();
    await until(() => server.mock.connection(id)?.link === null);
    await ours().channels.get("room").publish("n", "while away");
    const ably = ours({ recover });
    const got: unknown[] = [];
    ably.channels.get("room").subscribe(({ data }) => got.push(data));
    await until(() => got.length === 1);
    expect([ably.connection.id, got]).toEqual([id, ["while away"]]);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !holds(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}

const connected = (ably: Ably): Promise<void> => until(() => ably.connection.state === "connected");

async function issued(request: { readonly keyName: string }, port: number): Promise<string> {
  const reply = await fetch(`http://127.0.0.1:${port}/keys/${request.keyName}/requestToken`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  return ((await reply.json()) as { token: string }).token; // TokenDetails
}

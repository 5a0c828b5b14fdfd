import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type AblyServer, serveAbly } from "../../../runtime/testing/ably/index.js";
import { type AblyJs, installAblyJs, startAblyJs } from "./ably-js-peer.js";

/** What Ably's own client asks of a server, provisioned over HTTP as its own suite does it. Names begin with the specification's clause. */

type Step = readonly [path: string, ...args: unknown[]];

const spec = {
  keys: [
    {},
    { capability: '{"one":["publish"],"two":["publish","subscribe"],"three":["presence","publish","subscribe"],"four":["presence"]}' },
    { revocableTokens: true },
    { capability: '{"[*]*":["*"]}' },
  ],
  namespaces: [
    { id: "persisted", persisted: true },
    { id: "pushed", pushEnabled: true },
    { id: "mutable", mutableMessages: true },
  ],
  channels: [
    {
      name: "persisted:fixtures",
      presence: [
        { clientId: "text", data: "24" },
        { clientId: "json", data: '{"a":1}', encoding: "json" },
      ],
    },
  ],
};

let server: AblyServer;
let keys: readonly { readonly keyStr: string; readonly keyName: string; readonly capability: string }[];
let where: { readonly endpoint: string; readonly port: number; readonly tls: boolean };
let rest: AblyJs;
let ends: AblyJs[] = [];

beforeAll(async () => {
  installAblyJs();
  server = await serveAbly();
  const reply = await fetch(`${server.url}/apps`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(spec) });
  const app = (await reply.json()) as { keys: typeof keys } & typeof where; // as Ably's own suite reads it
  ({ keys } = app);
  where = { endpoint: app.endpoint, port: app.port, tls: app.tls };
  rest = startAblyJs();
}, 300_000);
afterAll(async () => {
  rest.end();
  await server.close();
});
afterEach(() => {
  for (const each of ends) each.end();
  ends = [];
});

const called = (steps: readonly Step[], options: object = {}) =>
  rest.run("rest", { options: { ...where, ...("token" in options ? {} : { key: keys[0]?.keyStr }), ...options }, steps }) as Promise<never>;

async function connected(options: object = {}) {
  const peer = startAblyJs();
  ends.push(peer);
  await peer.run("connect", { options: { ...where, ...("token" in options ? {} : { key: keys[0]?.keyStr }), ...options } });
  return Object.assign(peer, { chain: (...steps: Step[]) => peer.run("chain", { steps }) as Promise<never> });
}

const transports = [
  { by: "WebSocket and MessagePack", transports: ["web_socket"], useBinaryProtocol: true },
  { by: "WebSocket and JSON", transports: ["web_socket"], useBinaryProtocol: false },
  { by: "comet", transports: ["comet"], useBinaryProtocol: false },
];
const formats = [{ useBinaryProtocol: true }, { useBinaryProtocol: false }];

describe("tokens", () => {
  const token = (params: object, as = 0) => called([["auth.requestToken", params]], { key: keys[as]?.keyStr });

  it.each([
    { given: { timestamp: 1 }, want: { code: 40104, statusCode: 401 } },
    { given: { mac: "12345" }, want: { code: 40101, statusCode: 401 } },
    { given: { ttl: -1 }, want: { statusCode: 400 } },
    { given: { ttl: 365 * 86_400_000 }, want: { statusCode: 400 } },
    { given: { capability: { one: ["publish_"] } }, want: { statusCode: 400 } },
    { given: { capability: { one: [] } }, want: { statusCode: 400 } },
  ])("RSA8: $given is refused", async ({ given, want }) => {
    await expect(token(given)).rejects.toMatchObject(want);
  });

  it("RSA9c: a nonce is good for one", async () => {
    const params = { timestamp: Date.now(), nonce: "1234567890123456" };
    await token(params);
    await expect(token(params)).rejects.toMatchObject({ code: 40105, statusCode: 401 });
  });

  it("RSA6: capabilities meet; a key's own comes back as POST /apps told it", async () => {
    expect(await token({}, 1)).toMatchObject({ capability: keys[1]?.capability });
    expect(await token({ capability: { two: ["*"] } }, 1)).toMatchObject({ capability: '{"two":["publish","subscribe"]}' });
    await expect(token({ capability: { other: ["publish"] } }, 1)).rejects.toMatchObject({ statusCode: 401 });
  });

  it("RSA17: revoking disconnects the client, with 40141", async () => {
    const { token: given } = (await called([["auth.requestToken", { clientId: "kim" }]], { key: keys[2]?.keyStr })) as { token: string };
    const peer = await connected({ token: given });
    const result = await called(
      [
        [
          "auth.revokeTokens",
          [
            { type: "clientId", value: "kim" },
            { type: "shoe", value: "9" },
          ],
        ],
      ],
      { key: keys[2]?.keyStr },
    );
    expect(result).toMatchObject({ successCount: 1, failureCount: 1, results: [{ target: "clientId:kim" }, { target: "shoe:9", error: { statusCode: 400 } }] });
    await peer.run("until", { state: "failed" });
    expect(await peer.run("states")).toEqual(["connecting", "connected", "disconnected", "connecting", "failed"]);
    await expect(called([["auth.revokeTokens", []]], { token: given })).rejects.toMatchObject({ code: 40162 });
  });
});

describe.each(formats)("REST, %p", (format) => {
  const name = `persisted:${format.useBinaryProtocol}`;

  it("RSL2: history by pages, in both directions", async () => {
    for (const data of ["a", { b: 1 }, [2]])
      await called(
        [
          ["channels.get", name],
          ["publish", "n", data],
        ],
        format,
      );
    const page = (params: object, ...steps: Step[]) => called([["channels.get", name], ["history", params], ...steps], format);
    expect(await page({ limit: 2, direction: "forwards" })).toMatchObject({ items: [{ data: "a" }, { data: { b: 1 } }], next: true });
    expect(await page({ limit: 2, direction: "forwards" }, ["next"])).toMatchObject({ items: [{ data: [2] }], next: false });
    expect(await page({ limit: 2 }, ["next"], ["first"])).toMatchObject({ items: [{ data: [2] }, { data: { b: 1 } }], next: true });
  });

  it("RSP3, RSP4: presence of fixtures, and its history", async () => {
    const items = (verb: string) => called([["channels.get", "persisted:fixtures"], [`presence.${verb}`]], format);
    expect(await items("get")).toMatchObject({
      items: [
        { clientId: "text", data: "24", action: "present" },
        { clientId: "json", data: { a: 1 } },
      ],
    });
    expect(await items("history")).toMatchObject({ items: [{ action: "enter" }, { action: "enter" }] });
  });

  it("RSC19: request() reaches any path; what there isn't is 404 with its code", async () => {
    expect(await called([["request", "get", "/time", 3, null, null, null]], format)).toMatchObject({ items: [expect.any(Number)], status: 200 });
    expect(await called([["request", "get", "/keys/no.such/requestToken", 3, null, null, null]], format)).toMatchObject({ status: 404, errorCode: 40400 });
    const body = { channels: [`${name}1`, `${name}2`], messages: { data: "x" } };
    expect(await called([["request", "POST", "/messages", 2, {}, body, {}]], format)).toMatchObject({
      items: [{ channel: `${name}1` }, { channel: `${name}2` }],
      status: 201,
    });
  });

  it("RSL8: a channel's status", async () => {
    expect(await called([["channels.get", "status"], ["status"]], format)).toMatchObject({
      channelId: "status",
      status: { isActive: true, occupancy: { metrics: { connections: 0, publishers: 0, subscribers: 0, presenceMembers: 0 } } },
    });
  });

  it("RSC22, RSC24: batches succeed and fail by channel", async () => {
    const options = { ...format, key: keys[1]?.keyStr };
    const specs = [{ channels: ["one", "four"], messages: [{ data: "a" }] }];
    expect(await called([["batchPublish", specs]], options)).toMatchObject([
      { successCount: 1, failureCount: 1, results: [{ channel: "one", messageId: expect.stringContaining(":0") }, { error: { statusCode: 401 } }] },
    ]);
    expect(await called([["batchPresence", ["one", "three"]]], options)).toMatchObject({
      successCount: 1,
      results: [{ error: { statusCode: 401 } }, { channel: "three", presence: [] }],
    });
  });

  it("RSL1k: the same id is published once; RSL1m: another's clientId is refused", async () => {
    for (const _ of [1, 2])
      await called(
        [
          ["channels.get", `${name}:ids`],
          ["publish", { name: "n", id: "own:0" }],
        ],
        format,
      );
    expect(await called([["channels.get", `${name}:ids`], ["history"]], format)).toMatchObject({ items: [{ id: "own:0" }] });
    const { token: given } = (await called([["auth.requestToken", { clientId: "kim" }]])) as { token: string };
    await expect(
      called(
        [
          ["channels.get", name],
          ["publish", { clientId: "lee" }],
        ],
        { ...format, token: given },
      ),
    ).rejects.toMatchObject({ code: 40012 });
  });

  it("RSH1: devices and subscriptions are saved, listed and removed", async () => {
    const device = { id: "d", clientId: "kim", platform: "ios", formFactor: "phone", push: { recipient: { transportType: "apns", deviceToken: "t" } } };
    const admin = (verb: string, ...args: unknown[]) => called([[`push.admin.${verb}`, ...args]], format);
    expect(await admin("deviceRegistrations.save", device)).toMatchObject({ id: "d", push: { state: "ACTIVE" } });
    expect(await admin("deviceRegistrations.list", { clientId: "kim" })).toMatchObject({ items: [{ id: "d" }] });
    const subscription = { channel: "pushed:x", clientId: "kim" };
    expect(await admin("channelSubscriptions.save", subscription)).toMatchObject(subscription);
    expect(await admin("channelSubscriptions.listChannels", null)).toMatchObject({ items: ["pushed:x"] });
    await admin("channelSubscriptions.remove", subscription);
    expect(await admin("channelSubscriptions.list", { channel: "pushed:x" })).toMatchObject({ items: [] });
    await admin("deviceRegistrations.removeWhere", { deviceId: "d" });
    await expect(admin("deviceRegistrations.get", "d")).rejects.toMatchObject({ statusCode: 404 });
  });

  it("RTO: objects are changed and read by path", async () => {
    const object = (verb: string, ...args: unknown[]) =>
      called(
        [
          ["channels.get", `${name}:objects`],
          [`object.${verb}`, ...args],
        ],
        format,
      );
    await object("publish", { path: "shop", mapCreate: { semantics: "lww", entries: {} } });
    await object("publish", { path: "shop.apples", counterCreate: { count: 1 } });
    await object("publish", { path: "shop.*", counterInc: { number: 4 } });
    expect(await object("get", { path: "shop.apples" })).toBe(5);
    expect(await object("get", { path: "shop", compact: false })).toMatchObject({
      map: { semantics: "lww", entries: { apples: { data: { counter: { data: { number: 5 } } } } } },
    });
  });
});

describe("statistics", () => {
  it("RSC6: fixtures come back by pages, in both directions, and by unit", async () => {
    const fixtures = [3, 4, 5].map((minute) => ({
      intervalId: `2021-02-03:15:0${minute}`,
      inbound: { realtime: { messages: { count: minute * 10, data: 1 } } },
    }));
    await fetch(`${server.url}/stats`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(keys[0]?.keyStr ?? "").toString("base64")}`, "content-type": "application/json" },
      body: JSON.stringify(fixtures),
    });
    const stats = (params: object, ...steps: Step[]) => called([["stats", params], ...steps]);
    const counts = (items: readonly number[]) => items.map((count) => ({ entries: { "messages.inbound.all.messages.count": count } }));
    expect(await stats({ end: "2021-02-03:15:04", limit: 1 })).toMatchObject({ items: counts([40]), next: true });
    expect(await stats({ end: "2021-02-03:15:04", limit: 1, direction: "forwards" }, ["next"])).toMatchObject({ items: counts([40]), next: false });
    expect(await stats({ end: "2021-02-03:15", unit: "hour" })).toMatchObject({ items: counts([120]) });
  });
});

describe.each(transports)("a connection by $by", ({ by, ...transport }) => {
  const suffix = by.replaceAll(" ", "-");

  it("publishes, hears and reads; RTN13: is answered when it pings; closes", async () => {
    const peer = await connected({ ...transport, clientId: "kim" });
    await peer.run("subscribe", { channel: suffix });
    expect(await peer.run("publish", { channel: suffix, name: "n", data: { a: 1 } })).toEqual({ serials: [expect.any(String)] });
    for (let turn = 0, all: unknown[] = []; all.length === 0; turn++) {
      all = (await peer.run("heard")) as unknown[];
      if (all.length > 0 || turn > 200) expect(all).toMatchObject([{ name: "n", data: { a: 1 }, clientId: "kim" }]);
    }
    expect(await peer.chain(["connection.ping"])).toEqual(expect.any(Number));
    await peer.run("close");
  });

  it("RTL4: names that no channel has fail the channel, not the connection", async () => {
    const peer = await connected(transport);
    for (const channel of ["", ":room"]) await expect(peer.chain(["channels.get", channel], ["attach"])).rejects.toMatchObject({ code: 40010 });
    await expect(peer.chain(["channels.get", ":other"], ["publish", "n", "x"])).rejects.toMatchObject({ code: 40010 });
    expect(await peer.run("states")).toEqual(["connecting", "connected"]);
  });

  it("RTL4l, RTL4m: gets the params that there are and the modes it asked for, and no others", async () => {
    const peer = await connected(transport);
    const options = { params: { modes: "subscribe", nonsense: "1" } };
    await peer.chain(["channels.get", `modes-${suffix}`, options], ["attach"]);
    expect(await peer.chain(["channels.get", `modes-${suffix}`], ["modes"])).toEqual(["subscribe"]);
    expect(await peer.chain(["channels.get", `modes-${suffix}`], ["params"])).toEqual({ modes: "subscribe" });
    await expect(peer.chain(["channels.get", `modes-${suffix}`], ["publish", "n", "x"])).rejects.toMatchObject({ code: 40160 });
    await expect(peer.chain(["channels.get", `modes-${suffix}`], ["presence.enterClient", "kim"])).rejects.toMatchObject({ code: 40160 });
  });

  it("RTC8a1: a new token's capability holds at once", async () => {
    const token = (capability: object) => called([["auth.requestToken", { capability }]]) as Promise<{ token: string }>;
    const peer = await connected({ ...transport, token: (await token({ room: ["subscribe"] })).token });
    await peer.chain(["channels.get", "room"], ["attach"]);
    await expect(peer.chain(["channels.get", "room"], ["publish", "n", "x"])).rejects.toMatchObject({ code: 40160 });
    await peer.chain(["auth.authorize", null, { token: (await token({ room: ["*"] })).token }]);
    await peer.chain(["channels.get", "room"], ["publish", "n", "x"]);
    await peer.chain(["auth.authorize", null, { token: (await token({ other: ["*"] })).token }]);
    await peer.chain(["channels.get", "room"], ["whenState", "failed"]);
    await expect(peer.chain(["channels.get", "room"], ["attach"])).rejects.toMatchObject({ code: 40160 });
  });

  it("RTP: members of one page and of many are there for whoever comes", async () => {
    const peer = await connected(transport);
    await Promise.all(Array.from({ length: 150 }, (_, index) => peer.chain(["channels.get", `many-${suffix}`], ["presence.enterClient", `c${index}`])));
    const other = await connected(transport);
    expect(await other.chain(["channels.get", `many-${suffix}`], ["presence.get"])).toHaveLength(150);
  });

  it("RTO: objects are shared, and synced to who comes later", async () => {
    const modes = { modes: ["OBJECT_SUBSCRIBE", "OBJECT_PUBLISH"] };
    const object = (peer: Awaited<ReturnType<typeof connected>>, ...steps: Step[]) =>
      peer.chain(["channels.get", `objects-${suffix}`, modes], ["object.get"], ...steps);
    const one = await connected(transport);
    await object(one, ["set", "count", { $counter: 2 }]);
    await one.chain(["channels.get", `objects-${suffix}`], ["object.get"], ["set", "map", { $map: { text: "x" } }]);
    await one.chain(["channels.get", `objects-${suffix}`], ["object.get"], ["get", "count"], ["increment", 3]);
    expect(await object(await connected(transport), ["compact"])).toEqual({ count: 5, map: { text: "x" } });
  });
});

describe("edits", () => {
  it("RTL32: an append is told as one, kept as a version, and rewound as the whole message", async () => {
    const room: Step = ["channels.get", "mutable:room"];
    const peer = await connected();
    const { serials } = (await peer.chain(room, ["publish", "n", "Hello"])) as { serials: readonly string[] };
    await peer.run("subscribe", { channel: "mutable:room" });
    const { versionSerial } = (await peer.chain(room, ["appendMessage", { serial: serials[0], data: " World" }])) as { versionSerial: string };
    expect(await peer.chain(room, ["getMessage", serials[0]])).toMatchObject({
      data: "Hello World",
      action: "message.update",
      version: { serial: versionSerial },
    });
    expect(await peer.chain(room, ["getMessageVersions", serials[0]])).toMatchObject({ items: [{ action: "message.create" }, { data: "Hello World" }] });
    const late = await connected();
    await late.run("subscribe", { channel: "mutable:room", options: { params: { rewind: "1" } } });
    const heard: unknown[] = [];
    for (let turn = 0; turn < 200 && heard.length < 1; turn++) heard.push(...((await late.run("heard")) as unknown[]));
    expect(heard).toMatchObject([{ data: "Hello World", serial: serials[0] }]);
  });
});

describe("derived channels", () => {
  it("RTS5: hear what the filter passes", async () => {
    const peer = await connected({ key: keys[3]?.keyStr });
    const filter = Buffer.from('name == `"yes"` && headers.number == `26095`').toString("base64");
    await peer.run("subscribe", { channel: `[filter=${filter}]derived` });
    const said = [
      { name: "yes", data: "1", extras: { headers: { number: 26_095 } } },
      { name: "yes", data: "2" },
      { name: "no", data: "3", extras: { headers: { number: 26_095 } } },
    ];
    await called([
      ["channels.get", "derived"],
      ["publish", [...said, { ...said[0], data: "4" }]],
    ]);
    const heard: { readonly data: string }[] = [];
    for (let turn = 0; turn < 200 && heard.length < 2; turn++) heard.push(...((await peer.run("heard")) as typeof heard));
    expect(heard.map(({ data }) => data)).toEqual(["1", "4"]);
  });
});

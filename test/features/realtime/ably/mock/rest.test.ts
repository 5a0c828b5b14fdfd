import { describe, expect, it } from "@jest/globals";
import { type Answered, asking, nextOf } from "./asking.js";

const error = (code: number, statusCode: number) => ({ status: statusCode, body: { error: expect.objectContaining({ code, statusCode }) } });
const keys = [{}, { capability: '{"one":["publish"],"two":["*"],"three":["subscribe"]}' }, { revocableTokens: true }];

describe("provisioning", () => {
  it("answers POST /apps with whatever a client needs, capabilities in order", async () => {
    const { ask } = asking();
    const { status, body } = await ask("POST", "/apps", {
      body: { keys: [{}, { capability: '{"b":["subscribe","publish"],"a":["*"]}' }], namespaces: [{ id: "persisted", persisted: true }] },
    });
    const { appId } = body as { readonly appId: string };
    expect([status, body]).toMatchObject([
      201,
      {
        accountId: "mock",
        keys: [
          { id: "key0", keyName: `${appId}.key0`, keySecret: "secret0", keyStr: `${appId}.key0:secret0`, capability: '{"*":["*"]}' },
          { id: "key1", value: "secret1", capability: '{"a":["*"],"b":["publish","subscribe"]}' },
        ],
        namespaces: [{ id: "persisted" }],
        channels: [],
        endpoint: "mock",
        tls: false,
      },
    ]);
    expect(await ask("DELETE", `/apps/${appId}`)).toMatchObject({ status: 204 });
    expect(await ask("POST", `/keys/${appId}.key0/requestToken`, { body: {} })).toMatchObject(error(40400, 404));
  });

  it("has members of fixtures, and their history", async () => {
    const { ask } = asking({ app: { channels: [{ name: "room", presence: [{ clientId: "kim", data: "24" }] }] } });
    expect((await ask("GET", "/channels/room/presence")).body).toMatchObject([{ clientId: "kim", data: "24", action: 1 }]);
    expect((await ask("GET", "/channels/room/presence/history")).body).toMatchObject([{ clientId: "kim", data: "24", action: 2 }]);
  });
});

describe("tokens", () => {
  it.each([
    { given: { ttl: -1 }, want: error(40003, 400) },
    { given: { ttl: "soon" }, want: error(40003, 400) },
    { given: { ttl: 86_400_001 }, want: error(40003, 400) },
    { given: { capability: '{"a":["publish_"]}' }, want: error(40000, 400) },
    { given: { capability: '{"a":["*","publish"]}' }, want: error(40000, 400) },
    { given: { capability: '{"a":[]}' }, want: error(40000, 400) },
    { given: { capability: "no JSON" }, want: error(40000, 400) },
    { given: { ttl: 123 }, want: { status: 201, body: expect.objectContaining({ expires: 1_700_000_000_123 }) } },
  ])("TK2: $given", async ({ given, want }) => {
    const { ask, app } = asking();
    expect(await ask("POST", `/keys/${app.keys[0]?.name}/requestToken`, { body: given })).toMatchObject(want);
  });

  it("RSA6: grant what both the key and the request name", async () => {
    const { ask, app } = asking({ app: { keys } });
    const asked = async (capability: object) =>
      ask("POST", `/keys/${app.keys[1]?.name}/requestToken`, { as: 1, body: { capability: JSON.stringify(capability) } });
    expect(((await asked({ two: ["subscribe", "publish"], other: ["*"] })).body as { capability: string }).capability).toBe('{"two":["publish","subscribe"]}');
    expect(await asked({ one: ["subscribe"] })).toMatchObject(error(40160, 401));
  });

  it("RSA17: are revoked by client, as far as they were given by then; other targets fail alone", async () => {
    const { ask, app, clock, mock } = asking({ app: { keys } });
    const name = app.keys[2]?.name;
    const token = async () => ((await ask("POST", `/keys/${name}/requestToken`, { as: 2, body: { clientId: "kim" } })).body as { token: string }).token;
    const history = (bearer: string) => ask("GET", "/channels/room/history", { headers: { authorization: `Bearer ${bearer}` } });
    const old = await token();
    const start = clock.now();
    await clock.advance(1000);
    const late = await token();
    const revoke = (body: object) => ask("POST", `/keys/${name}/revokeTokens`, { as: 2, body });
    expect((await revoke({ targets: ["clientId:kim", "shoe:size"], issuedBefore: start + 500 })).body).toMatchObject({
      successCount: 1,
      failureCount: 1,
      results: [
        { target: "clientId:kim", issuedBefore: start + 500, appliesAt: start + 1000 },
        { target: "shoe:size", error: { statusCode: 400 } },
      ],
    });
    expect([await history(old), await history(late)]).toMatchObject([error(40141, 401), { status: 200 }]);
    const [result] = ((await revoke({ targets: ["clientId:kim"], allowReauthMargin: true })).body as { results: { appliesAt: number }[] }).results;
    expect(result?.appliesAt).toBeGreaterThan(start + 31_000);
    expect(await history(late)).toMatchObject({ status: 200 });
    await clock.advance(31_000);
    expect(await history(late)).toMatchObject(error(40141, 401));
    expect(await ask("POST", `/keys/${name}/revokeTokens`, { headers: { authorization: `Bearer ${await token()}` } })).toMatchObject(error(40162, 401));
    mock.close();
  });
});

describe("publishing", () => {
  it("RSL1i: more than the limit is refused, with the code in a header", async () => {
    const { ask } = asking({ maxMessageSize: 10 });
    const answered = await ask("POST", "/channels/room/messages", { body: { name: "n", data: "0123456789" } });
    expect(answered).toMatchObject(error(40009, 400));
    expect(answered.headers.get("x-ably-errorcode")).toBe("40009");
  });

  it("RSL1m: a key publishes as whom its header names, a token as its client, and neither as another", async () => {
    const { ask, app } = asking();
    const kim = { "x-ably-clientid": Buffer.from("kim").toString("base64") };
    await ask("POST", "/channels/room/messages", { headers: kim, body: { name: "a", data: null } });
    expect(await ask("POST", "/channels/room/messages", { headers: kim, body: { name: "b", clientId: "lee" } })).toMatchObject(error(40012, 400));
    const { token } = (await ask("POST", `/keys/${app.keys[0]?.name}/requestToken`, { body: { clientId: "pat" } })).body as { token: string };
    await ask("POST", "/channels/room/messages", { headers: { authorization: `Bearer ${token}`, ...kim }, body: { name: "c" } });
    const said = (await ask("GET", "/channels/room/messages?direction=forwards")).body as readonly object[];
    expect(said).toMatchObject([
      { name: "a", clientId: "kim" },
      { name: "c", clientId: "pat" },
    ]);
    expect(said[0]).not.toHaveProperty("data");
  });

  it("TM2h: a connection's key publishes for the connection; one of none is refused", async () => {
    const { ask } = asking();
    expect(await ask("POST", "/channels/room/messages", { body: { name: "n", connectionKey: "nobody!1" } })).toMatchObject(error(40006, 400));
  });

  it("refuses names that no channel has", async () => {
    const { ask } = asking();
    for (const name of [":room", "[open", "%0A"]) expect(await ask("POST", `/channels/${name}/messages`, { body: {} })).toMatchObject(error(40010, 400));
  });
});

describe("batches", () => {
  const spec = { channels: ["one", "three"], messages: [{ data: "a" }, { data: "b" }] };

  it("RSC22: each channel has its own result; a list of specs is answered with a list", async () => {
    const { ask } = asking({ app: { keys } });
    const want = {
      successCount: 1,
      failureCount: 1,
      results: [
        { channel: "one", messageId: expect.stringContaining(":0") },
        { channel: "three", error: { statusCode: 401 } },
      ],
    };
    expect(await ask("POST", "/messages", { as: 1, body: spec })).toMatchObject({ status: 201, body: want });
    expect((await ask("POST", "/messages", { as: 1, body: [spec, { channels: "two", messages: {} }] })).body).toMatchObject([want, { successCount: 1 }]);
    expect((await ask("GET", "/channels/one/messages")).body).toHaveLength(4);
  });

  it("are flat in version 2, and partial failure is an error there", async () => {
    const { ask } = asking();
    const two = (channels: readonly string[]) => ask("POST", "/messages", { headers: { "x-ably-version": "2" }, body: { channels, messages: { data: "a" } } });
    expect(await two(["a", "b"])).toMatchObject({ status: 201, body: [{ channel: "a" }, { channel: "b" }] });
    const partly = await two(["a", "[open", ""]);
    expect(partly).toMatchObject({
      status: 400,
      body: { error: { code: 40020 }, batchResponse: [{ channel: "a" }, { error: { code: 40010 } }, { error: { code: 40010 } }] },
    });
    expect(partly.headers.get("x-ably-errorcode")).toBe("40020");
  });

  it("RSC24: presence of several channels", async () => {
    const channels = [{ name: "two", presence: [{ clientId: "kim" }] }];
    const { ask } = asking({ app: { keys, channels } });
    expect((await ask("GET", "/presence?channels=one,two", { as: 1 })).body).toMatchObject({
      successCount: 1,
      failureCount: 1,
      results: [
        { channel: "one", error: { code: 40160 } },
        { channel: "two", presence: [{ clientId: "kim" }] },
      ],
    });
  });
});

describe("statistics", () => {
  const minute = (intervalId: string, count: number) => ({
    intervalId,
    inbound: { realtime: { messages: { count, data: count * 100 } } },
    connections: { tls: { peak: count } },
  });
  const sums = ({ body }: Answered) => (body as { entries: Record<string, number> }[]).map(({ entries }) => entries["messages.inbound.all.messages.count"]);

  it("RSC6b: by interval ids or moments, in both directions, by pages, summed by unit", async () => {
    const { ask } = asking();
    expect(await ask("POST", "/stats", { body: ["03", "04", "05"].map((id, index) => minute(`2020-02-03:15:${id}`, 50 + index * 10)) })).toMatchObject({
      status: 201,
    });
    expect(sums(await ask("GET", "/stats?start=2020-02-03:15:04&end=2020-02-03:15:05&direction=forwards"))).toEqual([60, 70]);
    expect(sums(await ask("GET", `/stats?start=${Date.UTC(2020, 1, 3, 15, 3)}&end=${Date.UTC(2020, 1, 3, 15, 4)}`))).toEqual([60, 50]);
    const hour = await ask("GET", "/stats?unit=hour");
    expect(hour.body).toMatchObject([{ intervalId: "2020-02-03:15", unit: "hour", entries: { "connections.all.peak": 70, "messages.all.all.count": 180 } }]);
    const pages: unknown[] = [];
    for (let path: string | null = "/stats?limit=2"; path !== null; ) {
      const answered: Answered = await ask("GET", path);
      pages.push(sums(answered));
      path = nextOf(answered, "");
    }
    expect(pages).toEqual([[70, 60], [50]]);
    expect(await ask("GET", "/stats?unit=fortnight")).toMatchObject(error(40003, 400));
    expect(await ask("POST", "/stats", { anonymous: true, body: [] })).toMatchObject({ status: 201 });
  });

  it("TS12: count what is published; the interval that isn't over says so", async () => {
    const { ask } = asking();
    await ask("POST", "/channels/room/messages", { body: [{ data: "abc" }, { data: "d" }] });
    expect((await ask("GET", "/stats?unit=month")).body).toMatchObject([
      { inProgress: "2023-11-14:22:13", schema: expect.any(String), entries: { "messages.inbound.rest.messages.count": 2, "messages.all.messages.data": 4 } },
    ]);
  });
});

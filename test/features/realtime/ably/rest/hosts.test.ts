import { describe, expect, it } from "@jest/globals";
import { type CreateAblyRestOptions, createAblyRest } from "../../../../../runtime/ably/index.js";
import { hostConflicts } from "../host-conflicts.js";
import { answering, failing } from "./answering.js";

const main = "main.realtime.ably.net";
const hostsAsked = async (options: CreateAblyRestOptions): Promise<readonly string[]> => {
  const { rest, asked } = answering([failing(500, 50000), { body: [1] }], options);
  await rest.time().catch(() => undefined);
  return asked.map(({ url }) => url.hostname);
};

describe("where requests go (REC)", () => {
  it.each([
    { clause: "REC1a, REC2c1", options: {}, hosts: [main, "main.a.fallback.ably-realtime.com"] },
    { clause: "REC1b2, REC2c2", options: { endpoint: "custom.ably.example.com" }, hosts: ["custom.ably.example.com"] },
    { clause: "REC1b2", options: { endpoint: "localhost" }, hosts: ["localhost"] },
    { clause: "REC1b2", options: { endpoint: "::1" }, hosts: ["[::1]"] },
    {
      clause: "REC1b3, REC2c3",
      options: { endpoint: "nonprod:staging" },
      hosts: ["staging.realtime.ably-nonprod.net", "staging.a.fallback.ably-realtime-nonprod.com"],
    },
    { clause: "REC1b4, REC2c4", options: { endpoint: "test" }, hosts: ["test.realtime.ably.net", "test.a.fallback.ably-realtime.com"] },
    { clause: "REC1c2, REC2c5", options: { environment: "sandbox" }, hosts: ["sandbox.realtime.ably.net", "sandbox.a.fallback.ably-realtime.com"] },
    { clause: "REC1d1, REC2c6", options: { restHost: "custom.rest.example.com" }, hosts: ["custom.rest.example.com"] },
    { clause: "REC1d2, REC2c6", options: { realtimeHost: "custom.realtime.example.com" }, hosts: ["custom.realtime.example.com"] },
    { clause: "REC1d", options: { restHost: "rest.example.com", realtimeHost: "realtime.example.com" }, hosts: ["rest.example.com"] },
    { clause: "REC2a2", options: { fallbackHosts: ["fb1.example.com"] }, hosts: [main, "fb1.example.com"] },
    {
      clause: "REC2b",
      options: { restHost: "custom.host.com", fallbackHostsUseDefault: true },
      hosts: ["custom.host.com", "main.a.fallback.ably-realtime.com"],
    },
    { clause: "RSC15m", options: { fallbackHosts: [] }, hosts: [main] },
  ])("$clause: $options", async ({ options, hosts }) => expect(await hostsAsked(options)).toEqual(hosts));

  it.each(hostConflicts)("$clause: $options conflict", ({ options }) =>
    expect(() => createAblyRest({ key: "a.b:c", ...options })).toThrow(expect.objectContaining({ code: 40000, message: expect.stringContaining("conflict") })),
  );
});

describe("other hosts (RSC15)", () => {
  it.each([500, 501, 502, 503, 504])("RSC15l3: status %d is tried elsewhere", async (status) => {
    const { rest, asked } = answering([failing(status, status * 100), { body: [1] }]);
    await rest.time();
    expect(asked.map(({ url }) => url.host)).toEqual([main, "main.a.fallback.ably-realtime.com"]);
  });

  it.each([400, 401, 404])("RSC15l: status %d is not", async (status) => {
    const { rest, asked } = answering(failing(status, status * 100));
    await expect(rest.time()).rejects.toMatchObject({ statusCode: status });
    expect(asked).toHaveLength(1);
  });

  it("RSC15l4: what CloudFront refuses is, whatever the status", async () => {
    const { rest, asked } = answering([{ status: 403, body: { error: "Forbidden" }, headers: { server: "CloudFront" } }, { body: [1] }]);
    expect(await rest.time()).toBe(1);
    expect(asked).toHaveLength(2);
  });

  it("RSC15l2: no answer in time is tried elsewhere", async () => {
    const { rest, asked, clock } = answering((_, count) => (count === 1 ? new Promise(() => undefined) : { body: [7] }), { timeouts: { httpRequest: 1000 } });
    const time = rest.time();
    await clock.advance(1000);
    expect(await time).toBe(7);
    expect(asked[0]?.url.host).not.toBe(asked[1]?.url.host);
  });

  it("RSC15f: an answer that comes late doesn't bring an expired fallback back", async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reply = async (count: number) => {
      if (count === 3) await held;
      return count === 1 ? failing(500, 50000) : { body: [1000] };
    };
    const { rest, asked, clock } = answering((_, count) => reply(count), { timeouts: { fallbackRetry: 100 } });
    await rest.time();
    const late = rest.time();
    await clock.advance(150);
    await rest.time();
    release();
    await late;
    await rest.time();
    const fallback = "main.a.fallback.ably-realtime.com";
    expect(asked.map(({ url }) => url.host)).toEqual([main, fallback, fallback, main, main]);
  });

  it("TG, RSC15: the next page may come from another host than the first", async () => {
    const link = '</channels/test/messages?cursor=next>; rel="next"';
    const { rest, asked } = answering([{ body: [{ id: "1" }], headers: { link } }, failing(503, 50300), { body: [{ id: "2" }] }]);
    const page = await rest.channels.get("test").history().first();
    expect((await page.next())?.items).toMatchObject([{ id: "2" }]);
    expect(asked.map(({ url }) => url.href)).toEqual([
      `https://${main}/channels/test/messages`,
      `https://${main}/channels/test/messages?cursor=next`,
      "https://main.a.fallback.ably-realtime.com/channels/test/messages?cursor=next",
    ]);
  });
});

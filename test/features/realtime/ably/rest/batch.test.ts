import { describe, expect, it } from "@jest/globals";
import { answering, failing } from "./answering.js";

const error = { code: 40160, statusCode: 401, message: "Channel operation not permitted", href: "https://help.ably.io/error/40160" };
const published = (channel: string) => ({ channel, messageId: "msg", serials: ["s1", null] });
const idsOf = (body: unknown): readonly (string | undefined)[][] =>
  ([body].flat() as readonly { readonly messages: readonly { readonly id?: string }[] }[]).map(({ messages }) => messages.map(({ id }) => id));

describe("messages to many channels (RSC22)", () => {
  const spec = { channels: ["a", "b"], messages: [{ name: "e", data: "text" }, { data: new Uint8Array([1]) }, { data: { x: 1 } }] };

  it("RSC22c1, RSC22c2, RSC22c6, BSP2: one spec or several, payloads encoded", async () => {
    const { rest, asked } = answering({ status: 201, body: [] }, { idempotentRestPublishing: false });
    await rest.batchPublish(spec);
    await rest.batchPublish([spec]);
    const messages = [
      { name: "e", data: "text" },
      { data: "AQ==", encoding: "base64" },
      { data: '{"x":1}', encoding: "json" },
    ];
    const sent = { channels: ["a", "b"], messages };
    expect(asked.map(({ method, url, body }) => [method, url.pathname, body])).toEqual([
      ["POST", "/messages", sent],
      ["POST", "/messages", [sent]],
    ]);
  });

  it.each([
    { what: "an envelope", body: { successCount: 1, failureCount: 1, results: [published("a"), { channel: "b", error }] } },
    { what: "a bare list", body: [published("a"), { channel: "b", error }] },
  ])("RSC22c3, RSC22c5, BPR2, BPF2: $what gives one result a channel", async ({ body }) => {
    const result = await answering({ status: 201, body }).rest.batchPublish(spec);
    expect(result).toMatchObject({ successCount: 1, failureCount: 1, results: [published("a"), { channel: "b", error: { ...error, name: "AblyError" } }] });
  });

  it("RSC22c3, RSC22c4: the only result of a spec, and one for each of several", async () => {
    const one = await answering({ status: 201, body: published("a") }).rest.batchPublish(spec);
    expect(one).toEqual({ successCount: 1, failureCount: 0, results: [published("a")] });
    const two = await answering({ status: 201, body: [published("a"), published("b")] }).rest.batchPublish([spec, spec]);
    expect(two.map(({ results }) => results)).toEqual([[published("a")], [published("b")]]);
  });

  it("RSC22d: messages are named by spec, unless they have names or none are wanted", async () => {
    const { rest, asked } = answering({ status: 201, body: [] });
    await rest.batchPublish([
      { channels: ["a"], messages: [{}, { id: "own" }] },
      { channels: ["b"], messages: [{}] },
    ]);
    const [[first, own] = [], [other] = []] = idsOf(asked[0]?.body);
    expect([first, own, other]).toEqual([expect.stringMatching(/^[\w-]{12,}:0$/), "own", expect.stringMatching(/^[\w-]{12,}:0$/)]);
    expect(first).not.toBe(other);
    const unnamed = answering({ status: 201, body: [] }, { idempotentRestPublishing: false });
    await unnamed.rest.batchPublish({ channels: ["a"], messages: [{ name: "n" }] });
    expect(idsOf(unnamed.asked[0]?.body)).toEqual([[undefined]]);
  });

  it("RSC22: nothing to publish, and nowhere, are refused at once; failures of the whole are told", async () => {
    const { rest, asked } = answering({ status: 201, body: [] });
    for (const given of [
      { channels: [], messages: [{}] },
      { channels: ["a"], messages: [] },
    ])
      await expect(rest.batchPublish(given)).rejects.toMatchObject({ code: 40000, message: expect.stringContaining("invalid") });
    expect(asked).toEqual([]);
    await expect(answering(failing(401, 40101)).rest.batchPublish(spec)).rejects.toMatchObject({ code: 40101, statusCode: 401 });
    await expect(answering(failing(500, 50000)).rest.batchPublish(spec)).rejects.toMatchObject({ code: 50000, statusCode: 500 });
  });

  it("RSC22c7, RSC7c: with credentials, the usual headers and a request id", async () => {
    const { rest, asked } = answering({ status: 201, body: [] }, { token: "t", addRequestIds: true });
    await rest.batchPublish(spec);
    expect(asked[0]?.headers.get("authorization")).toBe("Bearer t");
    expect(asked[0]?.headers.get("content-type")).toBe("application/json");
    expect(asked[0]?.url.searchParams.get("request_id")).toMatch(/^[\w-]{12,}$/);
  });
});

describe("who is present on many channels (RSC24)", () => {
  it.each([
    { channels: ["channel-a", "channel-b"], sent: "channel-a,channel-b" },
    { channels: ["my-channel"], sent: "my-channel" },
    { channels: ["foo:bar", "baz/qux"], sent: "foo:bar,baz/qux" },
  ])("RSC24: asks for $sent", async ({ channels, sent }) => {
    const { rest, asked } = answering({ body: { successCount: 0, failureCount: 0, results: [] } });
    await rest.batchPresence(channels);
    expect(asked).toMatchObject([{ method: "GET", url: { pathname: "/presence" } }]);
    expect(asked[0]?.url.searchParams.get("channels")).toBe(sent);
  });

  it("BAR2, BGR2, BGF2: gives members, decoded, or why there are none", async () => {
    const member = { clientId: "client-1", connectionId: "conn", id: "conn:0:0", timestamp: 1_700_000_000_000 };
    const results = [
      { channel: "one", presence: [{ ...member, action: 1, data: '{"key":"value"}', encoding: "json" }] },
      { channel: "empty", presence: [] },
      { channel: "closed", error },
    ];
    const { rest } = answering({ body: { successCount: 2, failureCount: 1, results } });
    expect(await rest.batchPresence(["one", "empty", "closed"])).toMatchObject({
      successCount: 2,
      failureCount: 1,
      results: [
        { channel: "one", presence: [{ ...member, action: "present", data: { key: "value" } }] },
        { channel: "empty", presence: [] },
        { channel: "closed", error },
      ],
    });
    await expect(answering(failing(500, 50000)).rest.batchPresence(["any"])).rejects.toMatchObject({ code: 50000 });
  });
});

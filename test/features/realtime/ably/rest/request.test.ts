import { describe, expect, it } from "@jest/globals";
import { answering, failing } from "./answering.js";

describe("every request (RSC7, RSC8)", () => {
  it("RSC7d, RSC7e: names version and library", async () => {
    const { rest, asked } = answering({ body: [1_704_067_200_000] });
    expect(await rest.time()).toBe(1_704_067_200_000);
    expect(asked[0]?.headers.get("x-ably-version")).toMatch(/^[0-9.]+$/);
    expect(asked[0]?.headers.get("ably-agent")).toMatch(/ably-[a-z]+\/[0-9]+\.[0-9]+\.[0-9]+/);
  });

  it("RSC16: asks for the time without credentials, also without TLS", async () => {
    const { rest, asked } = answering({ body: [1] }, { key: "app.key:secret", tls: false, useTokenAuth: true });
    expect(await rest.time()).toBe(1);
    expect(asked).toMatchObject([{ method: "GET", url: { pathname: "/time", protocol: "http:" } }]);
    expect(asked[0]?.headers.has("authorization")).toBe(false);
    await expect(answering(failing(500, 50000)).rest.time()).rejects.toMatchObject({ statusCode: 500, code: 50000 });
  });

  it.each([
    { format: "msgpack", type: "application/x-msgpack" },
    { format: "json", type: "application/json" },
  ] as const)("RSC8a, RSC8b, RSC8c: $format is written and asked for", async ({ format, type }) => {
    const { rest, asked } = answering({ status: 201, body: { serials: ["s1"] } }, { format });
    await rest.channels.get("test").publish("e", "d");
    expect([asked[0]?.headers.get("content-type"), asked[0]?.headers.get("accept")]).toEqual([type, type]);
    expect(asked[0]?.body).toMatchObject([{ name: "e", data: "d" }]);
  });

  it.each(["json", "msgpack"] as const)("RSC8d: an answer is read by its own type, where %s was asked for", async (format) => {
    expect(await answering({ body: [5], packed: format === "json" }, { format }).rest.time()).toBe(5);
    const failure = { ...failing(400, 40099, "Test error"), packed: format === "json" };
    await expect(answering(failure, { format }).rest.time()).rejects.toMatchObject({ code: 40099, statusCode: 400, message: "Test error" });
  });

  it("RSC8e: other types are 40013, or the failure that the status says", async () => {
    const html = (status: number) => answering({ status, body: "<html>", headers: { "content-type": "text/html" } }, { endpoint: "localhost" }).rest;
    await expect(html(500).time()).rejects.toMatchObject({ statusCode: 500 });
    await expect(html(200).time()).rejects.toMatchObject({ statusCode: 400, code: 40013 });
  });
});

describe("any request (RSC19)", () => {
  it.each(["GET", "POST", "PUT", "PATCH", "DELETE"])("RSC19f: %s, with params, headers and body", async (method) => {
    const { rest, asked } = answering({ body: [] });
    const options = { params: { limit: "10" }, headers: { "X-Custom-Header": "custom" }, ...(method !== "GET" && { body: { name: "event" } }) };
    await rest.request(method, "/test", { version: 3, ...options });
    expect(asked).toMatchObject([{ method, url: { pathname: "/test", search: "?limit=10" }, body: method === "GET" ? undefined : { name: "event" } }]);
    expect(asked[0]?.headers.get("x-custom-header")).toBe("custom");
  });

  it.each([2, 3, "4"])("RSC19f1: version %s in place of the client's own", async (version) => {
    const { rest, asked } = answering({ body: [] });
    await rest.request("GET", "channels/test", { version });
    expect(asked[0]?.headers.get("x-ably-version")).toBe(String(version));
    expect(asked[0]?.url.pathname).toBe("/channels/test"); // RSC19f: with or without the first slash
  });

  it("RSC19b: credentials can't be replaced", async () => {
    const { rest, asked } = answering({ body: [] });
    await rest.request("GET", "/test", { headers: { Authorization: "Bearer malicious-token" } });
    expect(asked[0]?.headers.get("authorization")).toBe(`Basic ${btoa("appId.keyId:keySecret")}`);
  });

  it.each([200, 201, 299, 400, 404, 500])("HP4, HP5: status %d is told", async (status) => {
    const { rest } = answering(status < 400 ? { status, body: [] } : failing(status, status * 100));
    expect(await rest.request("GET", "/test")).toMatchObject({ statusCode: status, success: status < 300 });
  });

  it("HP5: what is neither is no success; HP3: nothing is no item", async () => {
    expect((await answering({ status: 300, body: [] }).rest.request("GET", "/test")).success).toBe(false);
    expect(await answering({ status: 204 }).rest.request("DELETE", "/test")).toMatchObject({ statusCode: 204, success: true, items: [] });
    expect((await answering({ body: { channelId: "test" } }).rest.request("GET", "/test")).items).toEqual([{ channelId: "test" }]);
  });

  it("HP6, HP7, HP8: code and message stand in the headers, which are told", async () => {
    const headers = { "X-Ably-Errorcode": "40101", "X-Ably-Errormessage": "Token expired", "X-Request-Id": "req-123" };
    const page = await answering({ ...failing(401, 40100, "Unauthorized"), headers }).rest.request("GET", "/test");
    expect(page).toMatchObject({ errorCode: 40101, errorMessage: "Token expired", headers: { "x-request-id": "req-123" } });
    expect(await answering(failing(401, 40100, "Unauthorized")).rest.request("GET", "/test")).toMatchObject({ errorCode: 40100, errorMessage: "Unauthorized" });
  });

  it("HP1: pages follow", async () => {
    const { rest } = answering(({ url }) =>
      url.searchParams.get("page") === "2" ? { body: [{ id: "3" }] } : { body: [{ id: "1" }], headers: { link: '</test?page=2>; rel="next"' } },
    );
    const page = await rest.request("GET", "/test");
    const next = await page.next();
    expect([page.hasNext(), next?.items, next?.hasNext()]).toEqual([true, [{ id: "3" }], false]);
  });

  it("RSC19e: nobody there, and nobody in time, reject", async () => {
    const gone = answering([new TypeError("fetch failed")], { fallbackHosts: [] });
    await expect(gone.rest.request("GET", "/test")).rejects.toMatchObject({ message: expect.stringContaining("connection") });
    const slow = answering(() => new Promise(() => undefined), { fallbackHosts: [], timeouts: { httpRequest: 1000 } });
    const failed = expect(slow.rest.request("GET", "/test")).rejects.toMatchObject({ code: 50003 });
    await slow.clock.advance(1000);
    await failed;
  });
});

describe("lists by pages (TG) and statistics (RSC6)", () => {
  it.each([
    { link: '</path?cursor=abc>; rel="next"', hasNext: true },
    { link: '</path?cursor=abc>; rel="next", </path>; rel="first"', hasNext: true },
    { link: '</path>; rel="first"', hasNext: false },
    { link: "", hasNext: false },
  ])("TG: $link", async ({ link, hasNext }) => {
    const page = await answering({ body: [{ id: "item" }], headers: { link } })
      .rest.channels.get("test")
      .history()
      .first();
    expect([page.hasNext(), page.isLast()]).toEqual([hasNext, !hasNext]);
    if (!hasNext) expect(await page.next()).toBeNull();
  });

  it("TG3, TG4: pages are asked for with the same credentials and headers; failures are told", async () => {
    const link = '</channels/test/messages?cursor=abc123>; rel="next", </channels/test/messages>; rel="first"';
    const { rest, asked } = answering([{ body: [{ id: "1" }], headers: { link } }, { body: [{ id: "2" }], headers: { link } }, failing(404, 40400)]);
    const page = await (await rest.channels.get("test").history().first()).next();
    expect(asked[1]?.url.search).toBe("?cursor=abc123");
    for (const name of ["authorization", "x-ably-version", "ably-agent"]) expect(asked[1]?.headers.get(name)).toBe(asked[0]?.headers.get(name));
    await expect(page?.first()).rejects.toMatchObject({ code: 40400 });
  });

  it("RSC6a: statistics are asked for without params, and with credentials", async () => {
    const { rest, asked } = answering({ body: [{ intervalId: "2024-01-01:00:00", unit: "hour" }] });
    expect((await rest.stats().first()).items).toMatchObject([{ intervalId: "2024-01-01:00:00", unit: "hour" }]);
    expect(asked[0]?.url.href).toBe("https://main.realtime.ably.net/stats");
    expect(asked[0]?.headers.has("authorization")).toBe(true);
  });

  it("RSC6b1, RSC6b2, RSC6b3, RSC6b4: params are sent; moments as milliseconds", async () => {
    const { rest, asked } = answering({ body: [] });
    const start = new Date("2024-01-01T00:00:00Z");
    await rest.stats({ start, end: 1_706_745_599_000, direction: "forwards", limit: 50, unit: "hour" }).first();
    expect(Object.fromEntries(asked[0]?.url.searchParams ?? [])).toEqual({
      start: "1704067200000",
      end: "1706745599000",
      direction: "forwards",
      limit: "50",
      unit: "hour",
    });
  });
});

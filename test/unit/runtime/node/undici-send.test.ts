import { describe, expect, it } from "@jest/globals";
import type { Call, CallBody } from "../../../../runtime/core/call.js";
import type { DispatcherLike, DispatchRequest } from "../../../../runtime/node/dispatcher.js";
import { splitUrl, undiciSend } from "../../../../runtime/node/undici-send.js";
import { callOf } from "../../../support/call.js";
import { fakeClock } from "../../../support/clock.js";

describe("splitUrl", () => {
  it.each([
    ["https://api.test/a/b?c=d", "https://api.test", "/a/b?c=d"],
    ["https://api.test:8443/", "https://api.test:8443", "/"],
    ["https://api.test", "https://api.test", "/"],
    ["https://api.test?a=1", "https://api.test", "/?a=1"],
    ["https://api.test/a#part", "https://api.test", "/a"],
    ["https://api.test/ü", "https://api.test", "/%C3%BC"],
    ["https://user:pass@api.test/a", "https://api.test", "/a"],
    ["http://[::1]:80/a", "http://[::1]:80", "/a"],
    ["https://api.test/a/@me", "https://api.test", "/a/@me"],
    ["https://api.test/it's?name=it's", "https://api.test", "/it's?name=it%27s"],
    ["https://api.test/a/../b/./c?d=/../e", "https://api.test", "/b/c?d=/../e"],
    ["https://api.test/a/%2e%2E/b", "https://api.test", "/b"],
    ['https://api.test/{a}"b\\c?{d}"e', "https://api.test", "/%7Ba%7D%22b/c?{d}%22e"],
  ])("%s", (url, origin, path) => {
    expect(splitUrl(url)).toEqual({ origin, path });
  });
});

describe("undiciSend", () => {
  function setup() {
    const requests: DispatchRequest[] = [];
    const controller = { abort: () => undefined, pause: () => undefined, resume: () => undefined };
    const dispatcher: DispatcherLike = {
      dispatch(request, handler) {
        requests.push(request);
        handler.onRequestStart(controller);
        handler.onResponseStart(controller, 200, {});
        handler.onResponseEnd(controller, {});
        return true;
      },
    };
    return { requests, dispatcher };
  }

  it.each<[string, CallBody, Record<string, string>, Record<string, string>]>([
    ["nothing", null, {}, {}],
    ["text", "a", {}, { "content-type": "text/plain;charset=UTF-8" }],
    ["text with a type", "{}", { "content-type": "application/json" }, { "content-type": "application/json" }],
    ["a form", new URLSearchParams({ a: "b" }), {}, { "content-type": "application/x-www-form-urlencoded;charset=UTF-8" }],
    ["bytes", new Uint8Array(1), {}, {}],
    ["a Blob", new Blob(["abc"], { type: "image/png" }), {}, { "content-type": "image/png", "content-length": "3" }],
    ["a Blob without a type", new Blob(["abc"]), {}, { "content-length": "3" }],
  ])("sends %s with the headers that fetch would add", async (_, body, headers, want) => {
    const { requests, dispatcher } = setup();
    await undiciSend({ dispatcher })(callOf({ method: "POST", body, headers }));
    expect(requests[0]?.headers).toEqual({ "accept-encoding": "gzip, deflate, br", ...want });
  });

  it("sends the call's own headers untouched where nothing is to add", async () => {
    const { requests, dispatcher } = setup();
    const headers = { "accept-encoding": "identity" };
    await undiciSend({ dispatcher })(callOf({ headers }));
    expect(requests[0]?.headers).toBe(headers);
  });

  const limit = (minutes: number): number => 1_700_000_000_000 + minutes * 60_000;
  it.each<{ name: string; call: Partial<Call>; idleTimeout?: number; want: object }>([
    { name: "without a deadline the limits of a dispatcher of one's own count", call: {}, want: {} },
    { name: "a deadline takes the place of the wait for headers, never of the wait for more", call: { deadline: limit(1) }, want: { headersTimeout: 0 } },
    { name: "a long deadline may be used up by a silent body", call: { deadline: limit(10) }, want: { headersTimeout: 0, bodyTimeout: 600_000 } },
    { name: "a stream of items may be silent", call: { operation: { id: "a", path: "/", out: "sse" } }, want: { bodyTimeout: 0 } },
    { name: "a limit of one's own counts for bodies", call: { deadline: limit(10) }, idleTimeout: 5000, want: { headersTimeout: 0, bodyTimeout: 5000 } },
    {
      name: "a limit of one's own counts for items",
      call: { operation: { id: "a", path: "/", out: "jsonl" } },
      idleTimeout: 5000,
      want: { bodyTimeout: 5000 },
    },
  ])("$name", async ({ call, idleTimeout, want }) => {
    const { requests, dispatcher } = setup();
    await undiciSend({ dispatcher, idleTimeout, clock: fakeClock() })(callOf(call));
    const { headersTimeout, bodyTimeout } = requests[0] ?? {};
    expect({ ...(headersTimeout !== undefined && { headersTimeout }), ...(bodyTimeout !== undefined && { bodyTimeout }) }).toEqual(want);
  });

  it("sends nothing when the caller has aborted already", async () => {
    const { requests, dispatcher } = setup();
    await expect(undiciSend({ dispatcher })(callOf({ signal: AbortSignal.abort() }))).rejects.toMatchObject({ kind: "abort" });
    expect(requests).toEqual([]);
  });

  it("reports what undici refuses to send", async () => {
    const dispatcher: DispatcherLike = {
      dispatch() {
        throw new TypeError("invalid header");
      },
    };
    await expect(undiciSend({ dispatcher })(callOf())).rejects.toMatchObject({ kind: "connection", message: expect.stringContaining("invalid header") });
  });

  it("goes over to the next base URL", async () => {
    const { requests, dispatcher } = setup();
    const refusing: DispatcherLike = {
      dispatch(request, handler) {
        if (request.origin !== "https://a.test") return dispatcher.dispatch(request, handler);
        requests.push(request);
        handler.onResponseError(
          { abort: () => undefined, pause: () => undefined, resume: () => undefined },
          Object.assign(new Error("refused"), { code: "ECONNREFUSED" }),
        );
        return true;
      },
    };
    const send = undiciSend({ dispatcher: refusing, failover: ["https://a.test/v1", "https://b.test/v1"] });
    expect((await send(callOf({ url: "https://a.test/v1/things" }))).status).toBe(200);
    expect(requests.map(({ origin, path }) => origin + path)).toEqual(["https://a.test/v1/things", "https://b.test/v1/things"]);
  });

  it("leaves a dispatcher of yours open", async () => {
    let closed = 0;
    const { dispatcher } = setup();
    const send = undiciSend({ dispatcher: { ...dispatcher, close: async () => void closed++ } });
    await send(callOf());
    await send.close();
    expect(closed).toBe(0);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { WebSocket } from "ws";
import { type AblyServer, serveAbly } from "../../../../../runtime/testing/ably/index.js";
import { actionOf, faultOf } from "../../../../../runtime/testing/ably/proxy-rules.js";

/** The fault proxy of Ably's language-neutral cases, as the mock offers it. */

let server: AblyServer;
beforeEach(async () => {
  server = await serveAbly();
});
afterEach(() => server.close());

async function ask(method: string, path: string, body?: object) {
  const reply = await fetch(`${server.url}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
  return { status: reply.status, body: (await reply.json()) as never };
}

/** A session, and links through its port. */
async function opened(rules: readonly object[] = []) {
  const { status, body } = await ask("POST", "/sessions", { target: { realtimeHost: "anywhere" }, rules });
  const { sessionId, proxy } = body as { sessionId: string; proxy: { host: string; port: number } };
  const [key] = server.mock.createApp().keys;
  /** Resolves with the frames so far and how the link ended, once it did or `until` was seen. */
  const link = (until: number | null, query = "", greet: object | null = null) =>
    new Promise<{ frames: number[]; ended: number | string; socket: WebSocket }>((resolve) => {
      const socket = new WebSocket(`ws://localhost:${proxy.port}/?key=${key?.name}:${key?.secret}${query}`);
      const frames: number[] = [];
      const finish = (ended: number | string) => resolve({ frames, ended, socket });
      socket.on("message", (data) => {
        const { action } = JSON.parse(String(data));
        frames.push(action);
        if (greet !== null && action === 4) socket.send(JSON.stringify(greet));
        if (action === until) finish("open");
      });
      socket.on("close", (code) => finish(code));
      socket.on("error", (error) => finish(error.message));
    });
  const log = async () => ((await ask("GET", `/sessions/${sessionId}/log`)).body as { events: readonly Record<string, unknown>[] }).events;
  return { status, id: sessionId, proxy, link, log };
}

describe("sessions", () => {
  it("have a port, rules and a log of their own, and lead to the same apps", async () => {
    const { status, id, proxy, link, log } = await opened([
      { match: { type: "ws_connect", count: 2 }, action: { type: "refuse_connection" }, comment: "no second" },
    ]);
    expect([status, proxy.host]).toEqual([201, `localhost:${proxy.port}`]);
    expect((await link(4)).frames).toEqual([4]);
    expect((await link(4)).ended).toMatch("502");
    expect((await link(4, "&resume=abc")).frames).toEqual([4]);
    expect((await ask("GET", `/sessions/${id}`)).body).toEqual({ sessionId: id, port: proxy.port, target: { realtimeHost: "anywhere" }, ruleCount: 1 });
    const events = await log();
    expect(events.filter(({ type }) => type === "ws_connect")).toMatchObject([
      { ruleMatched: null, queryParams: { key: expect.any(String) } },
      { ruleMatched: "no second" },
      { queryParams: { resume: "abc" }, url: expect.stringContaining("resume=abc") },
    ]);
    expect(events).toContainEqual({
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      type: "ws_frame",
      direction: "server_to_client",
      message: expect.objectContaining({ action: 4 }),
      ruleMatched: null,
    });
    expect(events).toContainEqual(expect.objectContaining({ type: "ws_disconnect", initiator: "proxy", ruleMatched: "no second" }));
    expect(server.mock.events).toEqual([]);
    const ended = await ask("DELETE", `/sessions/${id}`);
    expect((ended.body as { events: unknown[] }).events.length).toBeGreaterThan(4);
    expect((await ask("GET", `/sessions/${id}`)).status).toBe(404);
    expect((await link(4)).ended).toMatch("ECONNREFUSED");
  });

  it("get rules while they are open, behind the others or before them, and do things at once", async () => {
    const { id, link, log } = await opened([{ match: { type: "ws_frame_to_server", action: "ATTACH" }, action: { type: "passthrough" } }]);
    expect((await ask("POST", `/sessions/${id}/actions`, { type: "disconnect" })).status).toBe(409);
    expect((await link(11, "", { action: 10, channel: "a" })).frames).toEqual([4, 11]);
    const added = await ask("POST", `/sessions/${id}/rules`, {
      position: "prepend",
      rules: [
        {
          match: { type: "ws_frame_to_server", action: "10", channel: "a" },
          action: { type: "inject_to_client_and_close", message: { action: 6 }, closeCode: 4002 },
          times: 1,
        },
      ],
    });
    expect(added).toEqual({ status: 200, body: { ruleCount: 2 } });
    expect(await link(null, "", { action: 10, channel: "a" })).toMatchObject({ frames: [4, 6], ended: 4002 });
    const { socket } = await link(4);
    const closed = new Promise((resolve) => socket.on("close", resolve));
    expect((await ask("POST", `/sessions/${id}/actions`, { type: "close", closeCode: 1012 })).body).toEqual({ ok: true });
    expect(await closed).toBe(1012);
    expect((await log()).filter(({ closeCode }) => closeCode !== undefined)).toMatchObject([{ closeCode: 4002 }, { closeCode: 1012, initiator: "proxy" }]);
  });

  it("answer requests as the rules want it", async () => {
    const { proxy, log } = await opened([
      { match: { type: "http_request", method: "GET", pathContains: "/time" }, action: { type: "http_respond", status: 418, body: { tea: true } }, times: 1 },
      { match: { type: "http_request", pathContains: "/time", count: 1 }, action: { type: "http_drop" }, comment: "drop" },
    ]);
    const time = () => fetch(`http://localhost:${proxy.port}/time`);
    const first = await time();
    expect([first.status, await first.json()]).toEqual([418, { tea: true }]);
    await expect(time()).rejects.toThrow("fetch failed");
    expect((await time()).status).toBe(200);
    expect(await log()).toMatchObject([
      { type: "http_request", method: "GET", path: "/time" },
      { type: "http_response", status: 418 },
      { type: "http_request", ruleMatched: "drop" },
      { type: "http_request", ruleMatched: null },
      { type: "http_response", status: 200 },
    ]);
  });

  it("say what can't be: a port that is taken, a rule that isn't one, no session; and that they are there", async () => {
    expect((await ask("POST", "/sessions", { port: server.port })).status).toBe(409);
    expect(await ask("POST", "/sessions", { rules: [{ match: { type: "moon" }, action: { type: "close" } }] })).toMatchObject({
      status: 400,
      body: { error: "No such match: moon" },
    });
    expect(await ask("POST", "/sessions", { rules: [{ match: { type: "ws_connect" }, action: { type: "sing" } }] })).toMatchObject({ status: 400 });
    expect((await ask("GET", "/sessions/nobody")).status).toBe(404);
    expect((await ask("PUT", "/sessions")).status).toBe(405);
    expect((await ask("GET", "/health")).body).toEqual({ ok: true });
  });

  it("end by themselves", async () => {
    const { body } = await ask("POST", "/sessions", { timeoutMs: 20 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await ask("GET", `/sessions/${(body as { sessionId: string }).sessionId}`)).status).toBe(404);
  });
});

describe("rules", () => {
  it("have each a fault of ours", () => {
    expect(faultOf({ match: { type: "delay_after_ws_connect", delayMs: 50 }, action: { type: "suppress_onwards" }, times: 1, comment: "mute" })).toEqual({
      on: "age",
      after: 50,
      times: 1,
      label: "mute",
      do: "mute",
    });
    expect(faultOf({ match: { type: "ws_connect", queryContains: { resume: "*" } }, action: { type: "accept_and_close", closeCode: 1011 } })).toEqual({
      on: "connect",
      query: { resume: "*" },
      times: null,
      do: "close",
      code: 1011,
    });
  });

  it.each([
    [{ type: "suppress" }, { do: "suppress" }],
    [
      { type: "delay", delayMs: 5 },
      { do: "delay", milliseconds: 5, inOrder: true },
    ],
    [
      { type: "inject_to_client", message: { action: 6 } },
      { do: "inject", frame: { action: 6 } },
    ],
    [
      { type: "replace", message: { action: 4 } },
      { do: "replace", frame: { action: 4 } },
    ],
    [
      { type: "http_delay", delayMs: 9 },
      { do: "delay", milliseconds: 9 },
    ],
    [
      { type: "http_replace_response", status: 500 },
      { do: "answer", status: 500, done: true },
    ],
    [{ type: "disconnect" }, { do: "cut" }],
  ])("%j does %j", (action, wanted) => {
    expect(actionOf(action)).toEqual(wanted);
  });
});

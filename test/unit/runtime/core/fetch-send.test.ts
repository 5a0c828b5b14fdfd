import { afterEach, describe, expect, it } from "@jest/globals";
import type { Call } from "../../../../runtime/core/call.js";
import { fetchSend } from "../../../../runtime/core/fetch-send.js";
import { fakeClock } from "../../../support/clock.js";
import { closeServers, startServer } from "../../../support/server.js";

const callOf = (url: string, fields: Partial<Call> = {}): Call => ({
  operation: { id: "op", path: "/" },
  method: "GET",
  url,
  headers: {},
  body: null,
  attempt: 1,
  deadline: Number.POSITIVE_INFINITY,
  signal: null,
  replayable: true,
  options: {},
  ...fields,
});

afterEach(closeServers);

describe("fetchSend", () => {
  const hello = () => startServer((_, response) => void response.end("hello"));

  it("reads the body every way, and lets go of the deadline each time", async () => {
    const clock = fakeClock();
    const { url } = await hello();
    const send = fetchSend({ clock });
    const reply = () => send(callOf(url, { deadline: clock.now() + 1000 }));
    expect(await (await reply()).text()).toBe("hello");
    expect(await (await reply()).bytes()).toEqual(new TextEncoder().encode("hello"));
    expect((await (await reply()).blob()).size).toBe(5);
    expect(await new Response((await reply()).body).text()).toBe("hello");
    expect(await (await reply()).toResponse().text()).toBe("hello");
    await (await reply()).cancel();
    expect(clock.pending()).toEqual([]);
  });

  it("a listener to the download does not end the deadline", async () => {
    const clock = fakeClock();
    const server = await startServer((_, response) => void response.write("never ends"));
    let told = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      told = resolve;
    });
    const reply = await fetchSend({ clock })(callOf(server.url, { deadline: clock.now() + 1000, options: { onDownload: () => told() } }));
    const text = reply.text();
    const failure = expect(text).rejects.toMatchObject({ kind: "timeout" });
    await begun;
    await clock.advance(1000);
    await failure;
  });

  it("a cancelled stream lets go of everything", async () => {
    const controller = new AbortController();
    const server = await startServer((_, response) => void response.write("never ends"));
    const reply = await fetchSend()(callOf(server.url, { signal: controller.signal }));
    const reader = reply.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    controller.abort();
    expect(reply.status).toBe(200);
  });

  it("a body that was read makes a Response that was read", async () => {
    const { url } = await hello();
    const reply = await fetchSend()(callOf(url));
    await reply.text();
    expect(reply.toResponse().bodyUsed).toBe(true);
    expect(reply.url).toBe(`${url}/`);
  });

  it("has no body where there is none", async () => {
    const server = await startServer((_, response) => {
      response.writeHead(204);
      response.end();
    });
    const reply = await fetchSend()(callOf(server.url));
    expect(reply.body).toBeNull();
    expect(reply.toResponse().status).toBe(204);
  });

  it("takes a fetch and settings of one's own", async () => {
    const seen: unknown[] = [];
    const own: typeof fetch = async (url, init) => {
      seen.push([url, init?.credentials, init?.redirect]);
      return new Response("own");
    };
    const send = fetchSend({ fetch: own, init: { credentials: "include" } });
    const reply = await send(callOf("http://x.test/a", { secrets: ["x-key"] }));
    expect(await reply.text()).toBe("own");
    expect(reply.url).toBe("http://x.test/a");
    expect(seen).toEqual([["http://x.test/a", "include", "manual"]]);
  });
});

import { createServer } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type CreateAblyOptions, createAbly, restOf } from "../../../../runtime/ably/index.js";
import { serveAbly } from "../../../../runtime/testing/ably/index.js";
import { wsTransport } from "../../../../runtime/ws/index.js";

let ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

/** A real server on 127.0.0.1, which is the fallback; real sockets; the look whether the internet is there goes through the HTTP function. */
async function stage(options: CreateAblyOptions, internet = "yes") {
  const server = await serveAbly();
  ends.push(() => server.close());
  const [first] = server.mock.createApp().keys;
  const asked: string[] = [];
  const http = (...[input, init]: Parameters<typeof fetch>): Promise<Response> => {
    const { hostname, pathname } = new URL(String(input));
    asked.push(hostname);
    return pathname.includes("internet-up") ? Promise.resolve(new Response(internet)) : fetch(input, init);
  };
  const issuer = createAbly({ key: `${first?.name}:${first?.secret}`, endpoint: "127.0.0.1", port: server.port, tls: false, autoConnect: false });
  const { token } = await issuer.auth.requestToken();
  const ably = createAbly({
    token,
    port: server.port,
    tls: false,
    transport: wsTransport(),
    fetch: http,
    fallbackHosts: ["127.0.0.1"],
    autoConnect: false,
    ...options,
  });
  ends.push(() => ably.close());
  const tried = async (): Promise<string | null> => {
    ably.connect();
    await Promise.race([ably.connection.whenState("connected"), ably.connection.whenState("disconnected")]);
    return ably.connection.host;
  };
  return { ably, asked, tried, port: server.port };
}

/** A primary host on 127.0.0.2 that answers whatever comes so. */
async function answering(port: number, status: number, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  const server = createServer((_, response) => response.writeHead(status, { ...headers, connection: "close" }).end());
  server.on("upgrade", (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.2", resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
}

const check = "internet-up.ably-realtime.com";
const unreachable = [
  { why: "refuses", endpoint: "127.0.0.2" },
  { why: "has a name that nobody knows", endpoint: "nobody.invalid" },
];

describe("a primary host that can't be reached", () => {
  it.each(unreachable)("RTN17f, RTN17j: one that $why: the internet is looked for, then the fallback is connected to", async ({ endpoint }) => {
    const { tried, asked } = await stage({ endpoint });
    expect([await tried(), asked]).toEqual(["127.0.0.1", [check]]);
  });

  it.each(unreachable)("RSC15l1, RSC15f: one that $why: requests go to the fallback, which is asked first from then on", async ({ endpoint }) => {
    const { ably, asked } = await stage({ endpoint });
    await restOf(ably).time();
    await restOf(ably).time();
    expect(asked).toEqual([endpoint, "127.0.0.1", "127.0.0.1"]);
  });

  it("RTN17j: without the internet no fallback is tried", async () => {
    const { ably, tried, asked } = await stage({ endpoint: "127.0.0.2" }, "no");
    expect([await tried(), ably.connection.state, ably.connection.errorReason?.code, asked]).toEqual([null, "disconnected", 80003, [check]]);
  });

  it("RTN17e: over a connection to the fallback, requests ask that first", async () => {
    const { ably, tried, asked } = await stage({ endpoint: "127.0.0.2" });
    await tried();
    await restOf(ably).time();
    expect(asked).toEqual([check, "127.0.0.1"]);
  });

  it("RTN17g, REC2c6: a host of one's own has no fallbacks", async () => {
    const { tried, asked } = await stage({ realtimeHost: "127.0.0.2", fallbackHosts: undefined });
    expect([await tried(), asked]).toEqual([null, []]);
  });
});

describe("a primary host that fails", () => {
  it.each([500, 502, 503, 504])("RTN17f1, RSC15l3: with status %d: link and requests go to the fallback", async (status) => {
    const { ably, tried, asked, port } = await stage({ endpoint: "127.0.0.2" });
    await answering(port, status);
    await restOf(ably).time();
    expect([await tried(), asked]).toEqual(["127.0.0.1", ["127.0.0.2", "127.0.0.1", check]]);
  });

  it("RSC15l4: with what CloudFront says: requests go to the fallback", async () => {
    const { ably, asked, port } = await stage({ endpoint: "127.0.0.2" });
    await answering(port, 403, { server: "CloudFront" });
    await restOf(ably).time();
    expect(asked).toEqual(["127.0.0.2", "127.0.0.1"]);
  });
});

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** A shop on loopback: HTTP under /api, one socket under /v1 that speaks the frames of shop-documents.ts. Tokens other than these are refused. */
export interface ShopServer {
  readonly port: number;
  readonly sockets: ReadonlySet<WebSocket>;
  /** What sockets said hello with, and HTTP requests brought. */
  readonly tokens: readonly string[];
  readonly published: readonly { readonly channel: string; readonly data: unknown; readonly headers: unknown }[];
  readonly accepted: Set<string>;
  /** To every subscriber of the channel. */
  say(channel: string, data: unknown, type?: string): void;
  cut(): void;
  close(): Promise<void>;
}

export async function shopServer(): Promise<ShopServer> {
  const tokens: string[] = [];
  const published: { channel: string; data: unknown; headers: unknown }[] = [];
  const accepted = new Set(["Bearer t1"]);
  const subscribers = new Map<string, Set<WebSocket>>();
  const http = createServer((request, response) => {
    tokens.push(request.headers.authorization ?? "");
    const isKnown = accepted.has(request.headers.authorization ?? "");
    response.writeHead(isKnown ? 200 : 401, { "content-type": "application/json" }).end(isKnown ? '[{"id":"1"}]' : "{}");
  });
  const server = new WebSocketServer({ server: http, path: "/v1" });
  const say = (channel: string, data: unknown, type = "created"): void => {
    for (const socket of subscribers.get(channel) ?? []) socket.send(JSON.stringify({ op: "message", channel, type, data, headers: { trace: "t" } }));
  };
  server.on("connection", (socket) => {
    const send = (frame: object): void => socket.send(JSON.stringify(frame));
    socket.on("error", () => undefined);
    socket.on("message", (text) => {
      const { op, token, channel, id, data, headers } = JSON.parse(text.toString());
      if (op === "hello" || op === "auth") {
        tokens.push(token);
        if (!accepted.has(token)) return send({ op: "error", code: "expired", message: "the token has expired" });
        if (op === "hello") send({ op: "ready", resumed: false });
      }
      if (op === "subscribe") {
        subscribers.set(channel, (subscribers.get(channel) ?? new Set()).add(socket));
        send({ op: "subscribed", channel });
      }
      if (op === "unsubscribe") subscribers.get(channel)?.delete(socket);
      if (op === "publish") {
        published.push({ channel, data, headers });
        send({ op: "ack", id });
        if (channel === "quotes" && data.article !== "nothing")
          send({ op: "message", channel: headers.answerTo, type: "quote", correlation: headers.id, data: { price: 7 } });
      }
    });
    socket.on("close", () => {
      for (const set of subscribers.values()) set.delete(socket);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const cut = (): void => {
    for (const socket of server.clients) socket.terminate();
  };
  return {
    port: (http.address() as AddressInfo).port, // listening on TCP
    sockets: server.clients,
    tokens,
    published,
    accepted,
    say,
    cut,
    close: async () => {
      cut();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { Comet } from "./comet.js";
import { MockAbly, type MockAblyOptions } from "./mock-ably.js";
import type { MockLink } from "./mock-connection.js";
import { answerHttp } from "./mock-http.js";

/** A running mock. */
export interface AblyServer {
  readonly mock: MockAbly;
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Puts a mock of Ably behind HTTP and WebSocket on this machine's loopback. Port 0 (the default) takes a free one. */
export async function serveAbly(options: MockAblyOptions & { readonly port?: number; readonly mock?: MockAbly } = {}): Promise<AblyServer> {
  const mock = options.mock ?? new MockAbly({ pingDelay: 2, ...options });
  const comet = new Comet(mock);
  const server = createServer((request, response) => void respond({ mock, comet }, request, response).catch(() => response.destroy()));
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => accept(mock, socket, request));
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    mock,
    port,
    url: `http://127.0.0.1:${port}`,
    async close() {
      mock.close();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function accept(mock: MockAbly, socket: WebSocket, request: IncomingMessage): void {
  const link: MockLink = { send: (frame) => socket.send(frame), close: () => socket.close(1000), cut: () => socket.terminate(), ping: () => socket.ping() };
  const { searchParams } = new URL(request.url ?? "/", "http://mock");
  const session = mock.open({ query: Object.fromEntries(searchParams), headers: headersOf(request) }, link);
  socket.on("message", (data: Buffer, binary) => session.frame(binary ? new Uint8Array(data) : data.toString("utf8")));
  socket.on("close", () => session.closed());
  socket.on("error", () => socket.terminate());
}

interface Parts {
  readonly mock: MockAbly;
  readonly comet: Comet;
}

async function respond({ mock, comet }: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer); // no encoding is set, so these are buffers
  const [body, headers, url] = [Buffer.concat(parts), headersOf(request), request.url ?? "/"];
  for (const [name, value] of Object.entries(crossOrigin)) response.setHeader(name, value);
  if (request.method === "OPTIONS") return void response.writeHead(204).end();
  if (Comet.owns(url)) return comet.answer({ request, response, url: new URL(url, "http://mock"), headers, body: body.toString("utf8") });
  const reply = await answerHttp(mock, { method: request.method ?? "GET", url, headers, body: new Uint8Array(body) });
  if (reply === "cut") return void response.destroy();
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value as string | string[]); // readonly, as it isn't changed
  response.writeHead(reply.status).end(reply.body);
}

/** Pages of any origin may ask, as they may ask Ably. */
const crossOrigin = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
  "access-control-allow-headers": "*, Authorization",
  "access-control-expose-headers": "Link, X-Ably-Errorcode, X-Ably-Errormessage",
};

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}

import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { Comet } from "./comet.js";
import type { FaultyLine } from "./faulty-line.js";
import type { MockAbly } from "./mock-ably.js";
import type { MockLink } from "./mock-connection.js";
import { answerHttp } from "./mock-http.js";

/** A request that its listener answers itself, with its body read; null for one that it doesn't know. */
export type OwnAnswer = (request: { readonly method: string; readonly url: string; readonly body: string }) => Promise<{
  readonly status: number;
  readonly value: unknown;
} | null>;

/** A port that leads to a mock. */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Where a listener leads to. */
export interface ListenerParts {
  readonly mock: MockAbly;
  readonly line: FaultyLine;
  readonly own?: OwnAnswer;
}

/** Puts a mock behind HTTP and WebSocket on this machine's loopback. Port 0 takes a free one. */
export async function listen(port: number, host: string, { mock, line, own = async () => null }: ListenerParts): Promise<Listener> {
  const comet = new Comet(mock, line);
  const server = createServer((request, response) => void respond({ mock, line, own, comet }, request, response).catch(() => response.destroy()));
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    const { searchParams } = new URL(request.url ?? "/", "http://mock");
    const { rejected, enter } = mock.knock({ query: Object.fromEntries(searchParams), headers: headersOf(request) }, line);
    if (rejected === null) sockets.handleUpgrade(request, socket, head, (link) => accept(link, enter));
    else reject(socket, rejected);
  });
  await new Promise<void>((resolve, refused) => server.once("error", refused).listen(port, host, resolve));
  const address = server.address() as AddressInfo; // it listens on a port
  return {
    port: address.port,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function accept(socket: WebSocket, enter: ReturnType<MockAbly["knock"]>["enter"]): void {
  const link: MockLink = {
    send: (frame) => socket.send(frame),
    close: (code = 1000, reason = "") => socket.close(code, reason),
    cut: () => socket.terminate(),
    ping: () => socket.ping(),
  };
  const session = enter(link);
  socket.on("message", (data: Buffer, binary) => session.frame(binary ? new Uint8Array(data) : data.toString("utf8")));
  socket.on("close", () => session.closed());
  socket.on("error", () => socket.terminate());
}

function reject(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

async function respond(
  { mock, line, own, comet }: Required<ListenerParts> & { readonly comet: Comet },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer); // no encoding is set, so these are buffers
  const [body, headers, url, method] = [Buffer.concat(parts), headersOf(request), request.url ?? "/", request.method ?? "GET"];
  for (const [name, value] of Object.entries(crossOrigin)) response.setHeader(name, value);
  if (method === "OPTIONS") return void response.writeHead(204).end();
  if (Comet.owns(url)) return comet.answer({ request, response, url: new URL(url, "http://mock"), headers, body: body.toString("utf8") });
  const answer = await own({ method, url, body: body.toString("utf8") });
  if (answer !== null) return void response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(answer.value));
  const reply = await answerHttp(mock, { method, url, headers, body: new Uint8Array(body) }, line);
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

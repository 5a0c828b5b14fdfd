import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
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
  const mock = options.mock ?? new MockAbly(options);
  const server = createServer((request, response) => void respond(mock, request, response));
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

async function respond(mock: MockAbly, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer); // no encoding is set, so these are buffers
  const reply = await answerHttp(mock, {
    method: request.method ?? "GET",
    url: request.url ?? "/",
    headers: headersOf(request),
    body: new Uint8Array(Buffer.concat(parts)),
  });
  if (reply === "cut") return void response.destroy();
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value as string | string[]); // readonly, as it isn't changed
  response.writeHead(reply.status).end(reply.body);
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}

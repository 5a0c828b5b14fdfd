import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";

/** A request as it arrived, body read to its end. */
export interface Received {
  readonly method: string;
  /** Path and query, exactly as sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly text: string;
}

export interface TestServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** The same server under another host name, for tests of "declared hosts" and redirects across hosts. */
  readonly otherUrl: string;
  /** Every request so far, oldest first. */
  readonly requests: readonly Received[];
  /** TCP connections opened so far. */
  readonly connections: () => number;
  /** Sockets open now. */
  readonly open: () => number;
  close(): Promise<void>;
}

export type Handler = (request: Received, response: ServerResponse, raw: IncomingMessage) => void | Promise<void>;

const running = new Set<TestServer>();

/** Starts an HTTP server on a free loopback port. A handler that throws answers 500 with the message. */
export async function startServer(handler: Handler): Promise<TestServer> {
  const requests: Received[] = [];
  const server = createServer(async (raw, response) => {
    try {
      const received = await receive(raw);
      requests.push(received);
      await handler(received, response, raw);
    } catch (error) {
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end(String(error));
    }
  });
  server.keepAliveTimeout = 30_000;
  return listen(server, requests);
}

/** Starts a bare TCP server: for resets before the first byte, half-written heads and other things that `http` would not send. */
export function startTcpServer(onConnection: (socket: Socket) => void): Promise<TestServer> {
  return listen(createTcpServer(onConnection), []);
}

/** Closes every server that is still running, connections included: call it in `afterEach`. */
export async function closeServers(): Promise<void> {
  await Promise.all([...running].map((server) => server.close()));
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...headers });
  response.end(text);
}

async function receive(raw: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of raw) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return { method: raw.method ?? "", path: raw.url ?? "", headers: raw.headers, rawHeaders: raw.rawHeaders, body, text: body.toString("utf8") };
}

async function listen(server: Server, requests: Received[]): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  const started: TestServer = {
    url: `http://127.0.0.1:${port}`,
    otherUrl: `http://localhost:${port}`,
    requests,
    connections: () => connections,
    open: () => sockets.size,
    close: () => {
      running.delete(started);
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  running.add(started);
  return started;
}

import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";

export interface SocketServer {
  /** `ws://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** Connections that were ever made. */
  readonly connections: () => number;
  /** Sockets open now. */
  readonly sockets: ReadonlySet<WebSocket>;
  /** Breaks every connection without a word. */
  cut(): void;
  close(): Promise<void>;
}

export type OnSocket = (socket: WebSocket, request: IncomingMessage) => void;

/** A real WebSocket server on loopback. */
export async function socketServer(onSocket: OnSocket, options: ServerOptions = {}): Promise<SocketServer> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, ...options });
  await new Promise<void>((resolve) => server.once("listening", resolve));
  let connections = 0;
  server.on("connection", (socket, request) => {
    connections++;
    socket.on("error", () => undefined);
    onSocket(socket, request);
  });
  const { port } = server.address() as AddressInfo; // listening on TCP
  const cut = (): void => {
    for (const socket of server.clients) socket.terminate();
  };
  return {
    url: `ws://127.0.0.1:${port}`,
    port,
    connections: () => connections,
    sockets: server.clients,
    cut,
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Waits (by turns of the event loop) until something is so; the test's own time limit ends it. */
export async function eventually(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 2));
}

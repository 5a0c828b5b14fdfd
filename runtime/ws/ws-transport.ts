import { type ClientOptions, WebSocket } from "ws";
import type { Link, LinkEvents, OpenRequest, Transport } from "../realtime/transport.js";

/** Options of `wsTransport`. */
export interface WsTransportOptions {
  /** Given to every socket: `perMessageDeflate`, `agent`, `ca`, `maxPayload` ... */
  readonly options?: ClientOptions | undefined;
}

/** WebSockets of the npm package `ws`, for Node: with headers, pings, back-pressure and permessage-deflate. */
export function wsTransport({ options }: WsTransportOptions = {}): Transport {
  return { sendsHeaders: true, seesPings: true, open: (request, events) => openSocket(request, events, options) };
}

function openSocket({ url, protocols = [], headers }: OpenRequest, events: LinkEvents, options: ClientOptions = {}): Link {
  const socket = new WebSocket(url, [...protocols], { ...options, headers: { ...options.headers, ...headers } });
  let status: number | null = null;
  let cause: unknown = null;
  socket.on("open", () => events.opened(socket.protocol));
  socket.on("message", (data: Buffer, isBinary) => events.frame(isBinary ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : data.toString()));
  socket.on("ping", () => events.alive());
  socket.on("pong", () => events.alive());
  socket.on("unexpected-response", (request, response) => {
    status = response.statusCode ?? null;
    response.resume();
    request.destroy();
    socket.terminate();
  });
  socket.on("error", (error) => {
    cause = error;
  });
  socket.on("close", (code, reason) => events.closed({ code, reason: reason.toString(), status, cause }));
  return {
    get buffered() {
      return socket.bufferedAmount;
    },
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    },
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping();
      return true;
    },
    pause: () => {
      socket.pause();
      return true;
    },
    resume: () => socket.resume(),
  };
}

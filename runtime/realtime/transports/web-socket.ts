import { InputError } from "../../core/errors.js";
import type { Frame, Link, LinkEvents, OpenRequest, Transport } from "../transport.js";

/** What a WebSocket class has to have: the global one, or a stand-in. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  /** A stand-in may leave it out: then it is taken for open. */
  readonly readyState?: number | undefined;
  readonly protocol: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason?: string | undefined }) => void) | null;
  send(frame: Frame): void;
  close(code?: number, reason?: string): void;
}

/** Options of `webSocketTransport`. */
export interface WebSocketTransportOptions {
  /** Default: the global WebSocket, looked up when a connection is made. */
  readonly WebSocket?: (new (url: string, protocols?: string[]) => WebSocketLike) | undefined;
}

const opening = 0;
const isOpen = 1;

/** The platform's own WebSocket: browsers, Node 22 and later, Bun, Deno, workerd. It sends no headers, sees no pings and can't wait. */
export function webSocketTransport(options: WebSocketTransportOptions = {}): Transport {
  return { sendsHeaders: false, seesPings: false, open: (request, events) => openSocket(options, request, events) };
}

function openSocket({ WebSocket: given }: WebSocketTransportOptions, { url, protocols }: OpenRequest, events: LinkEvents): Link {
  const Socket = given ?? (globalThis as { readonly WebSocket?: WebSocketTransportOptions["WebSocket"] }).WebSocket; // Node 20 has none
  if (Socket === undefined)
    throw new InputError("This platform has no WebSocket", {
      remedy: 'Pass transport: wsTransport() from "@clientwright/runtime/ws" (Node 20), or use Node 22 or later.',
    });
  const socket = new Socket(url, protocols === undefined ? undefined : [...protocols]);
  socket.binaryType = "arraybuffer";
  let over = false;
  const end = (code: number, reason: string): void => {
    if (over) return;
    over = true;
    // The error event goes before a close event, and may come later than we let go.
    socket.onopen = socket.onmessage = socket.onclose = null;
    events.closed({ code, reason, status: null, cause: null });
  };
  socket.onopen = () => events.opened(socket.protocol);
  socket.onmessage = ({ data }) => events.frame(typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer)); // as binaryType says
  socket.onerror = () => undefined; // says nothing that the close does not
  socket.onclose = ({ code, reason = "" }) => end(code, reason);
  return {
    get buffered() {
      return socket.bufferedAmount;
    },
    send: (frame) => {
      if ((socket.readyState ?? isOpen) === isOpen) socket.send(frame);
    },
    close: (code, reason) => {
      // Before it is open there is nobody to be polite to; some platforms never tell of such a close.
      if (socket.readyState === opening) queueMicrotask(() => end(1006, ""));
      socket.close(code, reason);
    },
    terminate: () => {
      queueMicrotask(() => end(1006, ""));
      socket.close();
    },
    ping: () => false,
    pause: () => false,
    resume: () => undefined,
  };
}

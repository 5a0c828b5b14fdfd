/** What one frame of a socket holds: text or bytes. */
export type Frame = string | Uint8Array;

/** What a link is opened with. */
export interface OpenRequest {
  /** Absolute: `wss://...`, or `https://...` for server-sent events. */
  readonly url: string;
  /** Subprotocols offered, in order of preference. */
  readonly protocols?: readonly string[];
  /** Lower-case names. Only transports with `sendsHeaders` carry them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a link tells. `closed` comes exactly once and last, also when opening fails; nothing is told inside `open` itself. */
export interface LinkEvents {
  /** The chosen subprotocol; empty when none was. */
  opened(protocol: string): void;
  frame(frame: Frame): void;
  /** A sign of life that is no frame: a WebSocket ping or pong, where the transport sees them. */
  alive(): void;
  closed(end: LinkEnd): void;
}

/** Why a link ended. */
export interface LinkEnd {
  /** The WebSocket's close code; 1006 when the link broke or never opened. */
  readonly code: number;
  readonly reason: string;
  /** HTTP status of a refused opening, where the transport sees it; else null. */
  readonly status: number | null;
  /** The system's error, where there is one. */
  readonly cause: unknown;
}

/** One held connection. */
export interface Link {
  /** Hands a frame to the platform; ignored once the link is closing. */
  send(frame: Frame): void;
  /** Bytes handed over and not yet sent. */
  readonly buffered: number;
  /** Closes politely; `closed` follows when the other side has answered. */
  close(code: number, reason: string): void;
  /** Lets go at once, without waiting for the other side; `closed` follows. */
  terminate(): void;
  /** Asks for a sign of life by the transport's own means (a WebSocket ping); false where it has none. */
  ping(): boolean;
  /** Stops and resumes reading, where the platform can: false where it can't. */
  pause(): boolean;
  resume(): void;
}

/** The one seam to the wire for held connections. */
export interface Transport {
  /** Whether `headers` of a request reach the server: not from browsers. */
  readonly sendsHeaders: boolean;
  /** Whether `alive` tells of the server's pings. */
  readonly seesPings: boolean;
  open(request: OpenRequest, events: LinkEvents): Link;
}

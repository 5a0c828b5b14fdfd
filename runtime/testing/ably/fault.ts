import type { ProtocolMessage } from "../../realtime/protocols/ably/message/frames.js";

/** Where a fault strikes. `in`: a frame of the client's; `out`: one of the mock's. */
export interface FaultMatch {
  /** `delay`: so many milliseconds (`after`) from now, at every connection; `age`: when a link that is opened from now on is so old. */
  readonly on: "connect" | "in" | "out" | "http" | "delay" | "age";
  readonly after?: number;
  /** A frame's action: its number, or its name as the specification has it (`ATTACH`). */
  readonly action?: number | string;
  readonly channel?: string;
  /** Text that stands in the frame, printed as JSON, or in a request's body. */
  readonly contains?: string;
  /** An HTTP path that begins so. */
  readonly path?: string;
  /** An HTTP path in which this stands. */
  readonly pathContains?: string;
  /** The host that the request names, without its port. */
  readonly host?: string;
  readonly method?: string;
  /** Fields of a connection's query that are so; `*`: that are there; null: that aren't. */
  readonly query?: Readonly<Record<string, string | null>>;
  /** Leaves so many matches alone first. */
  readonly skip?: number;
  /** Strikes the n-th match alone, from 1 on. */
  readonly nth?: number;
  /** How often it strikes; default 1; null: always. */
  readonly times?: number | null;
  /** What it is called in the event log. */
  readonly label?: string;
}

/** What it does. */
export type FaultAction =
  /** Nothing: no later fault strikes here either. */
  | { readonly do: "pass" }
  /** The link is not made (HTTP status, or ERROR over the link), or the request fails. */
  | { readonly do: "refuse"; readonly status?: number; readonly code?: number; readonly message?: string }
  /** No handshake: the upgrade is answered with this status (default 502). */
  | { readonly do: "reject"; readonly status?: number }
  /** The link is cut, without a word. */
  | { readonly do: "cut" }
  /** The link is closed politely, with no frame before; default code 1000. */
  | { readonly do: "close"; readonly code?: number; readonly reason?: string }
  /** DISCONNECTED with this error, and then the link is closed. */
  | { readonly do: "disconnect"; readonly code: number; readonly statusCode: number; readonly message?: string }
  /** The frame is lost; a connection gets no answer. */
  | { readonly do: "suppress" }
  /** It and all that follow in its direction are lost, on this link; where it struck no frame, the mock's are. */
  | { readonly do: "mute"; readonly direction?: "in" | "out" }
  /** It takes so many milliseconds longer; what follows overtakes it, or waits behind it (`inOrder`). */
  | { readonly do: "delay"; readonly milliseconds: number; readonly inOrder?: boolean }
  /** Another frame in its place. */
  | { readonly do: "replace"; readonly frame: ProtocolMessage }
  /** A frame before it: one of the mock's, or as if the client had sent it. `close` ends the link then, with this code. */
  | { readonly do: "inject"; readonly frame: ProtocolMessage; readonly to?: "client" | "server"; readonly close?: number }
  /** A request gets this answer; with `done` once the mock has done what it asks for. */
  | {
      readonly do: "answer";
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Text as it is, anything else as JSON. */
      readonly body?: unknown;
      readonly done?: boolean;
    };

/** A fault: where, and what. */
export type Fault = FaultMatch & FaultAction;

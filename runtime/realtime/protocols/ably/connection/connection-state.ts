import type { AblyError } from "../ably-error.js";

/** What a resume needs: who the server thinks we are. */
export interface Session {
  readonly id: string;
  readonly key: string;
}

/** What outlives single attempts to connect. */
export interface Life {
  readonly session: Session | null;
  /** How long the server keeps what was said while we are away (ms). */
  readonly ttl: number;
  /** Attempts in a row that failed; each one tries every host. */
  readonly attempt: number;
  /** Since when there is no connection. */
  readonly lostAt: number;
  /** Whether it was suspended since: then there is no deadline any more. */
  readonly expired: boolean;
  /** When it last came back at once: the next time keeps a distance. */
  readonly hurriedAt: number | null;
  /** What is known of the token: `refused` asks for another, `renewed` is that other one. */
  readonly token: "good" | "refused" | "renewed";
}

/** Where a connection attempt stands. */
export type Stage =
  | { readonly at: "authorizing"; readonly renew: boolean }
  | { readonly at: "dialling"; readonly host: string; readonly rest: readonly string[]; readonly deadline: number; readonly fallback: boolean }
  | { readonly at: "checking"; readonly rest: readonly string[]; readonly error: AblyError | null };

/** The life of an Ably connection (PROTOCOL.md, 4). Times are ms since epoch. */
export type ConnectionState =
  | { readonly name: "initialized" }
  | { readonly name: "connecting"; readonly life: Life; readonly stage: Stage }
  | { readonly name: "connected"; readonly life: Life; readonly host: string; readonly reason: AblyError | null }
  | { readonly name: "disconnected"; readonly life: Life; readonly until: number; readonly retryIn: number; readonly reason: AblyError | null }
  | { readonly name: "suspended"; readonly life: Life; readonly until: number; readonly retryIn: number; readonly reason: AblyError | null }
  | { readonly name: "closing"; readonly deadline: number }
  | { readonly name: "closed"; readonly reason: AblyError | null }
  | { readonly name: "failed"; readonly reason: AblyError | null };

/** A state's name. */
export type ConnectionStateName = ConnectionState["name"];

/** What can happen to a connection. */
export type ConnectionEvent =
  | { readonly type: "connect" }
  | { readonly type: "close" }
  /** There are credentials: as asked for, or (`fresh`) because the user called `authorize`. */
  | { readonly type: "authorized"; readonly fresh: boolean }
  | { readonly type: "unauthorized"; readonly error: AblyError }
  /** CONNECTED came. */
  | { readonly type: "connected"; readonly session: Session; readonly ttl: number | null; readonly error: AblyError | null }
  /** DISCONNECTED came. */
  | { readonly type: "disconnected"; readonly error: AblyError | null }
  /** ERROR without a channel came. */
  | { readonly type: "error"; readonly error: AblyError }
  /** CLOSED came. */
  | { readonly type: "closed" }
  /** The link broke, or could not be made. */
  | { readonly type: "dropped"; readonly error: AblyError | null }
  /** Nothing was heard for too long. */
  | { readonly type: "quiet" }
  /** Whether the internet answers at all. */
  | { readonly type: "internet"; readonly up: boolean }
  | { readonly type: "offline" }
  | { readonly type: "online" }
  /** What `dueAt` named is there. */
  | { readonly type: "tick" };

/** What the driver is to do. Timers are none of it: it keeps one, for `dueAt(state)`. */
export type ConnectionEffect =
  | { readonly do: "authorize"; readonly renew: boolean }
  | { readonly do: "dial"; readonly host: string; readonly resume: string | null }
  | { readonly do: "hangUp" }
  | { readonly do: "send"; readonly action: "close" | "auth" }
  | { readonly do: "checkInternet" }
  /** Before `connected` is told: send again what is pending, attach the channels. */
  | { readonly do: "restore"; readonly resumed: boolean }
  /** A second CONNECTED: told as `update`. */
  | { readonly do: "update"; readonly reason: AblyError | null }
  /** A new life: serials and channels start afresh. */
  | { readonly do: "reset" };

/** What the machine is told about hosts and times. */
export interface ConnectionPolicy {
  readonly host: string;
  readonly fallbacks: readonly string[];
  /** Whether another token can be had. */
  readonly renewable: boolean;
  /** Of [0, 1). */
  readonly random: () => number;
  readonly requestTimeout: number;
  readonly disconnectedRetry: number;
  readonly suspendedRetry: number;
  readonly stateTtl: number;
}

/** The next state, and what is to be done. */
export type ConnectionStep = readonly [ConnectionState, readonly ConnectionEffect[]];

/** When the state wants a `tick`; null for never. */
export function dueAt(state: ConnectionState): number | null {
  switch (state.name) {
    case "connecting":
      return earlier(state.stage.at === "dialling" ? state.stage.deadline : null, expiry(state.life));
    case "disconnected":
      return earlier(state.until, expiry(state.life));
    case "suspended":
      return state.until;
    case "closing":
      return state.deadline;
    default:
      return null;
  }
}

/** When the server gives the session up (RTN14e); null once that is over. */
export const expiry = ({ lostAt, ttl, expired }: Life): number | null => (expired ? null : lostAt + ttl);

const earlier = (one: number | null, two: number | null): number | null => (one === null ? two : two === null ? one : Math.min(one, two));

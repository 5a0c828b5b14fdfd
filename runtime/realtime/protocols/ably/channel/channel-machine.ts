import { type AblyError, ablyError } from "../ably-error.js";
import { retryDelay } from "../connection/backoff.js";

/** The life of a channel (PROTOCOL.md, 6). Times are ms since epoch; a null deadline waits for the connection. */
export type ChannelState =
  | { readonly name: "initialized" }
  | {
      readonly name: "attaching";
      readonly deadline: number | null;
      readonly attempt: number;
      readonly after: "detach" | null;
      readonly reason: AblyError | null;
      /** It was attached, and only its options change: messages go on coming. */
      readonly hears?: true;
    }
  | { readonly name: "attached" }
  | { readonly name: "detaching"; readonly deadline: number | null; readonly after: "attach" | null }
  | { readonly name: "detached"; readonly reason: AblyError | null }
  | { readonly name: "suspended"; readonly until: number | null; readonly attempt: number; readonly reason: AblyError | null }
  | { readonly name: "failed"; readonly reason: AblyError | null };

/** A state's name. */
export type ChannelStateName = ChannelState["name"];

/** What can happen to a channel. */
export type ChannelEvent =
  | { readonly type: "attach" }
  | { readonly type: "detach" }
  /** Other params or modes were asked for. */
  | { readonly type: "reoptioned" }
  /** A delta didn't fit. */
  | { readonly type: "lostDelta"; readonly error: AblyError }
  | { readonly type: "attached"; readonly resumed: boolean; readonly hasBacklog?: boolean; readonly error: AblyError | null }
  | { readonly type: "detached"; readonly error: AblyError | null }
  | { readonly type: "error"; readonly error: AblyError }
  /** The connection has come; is gone for now; for long; for good, by itself or as asked. */
  | { readonly type: "online" }
  | { readonly type: "offline" }
  | { readonly type: "suspend"; readonly error: AblyError | null }
  | { readonly type: "fail"; readonly error: AblyError | null }
  | { readonly type: "close" }
  /** The connection begins a new life. */
  | { readonly type: "reset" }
  | { readonly type: "tick" };

/** What the driver is to do. */
export type ChannelEffect =
  | { readonly do: "sendAttach" }
  | { readonly do: "sendDetach" }
  /** ATTACHED came while attached, or a detach failed: told as `update`. */
  | { readonly do: "update"; readonly resumed: boolean; readonly reason: AblyError | null };

/** When it happens, and by which rules. */
export interface ChannelNow {
  readonly now: number;
  /** Whether frames can be sent. */
  readonly connected: boolean;
  readonly requestTimeout: number;
  readonly channelRetry: number;
  /** Of [0, 1). */
  readonly random: () => number;
}

/** The next state, and what is to be done. */
export type ChannelStep = readonly [ChannelState, readonly ChannelEffect[]];

type In<S extends ChannelStateName> = Extract<ChannelState, { readonly name: S }>;
type Of<E extends ChannelEvent["type"]> = Extract<ChannelEvent, { readonly type: E }>;
type Handlers<S extends ChannelStateName> = { readonly [E in ChannelEvent["type"]]?: (state: In<S>, event: Of<E>, now: ChannelNow) => ChannelStep };

const initialized: ChannelStep = [{ name: "initialized" }, []];
const detached: ChannelStep = [{ name: "detached", reason: null }, []];
const failed = (reason: AblyError | null): ChannelStep => [{ name: "failed", reason }, []];
const broke = (_: unknown, { error }: { readonly error: AblyError | null }): ChannelStep => failed(error);
const asleep = (_: unknown, { error }: Of<"suspend">): ChannelStep => [{ name: "suspended", until: null, attempt: 0, reason: error }, []];

function attaching({ connected, now, requestTimeout }: ChannelNow, attempt = 0, reason: AblyError | null = null, hears?: true): ChannelStep {
  const deadline = connected ? now + requestTimeout : null;
  return [{ name: "attaching", deadline, attempt, after: null, reason, ...(hears && { hears }) }, connected ? [{ do: "sendAttach" }] : []];
}

function detaching({ connected, now, requestTimeout }: ChannelNow): ChannelStep {
  return connected ? [{ name: "detaching", deadline: now + requestTimeout, after: null }, [{ do: "sendDetach" }]] : detached;
}

function suspended({ attempt, after }: In<"attaching">, reason: AblyError, { now, channelRetry, random }: ChannelNow): ChannelStep {
  if (after === "detach") return detached;
  return [{ name: "suspended", until: now + retryDelay(channelRetry, attempt + 1, random), attempt: attempt + 1, reason }, []];
}

const attachAnew = (_: unknown, __: unknown, now: ChannelNow): ChannelStep => attaching(now);

/** What each state makes of each event. A pair that is not here leaves everything as it is. */
export const channelTable: { readonly [S in ChannelStateName]: Handlers<S> } = {
  initialized: { attach: attachAnew, error: broke },
  attaching: {
    attach: (state) => [{ ...state, after: null }, []],
    detach: (state, _, { connected }) => (connected ? [{ ...state, after: "detach" }, []] : detached),
    reoptioned: (state, _, { connected }) => [state, connected ? [{ do: "sendAttach" }] : []],
    attached: ({ after }, _, now) => (after === "detach" ? detaching(now) : [{ name: "attached" }, []]),
    detached: (state, { error }, now) => suspended(state, error ?? ablyError(90001, "The server detached the channel"), now),
    tick: (state, _, now) => {
      if (state.deadline === null || now.now < state.deadline) return [state, []];
      return suspended(state, ablyError(90007, `Timeout: no ATTACHED in ${now.requestTimeout} ms`), now);
    },
    online: (state, _, now) => {
      const [next, effects] = attaching(now, state.attempt, state.reason);
      return [next.name === "attaching" ? { ...next, after: state.after } : next, effects];
    },
    offline: ({ hears: _, ...state }) => [{ ...state, deadline: null }, []],
    error: broke,
    fail: broke,
    suspend: (state, event) => (state.after === "detach" ? detached : asleep(state, event)),
    close: () => detached,
    reset: () => initialized,
  },
  attached: {
    detach: (_, __, now) => detaching(now),
    reoptioned: (_, __, now) => attaching(now, 0, null, now.connected || undefined),
    lostDelta: (_, { error }, now) => attaching(now, 0, error),
    attached: (state, { resumed, error }) => [state, resumed ? [] : [{ do: "update", resumed, reason: error }]],
    detached: (_, { error }, now) => attaching(now, 0, error),
    online: attachAnew,
    error: broke,
    fail: broke,
    suspend: asleep,
    close: () => detached,
    reset: () => initialized,
  },
  detaching: {
    attach: (state) => [{ ...state, after: "attach" }, []],
    detach: (state) => [{ ...state, after: null }, []],
    attached: (state) => [state, [{ do: "sendDetach" }]],
    detached: ({ after }, { error }, now) => (after === "attach" ? attaching(now) : [{ name: "detached", reason: error }, []]),
    tick: (state, _, { now, requestTimeout }) => {
      if (state.deadline === null || now < state.deadline) return [state, []];
      return [{ name: "attached" }, [{ do: "update", resumed: true, reason: ablyError(90007, `Timeout: no DETACHED in ${requestTimeout} ms`) }]];
    },
    online: (state, _, { now, requestTimeout }) => [{ ...state, deadline: now + requestTimeout }, [{ do: "sendDetach" }]],
    offline: (state) => [{ ...state, deadline: null }, []],
    error: broke,
    fail: broke,
    suspend: () => detached,
    close: () => detached,
    reset: () => initialized,
  },
  detached: { attach: attachAnew, attached: (state) => [state, [{ do: "sendDetach" }]], error: broke, reset: () => initialized },
  suspended: {
    attach: attachAnew,
    detach: () => detached,
    attached: () => [{ name: "attached" }, []],
    detached: (state, { error }, now) => attaching(now, state.attempt, error),
    tick: (state, _, now) => (state.until === null || now.now < state.until || !now.connected ? [state, []] : attaching(now, state.attempt, state.reason)),
    online: (state, _, now) => attaching(now, state.attempt, state.reason),
    error: broke,
    fail: broke,
    suspend: (state, { error }) => [{ ...state, until: null, reason: error ?? state.reason }, []],
    close: () => detached,
    reset: () => initialized,
  },
  failed: { attach: attachAnew, reset: () => initialized },
};

/** The next state and what is to be done: no connection, timer or clock in it. */
export function stepChannel(state: ChannelState, event: ChannelEvent, now: ChannelNow): ChannelStep {
  // The table's keys tie each handler to its state and event; the compiler can't follow that through two lookups.
  const handler = channelTable[state.name][event.type] as ((state: ChannelState, event: ChannelEvent, now: ChannelNow) => ChannelStep) | undefined;
  return handler === undefined ? [state, []] : handler(state, event, now);
}

/** When the state wants a `tick`; null for never. */
export function channelDueAt(state: ChannelState): number | null {
  if (state.name === "attaching" || state.name === "detaching") return state.deadline;
  return state.name === "suspended" ? state.until : null;
}

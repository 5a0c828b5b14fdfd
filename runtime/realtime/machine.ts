import type { ClientError } from "../core/errors.js";
import { TimeoutError } from "../core/errors.js";
import type { Verdict } from "./framing.js";

/** The life of a connection. `until`: when a `tick` is due, in milliseconds since epoch. `attempt`: failures in a row. */
export type State =
  | { readonly name: "idle" }
  | { readonly name: "opening"; readonly attempt: number; readonly renewed: boolean; readonly until: number }
  | { readonly name: "open"; readonly attempt: number; readonly renewed: boolean; readonly since: number; readonly asked: boolean; readonly until: number }
  | { readonly name: "waiting"; readonly attempt: number; readonly until: number; readonly reason: ClientError }
  | { readonly name: "closing"; readonly until: number }
  | { readonly name: "closed" }
  | { readonly name: "failed"; readonly reason: ClientError };

/** What can happen to a connection. */
export type Event =
  | { readonly type: "connect" }
  /** The session is usable. */
  | { readonly type: "opened" }
  /** The link is gone, or could not be made. */
  | { readonly type: "dropped"; readonly verdict: Verdict; readonly reason: ClientError }
  /** `until` has come. `heard`: when the server last gave a sign of life. */
  | { readonly type: "tick"; readonly heard: number }
  /** The credential runs out. */
  | { readonly type: "expiring" }
  | { readonly type: "close" };

/** What the driver has to do, in order. */
export type Effect =
  | { readonly do: "dial"; readonly renew: boolean }
  /** `hard`: without waiting for the other side. */
  | { readonly do: "hangUp"; readonly hard: boolean }
  | { readonly do: "resubscribe" }
  | { readonly do: "heartbeat" }
  | { readonly do: "renew" }
  /** Nothing more will be sent: what waits goes back to who gave it. */
  | { readonly do: "giveBack" };

/** The numbers of a connection's life, in milliseconds; 0 switches heartbeat and patience off. */
export interface Policy {
  /** How long a link may take until it is usable. */
  readonly openTimeout: number;
  /** How long the other side may take to answer a close. */
  readonly closeTimeout: number;
  /** Silence after which a sign of life is asked for. */
  readonly heartbeat: number;
  /** Silence after which the link counts as dead. */
  readonly patience: number;
  /** The same where the server can't be asked. */
  readonly mutePatience: number;
  /** How long a link must have held for its loss to count as the first. */
  readonly stable: number;
  /** Failures in a row after which the connection fails; Infinity: never. */
  readonly attempts: number;
  /** Wait before the next attempt, by the failures in a row (from 1). */
  delay(attempt: number): number;
}

/** The next state and what to do. An event that means nothing in a state gives the same state and no effect. */
export type Step = readonly [State, readonly Effect[]];

/** The whole life of a connection, with no socket, timer or clock in it. */
export function step(state: State, event: Event, now: number, policy: Policy): Step {
  switch (event.type) {
    case "connect":
      return connected(state, now, policy);
    case "opened":
      return state.name === "opening" ? [open(state, now, policy), [{ do: "resubscribe" }]] : [state, []];
    case "dropped":
      return dropped(state, event, now, policy);
    case "tick":
      return ticked(state, event.heard, now, policy);
    case "expiring":
      return [state, state.name === "open" ? [{ do: "renew" }] : []];
    case "close":
      return closed(state, now, policy);
  }
}

const dial = (attempt: number, renew: boolean, now: number, { openTimeout }: Policy): Step => [
  { name: "opening", attempt, renewed: renew, until: now + openTimeout },
  [{ do: "dial", renew }],
];

const connected = (state: State, now: number, policy: Policy): Step =>
  state.name === "idle" || state.name === "closed" || state.name === "failed"
    ? dial(0, false, now, policy)
    : state.name === "waiting"
      ? dial(state.attempt, false, now, policy)
      : [state, []];

function open({ attempt, renewed }: Extract<State, { name: "opening" }>, now: number, policy: Policy): State {
  return { name: "open", attempt, renewed, since: now, asked: false, until: quiet(now, false, policy) };
}

/** When silence since `heard` calls for something. */
const quiet = (heard: number, asked: boolean, { heartbeat, patience }: Policy): number =>
  heartbeat > 0 && !asked ? heard + heartbeat : patience > 0 ? heard + patience : Number.POSITIVE_INFINITY;

function dropped(state: State, { verdict, reason }: Extract<Event, { type: "dropped" }>, now: number, policy: Policy): Step {
  if (state.name === "closing") return [{ name: "closed" }, [{ do: "giveBack" }]];
  if (state.name !== "opening" && state.name !== "open") return [state, []];
  const held = state.name === "open" && now - state.since >= policy.stable;
  const { attempt, renewed } = held ? { attempt: 0, renewed: false } : state;
  // A credential that was just renewed and is refused again won't get better by asking once more.
  if (verdict === "fatal" || (verdict === "renew" && renewed) || attempt >= policy.attempts) return [{ name: "failed", reason }, [{ do: "giveBack" }]];
  if (verdict === "renew") return dial(attempt, true, now, policy);
  return [wait(attempt + 1, reason, now, policy), []];
}

const wait = (attempt: number, reason: ClientError, now: number, policy: Policy): State => ({
  name: "waiting",
  attempt,
  until: now + policy.delay(attempt),
  reason,
});

function ticked(state: State, heard: number, now: number, policy: Policy): Step {
  if (!("until" in state) || now < state.until) return [state, []];
  switch (state.name) {
    case "opening":
      return lost(state, new TimeoutError(`The connection was not usable within ${policy.openTimeout} ms`), now, policy);
    case "open":
      return listened(state, heard, now, policy);
    case "waiting":
      return dial(state.attempt, false, now, policy);
    case "closing":
      return [{ name: "closed" }, [{ do: "hangUp", hard: true }, { do: "giveBack" }]];
  }
}

function listened(state: Extract<State, { name: "open" }>, heard: number, now: number, policy: Policy): Step {
  const silence = now - heard;
  if (policy.patience > 0 && silence >= policy.patience) return lost(state, new TimeoutError(`Nothing came from the server for ${silence} ms`), now, policy);
  const ask = policy.heartbeat > 0 && silence >= policy.heartbeat;
  const next = quiet(heard, ask, policy);
  // Without patience nothing is counted against the server: it is asked again after another silence.
  return [{ ...state, asked: ask, until: next > now && next < Number.POSITIVE_INFINITY ? next : now + policy.heartbeat }, ask ? [{ do: "heartbeat" }] : []];
}

/** The link is to be let go, whatever it says later. */
function lost(state: State, reason: ClientError, now: number, policy: Policy): Step {
  const [next, effects] = dropped(state, { type: "dropped", verdict: "retry", reason }, now, policy);
  return [next, [{ do: "hangUp", hard: true }, ...effects]];
}

function closed(state: State, now: number, { closeTimeout }: Policy): Step {
  switch (state.name) {
    case "opening":
    case "open":
      return [{ name: "closing", until: now + closeTimeout }, [{ do: "hangUp", hard: false }]];
    case "idle":
    case "waiting":
    case "failed":
      return [{ name: "closed" }, [{ do: "giveBack" }]];
    case "closing":
    case "closed":
      return [state, []];
  }
}

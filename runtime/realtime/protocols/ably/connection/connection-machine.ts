import { type AblyError, ablyError, isTokenError } from "../ably-error.js";
import { dialling, failedAttempt, lost, newLife, refusedToken, start, suspended } from "./connection-moves.js";
import { type ConnectionEvent, type ConnectionPolicy, type ConnectionState, type ConnectionStep, expiry } from "./connection-state.js";

/** When it happens, and by which rules. */
export interface Now extends ConnectionPolicy {
  readonly now: number;
}

type In<S extends ConnectionState["name"]> = Extract<ConnectionState, { readonly name: S }>;
type Of<E extends ConnectionEvent["type"]> = Extract<ConnectionEvent, { readonly type: E }>;
type Handlers<S extends ConnectionState["name"]> = { readonly [E in ConnectionEvent["type"]]?: (state: In<S>, event: Of<E>, now: Now) => ConnectionStep };

const closed: ConnectionStep = [{ name: "closed", reason: null }, []];
const hungUp: ConnectionStep = [{ name: "closed", reason: null }, [{ do: "hangUp" }]];
const failed = (reason: AblyError): ConnectionStep => [{ name: "failed", reason }, [{ do: "hangUp" }]];

const afterHangUp = ([state, effects]: ConnectionStep): ConnectionStep => [state, [{ do: "hangUp" }, ...effects]];
const afterReset = ([state, effects]: ConnectionStep): ConnectionStep => [state, [{ do: "reset" }, ...effects]];

/** A new life out of a finished one: nothing of the old is kept (RTN11). */
const restart = (_: unknown, __: unknown, now: Now): ConnectionStep => afterReset(start(newLife(now)));
const restartAuthorized = (state: ConnectionState, { fresh }: Of<"authorized">, now: Now): ConnectionStep =>
  fresh ? afterReset(dialling(newLife(now), now)) : [state, []];

/** Whether no other credentials are to be had: refused for good, none to renew, or somebody else's (RSA4d, RSA4a2, RSA15c). */
const isFinal = ({ code, statusCode }: AblyError): boolean => statusCode === 403 || code === 40171 || code === 40102;

/** Whether the session's time has just ended. */
const isOver = ({ life }: { readonly life: In<"connecting">["life"] }, { now }: Now): boolean => now >= (expiry(life) ?? Number.POSITIVE_INFINITY);

/** From a pause: the time is over, or the user or the network says so. */
type Paused = In<"disconnected"> | In<"suspended">;
const again = (state: Paused): ConnectionStep => start(state.life);
const paused = {
  connect: again,
  online: again,
  tick: (state: Paused, _: unknown, now: Now): ConnectionStep => {
    if (state.name === "disconnected" && isOver(state, now)) return suspended(state.life, state.reason, now);
    return now.now < state.until ? [state, []] : again(state);
  },
  authorized: (state: Paused, { fresh }: Of<"authorized">, now: Now): ConnectionStep => (fresh ? dialling({ ...state.life, token: "good" }, now) : [state, []]),
  close: (): ConnectionStep => closed,
};

/** What each state makes of each event. A pair that is not here leaves everything as it is. */
export const table: { readonly [S in ConnectionState["name"]]: Handlers<S> } = {
  initialized: {
    connect: (_, __, now) => start(newLife(now)),
    authorized: (state, { fresh }, now) => (fresh ? dialling(newLife(now), now) : [state, []]),
    close: () => closed,
  },
  connecting: {
    authorized: (state, { fresh }, now) => {
      if (state.stage.at === "authorizing") return dialling(state.life, now);
      return fresh ? afterHangUp(dialling(state.life, now)) : [state, []];
    },
    unauthorized: (state, { error }, now) => {
      const { life, stage } = state;
      if (isFinal(error)) return failed(error);
      if (stage.at !== "authorizing") return [state, []];
      return failedAttempt({ ...life, token: stage.renew ? "refused" : life.token }, error, now);
    },
    connected: (state, event, now) => {
      if (state.stage.at !== "dialling") return [state, []];
      const { session, ttl, error } = event;
      const resumed = state.life.session?.id === session.id;
      const life = { ...state.life, session, ttl: ttl ?? now.stateTtl, attempt: 0, expired: false, token: "good" as const };
      return [{ name: "connected", life, host: state.stage.host, reason: error }, [{ do: "restore", resumed }]];
    },
    disconnected: (state, { error }, now) => {
      if (state.stage.at !== "dialling") return [state, []];
      return error !== null && isTokenError(error) ? refusedToken(state.life, error, now) : nextHost(state, error, now);
    },
    error: (state, { error }, now) => {
      if (state.stage.at !== "dialling") return [state, []];
      return isTokenError(error) ? refusedToken(state.life, error, now) : failed(error);
    },
    dropped: (state, { error }, now) => nextHost(state, error, now),
    internet: (state, { up }, now) => {
      if (state.stage.at !== "checking") return [state, []];
      const { rest, error } = state.stage;
      return up ? dialling(state.life, now, rest) : failedAttempt(state.life, error, now);
    },
    tick: (state, _, now) => {
      if (isOver(state, now)) return afterHangUp(suspended(state.life, null, now));
      if (state.stage.at !== "dialling" || now.now < state.stage.deadline) return [state, []];
      return nextHost(state, ablyError(80014, `Connection timeout: no CONNECTED from ${state.stage.host} in ${now.requestTimeout} ms`), now);
    },
    offline: (state, _, now) => afterHangUp(lost(state.life, offline(), now)),
    online: (state, _, now) => (state.stage.at === "dialling" ? afterHangUp(dialling(state.life, now)) : [state, []]),
    close: (state, _, now) => (state.stage.at === "dialling" ? [{ name: "closing", deadline: now.now + now.requestTimeout }, []] : closed),
  },
  connected: {
    authorized: (state) => [state, [{ do: "send", action: "auth" }]],
    unauthorized: (state, { error }) => (isFinal(error) ? failed(error) : [state, []]),
    connected: (state, { session, ttl, error }) => [
      { ...state, reason: error, life: { ...state.life, session, ttl: ttl ?? state.life.ttl } },
      [{ do: "update", reason: error }],
    ],
    disconnected: (state, { error }, now) => {
      const life = away(state.life, now);
      if (error === null || !isTokenError(error)) return afterHangUp(lost(life, error, now));
      return now.renewable ? afterHangUp(lost({ ...life, token: "refused" }, error, now)) : refusedToken(life, error, now);
    },
    error: (state, { error }, now) => (isTokenError(error) ? refusedToken(away(state.life, now), error, now) : failed(error)),
    dropped: (state, { error }, now) => lost(away(state.life, now), error, now),
    quiet: (state, _, now) => afterHangUp(lost(away(state.life, now), ablyError(80003, "Nothing was heard for too long"), now)),
    offline: (state, _, now) => afterHangUp(lost(away(state.life, now), offline(), now)),
    close: (_, __, now) => [{ name: "closing", deadline: now.now + now.requestTimeout }, [{ do: "send", action: "close" }]],
  },
  disconnected: paused,
  suspended: paused,
  closing: {
    connect: (_, __, now) => afterHangUp(restart(_, __, now)),
    connected: (state) => [state, [{ do: "send", action: "close" }]],
    closed: () => hungUp,
    disconnected: () => hungUp,
    error: () => hungUp,
    dropped: () => hungUp,
    quiet: () => hungUp,
    offline: () => hungUp,
    tick: (state, _, { now }) => (now < state.deadline ? [state, []] : hungUp),
  },
  closed: { connect: restart, authorized: restartAuthorized },
  failed: { connect: restart, authorized: restartAuthorized },
};

const offline = (): AblyError => ablyError(80003, "The network is gone");
const away = (life: In<"connected">["life"], { now }: Now): In<"connected">["life"] => ({ ...life, lostAt: now });

/** An attempt at one host failed: the next one's turn, after a look whether the internet is there; else the attempt is over (RTN17). */
function nextHost(state: In<"connecting">, error: AblyError | null, now: Now): ConnectionStep {
  if (state.stage.at !== "dialling") return [state, []];
  const { rest, fallback } = state.stage;
  const reachable = error !== null && error.statusCode < 500;
  if (rest.length === 0 || reachable) return afterHangUp(failedAttempt(state.life, error, now));
  if (fallback) return afterHangUp(dialling(state.life, now, rest));
  return [{ name: "connecting", life: state.life, stage: { at: "checking", rest, error } }, [{ do: "hangUp" }, { do: "checkInternet" }]];
}

/** The next state and what is to be done: no socket, timer or clock in it. */
export function step(state: ConnectionState, event: ConnectionEvent, now: Now): ConnectionStep {
  // The table's keys tie each handler to its state and event; the compiler can't follow that through two lookups.
  const handler = table[state.name][event.type] as ((state: ConnectionState, event: ConnectionEvent, now: Now) => ConnectionStep) | undefined;
  return handler === undefined ? [state, []] : handler(state, event, now);
}

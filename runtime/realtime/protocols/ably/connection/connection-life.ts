import type { Clock } from "../../../../core/client.js";
import { type AblyError, ablyError } from "../ably-error.js";
import { type AblyOptions, timeoutsOf } from "../options.js";
import { Stateful } from "../stateful.js";
import type { AblyConnectionChange } from "./connection-change.js";
import { step } from "./connection-machine.js";
import {
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionPolicy,
  type ConnectionState,
  type ConnectionStateName,
  dueAt,
} from "./connection-state.js";
import { hostsOf } from "./hosts.js";

/** What the life of a connection needs of its client. */
export interface ConnectionLifeParts {
  readonly options: AblyOptions;
  readonly authority: { readonly renewable: boolean };
  readonly clock: Clock;
  readonly warn: (error: AblyError) => void;
}

/** The driver of the connection machine: its state, its timer, and who is told of changes. */
export abstract class ConnectionLife extends Stateful<ConnectionStateName, AblyConnectionChange> {
  readonly #life: ConnectionLifeParts;
  readonly #policy: Omit<ConnectionPolicy, "renewable">;
  #state: ConnectionState = { name: "initialized" };
  #events: ConnectionEvent[] = [];
  #stepping = false;
  #timer: (() => void) | null = null;
  #error: AblyError | null = null;

  constructor(parts: ConnectionLifeParts) {
    super(parts.warn);
    const { options } = parts;
    this.#life = parts;
    const { primary, fallbacks } = hostsOf(options);
    const { realtimeRequest, disconnectedRetry, suspendedRetry, connectionStateTtl } = timeoutsOf(options);
    const random = options.random ?? Math.random;
    this.#policy = { host: primary, fallbacks, random, requestTimeout: realtimeRequest, disconnectedRetry, suspendedRetry, stateTtl: connectionStateTtl };
  }

  /** Does what the machine says. */
  protected abstract run(effect: ConnectionEffect, event: ConnectionEvent): void;
  /** The connection is in another state: told before its channels and users are. */
  protected abstract moved(current: ConnectionStateName, reason: AblyError | null): void;
  /** Told before users are. */
  protected abstract changed(change: AblyConnectionChange): void;

  get state(): ConnectionStateName {
    return this.#state.name;
  }

  /** Why it is not connected, or why the last resume failed; null when all is well (RTN14, RTN25). */
  get errorReason(): AblyError | null {
    return this.#error;
  }

  /** The server's name for this connection (RTN8); null without one. */
  get id(): string | null {
    return "life" in this.#state ? (this.#state.life.session?.id ?? null) : null;
  }

  /** What a resume is asked for with (RTN9): a secret; null without a connection. */
  get key(): string | null {
    return ("life" in this.#state && this.#state.life.session?.key) || null;
  }

  /** The host that it is connected to; null when it isn't. */
  get host(): string | null {
    return this.#state.name === "connected" ? this.#state.host : null;
  }

  get requestTimeout(): number {
    return this.#policy.requestTimeout;
  }

  connect(): void {
    this.dispatch({ type: "connect" });
  }

  close(): void {
    this.dispatch({ type: "close" });
  }

  /** Runs what happened through the machine. What happens meanwhile waits its turn. */
  dispatch(event: ConnectionEvent): void {
    this.#events.push(event);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) this.#take(next);
    } finally {
      this.#stepping = false;
    }
  }

  /** Why nothing can be sent now. */
  unusable(): AblyError {
    const codes: Readonly<Record<string, number>> = { suspended: 80002, closing: 80017, closed: 80017 };
    const { name } = this.#state;
    if (name === "failed" && this.#error !== null) return this.#error;
    return ablyError(codes[name] ?? 80003, `The connection is ${name}`);
  }

  /** A new life: what went wrong before is over. */
  protected forgive(): void {
    this.#error = null;
  }

  /** Tells of what changed while it stayed connected. */
  protected update(reason: AblyError | null): void {
    this.#error = reason;
    this.#tell({ previous: "connected", current: "connected", event: "update", reason, retryIn: null });
  }

  #take(event: ConnectionEvent): void {
    const previous = this.#state;
    const { clock, authority } = this.#life;
    const [next, effects] = step(previous, event, { ...this.#policy, renewable: authority.renewable, now: clock.now() });
    this.#state = next;
    this.#arm();
    for (const effect of effects) this.run(effect, event);
    if (next.name !== previous.name) this.#moved(previous.name, next);
  }

  #moved(previous: ConnectionStateName, state: ConnectionState): void {
    const reason = "reason" in state ? state.reason : null;
    const current = state.name;
    if (reason !== null || current === "connected" || current === "connecting")
      this.#error = current === "connecting" && previous !== "initialized" ? this.#error : reason;
    this.moved(current, reason);
    this.#tell({ previous, current, event: current, reason, retryIn: "retryIn" in state ? state.retryIn : null });
  }

  #tell(change: AblyConnectionChange): void {
    this.changed(change);
    this.tell(change);
  }

  #arm(): void {
    this.#timer?.();
    const due = dueAt(this.#state);
    const { clock } = this.#life;
    const tick = (): void => this.dispatch({ type: "tick" });
    this.#timer = due === null ? null : due > clock.now() ? clock.wake(due, tick) : soon(tick);
  }
}

/** After what runs now, without a timer: what is due at once doesn't wait for the clock. Returns what stops it. */
function soon(run: () => void): () => void {
  let wanted = true;
  queueMicrotask(() => wanted && run());
  return () => {
    wanted = false;
  };
}

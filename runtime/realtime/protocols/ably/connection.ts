import type { Clock } from "../../../core/client.js";
import type { Transport } from "../../transport.js";
import { AblyError, ablyError } from "./ably-error.js";
import { Action } from "./actions.js";
import type { Authority } from "./authority.js";
import { Changes } from "./changes.js";
import type { BinaryCodec } from "./codec.js";
import type { AblyConnectionChange, ConnectionOwner } from "./connection-change.js";
import { eventOf } from "./connection-frames.js";
import { step } from "./connection-machine.js";
import {
  type ConnectionEffect,
  type ConnectionEvent,
  type ConnectionPolicy,
  type ConnectionState,
  type ConnectionStateName,
  dueAt,
} from "./connection-state.js";
import { openRequest } from "./dial.js";
import type { ConnectionDetails, ProtocolMessage } from "./frames.js";
import { hostsOf } from "./hosts.js";
import { isInternetUp } from "./internet.js";
import { quiet } from "./listeners.js";
import { type AblyOptions, timeoutsOf } from "./options.js";
import { Outbox, type Outgoing } from "./outbox.js";
import { Pings } from "./pings.js";
import type { Recovery } from "./recovery.js";
import { Wire } from "./wire.js";

/** What the machine and the link need. */
export interface ConnectionParts {
  readonly options: AblyOptions;
  readonly authority: Authority;
  readonly transport: Transport;
  readonly binary: BinaryCodec | null;
  readonly clock: Clock;
  readonly owner: ConnectionOwner;
  readonly recovery: Recovery | null;
  readonly warn: (error: AblyError) => void;
}

/** The driver of the connection machine: alone it touches the transport and the clock. */
export class AblyConnection {
  readonly #parts: ConnectionParts;
  readonly #policy: Omit<ConnectionPolicy, "renewable">;
  readonly #changes: Changes<AblyConnectionChange>;
  readonly #wire: Wire;
  readonly #pings: Pings;
  readonly outbox: Outbox;
  #state: ConnectionState = { name: "initialized" };
  #events: ConnectionEvent[] = [];
  #stepping = false;
  #timer: (() => void) | null = null;
  #details: ConnectionDetails = {};
  #recovery: Recovery | null;
  #error: AblyError | null = null;

  constructor(parts: ConnectionParts) {
    const { options, recovery, transport, clock, binary, warn } = parts;
    this.#parts = parts;
    this.#recovery = recovery;
    this.#changes = new Changes((cause) => warn(ablyError(50000, "A listener threw", { cause })));
    this.#pings = new Pings(clock);
    this.#wire = new Wire({
      transport,
      clock,
      binary,
      warn,
      frame: (frame) => this.#received(frame),
      dropped: (error) => this.dispatch({ type: "dropped", error }),
      quiet: () => this.dispatch({ type: "quiet" }),
      unusable: (error) => this.dispatch({ type: "error", error }),
    });
    this.outbox = new Outbox(recovery?.msgSerial ?? 0);
    const { primary, fallbacks } = hostsOf(options);
    const { realtimeRequest, disconnectedRetry, suspendedRetry, connectionStateTtl } = timeoutsOf(options);
    const random = options.random ?? Math.random;
    this.#policy = { host: primary, fallbacks, random, requestTimeout: realtimeRequest, disconnectedRetry, suspendedRetry, stateTtl: connectionStateTtl };
  }

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
    return "life" in this.#state ? (this.#state.life.session?.key ?? null) : null;
  }

  /** The host that it is connected to; null when it isn't. */
  get host(): string | null {
    return this.#state.name === "connected" ? this.#state.host : null;
  }

  get requestTimeout(): number {
    return this.#policy.requestTimeout;
  }

  /** Bytes that one publish may have (CD2c). */
  get maxMessageSize(): number {
    return this.#details.maxMessageSize ?? this.#parts.options.maxMessageSize ?? 65_536;
  }

  /** What the server said when it connected. */
  get details(): ConnectionDetails {
    return this.#details;
  }

  /** Whether what can't be sent now waits (TO3g). */
  get queues(): boolean {
    return this.#parts.options.queueMessages !== false;
  }

  /** Who the server says this is; null when it doesn't. */
  get clientId(): string | null {
    return this.#details.clientId ?? null;
  }

  /** Tells each change, or those of an event or several; returns what stops it (RTN4). */
  on(listener: (change: AblyConnectionChange) => void): () => void;
  on(event: AblyConnectionChange["event"] | readonly AblyConnectionChange["event"][], listener: (change: AblyConnectionChange) => void): () => void;
  on(
    first: AblyConnectionChange["event"] | readonly AblyConnectionChange["event"][] | ((change: AblyConnectionChange) => void),
    second?: (change: AblyConnectionChange) => void,
  ): () => void {
    return this.#changes.on(first, second);
  }

  /** Resolves once it is in this state, with the change that made it so; with null when it is already (RTN26). */
  whenState(state: ConnectionStateName): Promise<AblyConnectionChange | null> {
    return this.state === state ? Promise.resolve(null) : this.#changes.next(state);
  }

  connect(): void {
    this.dispatch({ type: "connect" });
  }

  close(): void {
    this.dispatch({ type: "close" });
  }

  /** Milliseconds to the server and back (RTN13). While connecting or disconnected it waits for a connection; elsewhere it rejects. */
  ping(): Promise<number> {
    const { name } = this.#state;
    if (name !== "connected" && name !== "connecting" && name !== "disconnected") return quiet(Promise.reject(this.unusable()));
    const { answer } = this.#pings.add();
    if (name === "connected") this.#sendPings();
    return answer;
  }

  /** Sends now; nothing happens without a connection. */
  send(frame: ProtocolMessage): void {
    this.#wire.send(frame);
  }

  /** Sends what is to be acknowledged, or keeps it until there is a connection; where there will be none, it fails (RTL6c). */
  submit(outgoing: Outgoing): void {
    const { queueLimit = 10_000 } = this.#parts.options;
    const { name } = this.#state;
    if (name === "connected") this.send(this.outbox.send(outgoing));
    else if (!this.queues || !["initialized", "connecting", "disconnected"].includes(name)) outgoing.nacked(this.unusable());
    else if (this.outbox.queuedCount >= queueLimit) outgoing.nacked(ablyError(42910, `${queueLimit} messages wait for a connection already`));
    else this.outbox.hold(outgoing);
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
    const codes = { suspended: 80002, disconnected: 80003, closing: 80017, closed: 80017 } as const;
    const { name } = this.#state;
    if (name === "failed" && this.#error !== null) return this.#error;
    return ablyError(name in codes ? codes[name as keyof typeof codes] : 80003, `The connection is ${name}`); // the line looks first
  }

  #take(event: ConnectionEvent): void {
    const previous = this.#state;
    const { clock, authority } = this.#parts;
    const [next, effects] = step(previous, event, { ...this.#policy, renewable: authority.renewable, now: clock.now() });
    this.#state = next;
    this.#arm();
    for (const effect of effects) this.#run(effect, event);
    if (next.name !== previous.name) this.#changed(previous.name, next.name, next);
  }

  #changed(previous: ConnectionStateName, current: ConnectionStateName, state: ConnectionState): void {
    const reason = "reason" in state ? state.reason : null;
    if (reason !== null || current === "connected" || current === "connecting")
      this.#error = current === "connecting" && previous !== "initialized" ? this.#error : reason;
    if (current === "suspended" || current === "closed" || current === "failed") this.outbox.fail(reason ?? this.unusable());
    else if (!this.queues && current === "disconnected") this.outbox.fail(this.unusable());
    if (current !== "connected") this.#pings.fail(this.unusable(), current !== "connecting" && current !== "disconnected");
    this.#tell({ previous, current, event: current, reason, retryIn: "until" in state ? Math.max(0, state.until - this.#parts.clock.now()) : null });
    if (current === "connected") this.#sendPings();
  }

  #tell(change: AblyConnectionChange): void {
    this.#parts.owner.connectionChanged(change);
    this.#changes.tell(change);
  }

  #run(effect: ConnectionEffect, event: ConnectionEvent): void {
    if (effect.do === "authorize") this.#authorize(effect.renew);
    else if (effect.do === "dial") this.#dial(effect.host, effect.resume);
    else if (effect.do === "hangUp") this.#wire.hangUp();
    else if (effect.do === "send") effect.action === "close" ? this.send({ action: Action.close }) : this.#sendAuth();
    else if (effect.do === "checkInternet") void isInternetUp(this.#parts.options, this.#parts.clock).then((up) => this.dispatch({ type: "internet", up }));
    else if (effect.do === "restore") this.#restore(effect.resumed || (this.#recovery !== null && event.type === "connected" && event.error === null));
    else if (effect.do === "reset") {
      this.#error = null;
      this.outbox.reset();
      this.#parts.owner.reset();
    } else {
      this.#error = effect.reason;
      this.#tell({ previous: "connected", current: "connected", event: "update", reason: effect.reason, retryIn: null });
    }
  }

  #authorize(renew: boolean): void {
    this.#parts.authority.credentials(renew).then(
      () => this.dispatch({ type: "authorized", fresh: false }),
      (error) => this.dispatch({ type: "unauthorized", error: asAblyError(error) }),
    );
  }

  #sendAuth(): void {
    const accessToken = this.#parts.authority.token?.token;
    if (accessToken !== undefined) this.send({ action: Action.auth, auth: { accessToken } });
  }

  #sendPings(): void {
    for (const id of this.#pings.due(this.requestTimeout)) this.send({ action: Action.heartbeat, id });
  }

  #dial(host: string, resume: string | null): void {
    const { options, authority, transport } = this.#parts;
    const { sendsHeaders, seesPings } = transport;
    const credentials = authority.usesKey ? { key: authority.key ?? "" } : { accessToken: authority.token?.token ?? "" };
    this.#wire.open(openRequest(options, { host, credentials, resume, recover: this.#recovery?.connectionKey ?? null, sendsHeaders, seesPings }));
  }

  /** Pending messages go again; the queue follows. Channels attach when they are told of the change. */
  #restore(resumed: boolean): void {
    this.#recovery = null;
    if (!resumed) this.outbox.renumber();
    for (const frame of this.outbox.again()) this.send(frame);
    for (const frame of this.outbox.release()) this.send(frame);
  }

  #received(frame: ProtocolMessage): void {
    const { action, msgSerial, count, channel } = frame;
    if (action === Action.ack) this.outbox.ack(msgSerial ?? 0, count ?? 1, frame.res);
    else if (action === Action.nack) this.outbox.nack(msgSerial ?? 0, count ?? 1, nackError(frame));
    else if (action === Action.heartbeat) frame.id && this.#pings.answered(frame.id);
    else if (action === Action.auth) this.#authorize(true);
    else if (channel) this.#parts.owner.channelFrame(frame);
    else {
      if (action === Action.connected) this.#greeted(frame);
      const event = eventOf(frame);
      if (event !== null) this.dispatch(event);
    }
  }

  #greeted({ connectionDetails }: ProtocolMessage): void {
    this.#details = connectionDetails ?? {};
    const idle = this.#details.maxIdleInterval ?? 15_000;
    this.#wire.watch(idle === 0 ? 0 : idle + this.requestTimeout);
  }

  #arm(): void {
    this.#timer?.();
    const due = dueAt(this.#state);
    const { clock } = this.#parts;
    const tick = (): void => this.dispatch({ type: "tick" });
    this.#timer = due === null ? null : due > clock.now() ? clock.wake(due, tick) : soon(tick);
  }
}

/** Ably's errors as they are; others as 80019 with their cause. */
export function asAblyError(error: unknown): AblyError {
  return error instanceof AblyError ? error : ablyError(80019, error instanceof Error ? error.message : String(error), { cause: error });
}

/** After what runs now, without a timer: what is due at once doesn't wait for the clock. Returns what stops it. */
function soon(run: () => void): () => void {
  let wanted = true;
  queueMicrotask(() => wanted && run());
  return () => {
    wanted = false;
  };
}

const nackError = ({ error }: ProtocolMessage): AblyError =>
  error ? new AblyError(error) : ablyError(50000, "The server refused the message, without saying why");

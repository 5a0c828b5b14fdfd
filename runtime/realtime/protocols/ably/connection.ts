import type { Clock } from "../../../core/client.js";
import type { Link, LinkEnd, LinkEvents, Transport } from "../../transport.js";
import { AblyError, ablyError, errorOf } from "./ably-error.js";
import { Action } from "./actions.js";
import type { Authority } from "./authority.js";
import { randomText } from "./bytes.js";
import { decodeFrame, encodeFrame, type Format } from "./codec.js";
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
import { Listeners, quiet } from "./listeners.js";
import { type AblyOptions, defaultTimeouts } from "./options.js";
import { Outbox, type Outgoing } from "./outbox.js";
import type { Recovery } from "./recovery.js";

/** One step of a connection's life. `update`: it stayed connected, and something about it changed. */
export interface AblyConnectionChange {
  readonly previous: ConnectionStateName;
  readonly current: ConnectionStateName;
  readonly event: ConnectionStateName | "update";
  readonly reason: AblyError | null;
  /** Milliseconds until the next attempt; null when there is none to wait for. */
  readonly retryIn: number | null;
}

/** What the connection tells its channels. */
export interface ConnectionOwner {
  /** A frame for a channel. */
  channelFrame(frame: ProtocolMessage): void;
  /** Before users are told. */
  connectionChanged(change: AblyConnectionChange): void;
  /** A new life: nothing of the old is kept. */
  reset(): void;
}

/** What the machine and the link need. */
export interface ConnectionParts {
  readonly options: AblyOptions;
  readonly authority: Authority;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly owner: ConnectionOwner;
  readonly recovery: Recovery | null;
  readonly warn: (error: AblyError) => void;
}

/** The driver of the connection machine: alone it touches the transport and the clock. */
export class AblyConnection {
  readonly #parts: ConnectionParts;
  readonly #policy: Omit<ConnectionPolicy, "renewable">;
  readonly #format: Format;
  readonly #listeners: Listeners<AblyConnectionChange>;
  readonly #pings = new Map<string, (at: number) => void>();
  readonly outbox: Outbox;
  #state: ConnectionState = { name: "initialized" };
  #events: ConnectionEvent[] = [];
  #stepping = false;
  #link: Link | null = null;
  #timer: (() => void) | null = null;
  #idleTimer: (() => void) | null = null;
  #heardAt = 0;
  #details: ConnectionDetails = {};
  #recovery: Recovery | null;
  #error: AblyError | null = null;

  constructor(parts: ConnectionParts) {
    const { options, recovery } = parts;
    this.#parts = parts;
    this.#format = options.format ?? "json";
    this.#recovery = recovery;
    this.#listeners = new Listeners((cause) => parts.warn(ablyError(50000, "A listener threw", { cause })));
    this.outbox = new Outbox(recovery?.msgSerial ?? 0);
    const { primary, fallbacks } = hostsOf(options);
    const { timeouts = {} } = options;
    this.#policy = {
      host: primary,
      fallbacks,
      random: options.random ?? Math.random,
      requestTimeout: timeouts.realtimeRequest ?? defaultTimeouts.realtimeRequest,
      disconnectedRetry: timeouts.disconnectedRetry ?? defaultTimeouts.disconnectedRetry,
      suspendedRetry: timeouts.suspendedRetry ?? defaultTimeouts.suspendedRetry,
      stateTtl: timeouts.connectionStateTtl ?? defaultTimeouts.connectionStateTtl,
    };
  }

  get state(): ConnectionStateName {
    return this.#state.name;
  }

  /** Why it is not connected, or why the last resume failed; null when all is well (RTN14, RTN25). */
  get errorReason(): AblyError | null {
    return this.#error;
  }

  get id(): string | null {
    return "life" in this.#state ? (this.#state.life.session?.id ?? null) : null;
  }

  get key(): string | null {
    return "life" in this.#state ? (this.#state.life.session?.key ?? null) : null;
  }

  get host(): string | null {
    return this.#state.name === "connected" ? this.#state.host : null;
  }

  get requestTimeout(): number {
    return this.#policy.requestTimeout;
  }

  get maxMessageSize(): number {
    return this.#details.maxMessageSize ?? 65_536;
  }

  /** Who the server says this is; null when it doesn't. */
  get clientId(): string | null {
    return this.#details.clientId ?? null;
  }

  /** Tells each change; returns what stops it. */
  on(listener: (change: AblyConnectionChange) => void): () => void {
    return this.#listeners.add(listener);
  }

  connect(): void {
    this.dispatch({ type: "connect" });
  }

  close(): void {
    this.dispatch({ type: "close" });
  }

  /** Milliseconds to the server and back (RTN13). */
  ping(): Promise<number> {
    if (this.#state.name !== "connected") return quiet(Promise.reject(this.#unusable()));
    const { clock } = this.#parts;
    const [id, sent] = [randomText(9), clock.now()];
    const answer = new Promise<number>((resolve, reject) => {
      const cancel = clock.wake(sent + this.requestTimeout, () => {
        this.#pings.delete(id);
        reject(ablyError(50003, `No answer to a ping in ${this.requestTimeout} ms`));
      });
      this.#pings.set(id, (at) => {
        cancel();
        this.#pings.delete(id);
        if (at < 0) reject(this.#unusable());
        else resolve(at - sent);
      });
    });
    this.send({ action: Action.heartbeat, id });
    return quiet(answer);
  }

  /** Sends now; nothing happens without a connection. */
  send(frame: ProtocolMessage): void {
    this.#link?.send(encodeFrame(frame, this.#format));
  }

  /** Sends what is to be acknowledged, or keeps it until there is a connection; where there will be none, it fails (RTL6c). */
  submit(outgoing: Outgoing): void {
    const { queueMessages = true, queueLimit = 10_000 } = this.#parts.options;
    const { name } = this.#state;
    if (name === "connected") {
      this.send(this.outbox.send(outgoing));
      return;
    }
    if (!queueMessages || !["initialized", "connecting", "disconnected"].includes(name)) {
      outgoing.nacked(this.#unusable());
      return;
    }
    if (this.outbox.queuedCount >= queueLimit) {
      outgoing.nacked(ablyError(42910, `${queueLimit} messages wait for a connection already`));
      return;
    }
    this.outbox.hold(outgoing);
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
    if (current === "suspended" || current === "closed" || current === "failed") this.outbox.fail(reason ?? this.#unusable());
    else if (this.#parts.options.queueMessages === false && current === "disconnected") this.outbox.fail(this.#unusable());
    if (current !== "connected") for (const end of [...this.#pings.values()]) end(-1);
    this.#tell({ previous, current, event: current, reason, retryIn: "until" in state ? Math.max(0, state.until - this.#parts.clock.now()) : null });
  }

  #tell(change: AblyConnectionChange): void {
    this.#parts.owner.connectionChanged(change);
    this.#listeners.tell(change);
  }

  #run(effect: ConnectionEffect, event: ConnectionEvent): void {
    switch (effect.do) {
      case "authorize":
        this.#authorize(effect.renew);
        return;
      case "dial":
        this.#dial(effect.host, effect.resume);
        return;
      case "hangUp":
        this.#hangUp();
        return;
      case "send":
        effect.action === "close" ? this.send({ action: Action.close }) : this.#sendAuth();
        return;
      case "checkInternet":
        this.#checkInternet();
        return;
      case "restore":
        this.#restore(effect.resumed || (this.#recovery !== null && event.type === "connected" && event.error === null));
        return;
      case "update":
        this.#error = effect.reason;
        this.#tell({ previous: "connected", current: "connected", event: "update", reason: effect.reason, retryIn: null });
        return;
      case "reset":
        this.#error = null;
        this.outbox.reset();
        this.#parts.owner.reset();
        return;
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

  #dial(host: string, resume: string | null): void {
    const { options, authority, transport } = this.#parts;
    const { sendsHeaders, seesPings } = transport;
    const recover = this.#recovery?.connectionKey ?? null;
    const token = authority.token?.token ?? "";
    const credentials = authority.usesKey ? { key: options.key ?? "" } : { accessToken: token };
    const request = openRequest(options, { host, credentials, resume, recover, sendsHeaders, seesPings });
    this.#heardAt = this.#parts.clock.now();
    // An event of an earlier link is nobody's: it was hung up.
    const mine = (): boolean => link !== null && this.#link === link;
    let link: Link | null = null;
    const events: LinkEvents = {
      opened: () => undefined,
      alive: () => {
        this.#heardAt = this.#parts.clock.now();
      },
      frame: (frame) => {
        if (mine()) this.#received(frame);
      },
      closed: (end) => {
        if (!mine()) return;
        this.#link = null;
        this.#quietDown();
        this.dispatch({ type: "dropped", error: dropError(end) });
      },
    };
    try {
      link = transport.open(request, events);
    } catch (cause) {
      // A platform without WebSockets, a transport that refuses the address: trying again is pointless.
      const message = cause instanceof Error ? cause.message : String(cause);
      this.dispatch({ type: "error", error: ablyError(40000, `The transport can't be used: ${message}`, { cause }) });
    }
    this.#link = link;
  }

  #hangUp(): void {
    const link = this.#link;
    this.#link = null;
    this.#quietDown();
    link?.close(1000, "");
  }

  #checkInternet(): void {
    const { options } = this.#parts;
    const url = options.connectivityCheckUrl ?? "https://internet-up.ably-realtime.com/is-the-internet-up.txt";
    (options.fetch ?? fetch)(url)
      .then((reply) => reply.text())
      .then(
        (text) => this.dispatch({ type: "internet", up: text.includes("yes") }),
        () => this.dispatch({ type: "internet", up: false }),
      );
  }

  /** Pending messages go again; the queue follows. Channels attach when they are told of the change. */
  #restore(resumed: boolean): void {
    this.#recovery = null;
    if (!resumed) this.outbox.renumber();
    for (const frame of this.outbox.again()) this.send(frame);
    for (const frame of this.outbox.release()) this.send(frame);
  }

  #received(raw: string | Uint8Array): void {
    this.#heardAt = this.#parts.clock.now();
    let frame: ProtocolMessage;
    try {
      frame = decodeFrame(raw);
    } catch (cause) {
      this.#parts.warn(ablyError(40013, "A frame could not be read; it was left out", { cause }));
      return;
    }
    this.#process(frame);
  }

  #process(frame: ProtocolMessage): void {
    switch (frame.action) {
      case Action.ack:
        this.outbox.ack(frame.msgSerial ?? 0, frame.count ?? 1, frame.res);
        return;
      case Action.nack:
        this.outbox.nack(
          frame.msgSerial ?? 0,
          frame.count ?? 1,
          errorOf(frame.error) ?? ablyError(50000, "The server refused the message, without saying why"),
        );
        return;
      case Action.heartbeat:
        if (frame.id) this.#pings.get(frame.id)?.(this.#parts.clock.now());
        return;
      case Action.connected:
        this.#connected(frame);
        return;
      case Action.disconnected:
        this.dispatch({ type: "disconnected", error: errorOf(frame.error) });
        return;
      case Action.closed:
        this.dispatch({ type: "closed" });
        return;
      case Action.auth:
        this.#authorize(true);
        return;
      case Action.error:
        if (frame.channel) {
          this.#parts.owner.channelFrame(frame);
          return;
        }
        this.dispatch({ type: "error", error: errorOf(frame.error) ?? ablyError(50000, "The server ended the connection, without saying why") });
        return;
      default:
        if (frame.channel) this.#parts.owner.channelFrame(frame);
    }
  }

  #connected({ connectionId, connectionDetails, error }: ProtocolMessage): void {
    this.#details = connectionDetails ?? {};
    const { connectionKey, connectionStateTtl = null, maxIdleInterval } = this.#details;
    this.#watchIdle((maxIdleInterval ?? 15_000) === 0 ? 0 : (maxIdleInterval ?? 15_000) + this.requestTimeout);
    this.dispatch({ type: "connected", session: { id: connectionId ?? "", key: connectionKey ?? "" }, ttl: connectionStateTtl, error: errorOf(error) });
  }

  /** One timer that looks at a stamp: a frame costs no timer of its own. */
  #watchIdle(limit: number): void {
    this.#quietDown();
    if (limit === 0) return;
    const { clock } = this.#parts;
    const arm = (): void => {
      this.#idleTimer = clock.wake(this.#heardAt + limit, () => {
        if (clock.now() - this.#heardAt >= limit) this.dispatch({ type: "quiet" });
        else arm();
      });
    };
    arm();
  }

  #quietDown(): void {
    this.#idleTimer?.();
    this.#idleTimer = null;
  }

  #arm(): void {
    this.#timer?.();
    const due = dueAt(this.#state);
    this.#timer = due === null ? null : this.#parts.clock.wake(due, () => this.dispatch({ type: "tick" }));
  }

  #unusable(): AblyError {
    const codes = { suspended: 80002, disconnected: 80003, closing: 80017, closed: 80017 } as const;
    const { name } = this.#state;
    if (name === "failed" && this.#error !== null) return this.#error;
    return ablyError(name in codes ? codes[name as keyof typeof codes] : 80003, `The connection is ${name}`); // the line looks first
  }
}

/** Ably's errors as they are; others as 80019 with their cause. */
export function asAblyError(error: unknown): AblyError {
  return error instanceof AblyError ? error : ablyError(80019, error instanceof Error ? error.message : String(error), { cause: error });
}

function dropError({ code, reason, status, cause }: LinkEnd): AblyError {
  const text = status === null ? `The link broke (${code}${reason === "" ? "" : `: ${reason}`})` : `The server refused the link with status ${status}`;
  return ablyError(80003, text, { cause, ...(status !== null && { statusCode: status }) });
}

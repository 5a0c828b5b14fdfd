import type { Transport } from "../../transport.js";
import { AblyError, ablyError, asAblyError } from "./ably-error.js";
import { Action } from "./actions.js";
import type { Authority } from "./authority.js";
import type { BinaryCodec } from "./codec.js";
import type { AblyConnectionChange, ConnectionOwner } from "./connection-change.js";
import { eventOf } from "./connection-frames.js";
import { ConnectionLife, type ConnectionLifeParts } from "./connection-life.js";
import type { ConnectionEffect, ConnectionEvent, ConnectionStateName } from "./connection-state.js";
import { openRequest } from "./dial.js";
import type { ConnectionDetails, ProtocolMessage } from "./frames.js";
import { isInternetUp } from "./internet.js";
import { quiet } from "./listeners.js";
import { Outbox, type Outgoing } from "./outbox.js";
import { Pings } from "./pings.js";
import type { Recovery } from "./recovery.js";
import { Wire } from "./wire.js";

/** What the connection's life and its wire need. */
export interface ConnectionParts extends ConnectionLifeParts {
  readonly authority: Authority;
  readonly transport: Transport;
  readonly binary: BinaryCodec | null;
  readonly owner: ConnectionOwner;
  readonly recovery: Recovery | null;
}

/** A connection: what its life asks for is done over the wire, alone here. */
export class AblyConnection extends ConnectionLife {
  readonly #parts: ConnectionParts;
  readonly #wire: Wire;
  readonly #pings: Pings;
  readonly outbox: Outbox;
  #details: ConnectionDetails = {};
  #recovery: Recovery | null;

  constructor(parts: ConnectionParts) {
    super(parts);
    const { recovery, transport, clock, binary, warn } = parts;
    this.#parts = parts;
    this.#recovery = recovery;
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

  /** Milliseconds to the server and back (RTN13). While connecting or disconnected it waits for a connection; elsewhere it rejects. */
  ping(): Promise<number> {
    const { state } = this;
    if (state !== "connected" && state !== "connecting" && state !== "disconnected") return quiet(Promise.reject(this.unusable()));
    const { answer } = this.#pings.add();
    if (state === "connected") this.#sendPings();
    return answer;
  }

  /** Sends now; nothing happens without a connection. */
  send(frame: ProtocolMessage): void {
    this.#wire.send(frame);
  }

  /** Sends what is to be acknowledged, or keeps it until there is a connection; where there will be none, it fails (RTL6c). */
  submit(outgoing: Outgoing): void {
    const { queueLimit = 10_000 } = this.#parts.options;
    const { state } = this;
    if (state === "connected") this.send(this.outbox.send(outgoing));
    else if (!this.queues || !["initialized", "connecting", "disconnected"].includes(state)) outgoing.nacked(this.unusable());
    else if (this.outbox.queuedCount >= queueLimit) outgoing.nacked(ablyError(42910, `${queueLimit} messages wait for a connection already`));
    else this.outbox.hold(outgoing);
  }

  protected override moved(current: ConnectionStateName, reason: AblyError | null): void {
    if (current === "suspended" || current === "closed" || current === "failed") this.outbox.fail(reason ?? this.unusable());
    else if (!this.queues && current === "disconnected") this.outbox.fail(this.unusable());
    if (current !== "connected") this.#pings.fail(this.unusable(), current !== "connecting" && current !== "disconnected");
  }

  protected override changed(change: AblyConnectionChange): void {
    this.#parts.owner.connectionChanged(change);
    if (change.event === "connected") this.#sendPings();
  }

  protected override run(effect: ConnectionEffect, event: ConnectionEvent): void {
    if (effect.do === "authorize") this.#authorize(effect.renew);
    else if (effect.do === "dial") this.#dial(effect.host, effect.resume);
    else if (effect.do === "hangUp") this.#wire.hangUp();
    else if (effect.do === "send") effect.action === "close" ? this.#wire.finish({ action: Action.close }) : this.#sendAuth();
    else if (effect.do === "checkInternet") void isInternetUp(this.#parts.options, this.#parts.clock).then((up) => this.dispatch({ type: "internet", up }));
    else if (effect.do === "restore") this.#restore(effect.resumed || (this.#recovery !== null && event.type === "connected" && event.error === null));
    else if (effect.do === "reset") {
      this.forgive();
      this.outbox.reset();
      this.#parts.owner.reset();
    } else this.update(effect.reason);
  }

  #authorize(renew: boolean): void {
    const { authority } = this.#parts;
    const authorized = (): void => this.dispatch({ type: "authorized", fresh: false });
    if (authority.ready(renew)) authorized();
    else authority.credentials(renew).then(authorized, (error) => this.dispatch({ type: "unauthorized", error: asAblyError(error) }));
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
    this.#wire.open(
      openRequest(options, { host, credentials: authority.current, resume, recover: this.#recovery?.connectionKey ?? null, sendsHeaders, seesPings }),
    );
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
}

const nackError = ({ error }: ProtocolMessage): AblyError => (error ? new AblyError(error) : ablyError(50000, "The server refused the message"));

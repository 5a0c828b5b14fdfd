import type { Transport } from "../../../transport.js";
import { type AblyError, asAblyError } from "../ably-error.js";
import type { Authority } from "../auth/authority.js";
import { type AblyFeatures, need } from "../features.js";
import { attempted } from "../listeners.js";
import * as Action from "../message/action.js";
import type { BinaryCodec } from "../message/codec.js";
import type { ConnectionDetails, ProtocolMessage } from "../message/frames.js";
import { Wire } from "../message/wire.js";
import type { AblyConnectionChange, ConnectionOwner } from "./connection-change.js";
import { eventOf } from "./connection-frames.js";
import { ConnectionLife, type ConnectionLifeParts } from "./connection-life.js";
import type { ConnectionEffect, ConnectionEvent, ConnectionStateName } from "./connection-state.js";
import { openRequest } from "./dial.js";
import type { Pings } from "./pings.js";
import type { Recovery } from "./recovery.js";
import type { Submissions } from "./submissions.js";

/** What the connection's life and its wire need. */
export interface ConnectionParts extends ConnectionLifeParts {
  readonly authority: Authority;
  readonly transport: Transport;
  readonly binary: BinaryCodec | null;
  readonly features: AblyFeatures;
  readonly owner: ConnectionOwner;
  readonly recovery: Recovery | null;
}

/** A connection: what its life asks for is done over the wire, alone here. */
export class AblyConnection extends ConnectionLife {
  readonly #parts: ConnectionParts;
  readonly #wire: Wire;
  readonly #pings: Pings | null;
  /** What is to be acknowledged; null where the client can't publish. */
  readonly submissions: Submissions | null;
  #details: ConnectionDetails = {};
  #recovery: Recovery | null;

  constructor(parts: ConnectionParts) {
    super(parts);
    const { recovery, transport, clock, binary, warn, features, options } = parts;
    this.#parts = parts;
    this.#recovery = recovery;
    const send = (frame: ProtocolMessage): void => this.send(frame);
    this.#pings = features.ping?.({ clock, connection: this, send }) ?? null;
    this.submissions = features.publishing?.({ options, connection: this, send, firstSerial: recovery?.msgSerial ?? 0 }) ?? null;
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
  }

  /** Bytes that one publish may have (CD2c). */
  get maxMessageSize(): number {
    return this.#details.maxMessageSize ?? this.#parts.options.maxMessageSize ?? 65_536;
  }

  /** What the server said when it connected. */
  get details(): ConnectionDetails {
    return this.#details;
  }

  /** Who the server says this is; null when it doesn't. */
  get clientId(): string | null {
    return this.#details.clientId ?? null;
  }

  /** Milliseconds to the server and back (RTN13). While connecting or disconnected it waits for a connection; elsewhere it rejects. */
  ping(): Promise<number> {
    return attempted(() => need(this.#pings, "ping").ask());
  }

  /** Sends now; nothing happens without a connection. */
  send(frame: ProtocolMessage): void {
    this.#wire.send(frame);
  }

  protected override moved(current: ConnectionStateName, reason: AblyError | null): void {
    this.submissions?.moved(current, reason);
    this.#pings?.moved(current);
  }

  protected override changed(change: AblyConnectionChange): void {
    this.#parts.owner.connectionChanged(change);
    if (change.event === "connected") this.#pings?.sendDue();
  }

  protected override run(effect: ConnectionEffect, event: ConnectionEvent): void {
    if (effect.do === "authorize") this.#authorize(effect.renew);
    else if (effect.do === "dial") this.#dial(effect.host, effect.resume);
    else if (effect.do === "hangUp") this.#wire.hangUp();
    else if (effect.do === "send") effect.action === "close" ? this.#wire.finish({ action: Action.close }) : this.#sendAuth();
    else if (effect.do === "checkInternet") this.#checkInternet();
    else if (effect.do === "restore") this.#restore(effect.resumed || (this.#recovery !== null && event.type === "connected" && event.error === null));
    else if (effect.do === "reset") {
      this.forgive();
      this.submissions?.reset();
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

  /** Without a way to ask, the internet is taken to be there: the next host shows it. */
  #checkInternet(): void {
    const { features, options, clock } = this.#parts;
    const answer = features.network?.isUp(options, clock) ?? Promise.resolve(true);
    void answer.then((up) => this.dispatch({ type: "internet", up }));
  }

  #dial(host: string, resume: string | null): void {
    const { options, authority, transport } = this.#parts;
    const { sendsHeaders, seesPings } = transport;
    this.#wire.open(
      openRequest(options, { host, credentials: authority.current, resume, recover: this.#recovery?.connectionKey ?? null, sendsHeaders, seesPings }),
    );
  }

  /** Channels attach when they are told of the change. */
  #restore(resumed: boolean): void {
    this.#recovery = null;
    this.submissions?.restore(resumed);
  }

  #received(frame: ProtocolMessage): void {
    const { action, channel } = frame;
    if (action === Action.ack || action === Action.nack) this.submissions?.answered(frame);
    else if (action === Action.heartbeat) frame.id && this.#pings?.answered(frame.id);
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

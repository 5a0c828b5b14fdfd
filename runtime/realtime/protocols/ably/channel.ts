import type { Clock } from "../../../core/client.js";
import { type AblyError, ablyError, errorOf } from "./ably-error.js";
import { Action, type ChannelMode, Flag, flagsOfModes, modesOfFlags } from "./actions.js";
import { type ChannelEffect, type ChannelEvent, type ChannelState, type ChannelStateName, channelDueAt, stepChannel } from "./channel-machine.js";
import { type ChannelOptions, differs, type KeptOptions, kept } from "./channel-options.js";
import type { AblyConnection, AblyConnectionChange } from "./connection.js";
import { matcher, type Wanted } from "./filter.js";
import type { ProtocolMessage, PublishResult } from "./frames.js";
import { type HistoryQuery, historyOf } from "./history.js";
import { Inbox } from "./inbox.js";
import { Listeners, quiet } from "./listeners.js";
import type { AblyMessage, OutgoingAblyMessage } from "./message.js";
import { AblyPresence } from "./presence.js";
import { Publisher } from "./publisher.js";
import type { RestGet } from "./rest.js";

/** One step of a channel's life. */
export interface ChannelStateChange {
  readonly previous: ChannelStateName;
  readonly current: ChannelStateName;
  readonly event: ChannelStateName | "update";
  readonly reason: AblyError | null;
  /** False: messages may have been missed since the channel was attached before. */
  readonly resumed: boolean;
  readonly hasBacklog: boolean;
}

/** What a channel needs of its client. */
export interface ChannelParts {
  readonly connection: AblyConnection;
  readonly clock: Clock;
  readonly channelRetry: number;
  readonly random: () => number;
  readonly format: "json" | "msgpack";
  /** Who publishes when a message doesn't say; null: anyone. */
  readonly clientId: () => string | null;
  readonly warn: (error: AblyError) => void;
  readonly get: RestGet;
}

interface Waiting {
  readonly settle: (error: AblyError | null) => void;
  readonly until: "attached" | "detached";
}

/** A named stream of messages, and who is present on it. */
export class AblyChannel {
  readonly name: string;
  readonly presence: AblyPresence;
  readonly #parts: ChannelParts;
  readonly #changes: Listeners<ChannelStateChange>;
  readonly #messages: Listeners<AblyMessage>;
  readonly #inbox: Inbox;
  readonly #publisher: Publisher;
  #options: KeptOptions;
  #state: ChannelState = { name: "initialized" };
  #waiting: Waiting[] = [];
  #timer: (() => void) | null = null;
  #serial: string | null;
  #attachSerial: string | null = null;
  #granted: { readonly modes: readonly ChannelMode[]; readonly params: Readonly<Record<string, string>> } | null = null;

  constructor(name: string, options: ChannelOptions, parts: ChannelParts & { readonly serial: string | null }) {
    const thrown = (cause: unknown): void => parts.warn(ablyError(50000, "A listener threw", { cause }));
    this.name = name;
    this.#parts = parts;
    this.#options = kept(options);
    this.#serial = parts.serial;
    this.#changes = new Listeners(thrown);
    this.#messages = new Listeners(thrown);
    this.#publisher = new Publisher({ ...parts, channel: name, cipher: () => this.#options.key });
    this.presence = new AblyPresence({
      channel: this,
      connection: parts.connection,
      publisher: this.#publisher,
      now: () => parts.clock.now(),
      clientId: parts.clientId,
      failed: (reason) => this.#tell("update", { reason, resumed: true, hasBacklog: false }),
      thrown,
      read: () => this.#inbox.read,
    });
    this.#inbox = new Inbox({
      cipher: () => this.#options.key,
      deltas: () => this.#options.params?.["delta"] !== undefined,
      message: (message) => {
        if (this.#state.name === "attached") this.#messages.tell(message);
      },
      presence: (message) => this.presence.received(message),
      before: (frame) => {
        if (frame.action === Action.sync) this.presence.syncBegins(frame.channelSerial ?? null);
      },
      frame: (frame) => this.#process(frame),
      after: (frame) => this.#after(frame),
      lostDelta: (error) => this.dispatch({ type: "lostDelta", error }),
      warn: parts.warn,
    });
  }

  get state(): ChannelStateName {
    return this.#state.name;
  }

  /** Why it is not attached; null when there is nothing to tell. */
  get errorReason(): AblyError | null {
    return "reason" in this.#state ? this.#state.reason : null;
  }

  /** What the server granted when the channel was attached (RTL4m). */
  get modes(): readonly ChannelMode[] {
    return this.#granted?.modes ?? [];
  }

  /** What the server made of the params that were asked for (RTL4k1). */
  get params(): Readonly<Record<string, string>> {
    return this.#granted?.params ?? {};
  }

  /** Where the channel stands: what a resume begins after; null before it was attached. */
  get serial(): string | null {
    return this.#serial;
  }

  /** Where the channel stood when it was attached: history ends there, subscriptions begin there. */
  get attachSerial(): string | null {
    return this.#state.name === "attached" ? this.#attachSerial : null;
  }

  /** Tells each change; returns what stops it. */
  on(listener: (change: ChannelStateChange) => void): () => void {
    return this.#changes.add(listener);
  }

  /** Resolves once messages come; rejects when they won't. */
  attach(): Promise<void> {
    if (this.#state.name === "attached") return Promise.resolve();
    const { state, errorReason } = this.#parts.connection;
    if (!["initialized", "connecting", "connected", "disconnected"].includes(state))
      return quiet(Promise.reject(errorReason ?? ablyError(90001, `The channel can't attach: the connection is ${state}`)));
    return this.#awaited("attached", { type: "attach" });
  }

  /** Resolves once nothing comes any more. */
  detach(): Promise<void> {
    if (this.#state.name === "initialized" || this.#state.name === "detached") return Promise.resolve();
    if (this.#state.name === "failed") return quiet(Promise.reject(ablyError(90001, "The channel has failed")));
    return this.#awaited("detached", { type: "detach" });
  }

  /** Other params, modes or key; resolves when the server agreed (RTL16). */
  setOptions(options: ChannelOptions): Promise<void> {
    const before = this.#options;
    this.#options = kept(options);
    if (!differs(before, options) || (this.#state.name !== "attached" && this.#state.name !== "attaching")) return Promise.resolve();
    return this.#awaited("attached", { type: "reoptioned" });
  }

  /**
   * Calls the listener for each message, for those of a name, of several, or of a filter; returns what ends it. Attaches the channel,
   * unless `attachOnSubscribe` is false; whether that worked is told by `attach()` and `on`.
   */
  subscribe(listener: (message: AblyMessage) => void): () => void;
  subscribe(wanted: Wanted, listener: (message: AblyMessage) => void): () => void;
  subscribe(first: Wanted | ((message: AblyMessage) => void), second?: (message: AblyMessage) => void): () => void {
    const [wanted, listener] = typeof first === "function" ? [null, first] : [first, second ?? (() => undefined)];
    const matches = matcher(wanted);
    if (this.#options.attachOnSubscribe !== false) quiet(this.attach());
    return this.#messages.add(matches === null ? listener : (message) => matches(message) && listener(message));
  }

  /** Publishes one message, or several as one; resolves when the server has them, with their serials. */
  publish(name: string, data?: unknown): Promise<PublishResult>;
  publish(messages: OutgoingAblyMessage | readonly OutgoingAblyMessage[]): Promise<PublishResult>;
  publish(first: string | OutgoingAblyMessage | readonly OutgoingAblyMessage[], data?: unknown): Promise<PublishResult> {
    const messages = typeof first === "string" ? [{ name: first, data }] : isList(first) ? first : [first];
    if (this.#state.name === "suspended" || this.#state.name === "failed")
      return quiet(Promise.reject(ablyError(90001, `The channel is ${this.#state.name}`, { cause: this.errorReason ?? undefined })));
    return this.#publisher.publish(messages);
  }

  /** What was said before, page by page as the loop asks for it: `for await (const message of channel.history())`. */
  history(query: HistoryQuery = {}): AsyncIterable<AblyMessage> {
    return historyOf({ channel: this.name, get: this.#parts.get, cipher: this.#options.key, attachSerial: this.attachSerial }, query);
  }

  /** A frame that names this channel. */
  receive(frame: ProtocolMessage): void {
    this.#inbox.receive(frame);
  }

  /** What the connection's change means for the channel (RTL3). */
  connectionChanged({ current, event, reason }: AblyConnectionChange): void {
    if (event === "connected") this.dispatch({ type: "online" });
    else if (current === "disconnected") this.dispatch({ type: "offline" });
    else if (current === "suspended") this.dispatch({ type: "suspend", error: reason });
    else if (current === "failed") this.dispatch({ type: "fail", error: reason });
    else if (current === "closed") this.dispatch({ type: "close" });
  }

  dispatch(event: ChannelEvent): void {
    const previous = this.#state;
    const { connection, clock, channelRetry, random } = this.#parts;
    const connected = connection.state === "connected";
    const [next, effects] = stepChannel(previous, event, { now: clock.now(), connected, requestTimeout: connection.requestTimeout, channelRetry, random });
    this.#state = next;
    this.#arm();
    const { resumed, hasBacklog = false } = event.type === "attached" ? event : { resumed: false };
    for (const effect of effects) {
      if (effect.do === "sendAttach") this.#sendAttach();
      else if (effect.do === "sendDetach") connection.send({ action: Action.detach, channel: this.name });
      else this.#tell("update", { reason: effect.reason, resumed: effect.resumed, hasBacklog });
    }
    if (next.name !== previous.name) this.#changed(previous.name, next, { resumed, hasBacklog });
    if (next.name !== previous.name || event.type === "attached" || event.type === "tick") this.#settle(lastReason(effects));
  }

  #changed(previous: ChannelStateName, next: ChannelState, { resumed, hasBacklog }: { readonly resumed: boolean; readonly hasBacklog: boolean }): void {
    if (next.name === "detached" || next.name === "failed" || next.name === "initialized") {
      this.#serial = null;
      this.#inbox.forget();
      this.presence.forget();
    }
    this.presence.channelChanged(next.name);
    this.#changes.tell({ previous, current: next.name, event: next.name, reason: "reason" in next ? next.reason : null, resumed, hasBacklog });
  }

  #tell(event: "update", facts: { readonly reason: AblyError | null; readonly resumed: boolean; readonly hasBacklog: boolean }): void {
    this.#changes.tell({ previous: this.#state.name, current: this.#state.name, event, ...facts });
  }

  #sendAttach(): void {
    const { params, modes } = this.#options;
    this.#parts.connection.send({
      action: Action.attach,
      channel: this.name,
      ...(this.#serial !== null && { channelSerial: this.#serial }),
      ...(params !== undefined && { params }),
      ...(modes !== undefined && modes.length > 0 && { flags: flagsOfModes(modes) }),
    });
  }

  /** Frames without payloads. */
  #process(frame: ProtocolMessage): void {
    if (frame.action === Action.attached) this.#attached(frame);
    else if (frame.action === Action.detached) this.dispatch({ type: "detached", error: errorOf(frame.error) });
    else if (frame.action === Action.error)
      this.dispatch({ type: "error", error: errorOf(frame.error) ?? ablyError(90000, "The channel failed, and the server did not say why") });
  }

  #attached(frame: ProtocolMessage): void {
    const flags = frame.flags ?? 0;
    const resumed = (flags & Flag.resumed) !== 0;
    const already = this.#state.name === "attached";
    if (frame.channelSerial) this.#serial = frame.channelSerial;
    if (!resumed) this.#attachSerial = frame.channelSerial ?? null;
    this.#granted = { modes: modesOfFlags(flags), params: frame.params ?? {} };
    this.dispatch({ type: "attached", resumed, hasBacklog: (flags & Flag.hasBacklog) !== 0, error: errorOf(frame.error) });
    if (this.#state.name === "attached") this.presence.attached({ present: (flags & Flag.hasPresence) !== 0, silent: already && resumed });
  }

  #after(frame: ProtocolMessage): void {
    if (frame.channelSerial && frame.action !== Action.sync && frame.action !== Action.attached) this.#serial = frame.channelSerial;
    if (frame.action === Action.sync) this.presence.syncPart(frame.channelSerial ?? null);
  }

  #awaited(until: Waiting["until"], event: ChannelEvent): Promise<void> {
    const promise = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ until, settle: (error) => (error === null ? resolve() : reject(error)) });
    });
    this.dispatch(event);
    return quiet(promise);
  }

  /** Answers those who wait, where their state is reached or won't be. */
  #settle(failure: AblyError | null): void {
    const { name } = this.#state;
    if (name === "attaching" || name === "detaching") return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { until, settle } of waiting) {
      if (until === name || (until === "detached" && name === "initialized")) settle(null);
      else settle(failure ?? this.errorReason ?? ablyError(90001, `The channel is ${name}`));
    }
  }

  #arm(): void {
    this.#timer?.();
    const due = channelDueAt(this.#state);
    this.#timer = due === null ? null : this.#parts.clock.wake(due, () => this.dispatch({ type: "tick" }));
  }
}

const isList = (given: OutgoingAblyMessage | readonly OutgoingAblyMessage[]): given is readonly OutgoingAblyMessage[] => Array.isArray(given);

/** Why the last effect was told, where it was. */
function lastReason(effects: readonly ChannelEffect[]): AblyError | null {
  const last = effects.at(-1);
  return last?.do === "update" ? last.reason : null;
}

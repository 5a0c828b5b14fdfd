import { ablyError } from "../ably-error.js";
import { type AblyFeatures, need } from "../features.js";
import type { Later } from "../later.js";
import { attempted, Listeners, quiet, rejected } from "../listeners.js";
import * as Action from "../message/action.js";
import type { ChannelMode } from "../message/actions.js";
import type { ProtocolMessage, PublishResult } from "../message/frames.js";
import type { AblyMessage, Edit, EditResult, OutgoingAblyMessage } from "../message/message.js";
import type { AblyPresence } from "../presence/presence.js";
import type { Paged } from "../rest/paged.js";
import type { HistoryQuery, Requests } from "../rest/requests.js";
import type { AblyAnnotations } from "./annotations.js";
import { ChannelLife, type LifeParts } from "./channel-life.js";
import type { ChannelStateName } from "./channel-machine.js";
import { type ChannelOptions, differs, type KeptOptions, kept } from "./channel-options.js";
import { matcher, type Wanted } from "./filter.js";
import { Inbox } from "./inbox.js";
import type { Publisher } from "./publisher.js";

/** What a channel needs of its client. */
export interface ChannelParts extends LifeParts {
  readonly format: "json" | "msgpack";
  /** Whether one's own messages are heard (RTL7f): the server is asked not to send them, and is not relied on. */
  readonly echoes: boolean;
  /** Who publishes when a message doesn't say; null: anyone. */
  readonly clientId: () => string | null;
  readonly features: AblyFeatures;
  readonly requests: Requests | null;
}

/** A named stream of messages, and who is present on it. */
export class AblyChannel extends ChannelLife {
  readonly #parts: ChannelParts;
  readonly #messages: Listeners<AblyMessage>;
  readonly #frames: Listeners<ProtocolMessage>;
  readonly #inbox: Inbox;
  readonly #publisher: Publisher | null;
  readonly #presence: AblyPresence | null;
  readonly #annotations: AblyAnnotations | null;
  #options: KeptOptions;

  constructor(name: string, options: ChannelOptions, parts: ChannelParts) {
    super(name, parts);
    const thrown = (cause: unknown): void => parts.warn(ablyError(50000, "A listener threw", { cause }));
    const { features, connection, clock, warn } = parts;
    const cipher = () => this.#options.key;
    this.#parts = parts;
    this.#options = kept(options, features);
    this.#messages = new Listeners(thrown);
    this.#frames = new Listeners(thrown);
    this.#publisher = connection.submissions?.publisher({ ...parts, channel: name, cipher }) ?? null;
    const shared = { channel: this, publisher: () => need(this.#publisher, "publishing"), clientId: parts.clientId, thrown, warn, cipher };
    this.#annotations = features.annotations?.({ ...shared, requests: parts.requests }) ?? null;
    this.#presence =
      features.presence?.({
        ...shared,
        requests: parts.requests,
        cipher,
        connection,
        now: () => clock.now(),
        failed: (reason) => this.update({ reason, resumed: true, hasBacklog: false }),
        read: () => this.#inbox.read,
      }) ?? null;
    this.#inbox = new Inbox({
      cipher,
      base: features.deltas?.() ?? null,
      message: (message) => {
        if (this.hears && (parts.echoes || message.connectionId !== connection.id)) this.#messages.tell(message);
      },
      other: (frame) => this.#other(frame),
      after: (frame) => this.#after(frame),
      lostDelta: (error) => this.dispatch({ type: error.code === 40018 ? "lostDelta" : "error", error }),
      warn,
    });
  }

  /** Who is present on the channel (RTL9). */
  get presence(): AblyPresence {
    return need(this.#presence, "presence");
  }

  /** What clients say about its messages (RTL26). */
  get annotations(): AblyAnnotations {
    return need(this.#annotations, "annotations");
  }

  /** How it is used, as given (RTL16). */
  get options(): ChannelOptions {
    return this.#options;
  }

  /** Other params, modes or key; resolves when the server agreed (RTL16). */
  setOptions(options: ChannelOptions): Promise<void> {
    const asks = this.asksFor(options);
    this.#options = kept(options, this.#parts.features);
    return asks ? this.awaited("attached", { type: "reoptioned" }) : Promise.resolve();
  }

  /** Whether the server would have to be asked for these options. */
  asksFor(options: ChannelOptions): boolean {
    return (this.state === "attached" || this.state === "attaching") && differs(this.#options, options);
  }

  /**
   * Calls the listener for each message, for those of a name, of several, or of a filter; returns what ends it. Attaches the channel,
   * unless `attachOnSubscribe` is false; whether that worked is told by `attach()` and `on`.
   */
  subscribe(listener: (message: AblyMessage) => void): () => void;
  subscribe(wanted: Wanted, listener: (message: AblyMessage) => void): () => void;
  subscribe(first: Wanted | ((message: AblyMessage) => void), second?: (message: AblyMessage) => void): () => void {
    const [wanted, listener] = typeof first === "function" ? [null, first] : [first, second ?? (() => undefined)];
    const matches = matcher(wanted, this.#parts.features);
    this.attachForSubscription("SUBSCRIBE", 90009);
    return this.#messages.add(matches === null ? listener : (message) => matches(message) && listener(message));
  }

  /** Publishes one message, or several as one; resolves when the server has them, with their serials (RTL6). */
  publish(name: string, data?: unknown): Promise<PublishResult>;
  publish(messages: OutgoingAblyMessage | readonly OutgoingAblyMessage[]): Promise<PublishResult>;
  publish(first: string | OutgoingAblyMessage | readonly OutgoingAblyMessage[], data?: unknown): Promise<PublishResult> {
    const messages = typeof first === "string" ? [{ name: first, data }] : isList(first) ? first : [first];
    return this.sending((publisher) => publisher.publish(messages));
  }

  /** Changes a message: what it is given replaces what it had (RTL32). The serial says which; rejects with 40003 without one. */
  updateMessage(message: Edit["message"], operation?: Edit["operation"], params?: Edit["params"]): Promise<EditResult> {
    return this.sending((publisher) => publisher.edit(1, { message, operation, params }));
  }

  /** Marks a message as deleted (RTL32). */
  deleteMessage(message: Edit["message"], operation?: Edit["operation"], params?: Edit["params"]): Promise<EditResult> {
    return this.sending((publisher) => publisher.edit(2, { message, operation, params }));
  }

  /** Adds to the end of a message's data (RTL32). */
  appendMessage(message: Edit["message"], operation?: Edit["operation"], params?: Edit["params"]): Promise<EditResult> {
    return this.sending((publisher) => publisher.edit(5, { message, operation, params }));
  }

  /** The message of this serial as it is now (RTL28). */
  getMessage(serial: string | { readonly serial: string | null }): Promise<AblyMessage> {
    return this.#rest().message(this.name, serial, this.#options.key);
  }

  /** All versions of a message (RTL31), by pages: `for await (const version of channel.getMessageVersions(serial))`. */
  getMessageVersions(serial: string | { readonly serial: string | null }, query: HistoryQuery = {}): Paged<AblyMessage> {
    return this.#rest().versions(this.name, serial, { query, cipher: this.#options.key });
  }

  /** What was said before, page by page as the loop asks for it: `for await (const message of channel.history())` (RTL10). */
  history(query: HistoryQuery = {}): Paged<AblyMessage> {
    return this.#rest().history(this.name, query, { cipher: this.#options.key, attachSerial: this.attachSerial });
  }

  /** A frame that names this channel. */
  receive(frame: ProtocolMessage): void {
    this.#inbox.receive(frame);
  }

  /** Every frame of this channel once it was taken in, as it stood on the wire: for what is built on top, such as LiveObjects. */
  onFrame(listener: (frame: ProtocolMessage) => void): () => void {
    return this.#frames.add(listener);
  }

  /** Runs what sends, where the channel's state allows it (RTL6c4). */
  sending<T>(run: (publisher: Publisher) => Promise<T>): Promise<T> {
    if (this.state === "suspended" || this.state === "failed")
      return rejected(ablyError(90001, `The channel is ${this.state}`, { cause: this.errorReason ?? undefined }));
    return attempted(() => run(need(this.#publisher, "publishing")));
  }

  /** Attaches for one who listens, and warns when the mode that it takes is not among those granted (RTL7g, RTP6d, RTAN4d). */
  attachForSubscription(mode: ChannelMode, code: number): void {
    const check = (): void => {
      if (this.state === "attached" && !this.modes.includes(mode)) this.#parts.warn(ablyError(code, `${this.name} was attached without the mode ${mode}`));
    };
    if (this.state === "attached") check();
    else if (this.#options.attachOnSubscribe !== false && this.state !== "failed" && this.state !== "suspended") quiet(this.attach().then(check));
  }

  protected override get wanted(): ChannelOptions {
    return this.#options;
  }

  protected override moved(state: ChannelStateName, lost: boolean): void {
    if (lost) this.#inbox.forget();
    this.#presence?.channelChanged(state, lost);
  }

  protected override joined(facts: { readonly present: boolean; readonly silent: boolean }): void {
    this.#presence?.attached(facts);
  }

  #other(frame: ProtocolMessage): Later {
    const { action } = frame;
    if (action === Action.presence || action === Action.sync) return this.#presence?.received(frame);
    if (action === Action.annotation) return this.#annotations?.received(frame);
    this.process(frame);
    return undefined;
  }

  #after(frame: ProtocolMessage): void {
    this.passed(frame);
    this.#frames.tell(frame);
  }

  #rest(): Requests {
    return need(this.#parts.requests, "requests");
  }
}

const isList = (given: OutgoingAblyMessage | readonly OutgoingAblyMessage[]): given is readonly OutgoingAblyMessage[] => Array.isArray(given);

import { type AblyError, ablyError, messageOfError } from "../ably-error.js";
import type { AblyChannel } from "../channel/channel.js";
import type { ChannelStateName } from "../channel/channel-machine.js";
import type { Publisher } from "../channel/publisher.js";
import type { AblyConnection } from "../connection/connection.js";
import { need } from "../features.js";
import { handOn, type Later } from "../later.js";
import { Listeners, listening, quiet, rejected } from "../listeners.js";
import * as Action from "../message/action.js";
import { type PresenceAction, presenceActions } from "../message/actions.js";
import type { Cipher } from "../message/cipher.js";
import type { ProtocolMessage, WirePresence } from "../message/frames.js";
import type { Paged } from "../rest/paged.js";
import type { HistoryQuery, Requests } from "../rest/requests.js";
import { PresenceMap, type PresenceMessage } from "./presence-map.js";
import { readPresence, restPresence } from "./presence-message.js";

/** What presence needs of its channel. */
export interface PresenceParts {
  readonly channel: AblyChannel;
  readonly connection: AblyConnection;
  readonly requests: Requests | null;
  readonly cipher: () => Cipher | null;
  readonly publisher: () => Publisher;
  readonly now: () => number;
  readonly clientId: () => string | null;
  /** Told as the channel's `update`: a member of ours could not enter again. */
  readonly failed: (reason: AblyError) => void;
  readonly warn: (error: AblyError) => void;
  readonly thrown: (cause: unknown) => void;
  /** Resolves once the frames that have come are read: encrypted ones take a while. */
  readonly read: () => Promise<void>;
}

/** Which members are wanted. */
export interface PresenceQuery {
  readonly clientId?: string | undefined;
  readonly connectionId?: string | undefined;
  /** Wait until the set is whole; default true. */
  readonly waitForSync?: boolean | undefined;
}

/** Who is present on a channel (RTP). */
export class AblyPresence {
  readonly #parts: PresenceParts;
  readonly #map = new PresenceMap();
  /** Members that entered by this connection, by clientId: they enter again when the channel attaches again (RTP17). */
  readonly #own = new Map<string, PresenceMessage>();
  readonly #listeners: Listeners<PresenceMessage>;
  #waiting: ((error: AblyError | null) => void)[] = [];

  constructor(parts: PresenceParts) {
    this.#parts = parts;
    this.#listeners = new Listeners(parts.thrown);
  }

  /** Whether the set of members is whole. */
  get syncComplete(): boolean {
    return this.#parts.channel.state === "attached" && !this.#map.syncing;
  }

  /** Enters as this client; resolves when the server has it. */
  enter(data?: unknown): Promise<void> {
    return this.#implicit("enter", data);
  }

  /** Changes this member's data. */
  update(data?: unknown): Promise<void> {
    return this.#implicit("update", data);
  }

  /** Leaves. */
  leave(data?: unknown): Promise<void> {
    return this.#implicit("leave", data);
  }

  /** Enters for another client: for those whose clientId is `*`, or who have a key. */
  enterClient(clientId: string, data?: unknown): Promise<void> {
    return this.#send("enter", clientId, data);
  }

  /** Changes another member's data. */
  updateClient(clientId: string, data?: unknown): Promise<void> {
    return this.#send("update", clientId, data);
  }

  /** Leaves for another client. */
  leaveClient(clientId: string, data?: unknown): Promise<void> {
    return this.#send("leave", clientId, data);
  }

  /** The members; once the set is whole, unless `waitForSync` is false (RTP11). */
  get({ clientId, connectionId, waitForSync = true }: PresenceQuery = {}): Promise<readonly PresenceMessage[]> {
    const chosen = () =>
      this.#map.members().filter((each) => (clientId ?? each.clientId) === each.clientId && (connectionId ?? each.connectionId) === each.connectionId);
    const { state } = this.#parts.channel;
    if (state === "suspended" && waitForSync) return rejected(suspended());
    if (state === "failed" || (state === "detached" && waitForSync)) return rejected(ablyError(90001, `The channel is ${state}`));
    if (state === "suspended" || state === "detached") return Promise.resolve(chosen());
    return quiet(this.#ready(waitForSync).then(chosen));
  }

  /** Who came, changed and went before, by pages (RTP12). */
  history(query: Omit<HistoryQuery, "untilAttach"> = {}): Paged<PresenceMessage> {
    const { channel, requests, cipher } = this.#parts;
    const path = `/channels/${encodeURIComponent(channel.name)}/presence/history`;
    return need(requests, "requests").paged(path, { query, item: (wire) => restPresence(wire as WirePresence, cipher()) }); // read leniently
  }

  /** Calls the listener for each change, or for those of one kind or of several; returns what ends it. Attaches the channel. */
  subscribe(listener: (message: PresenceMessage) => void): () => void;
  subscribe(action: PresenceAction | readonly PresenceAction[], listener: (message: PresenceMessage) => void): () => void;
  subscribe(first: PresenceAction | readonly PresenceAction[] | ((message: PresenceMessage) => void), second?: (message: PresenceMessage) => void): () => void {
    this.#parts.channel.attachForSubscription("PRESENCE_SUBSCRIBE", 91008);
    return this.#listeners.add(listening(first, second, ({ action }) => action));
  }

  /** The channel attached: who isn't said to be there has left, and ours enter again (RTP1, RTP17i). */
  attached({ present, silent }: { readonly present: boolean; readonly silent: boolean }): void {
    if (present) this.#map.expectSync();
    else this.#left(this.#map.empty(this.#parts.now()));
    if (!silent) for (const member of this.#own.values()) this.#reenter(member);
  }

  /** A frame of members, or a part of a sync. */
  received(frame: ProtocolMessage): Later {
    const { cipher, warn } = this.#parts;
    const serial = frame.action === Action.sync ? (frame.channelSerial ?? null) : undefined;
    if (serial !== undefined) this.#map.startSync(serial);
    const later = handOn(readPresence(frame, cipher(), warn), (message) => this.#received(message));
    if (later !== undefined) return later.then(() => this.#partEnds(serial));
    this.#partEnds(serial);
    return undefined;
  }

  /** A part of a sync has come; nothing where it was none. */
  #partEnds(channelSerial: string | null | undefined): void {
    const gone = channelSerial === undefined ? null : this.#map.endPart(channelSerial, this.#parts.now());
    if (gone !== null) this.#left(gone);
  }

  /** A member's change, of a sync or by itself. */
  #received(message: PresenceMessage): void {
    if (message.connectionId === this.#parts.connection.id) this.#mine(message);
    if (this.#map.put(message)) this.#listeners.tell(message);
  }

  /** `lost`: nobody is known any more (RTP5a). */
  channelChanged(state: ChannelStateName, lost: boolean): void {
    if (lost) {
      this.#map.clear();
      this.#own.clear();
      this.#settle(ablyError(91001, `The channel is ${state}`));
    } else if (state === "suspended") this.#settle(suspended());
  }

  /** What the server made up itself, when our connection was lost, says nothing about whether we want to be there (RTP17b). */
  #mine(message: PresenceMessage): void {
    if (message.action === "leave") {
      if (message.id?.startsWith(`${message.connectionId}:`)) this.#own.delete(message.clientId);
    } else if (message.action !== "absent") this.#own.set(message.clientId, message);
  }

  #left(gone: readonly PresenceMessage[]): void {
    for (const member of gone) this.#listeners.tell(member);
    this.#settle(null);
  }

  #reenter({ clientId, data, id, connectionId }: PresenceMessage): void {
    const kept = connectionId === this.#parts.connection.id ? id : undefined;
    this.#parts
      .publisher()
      .present({ action: presenceActions.indexOf("enter"), clientId, data, ...(kept && { id: kept }) })
      .catch((cause) => {
        this.#parts.failed(ablyError(91004, `${clientId} could not enter again: ${messageOfError(cause)}`, { cause }));
      });
  }

  #implicit(action: PresenceAction, data: unknown): Promise<void> {
    const clientId = this.#parts.clientId();
    if (clientId === "*" || (clientId === null && this.#parts.connection.state === "connected"))
      return rejected(ablyError(91000, "Only identified clients can be present"));
    return this.#send(action, null, data);
  }

  #send(action: PresenceAction, clientId: string | null, data: unknown): Promise<void> {
    const { channel, connection, publisher } = this.#parts;
    const send = async (): Promise<void> => {
      await publisher().present({ action: presenceActions.indexOf(action), ...(clientId !== null && { clientId }), data });
    };
    if (channel.state === "attached") return quiet(send());
    if ((channel.state === "initialized" || channel.state === "attaching") && connection.submissions?.queues !== false)
      return quiet(channel.attach().then(send));
    return rejected(ablyError(91001, `The channel is ${channel.state}`));
  }

  async #ready(waitForSync: boolean): Promise<void> {
    await this.#parts.channel.attach();
    await this.#parts.read();
    if (!waitForSync || !this.#map.syncing) return;
    await new Promise<null>((resolve, reject) => this.#waiting.push((error) => (error === null ? resolve(error) : reject(error))));
  }

  #settle(error: AblyError | null): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const settle of waiting) settle(error);
  }
}

const suspended = (): AblyError => ablyError(91005, "The channel is suspended: who is present isn't known");

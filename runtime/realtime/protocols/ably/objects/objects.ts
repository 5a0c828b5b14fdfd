import type { Clock } from "../../../../core/client.js";
import { systemClock } from "../../../../core/clock.js";
import type { Ably } from "../ably.js";
import { type AblyError, ablyError } from "../ably-error.js";
import type { AblyChannel } from "../channel/channel.js";
import { Listeners, quiet } from "../listeners.js";
import * as Action from "../message/action.js";
import type { ChannelMode } from "../message/actions.js";
import * as Flag from "../message/flag.js";
import type { ProtocolMessage } from "../message/frames.js";
import { newCounter, newMap, type Planned, type Plans, planned, type SettableValue } from "./creation.js";
import { LiveCounter } from "./live-counter.js";
import { LiveMap } from "./live-map.js";
import { messagesOf, type ObjectMessage, type ObjectOperation } from "./object-message.js";
import { sizeOfOperation } from "./object-size.js";
import { Pool } from "./pool.js";
import { ObjectSync, type SyncState } from "./sync.js";

/** How often deleted objects are looked for (ms). */
const collectEvery = 300_000;

/** One change of one object: which keys of a map, and the message it came of (null: a sync). */
export interface ObjectChange {
  readonly object: LiveMap | LiveCounter;
  readonly keys: readonly string[];
  readonly message: ObjectMessage | null;
}

/** The shared objects of one channel (RTO): maps and counters, from the root map on. */
export class AblyObjects {
  readonly #ably: Ably;
  readonly #channel: AblyChannel;
  readonly #clock: Clock;
  readonly #pool: Pool;
  readonly #sync: ObjectSync;
  readonly #changes: Listeners<ObjectChange>;
  readonly #states: Listeners<SyncState>;
  /** How objects are made of what is written. */
  readonly plans: Plans;
  /** Where what a listener threw goes. */
  readonly thrown: (cause: unknown) => void;
  /** Where what fails no call goes. */
  readonly warn: (error: AblyError) => void;
  #offset: number | null = null;
  #collectedAt: number;

  constructor(ably: Ably, channel: AblyChannel) {
    const { options } = ably;
    const warn = (error: AblyError): void => options.onWarning?.(error);
    const thrown = (cause: unknown): void => warn(ablyError(50000, "A listener threw", { cause }));
    const send = (operation: ObjectOperation): Promise<void> => this.publish([{ sent: operation, meant: operation }]);
    const changed = (object: object, keys: readonly string[], message: ObjectMessage | null): void =>
      this.#changes.tell({ object: object as LiveMap | LiveCounter, keys, message }); // there are no others
    const expect = (objectId: string): void => void this.#pool.at(objectId);
    this.#changes = new Listeners(thrown);
    this.#states = new Listeners(thrown);
    this.thrown = thrown;
    this.warn = warn;
    this.plans = { format: options.format ?? "json", time: () => this.#time() };
    const find = (objectId: string) => this.#pool.find(objectId);
    const format = options.format ?? "json";
    this.#ably = ably;
    this.#channel = channel;
    this.#clock = options.clock ?? systemClock;
    this.#collectedAt = this.#clock.now();
    this.#pool = new Pool({
      map: (id) => new LiveMap(id, { thrown, changed, send, find, expect, format }),
      counter: (id) => new LiveCounter(id, { thrown, changed, send }),
    });
    this.#sync = new ObjectSync(
      this.#pool,
      () => this.#clock.now(),
      (state) => this.#states.tell(state),
    );
    channel.onFrame((frame) => this.#received(frame));
    channel.on(({ current }) => {
      if (current === "detached" || current === "failed" || current === "suspended") this.#sync.stop(ablyError(92008, `The channel is ${current}`));
    });
    // Attached before anybody asked for objects: what came is lost, so it is asked for again.
    if (channel.state === "attached") channel.dispatch({ type: "reoptioned" });
  }

  /** The root map, once all objects are there. Attaches the channel. Rejects with 40024 without the mode OBJECT_SUBSCRIBE, with 90001 where the channel has failed (RTO23). */
  get(): Promise<LiveMap> {
    const root = async (): Promise<LiveMap> => {
      if (this.#channel.state === "failed") this.check("OBJECT_SUBSCRIBE");
      await this.#channel.attach();
      this.check("OBJECT_SUBSCRIBE");
      await this.#sync.done();
      return this.#pool.root;
    };
    return quiet(root());
  }

  /** A new map with these values: reachable for others once it is set in one that is (RTO11). */
  createMap(values: Readonly<Record<string, SettableValue>> = {}): Promise<LiveMap> {
    return quiet(this.#create(newMap(values))) as Promise<LiveMap>; // its id says so
  }

  /** A new counter that begins with this count (RTO12). */
  createCounter(count = 0): Promise<LiveCounter> {
    return quiet(this.#create(newCounter(count))) as Promise<LiveCounter>; // likewise
  }

  async #create(value: SettableValue): Promise<LiveMap | LiveCounter | null> {
    const { data, operations } = await planned(value, this.plans);
    await this.publish(operations);
    return this.#pool.at(data.objectId ?? "");
  }

  get channelName(): string {
    return this.#channel.name;
  }

  /** The root map as it stands: `get` waits for it. */
  get root(): LiveMap {
    return this.#pool.root;
  }

  /** The object of this id, if it is there. */
  find(objectId: string): LiveMap | LiveCounter | undefined {
    return this.#pool.find(objectId);
  }

  /** Calls the listener for each change of any object; returns what ends it. */
  onChange(listener: (change: ObjectChange) => void): () => void {
    return this.#changes.add(listener);
  }

  /** Calls the listener when a sync begins, or is done; returns what ends it (RTO18). */
  on(state: Exclude<SyncState, "initialized">, listener: () => void): () => void {
    return this.#states.add((current) => {
      if (current === state) listener();
    });
  }

  /** Whether all objects are there. */
  get synced(): boolean {
    return this.#sync.synced;
  }

  /** Sends operations in one frame, and does them here when the server has them (RTO20). Rejects as `check` throws, and with 40009 for too much at once (RTO15d). */
  async publish(operations: readonly Planned[]): Promise<void> {
    this.check("OBJECT_PUBLISH");
    const size = operations.reduce((sum, { meant }) => sum + sizeOfOperation(meant), 0);
    const { maxMessageSize } = this.#ably.connection;
    if (size > maxMessageSize) throw ablyError(40009, `The operations have ${size} bytes, the limit is ${maxMessageSize}`);
    const state = operations.map(({ sent }) => ({ operation: sent }));
    const { serials } = await this.#channel.sending((publisher) => publisher.send({ action: Action.object, state }));
    const { siteCode } = this.#ably.connection.details;
    // Without these the server's echo does it.
    if (!siteCode || serials.length !== operations.length) return;
    await this.#sync.done();
    for (const [index, { meant: operation }] of operations.entries()) {
      const serial = serials[index];
      if (serial) this.#sync.applyOwn({ operation, serial, siteCode });
    }
  }

  #received(frame: ProtocolMessage): void {
    if (frame.action === Action.attached) this.#sync.attached(((frame.flags ?? 0) & Flag.hasObjects) !== 0);
    else if (frame.action === Action.objectSync) this.#sync.part(frame.channelSerial ?? null, messagesOf(frame));
    else if (frame.action === Action.object) this.#sync.operations(messagesOf(frame));
    else return;
    this.#collect();
  }

  /** With the frames that come, so that no timer keeps a program alive (RTO10). */
  #collect(): void {
    const now = this.#clock.now();
    if (now - this.#collectedAt < collectEvery) return;
    this.#collectedAt = now;
    this.#pool.collect(now - (this.#ably.connection.details.objectsGCGracePeriod ?? 86_400_000));
  }

  /** Throws where objects can't be read, or changed: 40024 without the mode, 90001 where the channel is lost, 40000 without echoes (RTO25, RTO26). */
  check(mode: ChannelMode): void {
    const { state, modes, options } = this.#channel;
    const writing = mode === "OBJECT_PUBLISH";
    // What the server granted; before it did, or where it doesn't say, what was asked for (RTO2).
    const granted = state === "attached" && modes.length > 0 ? modes : options.modes;
    if (!granted?.includes(mode)) throw ablyError(40024, `The channel is without the mode ${mode}`, { statusCode: 400 });
    if (state === "detached" || state === "failed" || (writing && state === "suspended"))
      throw ablyError(90001, `The channel is ${state}`, { statusCode: 400 });
    if (writing && this.#ably.options.echoMessages === false) throw ablyError(40000, "Shared objects need `echoMessages`");
  }

  /** Ably's time: ids hold it. Asked once (RTO16). */
  async #time(): Promise<number> {
    if (this.#offset === null) {
      const { body } = await this.#ably.requests.send({ method: "GET", path: "/time", auth: "none" });
      this.#offset = Array.isArray(body) && typeof body[0] === "number" ? body[0] - this.#clock.now() : 0;
    }
    return this.#clock.now() + this.#offset;
  }
}

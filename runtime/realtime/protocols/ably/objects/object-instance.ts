import { BatchWriter, type ObjectBatch } from "./batch.js";
import { compact, compactJson } from "./compact.js";
import { planned, type SettableValue } from "./creation.js";
import { asCounter, asMap, asObject } from "./kinds.js";
import { LiveCounter, negated } from "./live-counter.js";
import { LiveMap } from "./live-map.js";
import { eventMessage, type ObjectEventMessage } from "./object-event.js";
import type { LiveValue } from "./object-value.js";
import type { AblyObjects } from "./objects.js";

/** What `ObjectInstance.subscribe` tells: which object changed, and what it came of (none: a sync). */
export interface InstanceEvent {
  readonly object: ObjectInstance;
  readonly message?: ObjectEventMessage;
  /** The object was deleted: nothing more is told (RTLO4b4e). Left out: it was not. */
  readonly tombstone?: true;
}

/** One map, counter or plain value, whichever path leads to it (RTINS). Reading throws, and writing rejects with, what `AblyObjects.check` throws. */
export class ObjectInstance {
  readonly #objects: AblyObjects;
  readonly #value: LiveValue;

  constructor(objects: AblyObjects, value: LiveValue) {
    this.#objects = objects;
    this.#value = value;
  }

  /** Its object id; undefined for a plain value. */
  get id(): string | undefined {
    return this.#value instanceof LiveMap || this.#value instanceof LiveCounter ? this.#value.objectId : undefined;
  }

  /** A plain value, or what a counter stands at; undefined for a map. */
  value(): Exclude<LiveValue, LiveMap | LiveCounter> | undefined {
    const value = this.#read();
    return value instanceof LiveCounter ? value.value : value instanceof LiveMap ? undefined : value;
  }

  /** What a map holds at a key; undefined for nothing, and for what is no map. */
  get(key: string): ObjectInstance | undefined {
    const value = this.#map()?.get(key);
    return value === undefined ? undefined : new ObjectInstance(this.#objects, value);
  }

  entries(): readonly (readonly [key: string, instance: ObjectInstance])[] {
    return [...(this.#map() ?? [])].map(([key, value]) => [key, new ObjectInstance(this.#objects, value)] as const);
  }

  keys(): readonly string[] {
    return [...(this.#map()?.keys() ?? [])];
  }

  values(): readonly ObjectInstance[] {
    return this.entries().map(([, instance]) => instance);
  }

  /** How many keys a map has; undefined for what is no map. */
  size(): number | undefined {
    return this.#map()?.size;
  }

  /** All of it as plain data (RTPO13). */
  compact(): unknown {
    return compact(this.#read());
  }

  /** All of it as JSON can say it (RTPO14). */
  compactJson(): unknown {
    return compactJson(this.#read());
  }

  /** Sets a key of a map; objects that are to be made are sent in the same frame. Rejects with 92007 for what is no map. */
  async set(key: string, value: SettableValue): Promise<void> {
    this.#objects.check("OBJECT_PUBLISH");
    const map = asMap(this.#value);
    map.removing(key); // throws for what is no key, before anything is made
    const { data, operations } = await planned(value, this.#objects.plans);
    const setting = map.setting(key, data);
    await this.#objects.publish([...operations, { sent: setting, meant: setting }]);
  }

  async remove(key: string): Promise<void> {
    this.#objects.check("OBJECT_PUBLISH");
    await asMap(this.#value).remove(key);
  }

  /** Adds to a counter. Rejects with 92007 for what is none. */
  async increment(amount = 1): Promise<void> {
    this.#objects.check("OBJECT_PUBLISH");
    await asCounter(this.#value).increment(amount);
  }

  decrement(amount = 1): Promise<void> {
    return this.increment(negated(amount));
  }

  /** Calls the listener for each change of this object, wherever it is; returns what ends it. Throws 92007 for a plain value (RTINS16). */
  subscribe(listener: (event: InstanceEvent) => void): () => void {
    this.#objects.check("OBJECT_SUBSCRIBE");
    const live = asObject(this.#value);
    return live.subscribe((_update, message, tombstone) => {
      const told = eventMessage(message, this.#objects.channelName);
      listener({ object: this, ...(told && { message: told }), ...(tombstone && { tombstone }) });
    });
  }

  /** Sends all that the function writes, in one frame, when it has returned (RTINS19). Rejects with what it throws: then nothing is sent. */
  async batch(write: (batch: ObjectBatch) => void): Promise<void> {
    this.#objects.check("OBJECT_PUBLISH");
    asObject(this.#value);
    const writer = new BatchWriter(this.#objects.plans);
    try {
      write(writer.at(this));
    } finally {
      writer.close();
    }
    const operations = await writer.operations();
    if (operations.length > 0) await this.#objects.publish(operations);
  }

  /** What it is of. */
  get raw(): LiveValue {
    return this.#value;
  }

  #read(): LiveValue {
    this.#objects.check("OBJECT_SUBSCRIBE");
    return this.#value;
  }

  #map(): LiveMap | undefined {
    const value = this.#read();
    return value instanceof LiveMap ? value : undefined;
  }
}

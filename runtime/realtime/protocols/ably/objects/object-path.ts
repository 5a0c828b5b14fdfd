import { ablyError } from "../ably-error.js";
import type { ObjectBatch } from "./batch.js";
import type { SettableValue } from "./creation.js";
import type { LiveCounter } from "./live-counter.js";
import { LiveMap } from "./live-map.js";
import type { ObjectEventMessage } from "./object-event.js";
import { ObjectInstance } from "./object-instance.js";
import type { LiveValue } from "./object-value.js";
import type { AblyObjects } from "./objects.js";
import { pathListeners } from "./path-listeners.js";

/** What `ObjectPath.subscribe` tells: where something changed, and what it came of (none: a sync). */
export interface PathEvent {
  readonly object: ObjectPath;
  readonly message?: ObjectEventMessage;
}

/** A place in the shared objects of a channel, whatever stands there (RTPO). Reading what isn't there gives undefined; writing rejects with 92005. */
export class ObjectPath {
  readonly #objects: AblyObjects;
  readonly #segments: readonly string[];

  constructor(objects: AblyObjects, segments: readonly string[] = []) {
    this.#objects = objects;
    this.#segments = segments;
  }

  /** Its keys with dots between; dots within a key stand as `\.`. */
  path(): string {
    return this.#segments.map((segment) => segment.replaceAll(".", "\\.")).join(".");
  }

  /** The place of a key below. Throws 40003 for what is no text. */
  get(key: string): ObjectPath {
    if (typeof key !== "string") throw ablyError(40003, "Keys are text");
    return new ObjectPath(this.#objects, [...this.#segments, key]);
  }

  /** The place of a path from here on, as `path` gives it. */
  at(path: string): ObjectPath {
    if (typeof path !== "string") throw ablyError(40003, "A path is text");
    const keys = path === "" ? [] : path.split(/(?<!\\)\./).map((key) => key.replaceAll("\\.", "."));
    return new ObjectPath(this.#objects, [...this.#segments, ...keys]);
  }

  /** What stands here now, wherever it goes; undefined for nothing. */
  instance(): ObjectInstance | undefined {
    this.#objects.check("OBJECT_SUBSCRIBE");
    return this.#found();
  }

  /** A plain value, or what a counter stands at; undefined for a map, and for nothing. */
  value(): Exclude<LiveValue, LiveMap | LiveCounter> | undefined {
    return this.instance()?.value();
  }

  entries(): readonly (readonly [key: string, path: ObjectPath])[] {
    return this.keys().map((key) => [key, this.get(key)] as const);
  }

  keys(): readonly string[] {
    return this.instance()?.keys() ?? [];
  }

  values(): readonly ObjectPath[] {
    return this.keys().map((key) => this.get(key));
  }

  /** How many keys a map has; undefined for what is none. */
  size(): number | undefined {
    return this.instance()?.size();
  }

  /** All of it as plain data (RTPO13). */
  compact(): unknown {
    return this.instance()?.compact();
  }

  /** All of it as JSON can say it (RTPO14). */
  compactJson(): unknown {
    return this.instance()?.compactJson();
  }

  /** Sets a key of the map that stands here. Rejects with 92007 where no map does. */
  async set(key: string, value: SettableValue): Promise<void> {
    await this.#written().set(key, value);
  }

  async remove(key: string): Promise<void> {
    await this.#written().remove(key);
  }

  /** Adds to the counter that stands here. Rejects with 92007 where none does. */
  async increment(amount = 1): Promise<void> {
    await this.#written().increment(amount);
  }

  async decrement(amount = 1): Promise<void> {
    await this.#written().decrement(amount);
  }

  /** Sends all that the function writes to what stands here, in one frame, when it has returned (RTPO22). Rejects with 92007 where no object does. */
  async batch(write: (batch: ObjectBatch) => void): Promise<void> {
    this.#objects.check("OBJECT_PUBLISH");
    const instance = this.#found();
    if (instance?.id === undefined) throw ablyError(92007, "No object stands here", { statusCode: 400 });
    await instance.batch(write);
  }

  /** Calls the listener for each change of what stands here, and of what is below it, `depth` levels down (1: only here); returns what ends it (RTPO19). */
  subscribe(listener: (event: PathEvent) => void, { depth }: { readonly depth?: number } = {}): () => void {
    this.#objects.check("OBJECT_SUBSCRIBE");
    if (depth !== undefined && (!Number.isInteger(depth) || depth <= 0)) throw ablyError(40003, "A depth is a whole number above 0");
    const place = (segments: readonly string[]): ObjectPath => new ObjectPath(this.#objects, segments);
    return pathListeners(this.#objects).add({
      segments: this.#segments,
      depth: depth ?? null,
      tell: (segments, message) => listener({ object: place(segments), ...(message && { message }) }),
    });
  }

  #found(): ObjectInstance | undefined {
    let value: LiveValue | undefined = this.#objects.root;
    for (const segment of this.#segments) value = value instanceof LiveMap ? value.get(segment) : undefined;
    return value === undefined ? undefined : new ObjectInstance(this.#objects, value);
  }

  #written(): ObjectInstance {
    this.#objects.check("OBJECT_PUBLISH");
    const found = this.#found();
    if (found === undefined) throw ablyError(92005, `Nothing stands at ${this.path()}`, { statusCode: 400 });
    return found;
  }
}

import { type ClientError, errorFrom } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import type { BusSetting } from "../../realtime/bus-maker.js";
import type { Receipt } from "../../realtime/message.js";
import type { BrokerLink, Flow, LinkHost, Publication, Receiver } from "../broker.js";
import { forbidden, noConnection, refused } from "../failures.js";
import { receive } from "../received.js";
import { entryOf } from "./entry.js";
import type { RedisBusOptions, RedisClient } from "./options.js";
import { keyOf, patternOf, streamKeyOf } from "./place.js";
import { makeGroup, type StreamPlace, streamCommands } from "./stream-commands.js";
import { StreamReader } from "./stream-reader.js";

/** What a link works with. */
export interface RedisParts {
  readonly client: RedisClient;
  readonly bus: BusSetting;
  readonly options: RedisBusOptions;
  /** Name of this client in groups, the same on every link. */
  readonly own: string;
  readonly isStream: (route: Route) => boolean;
}

/** One connection of the package `redis`, and one more for each stream that is read. PROTOCOL.md, sections 2 to 4. */
export class RedisLink implements BrokerLink {
  readonly #parts: RedisParts;
  readonly #host: LinkHost;
  readonly #readers = new Set<RedisClient>();
  readonly #streams = new Set<StreamReader>();
  /** How many read each stream by this client's own group: it is gone with the last. */
  readonly #own = new Map<string, number>();
  /** Own groups that were made on an earlier link go on where they were. */
  readonly #known: Set<string>;
  #isOver = false;

  constructor(parts: RedisParts, host: LinkHost, known: Set<string>) {
    this.#parts = parts;
    this.#host = host;
    this.#known = known;
    this.#watch(parts.client);
  }

  subscribe(_: string, route: Route, receiver: Receiver): Promise<Flow> {
    return this.#parts.isStream(route) ? this.#readStream(route, receiver) : this.#listen(route, receiver);
  }

  async publish({ route, message, body }: Publication): Promise<Receipt> {
    const { client, bus, options, isStream } = this.#parts;
    const key = keyOf(route, bus.variables);
    try {
      if (!isStream(route)) {
        const receivers = await client.publish(key, typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength));
        return { status: "acknowledged", id: null, value: { receivers } };
      }
      const limit = options.streams?.maxLength;
      const fields = Object.entries(entryOf(message, body)).flat();
      const id = await client.sendCommand(["XADD", key, ...(limit === undefined ? [] : ["MAXLEN", "~", `${limit}`]), "*", ...fields]);
      return { status: "acknowledged", id: `${id}`, value: null };
    } catch (error) {
      throw this.#failure(`Publishing to ${key}`, error);
    }
  }

  async close(): Promise<void> {
    this.#isOver = true;
    for (const stream of [...this.#streams]) stream.cancel();
    for (const reader of this.#readers) if (reader.isOpen) reader.destroy();
    await this.#parts.client.close().catch(() => undefined);
  }

  destroy(): void {
    this.#isOver = true;
    for (const stream of this.#streams) stream.leave();
    for (const client of [...this.#readers, this.#parts.client]) if (client.isOpen) client.destroy();
  }

  async #listen(route: Route, receiver: Receiver): Promise<Flow> {
    const { client, bus } = this.#parts;
    const { text, isPattern } = patternOf(route, bus.variables);
    const listener = (body: Buffer, channel: Buffer): void => {
      const told = { body, contentType: null, headers: {}, address: `${channel}`, id: null, correlationId: null, replyTo: null, name: null };
      receive(route, { ...told, receivedAt: bus.clock.now() }, receiver);
    };
    try {
      if (isPattern) await client.pSubscribe(text, listener, true);
      else await client.subscribe(text, listener, true);
    } catch (error) {
      throw this.#failure(`Listening to ${text}`, error);
    }
    const cancel = (): void => {
      const left = isPattern ? client.pUnsubscribe(text, listener, true) : client.unsubscribe(text, listener, true);
      left.catch(() => undefined);
    };
    return { continuity: "lost", pause: () => false, resume: () => undefined, cancel };
  }

  async #readStream(route: Route, receiver: Receiver): Promise<Flow> {
    const { client, bus, options, own } = this.#parts;
    const { group, consumer = own, prefetch = 100, claimAfter = 30_000 } = options.streams ?? {};
    const key = streamKeyOf(route, bus.variables);
    const place: StreamPlace = { key, group: group ?? own, consumer, claimAfter, isOwn: group === undefined };
    const what = `Reading the stream ${key}`;
    this.#count(key, 1);
    const waiting = client.duplicate();
    try {
      await makeGroup(client, place);
      waiting.on("error", () => undefined);
      this.#readers.add(waiting);
      await waiting.connect();
    } catch (error) {
      this.#count(key, -1);
      throw this.#failure(what, error);
    }
    const isAgain = this.#known.has(key);
    this.#known.add(key);
    const commands = streamCommands(client, waiting, place);
    const stop = (): void => {
      const isLast = this.#count(key, -1) === 0;
      commands.stop(place.isOwn && isLast);
      this.#streams.delete(stream);
      this.#readers.delete(waiting);
      if (place.isOwn && isLast) this.#known.delete(key);
    };
    const failed = (error: unknown): void => {
      if (this.#isOver) return;
      const failure = this.#failure(what, error);
      if (failure.kind === "connection") this.#lost(failure);
      else receiver.end(failure);
    };
    const stream = new StreamReader({
      commands: { ...commands, stop },
      key,
      route,
      receiver,
      clock: bus.clock,
      prefetch,
      claimAfter,
      continuity: !place.isOwn || isAgain ? "resumed" : "lost",
      failed,
    });
    this.#streams.add(stream);
    if (this.#isOver) stream.leave();
    return stream;
  }

  /** One who left before the stream was read may end after the next has begun. */
  #count(key: string, change: 1 | -1): number {
    const count = (this.#own.get(key) ?? 0) + change;
    this.#own.set(key, count);
    return count;
  }

  #watch(client: RedisClient): void {
    const { url } = this.#parts.bus;
    let reason: unknown = new Error("it was closed");
    client.on("error", (error) => {
      reason = error;
      this.#lost(noConnection(url, error));
    });
    client.on("end", () => this.#lost(noConnection(url, reason)));
  }

  #lost(error: ClientError): void {
    if (this.#isOver) return;
    this.destroy();
    this.#host.lost(error);
  }

  /** An error that the server answered with begins with its code in capitals. */
  #failure(what: string, error: unknown): ClientError {
    const [, code = null] = /^([A-Z]{3,}) /.exec(errorFrom(error).message) ?? [];
    if (this.#isOver || !(error instanceof Error) || code === null || /^(LOADING|MASTERDOWN|CLUSTERDOWN)$/.test(code))
      return noConnection(this.#parts.bus.url, error);
    return code === "NOPERM" ? forbidden(what, error) : refused(what, error, code);
  }
}

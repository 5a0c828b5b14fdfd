import type { Clock } from "../../../../core/client.js";
import { systemClock } from "../../../../core/clock.js";
import type { Ably } from "../ably.js";
import { ablyError } from "../ably-error.js";
import * as Action from "../action.js";
import type { ChannelMode } from "../actions.js";
import type { AblyChannel } from "../channel.js";
import * as Flag from "../flag.js";
import type { ProtocolMessage } from "../frames.js";
import { quiet } from "../listeners.js";
import { LiveCounter } from "./live-counter.js";
import { LiveMap } from "./live-map.js";
import { objectIdOf } from "./object-id.js";
import { ObjectAction, type ObjectMessage, type ObjectOperation } from "./object-message.js";
import { dataOf, type LiveValue } from "./object-value.js";
import { Pool } from "./pool.js";
import { ObjectSync } from "./sync.js";

/** How often deleted objects are looked for (ms). */
const collectEvery = 300_000;

/** The shared objects of one channel (RTO): maps and counters, from the root map on. */
export class AblyObjects {
  readonly #ably: Ably;
  readonly #channel: AblyChannel;
  readonly #clock: Clock;
  readonly #pool: Pool;
  readonly #sync: ObjectSync;
  #offset: number | null = null;
  #collectedAt: number;

  constructor(ably: Ably, channel: AblyChannel) {
    const { options } = ably;
    const thrown = (cause: unknown): void => options.onWarning?.(ablyError(50000, "A listener threw", { cause }));
    const send = (operation: ObjectOperation): Promise<void> => this.#publish([operation]);
    const find = (objectId: string) => this.#pool.find(objectId);
    const format = options.format ?? "json";
    this.#ably = ably;
    this.#channel = channel;
    this.#clock = options.clock ?? systemClock;
    this.#collectedAt = this.#clock.now();
    this.#pool = new Pool({ map: (id) => new LiveMap(id, { thrown, send, find, format }), counter: (id) => new LiveCounter(id, { thrown, send }) });
    this.#sync = new ObjectSync(this.#pool, () => this.#clock.now());
    channel.onFrame((frame) => this.#received(frame));
    channel.on(({ current }) => {
      if (current === "detached" || current === "failed" || current === "suspended") this.#sync.stop(ablyError(92008, `The channel is ${current}`));
    });
    // Attached before anybody asked for objects: what came is lost, so it is asked for again.
    if (channel.state === "attached") channel.dispatch({ type: "reoptioned" });
  }

  /** The root map, once all objects are there. Attaches the channel. Rejects with 40024 without the mode OBJECT_SUBSCRIBE. */
  get(): Promise<LiveMap> {
    const root = async (): Promise<LiveMap> => {
      await this.#channel.attach();
      this.#check("OBJECT_SUBSCRIBE");
      await this.#sync.done();
      return this.#pool.root;
    };
    return quiet(root());
  }

  /** A new map with these values: reachable for others once it is set in one that is (RTO11). */
  createMap(values: Readonly<Record<string, LiveValue>> = {}): Promise<LiveMap> {
    const format = this.#ably.options.format ?? "json";
    const make = async (): Promise<LiveMap> => {
      const entries = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { data: dataOf(value, format) }]));
      const printable = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { data: dataOf(value, "json") }]));
      const { objectId, ...initial } = await objectIdOf("map", { semantics: 0, entries: printable }, await this.#time());
      await this.#publish(
        [{ action: ObjectAction.mapCreate, objectId, mapCreateWithObjectId: initial }],
        [{ action: 0, objectId, mapCreate: { semantics: 0, entries } }],
      );
      return this.#pool.at(objectId) as LiveMap; // its id says so
    };
    return quiet(make());
  }

  /** A new counter that begins with this count (RTO12). */
  createCounter(count = 0): Promise<LiveCounter> {
    const make = async (): Promise<LiveCounter> => {
      if (!Number.isFinite(count)) throw ablyError(40003, "A counter begins with a finite number");
      const { objectId, ...initial } = await objectIdOf("counter", { count }, await this.#time());
      const action = ObjectAction.counterCreate;
      await this.#publish([{ action, objectId, counterCreateWithObjectId: initial }], [{ action, objectId, counterCreate: { count } }]);
      return this.#pool.at(objectId) as LiveCounter; // its id says so
    };
    return quiet(make());
  }

  /** Whether all objects are there. */
  get synced(): boolean {
    return this.#sync.synced;
  }

  /** Sends operations, and does them here when the server has them (RTO20): `meant` where what is sent says less. */
  async #publish(operations: readonly ObjectOperation[], meant: readonly ObjectOperation[] = operations): Promise<void> {
    if (this.#ably.options.echoMessages === false) throw ablyError(40000, "Shared objects need `echoMessages`");
    this.#check("OBJECT_PUBLISH");
    const state = operations.map((operation) => ({ operation }));
    const { serials } = await this.#channel.sending((publisher) => publisher.send({ action: Action.object, state }));
    const { siteCode } = this.#ably.connection.details;
    // Without these the server's echo does it.
    if (!siteCode || serials.length !== operations.length) return;
    await this.#sync.done();
    for (const [index, operation] of meant.entries()) {
      const serial = serials[index];
      if (serial) this.#sync.applyOwn({ operation, serial, siteCode });
    }
  }

  #received(frame: ProtocolMessage): void {
    if (frame.action === Action.attached) this.#sync.attached(((frame.flags ?? 0) & Flag.hasObjects) !== 0);
    else if (frame.action === Action.objectSync)
      this.#sync.part(frame.channelSerial ?? null, (frame.state ?? []) as readonly ObjectMessage[]); // read leniently
    else if (frame.action === Action.object)
      this.#sync.operations((frame.state ?? []) as readonly ObjectMessage[]); // likewise
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

  #check(mode: ChannelMode): void {
    const { state, modes } = this.#channel;
    if (state === "attached" && !modes.includes(mode)) throw ablyError(40024, `The channel was attached without the mode ${mode}`);
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

import { ablyError } from "../ably-error.js";
import type { Format } from "../message/codec.js";
import type { LiveCounter } from "./live-counter.js";
import { type Applied, LiveObject, type ObjectParts } from "./live-object.js";
import { ObjectAction, type ObjectData, type ObjectOperation, type ObjectState, type WireEntry } from "./object-message.js";
import { dataOf, type LiveValue, readValue } from "./object-value.js";

/** What became of each key that changed. */
export type MapUpdate = Readonly<Record<string, "updated" | "removed">>;

interface Entry {
  readonly data: ObjectData | null;
  readonly timeserial: string;
  /** When it was removed (ms since epoch); null while it is there. */
  readonly removedAt: number | null;
}

/** What a map needs of the objects around it. */
export interface MapParts extends ObjectParts {
  readonly send: (operation: ObjectOperation) => Promise<void>;
  readonly find: (objectId: string) => LiveMap | LiveCounter | undefined;
  /** Makes an empty object of this id, unless there is one (RTLM7g). */
  readonly expect?: (objectId: string) => void;
  readonly format: Format;
}

/** Values by key that several clients change: of two changes to a key the later one wins (RTLM). */
export class LiveMap extends LiveObject<MapUpdate> {
  readonly #parts: MapParts;
  readonly #entries = new Map<string, Entry>();
  #clearedBy = "";
  protected override readonly creation: number = ObjectAction.mapCreate;
  protected override readonly nothing: MapUpdate = {};

  constructor(objectId: string, parts: MapParts) {
    super(objectId, parts);
    this.#parts = parts;
  }

  /** The value of a key; undefined where there is none (RTLM5). */
  get(key: string): LiveValue | undefined {
    const { data, removedAt = null } = this.#entries.get(key) ?? {};
    return data && removedAt === null ? readValue(data, this.#parts.find) : undefined;
  }

  /** Keys that have a value. */
  get size(): number {
    return [...this.keys()].length;
  }

  *keys(): Generator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): Generator<LiveValue> {
    for (const [, value] of this.entries()) yield value;
  }

  *entries(): Generator<readonly [key: string, value: LiveValue]> {
    for (const key of this.#entries.keys()) {
      const value = this.get(key);
      if (value !== undefined) yield [key, value];
    }
  }

  [Symbol.iterator](): Generator<readonly [key: string, value: LiveValue]> {
    return this.entries();
  }

  /** Sets a key; resolves when the server has it, and it is set here (RTLM20). Rejects with 40003 for a key, 40013 for a value that can't be. */
  async set(key: string, value: LiveValue): Promise<void> {
    await this.#parts.send(this.setting(key, dataOf(value, this.#parts.format)));
  }

  /** Removes a key (RTLM21). */
  async remove(key: string): Promise<void> {
    await this.#parts.send(this.removing(key));
  }

  /** The operation that sets a key. Throws 40003 for one that is no text. */
  setting(key: string, value: ObjectData): ObjectOperation {
    return { action: ObjectAction.mapSet, objectId: this.objectId, mapSet: { key: text(key), value } };
  }

  /** The operation that removes one. */
  removing(key: string): ObjectOperation {
    return { action: ObjectAction.mapRemove, objectId: this.objectId, mapRemove: { key: text(key) } };
  }

  /** Keys that refer to objects, deleted ones as well, with the ids. */
  *references(): Generator<readonly [key: string, objectId: string]> {
    for (const [key, { data }] of this.#entries) if (data?.objectId) yield [key, data.objectId];
  }

  /** Forgets removed keys that nobody can refer to any more (RTLM19). */
  collect(before: number): void {
    for (const [key, { removedAt }] of this.#entries) if (removedAt !== null && removedAt <= before) this.#entries.delete(key);
  }

  protected override keysOf(update: MapUpdate): readonly string[] {
    return Object.keys(update);
  }

  protected override merge({ mapCreate }: ObjectOperation, at: number): MapUpdate | null {
    return told(Object.entries(mapCreate?.entries ?? {}).map(([key, entry]) => this.#put(key, entry, entry.serialTimestamp ?? at)));
  }

  protected override change({ action, mapSet, mapRemove }: ObjectOperation, { serial, at }: Applied): MapUpdate | null {
    if (action === ObjectAction.mapSet && mapSet) return told([this.#put(mapSet.key, { data: mapSet.value, timeserial: serial }, at)]);
    if (action === ObjectAction.mapRemove && mapRemove) return told([this.#put(mapRemove.key, { timeserial: serial, tombstone: true }, at)]);
    return action === ObjectAction.mapClear ? this.#clearBy(serial) : null;
  }

  protected override become({ map, createOp }: ObjectState, at: number): MapUpdate | null {
    const before = new Map(this.#entries);
    this.#entries.clear();
    this.#clearedBy = "";
    for (const [key, entry] of Object.entries(map?.entries ?? {})) this.#put(key, entry, entry.serialTimestamp ?? at);
    this.#clearedBy = map?.clearTimeserial ?? "";
    if (createOp) this.merge(createOp, at);
    return difference(before, this.#entries);
  }

  protected override clear(): MapUpdate | null {
    const before = new Map(this.#entries);
    this.#entries.clear();
    this.#clearedBy = "";
    return difference(before, this.#entries);
  }

  /** Nothing of before this serial is left (RTLM24). */
  #clearBy(serial: string): MapUpdate | null {
    if (serial <= this.#clearedBy) return null;
    this.#clearedBy = serial;
    const gone = [...this.#entries].filter(([, { timeserial }]) => timeserial < serial);
    for (const [key] of gone) this.#entries.delete(key);
    return told(gone.flatMap(([key, { removedAt }]) => (removedAt === null ? [[key, "removed"] as const] : [])));
  }

  /** Null where a later change, or a clearing, was before (RTLM9). */
  #put(key: string, { data, timeserial, tombstone }: WireEntry, at: number): readonly [string, "updated" | "removed"] | null {
    const [serial, known] = [timeserial ?? "", this.#entries.get(key)];
    if (this.#clearedBy !== "" && serial <= this.#clearedBy) return null;
    if (known !== undefined && serial <= known.timeserial) return null;
    this.#entries.set(key, { data: tombstone ? null : (data ?? null), timeserial: serial, removedAt: tombstone ? at : null });
    if (data?.objectId && !tombstone) this.#parts.expect?.(data.objectId);
    return [key, tombstone ? "removed" : "updated"];
  }
}

function text(key: string): string {
  if (typeof key !== "string") throw ablyError(40003, "A map's keys are text");
  return key;
}

function told(changes: readonly (readonly [string, "updated" | "removed"] | null)[]): MapUpdate | null {
  const made = changes.filter((change) => change !== null);
  return made.length === 0 ? null : Object.fromEntries(made);
}

function difference(before: ReadonlyMap<string, Entry>, after: ReadonlyMap<string, Entry>): MapUpdate | null {
  const there = (entry: Entry | undefined): string | null => (entry === undefined || entry.removedAt !== null ? null : JSON.stringify(entry.data));
  const keys = [...new Set([...before.keys(), ...after.keys()])].filter((key) => there(before.get(key)) !== there(after.get(key)));
  return told(keys.map((key) => [key, there(after.get(key)) === null ? "removed" : "updated"] as const));
}

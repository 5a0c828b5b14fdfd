import type { LiveCounter } from "./live-counter.js";
import type { LiveMap } from "./live-map.js";
import type { Applied } from "./live-object.js";
import type { ObjectMessage, ObjectState } from "./object-message.js";

/** The id of a channel's first object. */
export const rootId = "root";

/** An object as a sync brings it. */
export interface SyncedState {
  readonly state: ObjectState;
  /** When it was deleted, if it was (ms since epoch); null where the server doesn't say. */
  readonly deletedAt: number | null;
}

/** What makes objects of ids that weren't known. */
export interface Makers {
  readonly map: (objectId: string) => LiveMap;
  readonly counter: (objectId: string) => LiveCounter;
}

/** The objects of a channel, by id (RTO3). */
export class Pool {
  readonly #makers: Makers;
  readonly #all = new Map<string, LiveMap | LiveCounter>();
  readonly root: LiveMap;

  constructor(makers: Makers) {
    this.#makers = makers;
    this.root = makers.map(rootId);
    this.#all.set(rootId, this.root);
  }

  /** The object of this id, if it is there and not deleted. */
  find(objectId: string): LiveMap | LiveCounter | undefined {
    const found = this.#all.get(objectId);
    return found === undefined || found.deletedAt !== null ? undefined : found;
  }

  /** The object of this id; an empty one where there is none (RTO6). Null for an id that says no kind. */
  at(objectId: string): LiveMap | LiveCounter | null {
    const known = this.#all.get(objectId);
    if (known !== undefined) return known;
    const kind = objectId.split(":")[0];
    if (kind !== "map" && kind !== "counter") return null;
    const made = this.#makers[kind](objectId);
    this.#all.set(objectId, made);
    return made;
  }

  apply(message: ObjectMessage, by: Applied): void {
    if (message.operation) this.at(message.operation.objectId)?.apply(message, by);
  }

  /** Becomes what the server has (RTO5c): what isn't among it is gone. What changed is told when all of it is there. */
  replace(states: readonly SyncedState[], now: number): void {
    const kept = new Set(states.map(({ state }) => state.objectId));
    const tell = states.flatMap(({ state, deletedAt }) => this.at(state.objectId)?.replace(state, now, deletedAt ?? now) ?? []);
    if (!kept.has(rootId)) tell.push(this.root.empty());
    for (const objectId of [...this.#all.keys()]) if (!kept.has(objectId) && objectId !== rootId) this.#all.delete(objectId);
    for (const each of tell) each();
  }

  /** Forgets what was deleted before this moment (RTO10). */
  collect(before: number): void {
    for (const [objectId, object] of this.#all) {
      if (object.deletedAt !== null && object.deletedAt <= before) this.#all.delete(objectId);
      if ("collect" in object) object.collect(before);
    }
  }
}

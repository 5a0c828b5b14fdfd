import type { AblyError } from "../ably-error.js";
import type { ObjectMessage, ObjectState } from "./object-message.js";
import type { Pool, SyncedState } from "./pool.js";

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: AblyError) => void;
}

/** Whether objects are as the server has them (RTO17). */
export type SyncState = "initialized" | "syncing" | "synced";

/** Keeps a pool as the server has it: takes what a sync brings, and operations in between only after it (RTO4 to RTO9). */
export class ObjectSync {
  readonly #pool: Pool;
  readonly #now: () => number;
  /** The running sync; null while there is none. */
  #running: { sequence: string | null; readonly states: Map<string, SyncedState> } | null = { sequence: null, states: new Map() };
  #behind: ObjectMessage[] = [];
  /** Serials of our own operations that were done on their acknowledgement: their echo is for nothing. */
  readonly #own = new Set<string>();
  #waiting: Waiter[] = [];
  #state: SyncState = "initialized";
  /** Why no sync comes to its end: the channel is lost. Null while one may. */
  #lost: AblyError | null = null;
  readonly #told: (state: SyncState) => void;

  constructor(pool: Pool, now: () => number, told: (state: SyncState) => void = () => undefined) {
    this.#pool = pool;
    this.#now = now;
    this.#told = told;
  }

  get state(): SyncState {
    return this.#state;
  }

  get synced(): boolean {
    return this.#running === null;
  }

  /** Resolves once the objects are there; rejects when the channel is lost before. */
  done(): Promise<void> {
    if (this.synced) return Promise.resolve();
    if (this.#lost !== null) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** ATTACHED came: with objects to be synced, or with none (RTO4). */
  attached(hasObjects: boolean): void {
    this.#become("syncing");
    this.#lost = null;
    this.#running = { sequence: null, states: new Map() };
    this.#behind = [];
    this.#own.clear();
    if (!hasObjects) this.#finish();
  }

  /** A part of a sync: `sequence:cursor`; without a cursor it is the last, without a serial the only one (RTO5a). */
  part(channelSerial: string | null, messages: readonly ObjectMessage[]): void {
    const colon = channelSerial?.indexOf(":") ?? -1;
    const [sequence, cursor] = channelSerial === null || colon < 0 ? [channelSerial, ""] : [channelSerial.slice(0, colon), channelSerial.slice(colon + 1)];
    this.#become("syncing");
    if (this.#running === null || this.#running.sequence !== sequence) this.#running = { sequence, states: new Map() };
    const { states } = this.#running;
    // Others are of kinds that came later (RTO5f3).
    for (const { object, serialTimestamp } of messages)
      if (object && (object.map || object.counter || object.tombstone))
        states.set(object.objectId, { state: joined(states.get(object.objectId)?.state, object), deletedAt: serialTimestamp ?? null });
    if (cursor === "") this.#finish();
  }

  operations(messages: readonly ObjectMessage[]): void {
    if (this.#running !== null) this.#behind.push(...messages);
    else for (const message of messages) this.#apply(message);
  }

  /** Our own operation, which the server has: done now, not when it comes back (RTO20). */
  applyOwn(message: ObjectMessage & { readonly serial: string }): void {
    const by = { serial: message.serial, siteCode: message.siteCode ?? "", at: message.serialTimestamp ?? this.#now(), local: true };
    // Its echo may have been faster.
    if (message.operation && this.#pool.at(message.operation.objectId)?.saw(by)) return;
    this.#own.add(message.serial);
    this.#pool.apply(message, by);
  }

  /** The channel is lost: nobody waits any more. */
  stop(error: AblyError): void {
    this.#lost = error;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(error);
  }

  #finish(): void {
    this.#pool.replace([...(this.#running?.states.values() ?? [])], this.#now());
    this.#running = null;
    // What the sync brought has them already.
    this.#own.clear();
    const behind = this.#behind;
    this.#behind = [];
    for (const message of behind) this.#apply(message);
    this.#become("synced");
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve } of waiting) resolve();
  }

  #become(state: SyncState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#told(state);
  }

  #apply(message: ObjectMessage): void {
    const { serial, siteCode, serialTimestamp } = message;
    if (!serial || !siteCode) return;
    const own = this.#own.delete(serial);
    // The echo of what is done already only says that its site came so far.
    this.#pool.apply(own ? { ...message, operation: seen(message) } : message, { serial, siteCode, at: serialTimestamp ?? this.#now(), local: false });
  }
}

const seen = ({ operation }: ObjectMessage): ObjectMessage["operation"] => (operation ? { objectId: operation.objectId, action: -1 } : null);

/** Large maps come in several messages: their entries belong together (RTO5f). */
function joined(before: ObjectState | undefined, state: ObjectState): ObjectState {
  if (!before || state.tombstone) return state;
  if (!before.map || !state.map) return before;
  return { ...state, map: { ...state.map, entries: { ...before.map.entries, ...state.map.entries } } };
}

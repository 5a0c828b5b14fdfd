import { Listeners } from "../listeners.js";
import { ObjectAction, type ObjectMessage, type ObjectState } from "./object-message.js";

/** What an operation is applied with: who orders it, and when. */
export interface Applied {
  readonly serial: string;
  readonly siteCode: string;
  /** Milliseconds since epoch: when a deletion counts from. */
  readonly at: number;
  /** Ours, on its acknowledgement: the server will say it again (RTO20). */
  readonly local: boolean;
}

/** Told of each change: the object, the keys of a map that changed, and what it came of (none: a sync). */
export type Changed = (object: object, keys: readonly string[], message: ObjectMessage | null) => void;

/** What every object needs of those around it. */
export interface ObjectParts {
  /** What a listener threw. */
  readonly thrown: (cause: unknown) => void;
  readonly changed?: Changed;
}

/** What maps and counters share: identity, which operations were seen, deletion (RTLO). */
export abstract class LiveObject<Update> {
  readonly objectId: string;
  #listeners: Listeners<readonly [Update, ObjectMessage | null, boolean]>;
  readonly #thrown: (cause: unknown) => void;
  readonly #changed: Changed | undefined;
  #siteTimeserials: Record<string, string> = {};
  #created = false;
  #deletedAt: number | null = null;

  constructor(objectId: string, { thrown, changed }: ObjectParts) {
    this.objectId = objectId;
    this.#changed = changed;
    this.#thrown = thrown;
    this.#listeners = new Listeners(thrown);
  }

  /** When it was deleted (ms since epoch); null while it is there. */
  get deletedAt(): number | null {
    return this.#deletedAt;
  }

  /**
   * Calls the listener for each change, with the message it came of (null: a sync), and whether the object was deleted by it: that is the
   * last one (RTLO4b). Returns what ends it.
   */
  subscribe(listener: (update: Update, message: ObjectMessage | null, tombstone: boolean) => void): () => void {
    return this.#listeners.add(([update, message, tombstone]) => listener(update, message, tombstone));
  }

  /** Whether an operation of this serial, or a later one of its site, was done. */
  saw({ serial, siteCode }: Pick<Applied, "serial" | "siteCode">): boolean {
    return serial <= (this.#siteTimeserials[siteCode] ?? "");
  }

  /** Does what an operation says, unless a later one of its site was done before (RTLO4a). */
  apply(message: ObjectMessage, by: Applied): void {
    const { operation } = message;
    if (!operation) return;
    const { serial, siteCode, local } = by;
    if (this.saw(by)) return;
    if (!local) this.#siteTimeserials[siteCode] = serial;
    if (this.#deletedAt !== null) return;
    const { action } = operation;
    if (action === ObjectAction.objectDelete) this.#delete(by.at, message)();
    else if (action === this.creation) {
      if (this.#created) return;
      this.#created = true;
      this.#told(this.merge(operation, by.at), message);
    } else this.#told(this.change(operation, by), message);
  }

  /** Becomes what the server has (RTLM6, RTLC6), at `deletedAt` where that is nothing any more; gives what to tell afterwards. */
  replace(state: ObjectState, now: number, deletedAt: number): () => void {
    this.#siteTimeserials = { ...state.siteTimeserials };
    if (this.#deletedAt !== null) return () => undefined;
    if (state.tombstone) return this.#delete(deletedAt, null);
    this.#created = state.createOp !== null && state.createOp !== undefined;
    const update = this.become(state, now);
    return () => this.#told(update);
  }

  /** It is not there any more, or never was. */
  empty(): () => void {
    const update = this.clear();
    this.#siteTimeserials = {};
    this.#created = false;
    return () => this.#told(update);
  }

  /** Takes in what it began as; keys whose removal has no time were removed `at` this one (RTLO6). Null: nothing changed. */
  protected abstract merge(operation: NonNullable<ObjectMessage["operation"]>, at: number): Update | null;
  protected abstract change(operation: NonNullable<ObjectMessage["operation"]>, by: Applied): Update | null;
  protected abstract become(state: ObjectState, at: number): Update | null;
  protected abstract clear(): Update | null;
  /** Keys that an update is about. */
  protected abstract keysOf(update: Update): readonly string[];
  /** The operation that creates one: of others it is told nothing. */
  protected abstract readonly creation: number;
  /** Nothing changed, and yet something is to be told (RTLO4e5). */
  protected abstract readonly nothing: Update;

  /** Gives what tells: even where it held nothing; nobody is told more afterwards (RTLO4b4c3). */
  #delete(at: number, message: ObjectMessage | null): () => void {
    this.#deletedAt = at;
    const update = this.clear() ?? this.nothing;
    return () => {
      this.#told(update, message, true);
      this.#listeners = new Listeners(this.#thrown);
    };
  }

  #told(update: Update | null, message: ObjectMessage | null = null, tombstone = false): void {
    if (update === null) return;
    this.#listeners.tell([update, message, tombstone]);
    this.#changed?.(this, this.keysOf(update), message);
  }
}

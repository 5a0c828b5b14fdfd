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

/** What maps and counters share: identity, which operations were seen, deletion (RTLO). */
export abstract class LiveObject<Update> {
  readonly objectId: string;
  readonly #listeners: Listeners<Update>;
  #siteTimeserials: Record<string, string> = {};
  #created = false;
  #deletedAt: number | null = null;

  constructor(objectId: string, thrown: (cause: unknown) => void) {
    this.objectId = objectId;
    this.#listeners = new Listeners(thrown);
  }

  /** When it was deleted (ms since epoch); null while it is there. */
  get deletedAt(): number | null {
    return this.#deletedAt;
  }

  /** Calls the listener for each change; returns what ends it (RTLO4b). */
  subscribe(listener: (update: Update) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Whether an operation of this serial, or a later one of its site, was done. */
  saw({ serial, siteCode }: Pick<Applied, "serial" | "siteCode">): boolean {
    return serial <= (this.#siteTimeserials[siteCode] ?? "");
  }

  /** Does what an operation says, unless a later one of its site was done before (RTLO4a). */
  apply({ operation }: ObjectMessage, by: Applied): void {
    if (!operation) return;
    const { serial, siteCode, local } = by;
    if (this.saw(by)) return;
    if (!local) this.#siteTimeserials[siteCode] = serial;
    if (this.#deletedAt !== null) return;
    const { action } = operation;
    if (action === ObjectAction.objectDelete) this.#told(this.#delete(by.at));
    else if (action === ObjectAction.mapCreate || action === ObjectAction.counterCreate) {
      if (this.#created) return;
      this.#created = true;
      this.#told(this.merge(operation));
    } else this.#told(this.change(operation, by));
  }

  /** Becomes what the server has (RTLM6, RTLC6); gives what to tell afterwards. */
  replace(state: ObjectState, at: number): () => void {
    this.#siteTimeserials = { ...state.siteTimeserials };
    if (this.#deletedAt !== null) return () => undefined;
    if (state.tombstone) {
      const update = this.#delete(at);
      return () => this.#told(update);
    }
    this.#created = state.createOp !== null && state.createOp !== undefined;
    const update = this.become(state);
    return () => this.#told(update);
  }

  /** It is not there any more, or never was. */
  empty(): () => void {
    const update = this.clear();
    this.#siteTimeserials = {};
    this.#created = false;
    return () => this.#told(update);
  }

  /** Takes in what it began as. Null: nothing changed. */
  protected abstract merge(operation: NonNullable<ObjectMessage["operation"]>): Update | null;
  protected abstract change(operation: NonNullable<ObjectMessage["operation"]>, by: Applied): Update | null;
  protected abstract become(state: ObjectState): Update | null;
  protected abstract clear(): Update | null;

  #delete(at: number): Update | null {
    this.#deletedAt = at;
    return this.clear();
  }

  #told(update: Update | null): void {
    if (update !== null) this.#listeners.tell(update);
  }
}

import { ablyError } from "../ably-error.js";
import type { Maybe } from "../message/frames.js";
import { LiveObject, type ObjectParts } from "./live-object.js";
import { ObjectAction, type ObjectOperation, type ObjectState } from "./object-message.js";

/** By how much a counter changed. */
export interface CounterUpdate {
  readonly amount: number;
}

/** What takes away as much; what is no number stays what it is, to be refused. */
export const negated = (amount: number): number => (typeof amount === "number" ? -amount : amount);

/** A number that several clients add to: additions never get lost (RTLC). */
export class LiveCounter extends LiveObject<CounterUpdate> {
  readonly #send: (operation: ObjectOperation) => Promise<void>;
  #value = 0;
  protected override readonly creation: number = ObjectAction.counterCreate;
  protected override readonly nothing: CounterUpdate = { amount: 0 };

  constructor(objectId: string, parts: ObjectParts & { readonly send: (operation: ObjectOperation) => Promise<void> }) {
    super(objectId, parts);
    this.#send = parts.send;
  }

  /** What it stands at. */
  get value(): number {
    return this.#value;
  }

  /** Adds; resolves when the server has it, and it is added here. Rejects with 40003 for what is no finite number. */
  async increment(amount = 1): Promise<void> {
    await this.#send(this.incrementing(amount));
  }

  /** The operation that adds. Throws 40003 as `increment` does. */
  incrementing(amount = 1): ObjectOperation {
    if (!Number.isFinite(amount)) throw ablyError(40003, "A counter is changed by a finite number");
    return { action: ObjectAction.counterInc, objectId: this.objectId, counterInc: { number: amount } };
  }

  /** Takes away. */
  decrement(amount = 1): Promise<void> {
    return this.increment(negated(amount));
  }

  protected override keysOf(): readonly string[] {
    return [];
  }

  protected override merge({ counterCreate }: ObjectOperation): CounterUpdate | null {
    return this.#add(counterCreate?.count);
  }

  protected override change({ action, counterInc }: ObjectOperation): CounterUpdate | null {
    return action === ObjectAction.counterInc ? this.#add(counterInc?.number) : null;
  }

  protected override become({ counter, createOp }: ObjectState): CounterUpdate | null {
    const before = this.#value;
    this.#value = (counter?.count ?? 0) + (createOp?.counterCreate?.count ?? 0);
    return this.#value === before ? null : { amount: this.#value - before };
  }

  protected override clear(): CounterUpdate | null {
    const before = this.#value;
    this.#value = 0;
    return before === 0 ? null : { amount: -before };
  }

  #add(amount: Maybe<number>): CounterUpdate | null {
    if (typeof amount !== "number") return null;
    this.#value += amount;
    return { amount };
  }
}

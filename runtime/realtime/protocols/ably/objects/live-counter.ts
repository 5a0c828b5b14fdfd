import { ablyError } from "../ably-error.js";
import { LiveObject } from "./live-object.js";
import { ObjectAction, type ObjectOperation, type ObjectState } from "./object-message.js";

/** By how much a counter changed. */
export interface CounterUpdate {
  readonly amount: number;
}

/** A number that several clients add to: additions never get lost (RTLC). */
export class LiveCounter extends LiveObject<CounterUpdate> {
  readonly #send: (operation: ObjectOperation) => Promise<void>;
  #value = 0;

  constructor(objectId: string, { thrown, send }: { readonly thrown: (cause: unknown) => void; readonly send: (operation: ObjectOperation) => Promise<void> }) {
    super(objectId, thrown);
    this.#send = send;
  }

  /** What it stands at. */
  get value(): number {
    return this.#value;
  }

  /** Adds; resolves when the server has it, and it is added here. Rejects with 40003 for what is no finite number. */
  async increment(amount: number): Promise<void> {
    if (!Number.isFinite(amount)) throw ablyError(40003, "A counter is changed by a finite number");
    await this.#send({ action: ObjectAction.counterInc, objectId: this.objectId, counterInc: { number: amount } });
  }

  /** Takes away. */
  decrement(amount: number): Promise<void> {
    return this.increment(-amount);
  }

  protected override merge({ counterCreate }: ObjectOperation): CounterUpdate {
    return this.#add(counterCreate?.count ?? 0);
  }

  protected override change({ action, counterInc }: ObjectOperation): CounterUpdate | null {
    return action === ObjectAction.counterInc && counterInc ? this.#add(counterInc.number) : null;
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

  #add(amount: number): CounterUpdate {
    this.#value += amount;
    return { amount };
  }
}

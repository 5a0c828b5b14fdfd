import { ablyError } from "../ably-error.js";
import { NewCounter, NewMap, type Planned, type Plans, planned, type SettableValue } from "./creation.js";
import { asCounter, asMap } from "./kinds.js";
import { type LiveCounter, negated } from "./live-counter.js";
import type { LiveMap } from "./live-map.js";
import type { ObjectInstance } from "./object-instance.js";
import { dataOf, type LiveValue } from "./object-value.js";

type Step = () => Promise<readonly Planned[]>;

/** What a batch writes: sent together when its function has returned. */
export class BatchWriter {
  readonly #plans: Plans;
  readonly #steps: Step[] = [];
  readonly #known = new Map<string, ObjectBatch>();
  #open = true;

  constructor(plans: Plans) {
    this.#plans = plans;
  }

  /** The same one for the same object (RTBC16c). */
  at(instance: ObjectInstance): ObjectBatch {
    const { id } = instance;
    const known = id === undefined ? undefined : this.#known.get(id);
    const batch = known ?? new ObjectBatch(this, instance);
    if (id !== undefined) this.#known.set(id, batch);
    return batch;
  }

  /** Throws 40000 when the function has returned. */
  check(): void {
    if (!this.#open) throw ablyError(40000, "The batch is closed");
  }

  close(): void {
    this.#open = false;
  }

  set(map: LiveMap, key: string, value: SettableValue): void {
    const { format } = this.#plans;
    // What can be told to be wrong is told at once.
    const made = value instanceof NewMap || value instanceof NewCounter;
    map.removing(key);
    if (!made) dataOf(value, format);
    this.#steps.push(async () => {
      const { data, operations } = await planned(value, this.#plans);
      return [...operations, same(map.setting(key, data))];
    });
  }

  remove(map: LiveMap, key: string): void {
    const operation = same(map.removing(key));
    this.#steps.push(async () => [operation]);
  }

  increment(counter: LiveCounter, amount: number): void {
    const operation = same(counter.incrementing(amount));
    this.#steps.push(async () => [operation]);
  }

  /** All that was written, in order. */
  async operations(): Promise<readonly Planned[]> {
    const all: Planned[] = [];
    for (const step of this.#steps) all.push(...(await step()));
    return all;
  }
}

const same = (operation: Planned["sent"]): Planned => ({ sent: operation, meant: operation });

/** One object within a batch (RTBC): reads what is there, writes what is sent at the end. All of it throws 40000 after that. */
export class ObjectBatch {
  readonly #writer: BatchWriter;
  readonly #instance: ObjectInstance;

  constructor(writer: BatchWriter, instance: ObjectInstance) {
    this.#writer = writer;
    this.#instance = instance;
  }

  get id(): string | undefined {
    return this.#here().id;
  }

  value(): Exclude<LiveValue, LiveMap | LiveCounter> | undefined {
    return this.#here().value();
  }

  get(key: string): ObjectBatch | undefined {
    const instance = this.#here().get(key);
    return instance && this.#writer.at(instance);
  }

  entries(): readonly (readonly [key: string, batch: ObjectBatch])[] {
    return this.#here()
      .entries()
      .map(([key, instance]) => [key, this.#writer.at(instance)] as const);
  }

  keys(): readonly string[] {
    return this.#here().keys();
  }

  values(): readonly ObjectBatch[] {
    return this.entries().map(([, batch]) => batch);
  }

  size(): number | undefined {
    return this.#here().size();
  }

  compact(): unknown {
    return this.#here().compact();
  }

  compactJson(): unknown {
    return this.#here().compactJson();
  }

  /** Throws 92007 for what is no map. */
  set(key: string, value: SettableValue): void {
    this.#writer.set(asMap(this.#here().raw), key, value);
  }

  remove(key: string): void {
    this.#writer.remove(asMap(this.#here().raw), key);
  }

  /** Throws 92007 for what is no counter. */
  increment(amount = 1): void {
    this.#writer.increment(asCounter(this.#here().raw), amount);
  }

  decrement(amount = 1): void {
    this.increment(negated(amount));
  }

  #here(): ObjectInstance {
    this.#writer.check();
    return this.#instance;
  }
}

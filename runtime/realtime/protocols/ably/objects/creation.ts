import { ablyError } from "../ably-error.js";
import type { Format } from "../message/codec.js";
import { objectIdOf } from "./object-id.js";
import { ObjectAction, type ObjectData, type ObjectOperation } from "./object-message.js";
import { dataOf, type LiveValue } from "./object-value.js";

/** A counter that is to be made, where it is set (RTLCV). */
export class NewCounter {
  readonly count: number;

  constructor(count: number) {
    this.count = count;
  }
}

/** A map that is to be made, with what it holds (RTLMV). */
export class NewMap {
  readonly entries: Readonly<Record<string, SettableValue>>;

  constructor(entries: Readonly<Record<string, SettableValue>>) {
    this.entries = entries;
  }
}

/** What a key may be set to: what maps hold, or an object that is made with it. */
export type SettableValue = LiveValue | NewMap | NewCounter;

/** A counter to be set somewhere, that begins with this count. */
export const newCounter = (count = 0): NewCounter => new NewCounter(count);

/** A map to be set somewhere, with these values: maps and counters among them are made too. */
export const newMap = (entries: Readonly<Record<string, SettableValue>> = {}): NewMap => new NewMap(entries);

/** An operation, and what it does in other words where what is sent says it as text. */
export interface Planned {
  readonly sent: ObjectOperation;
  readonly meant: ObjectOperation;
}

/** What plans need to know. */
export interface Plans {
  readonly format: Format;
  readonly time: () => Promise<number>;
}

/** What an entry is to hold, after the operations that make it: the innermost object first (RTLMV4d). Rejects with 40013 for a value, 40003 for a count or keys that can't be. */
export async function planned(value: SettableValue, plans: Plans): Promise<{ readonly data: ObjectData; readonly operations: readonly Planned[] }> {
  if (value instanceof NewCounter) return counter(value, plans);
  if (value instanceof NewMap) return map(value, plans);
  return { data: dataOf(value, plans.format), operations: [] };
}

async function counter({ count }: NewCounter, { time }: Plans): Promise<{ data: ObjectData; operations: Planned[] }> {
  if (typeof count !== "number" || !Number.isFinite(count)) throw ablyError(40003, "A counter begins with a finite number");
  const { objectId, ...initial } = await objectIdOf("counter", { count }, await time());
  const action = ObjectAction.counterCreate;
  const operation = { sent: { action, objectId, counterCreateWithObjectId: initial }, meant: { action, objectId, counterCreate: { count } } };
  return { data: { objectId }, operations: [operation] };
}

async function map({ entries }: NewMap, plans: Plans): Promise<{ data: ObjectData; operations: Planned[] }> {
  if (typeof entries !== "object" || entries === null) throw ablyError(40003, "A map begins with values by key");
  const operations: Planned[] = [];
  const [held, printable]: [Record<string, { data: ObjectData }>, Record<string, { data: ObjectData }>] = [{}, {}];
  for (const [key, value] of Object.entries(entries)) {
    const inner = await planned(value, plans);
    operations.push(...inner.operations);
    held[key] = { data: inner.data };
    printable[key] = { data: value instanceof Uint8Array ? dataOf(value, "json") : inner.data };
  }
  const { objectId, ...initial } = await objectIdOf("map", { semantics: 0, entries: printable }, await plans.time());
  const action = ObjectAction.mapCreate;
  operations.push({ sent: { action, objectId, mapCreateWithObjectId: initial }, meant: { action, objectId, mapCreate: { semantics: 0, entries: held } } });
  return { data: { objectId }, operations };
}

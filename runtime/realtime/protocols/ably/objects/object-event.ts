import { ObjectAction, type ObjectMessage, type ObjectOperation } from "./object-message.js";

/** What an operation does, as text. */
export type OperationName = "map.create" | "map.set" | "map.remove" | "counter.create" | "counter.inc" | "object.delete" | "map.clear";

const names: Readonly<Record<number, OperationName>> = {
  [ObjectAction.mapCreate]: "map.create",
  [ObjectAction.mapSet]: "map.set",
  [ObjectAction.mapRemove]: "map.remove",
  [ObjectAction.counterCreate]: "counter.create",
  [ObjectAction.counterInc]: "counter.inc",
  [ObjectAction.objectDelete]: "object.delete",
  [ObjectAction.mapClear]: "map.clear",
};

/** What a change came of (PAOM): who did what, and when. */
export interface ObjectEventMessage extends Omit<ObjectMessage, "operation" | "object"> {
  readonly channel: string;
  readonly operation: Omit<ObjectOperation, "action"> & { readonly action: OperationName | "unknown" };
}

/** The message of a change for those who are told; undefined for a sync, which has no operation (RTO24b2b2). */
export function eventMessage(message: ObjectMessage | null, channel: string): ObjectEventMessage | undefined {
  if (!message?.operation) return undefined;
  const { operation, object: _state, ...more } = message;
  return { ...more, channel, operation: { ...operation, action: names[operation.action] ?? "unknown" } };
}

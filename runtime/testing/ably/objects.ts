import { fromBase64, toBase64 } from "../../realtime/protocols/ably/message/bytes.js";
import type { Format } from "../../realtime/protocols/ably/message/codec.js";

/** What a map's entry holds: one of these. Here bytes are bytes and `json` is text. */
export interface ObjectData {
  readonly objectId?: string;
  readonly bytes?: Uint8Array | string;
  readonly json?: string;
  readonly boolean?: boolean;
  readonly number?: number;
  readonly string?: string;
}

/** An entry of a map. */
export interface MapEntry {
  readonly data?: ObjectData;
  readonly timeserial?: string;
  readonly tombstone?: boolean;
  readonly serialTimestamp?: number;
}

/** What a map begins as. */
export interface MapCreate {
  readonly semantics?: number;
  readonly entries?: Readonly<Record<string, MapEntry>>;
}

/** An operation without what says to which object. */
export interface ObjectChange {
  readonly mapCreate?: MapCreate;
  readonly mapSet?: { readonly key: string; readonly value: ObjectData };
  readonly mapRemove?: { readonly key: string };
  readonly mapClear?: object;
  readonly counterCreate?: { readonly count?: number };
  readonly counterInc?: { readonly number: number };
  readonly objectDelete?: object;
  /** As JSON text, from which the object's id was made. */
  readonly mapCreateWithObjectId?: { readonly initialValue: string; readonly nonce: string };
  readonly counterCreateWithObjectId?: { readonly initialValue: string; readonly nonce: string };
}

/** An operation, as it stands in a frame. */
export interface ObjectOperation extends ObjectChange {
  readonly action: number;
  readonly objectId: string;
}

/** An element of a frame's `state`: an operation, or an object as it stands. */
export interface ObjectMessage {
  readonly id?: string;
  readonly clientId?: string | null;
  readonly connectionId?: string;
  readonly timestamp?: number;
  readonly serial?: string;
  readonly serialTimestamp?: number;
  readonly siteCode?: string;
  readonly operation?: ObjectOperation;
  readonly object?: ObjectState;
}

/** An object as it stands. */
export interface ObjectState {
  readonly objectId: string;
  readonly siteTimeserials: Readonly<Record<string, string>>;
  readonly tombstone: boolean;
  readonly map?: { readonly semantics: 0; readonly entries: Readonly<Record<string, MapEntry>>; readonly clearTimeserial?: string };
  readonly counter?: { readonly count: number };
}

/** Numbers of an operation's `action`. */
export const ObjectAction = { mapCreate: 0, mapSet: 1, mapRemove: 2, counterCreate: 3, counterInc: 4, objectDelete: 5, mapClear: 6 } as const;

/** An operation as the mock keeps it: bytes as bytes, and what an id was made from as what it means. */
export function keptOperation({ mapCreateWithObjectId, counterCreateWithObjectId, ...operation }: ObjectOperation): ObjectOperation {
  const mapCreate = mapCreateWithObjectId ? (JSON.parse(mapCreateWithObjectId.initialValue) as MapCreate) : operation.mapCreate; // the client's own JSON
  const counterCreate = counterCreateWithObjectId ? (JSON.parse(counterCreateWithObjectId.initialValue) as { count?: number }) : operation.counterCreate;
  return withData({ ...operation, ...(mapCreate && { mapCreate }), ...(counterCreate && { counterCreate }) }, (data) =>
    typeof data.bytes === "string" ? { ...data, bytes: fromBase64(data.bytes) } : data,
  );
}

/** As it goes out in frames and bodies of this format. */
export function outgoingObject({ operation, object, ...rest }: ObjectMessage, format: Format): ObjectMessage {
  const data = (each: ObjectData): ObjectData => outgoingData(each, format);
  const map = object?.map && { ...object.map, entries: withEntries(object.map.entries, data) };
  return { ...rest, ...(operation && { operation: withData(operation, data) }), ...(object && { object: { ...object, ...(map && { map }) } }) };
}

/** A value as it goes out. */
export function outgoingData(data: ObjectData, format: Format): ObjectData {
  return format === "json" && data.bytes instanceof Uint8Array ? { ...data, bytes: toBase64(data.bytes) } : data;
}

function withData(operation: ObjectOperation, change: (data: ObjectData) => ObjectData): ObjectOperation {
  const { mapCreate, mapSet } = operation;
  return {
    ...operation,
    ...(mapCreate && { mapCreate: { ...mapCreate, entries: withEntries(mapCreate.entries ?? {}, change) } }),
    ...(mapSet && { mapSet: { ...mapSet, value: change(mapSet.value) } }),
  };
}

function withEntries(entries: Readonly<Record<string, MapEntry>>, change: (data: ObjectData) => ObjectData): Readonly<Record<string, MapEntry>> {
  return Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, entry.data ? { ...entry, data: change(entry.data) } : entry]));
}

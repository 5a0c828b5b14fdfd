import type { Maybe, ProtocolMessage } from "../message/frames.js";

/** JSON that a map's entry may hold. */
export type Json = readonly unknown[] | { readonly [key: string]: unknown };

/** What a map's entry holds: one of these. */
export interface ObjectData {
  readonly objectId?: Maybe<string>;
  readonly bytes?: Maybe<Uint8Array | string>;
  /** Text of JSON; what it says is read as well. */
  readonly json?: Maybe<string | Json>;
  readonly boolean?: Maybe<boolean>;
  readonly number?: Maybe<number>;
  readonly string?: Maybe<string>;
}

/** An entry of a map, as it travels. */
export interface WireEntry {
  readonly data?: Maybe<ObjectData>;
  readonly timeserial?: Maybe<string>;
  readonly tombstone?: Maybe<boolean>;
  readonly serialTimestamp?: Maybe<number>;
}

/** One operation on one object (OOP). */
export interface ObjectOperation {
  readonly action: number;
  readonly objectId: string;
  readonly mapCreate?: Maybe<{ readonly semantics?: Maybe<number>; readonly entries?: Maybe<Readonly<Record<string, WireEntry>>> }>;
  readonly mapSet?: Maybe<{ readonly key: string; readonly value: ObjectData }>;
  readonly mapRemove?: Maybe<{ readonly key: string }>;
  readonly mapClear?: unknown;
  readonly counterCreate?: Maybe<{ readonly count?: Maybe<number> }>;
  readonly counterInc?: Maybe<{ readonly number?: Maybe<number> }>;
  readonly objectDelete?: unknown;
  readonly mapCreateWithObjectId?: Maybe<{ readonly initialValue: string; readonly nonce: string }>;
  readonly counterCreateWithObjectId?: Maybe<{ readonly initialValue: string; readonly nonce: string }>;
}

/** An object as the server has it (OST). */
export interface ObjectState {
  readonly objectId: string;
  readonly siteTimeserials?: Maybe<Readonly<Record<string, string>>>;
  readonly tombstone?: Maybe<boolean>;
  readonly createOp?: Maybe<ObjectOperation>;
  readonly map?: Maybe<{ readonly entries?: Maybe<Readonly<Record<string, WireEntry>>>; readonly clearTimeserial?: Maybe<string> }>;
  readonly counter?: Maybe<{ readonly count?: Maybe<number> }>;
}

/** An element of a frame's `state` (OM): an operation, or an object as it stands. */
export interface ObjectMessage {
  readonly serial?: Maybe<string>;
  readonly siteCode?: Maybe<string>;
  readonly serialTimestamp?: Maybe<number>;
  readonly id?: Maybe<string>;
  readonly clientId?: Maybe<string>;
  readonly connectionId?: Maybe<string>;
  readonly timestamp?: Maybe<number>;
  readonly extras?: unknown;
  readonly operation?: Maybe<ObjectOperation>;
  readonly object?: Maybe<ObjectState>;
}

/** Numbers of an operation's `action`. */
export const ObjectAction = { mapCreate: 0, mapSet: 1, mapRemove: 2, counterCreate: 3, counterInc: 4, objectDelete: 5, mapClear: 6 } as const;

/** The elements of a frame's `state`, each with what the frame says of all of them (OM2a, OM2c, OM2e). */
export function messagesOf({ id, connectionId, timestamp, state }: ProtocolMessage): readonly ObjectMessage[] {
  const messages = (state ?? []) as readonly ObjectMessage[]; // read leniently
  return messages.map((message, index) => ({
    ...message,
    id: message.id ?? (id ? `${id}:${index}` : undefined),
    connectionId: message.connectionId ?? connectionId,
    timestamp: message.timestamp ?? timestamp,
  }));
}

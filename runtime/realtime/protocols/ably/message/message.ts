import { type MessageAction, messageActions } from "./actions.js";
import type { Extras, ProtocolMessage, WireMessage, WireVersion } from "./frames.js";

/** A received message. */
export interface AblyMessage {
  readonly id: string | null;
  readonly name: string | null;
  /** Who published it, if identified. */
  readonly clientId: string | null;
  readonly connectionId: string | null;
  readonly data: unknown;
  /** The transforms of `data` that could not be undone; null when all were. */
  readonly encoding: string | null;
  readonly extras: Extras | null;
  /** Milliseconds since epoch, by the server's clock. */
  readonly timestamp: number | null;
  readonly action: MessageAction;
  /** Names the message through all its versions. */
  readonly serial: string | null;
  readonly version: WireVersion;
  readonly annotations: { readonly summary: Readonly<Record<string, unknown>> };
}

/** A message to publish. */
export interface OutgoingAblyMessage {
  readonly name?: string | undefined;
  readonly data?: unknown;
  /** Makes repeats recognisable. */
  readonly id?: string | undefined;
  /** On whose behalf; only for clients whose clientId is `*`, or equal to it. */
  readonly clientId?: string | undefined;
  readonly extras?: Readonly<Record<string, unknown>> | undefined;
  /** Transforms that the payload has already. */
  readonly encoding?: string | undefined;
}

/** A change to a message (RTL32). */
export interface Edit {
  /** Which message, by its serial, and what it gets. */
  readonly message: Pick<OutgoingAblyMessage, "name" | "data" | "encoding" | "extras"> & { readonly serial?: string | null | undefined };
  /** Who changes it, and why: kept with the version (MOP). */
  readonly operation?: MessageOperation | undefined;
  readonly params?: Readonly<Record<string, string>> | undefined;
}

/** Who changed a message, and why (MOP2). */
export interface MessageOperation {
  readonly clientId?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** What became of a change (UDR2). */
export interface EditResult {
  /** Names the new version; null when a later change had come before it. */
  readonly versionSerial: string | null;
}

const noSummary = { summary: {} };

/** A message of a frame with what it takes from its envelope (TM2), and its payload. A fixed literal: the shape that engines are fast with. */
export function received(
  envelope: ProtocolMessage,
  wire: WireMessage,
  index: number,
  payload: { readonly data: unknown; readonly encoding: string | null },
): AblyMessage {
  const { serial = null, version } = wire;
  const timestamp = wire.timestamp ?? envelope.timestamp ?? null;
  return {
    id: wire.id ?? (envelope.id ? `${envelope.id}:${index}` : null),
    name: wire.name ?? null,
    clientId: wire.clientId ?? null,
    connectionId: wire.connectionId ?? envelope.connectionId ?? null,
    data: payload.data ?? null,
    encoding: payload.encoding,
    extras: wire.extras ?? null,
    timestamp,
    action: messageActions[wire.action ?? 0] ?? "message.create",
    serial,
    version: version ? { ...version, serial: version.serial ?? serial, timestamp: version.timestamp ?? timestamp } : { serial, timestamp },
    annotations: wire.annotations ? { summary: wire.annotations.summary ?? {} } : noSummary,
  };
}

/** What counts toward the limit of one publish (TO3l8): names, clientIds, extras as JSON, payloads. */
export function sizeOf(messages: readonly Pick<WireMessage, "name" | "clientId" | "extras" | "data">[]): number {
  let size = 0;
  for (const { name, clientId, extras, data } of messages) {
    size += (name?.length ?? 0) + (clientId?.length ?? 0) + (extras ? JSON.stringify(extras).length : 0);
    if (typeof data === "string" || data instanceof Uint8Array) size += data.length;
  }
  return size;
}

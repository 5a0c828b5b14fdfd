import { errorFrom } from "../../core/errors.js";
import type { Entry } from "./entry.js";
import type { RedisClient } from "./options.js";
import type { StreamCommands } from "./stream-reader.js";

/** Milliseconds that a read waits for new entries before it asks again. */
const patience = 5_000;

/** Which consumer reads what. */
export interface StreamPlace {
  readonly key: string;
  readonly group: string;
  readonly consumer: string;
  readonly claimAfter: number;
  /** The group is this client's own: it is gone when the subscription ends. */
  readonly isOwn: boolean;
}

/** The commands of one place. */
export interface PlaceCommands extends Omit<StreamCommands, "stop"> {
  /** Ends what `fresh` waits for, and the group where nobody else reads by it. */
  stop(endsGroup: boolean): void;
}

type Raw = readonly [id: Uint8Array, fields: readonly Uint8Array[] | null];

/** The commands over one connection for acknowledgements, and another one for the reads that wait. */
export function streamCommands(client: RedisClient, waiting: RedisClient, { key, group, consumer, claimAfter }: StreamPlace): PlaceCommands {
  const read = async (by: RedisClient, count: number, from: string, block: readonly string[]): Promise<readonly Entry[]> => {
    const reply = await bytes(by, ["XREADGROUP", "GROUP", group, consumer, "COUNT", `${count}`, ...block, "STREAMS", key, from]);
    return entriesOf(streamOf(reply));
  };
  return {
    pending: (after, count) => read(client, count, after, []),
    fresh: (count) => read(waiting, count, ">", ["BLOCK", `${patience}`]),
    claim: async (count) => {
      const reply = await bytes(client, ["XAUTOCLAIM", key, group, consumer, `${claimAfter}`, "0-0", "COUNT", `${count}`]);
      return entriesOf(Array.isArray(reply) ? reply[1] : null);
    },
    acknowledge: batched((ids) => client.sendCommand(["XACK", key, group, ...ids])),
    giveBack: (id) => client.sendCommand(["XCLAIM", key, group, consumer, "0", id, "IDLE", `${claimAfter}`, "JUSTID"]),
    stop: (endsGroup) => {
      if (waiting.isOpen) waiting.destroy();
      if (endsGroup) client.sendCommand(["XGROUP", "DESTROY", key, group]).catch(() => undefined);
    },
  };
}

/** What is asked in one turn goes out as one command. */
function batched(send: (ids: readonly string[]) => Promise<unknown>): (id: string) => Promise<unknown> {
  let batch: { readonly ids: string[]; readonly sent: Promise<unknown> } | null = null;
  return (id) => {
    if (batch !== null) {
      batch.ids.push(id);
      return batch.sent;
    }
    const ids = [id];
    const sent = Promise.resolve().then(() => {
      batch = null;
      return send(ids);
    });
    batch = { ids, sent };
    return sent;
  };
}

/** Makes the group, and the stream where it isn't there. */
export async function makeGroup(client: RedisClient, { key, group, isOwn }: StreamPlace): Promise<void> {
  await client.sendCommand(["XGROUP", "CREATE", key, group, isOwn ? "$" : "0", "MKSTREAM"]).catch((error: unknown) => {
    if (!/BUSYGROUP/.test(errorFrom(error).message)) throw error;
  });
}

/** Replies with values as bytes: payloads may be anything. */
const bytes = (client: RedisClient, command: readonly string[]): Promise<unknown> => client.sendCommand([...command], { typeMapping: { 36: Buffer } });

/** The entries of the one stream of a reply: a map in RESP 3, pairs in RESP 2; nothing where the wait was in vain. */
function streamOf(reply: unknown): unknown {
  if (reply === null || reply === undefined) return null;
  if (reply instanceof Map) return [...reply.values()][0];
  const pairs = Array.isArray(reply) ? reply : Object.entries(reply);
  if (pairs.length === 0) return null;
  // The package gives maps of RESP 3 as flat lists or as pairs.
  return Array.isArray(pairs[0]) ? pairs[0][1] : pairs[1];
}

function entriesOf(reply: unknown): readonly Entry[] {
  const raw = (reply ?? []) as readonly (Raw | null)[]; // as XREADGROUP and XAUTOCLAIM are documented
  return raw.flatMap((entry) => {
    // Deleted entries come as null, or without fields.
    if (entry === null || entry[1] === null) return [];
    const fields: Record<string, Uint8Array> = Object.create(null);
    for (let at = 0; at + 1 < entry[1].length; at += 2) fields[`${entry[1][at]}`] = entry[1][at + 1] ?? new Uint8Array();
    return [{ id: `${entry[0]}`, fields }];
  });
}

import { type AblyError, ablyError, asAblyError } from "../ably-error.js";
import type { AblyOptions } from "../options.js";
import type { ConnectionStateName } from "./connection-state.js";

/** What another client needs to go on where this one stopped (RTN16). */
export interface Recovery {
  readonly connectionKey: string;
  readonly msgSerial: number;
  readonly channelSerials: Readonly<Record<string, string>>;
}

/** What a recovery key tells of: a connection and its channels. */
export interface Recoverable {
  readonly connection: { readonly key: string | null; readonly state: ConnectionStateName; readonly submissions: { readonly nextSerial: number } | null };
  readonly channels: Iterable<{ readonly name: string; readonly serial: string | null }>;
}

/** Going on where another client stopped, and letting another go on: a feature of its own (`recovery`). */
export interface RecoveryFeature {
  readonly of: typeof recoveryOf;
  readonly key: typeof recoveryKey;
}

/** What the option `recover` says; null without one, and for text that is none: the client then connects afresh (RTN16f1). */
export function recoveryOf({ recover }: Pick<AblyOptions, "recover">, warn: (error: AblyError) => void): Recovery | null {
  if (recover === undefined) return null;
  try {
    return parseRecovery(recover);
  } catch (error) {
    warn(asAblyError(error));
    return null;
  }
}

/** The key that another client recovers with; null where there is nothing to go on with (RTN16g). */
export function recoveryKey({ connection, channels }: Recoverable): string | null {
  const { key, state, submissions } = connection;
  if (key === null || state === "suspended") return null;
  const serials = [...channels].flatMap(({ name, serial }) => (serial === null ? [] : [[name, serial] as const]));
  const recovery: Recovery = { connectionKey: key, msgSerial: submissions?.nextSerial ?? 0, channelSerials: Object.fromEntries(serials) };
  return JSON.stringify(recovery);
}

function parseRecovery(text: string): Recovery {
  const value = parsed(text);
  if (typeof value !== "object" || value === null || !("connectionKey" in value) || typeof value.connectionKey !== "string")
    throw ablyError(40000, "The recovery key is none");
  const { msgSerial = 0, channelSerials = {} } = value as Partial<Recovery>; // its own doing, where the key is in place
  return { connectionKey: value.connectionKey, msgSerial, channelSerials };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

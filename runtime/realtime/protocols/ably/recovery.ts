import { ablyError } from "./ably-error.js";

/** What another client needs to go on where this one stopped (RTN16). */
export interface Recovery {
  readonly connectionKey: string;
  readonly msgSerial: number;
  readonly channelSerials: Readonly<Record<string, string>>;
}

/** A recovery key's text. */
export const printRecovery = (recovery: Recovery): string => JSON.stringify(recovery);

/** The recovery behind its text. Throws 40000 for other text: the client then connects afresh (RTN16f1). */
export function parseRecovery(text: string): Recovery {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "connectionKey" in value && typeof value.connectionKey === "string") {
      const { msgSerial = 0, channelSerials = {} } = value as Partial<Recovery>; // its own doing, where the key is in place
      return { connectionKey: value.connectionKey, msgSerial, channelSerials };
    }
  } catch (cause) {
    throw ablyError(40000, "The recovery key is not one of createRecoveryKey", { cause });
  }
  throw ablyError(40000, "The recovery key holds no connectionKey");
}

import { AblyError, ablyError, messageOfError } from "../ably-error.js";
import { need } from "../features.js";
import { fromBase64, fromUtf8, toUtf8 } from "./bytes.js";
import type { Cipher } from "./cipher.js";

/** A payload as the user gets it. */
export interface Payload {
  readonly data: unknown;
  /** The transforms that could not be undone; null when all were. */
  readonly encoding: string | null;
  /** Why one could not be undone; null when all were. */
  readonly failure: AblyError | null;
}

/** What the transforms of one channel need. */
export interface DecodeContext {
  readonly cipher: Cipher | null;
  /** Undoes `vcdiff`: the bytes that this delta makes of the message before. Throws when it doesn't fit. */
  readonly applyDelta?: ((delta: Uint8Array) => Uint8Array) | null;
}

/**
 * Undoes the transforms of `encoding`, from the right (RSL6). At once, unless one of them is a cipher. What can't be undone is given as it
 * is, with the transforms that are left and the failure (RSL6b): nothing is thrown.
 */
export function decodePayload(data: unknown, encoding: string | null | undefined, context: DecodeContext): Payload | Promise<Payload> {
  if (encoding === null || encoding === undefined || encoding === "") return { data, encoding: null, failure: null };
  return peel(data, encoding.split("/"), context);
}

function peel(start: unknown, steps: readonly string[], context: DecodeContext): Payload | Promise<Payload> {
  let data = start;
  for (let left = steps.length; left > 0; left--) {
    const step = steps[left - 1] as string; // left is within the list
    const stuck = (error: unknown): Payload => ({ data, encoding: steps.slice(0, left).join("/"), failure: failure(step, error) });
    try {
      if (step.startsWith("cipher+"))
        return cipherOf(context)
          .open(step, bytesOf(data))
          .then((plain) => peel(plain, steps.slice(0, left - 1), context), stuck);
      data = undo(step, data, context);
    } catch (error) {
      return stuck(error);
    }
  }
  return { data, encoding: null, failure: null };
}

function cipherOf({ cipher }: DecodeContext): Cipher {
  if (cipher === null) throw ablyError(40019, "The payload is encrypted, and the channel has no cipher key");
  return cipher;
}

function undo(step: string, data: unknown, context: DecodeContext): unknown {
  switch (step) {
    case "json":
      return JSON.parse(textOf(data));
    case "utf-8":
      return typeof data === "string" ? data : fromUtf8(bytesOf(data));
    case "base64":
      return fromBase64(textOf(data));
    case "vcdiff":
      return need(context.applyDelta, "deltas")(typeof data === "string" ? toUtf8(data) : bytesOf(data));
    default:
      throw ablyError(40013, `The transform ${step} is not known`);
  }
}

function textOf(data: unknown): string {
  if (typeof data === "string") return data;
  if (data instanceof Uint8Array) return fromUtf8(data);
  throw unfit("text", data);
}

function bytesOf(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  throw unfit("bytes", data);
}

const unfit = (wanted: string, data: unknown): AblyError => ablyError(40013, `The payload has to be ${wanted}, and is ${data === null ? "null" : typeof data}`);

function failure(step: string, cause: unknown): AblyError {
  const code = cause instanceof AblyError ? cause.code : step === "vcdiff" ? 40018 : 40013;
  return ablyError(code, `The payload's ${step} could not be undone: ${messageOfError(cause)}`, { cause });
}

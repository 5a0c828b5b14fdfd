import { type AblyError, ablyError } from "./ably-error.js";
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
    try {
      if (step.startsWith("cipher+")) return opened({ data, step, context }, steps.slice(0, left));
      data = undo(step, data, context);
    } catch (error) {
      return { data, encoding: steps.slice(0, left).join("/"), failure: failure(step, error) };
    }
  }
  return { data, encoding: null, failure: null };
}

/** Decrypts, and then goes on with the transforms before. */
async function opened(
  { data, step, context }: { readonly data: unknown; readonly step: string; readonly context: DecodeContext },
  steps: readonly string[],
): Promise<Payload> {
  let plain: Uint8Array;
  try {
    if (context.cipher === null) throw ablyError(40019, "The payload is encrypted, and the channel has no cipher key");
    if (context.cipher.name !== step) throw ablyError(40013, `The payload is encrypted with ${step}, the channel's key is for ${context.cipher.name}`);
    plain = await context.cipher.decrypt(bytesOf(data));
  } catch (error) {
    return { data, encoding: steps.join("/"), failure: failure(step, error) };
  }
  return peel(plain, steps.slice(0, -1), context);
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
      if (!context.applyDelta) throw ablyError(40019, "The payload is a delta, and the channel has no decoder for it");
      return context.applyDelta(typeof data === "string" ? toUtf8(data) : bytesOf(data));
    default:
      throw ablyError(40013, `The transform ${step} is not known`);
  }
}

function textOf(data: unknown): string {
  if (typeof data === "string") return data;
  if (data instanceof Uint8Array) return fromUtf8(data);
  throw ablyError(40013, `Text was expected, and the payload is ${data === null ? "null" : typeof data}`);
}

function bytesOf(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  throw ablyError(40013, `Bytes were expected, and the payload is ${data === null ? "null" : typeof data}`);
}

function failure(step: string, cause: unknown): AblyError {
  const code =
    typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "number" && cause.code >= 40000
      ? cause.code
      : step === "vcdiff"
        ? 40018
        : 40013;
  return ablyError(code, `The payload's ${step} could not be undone: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}

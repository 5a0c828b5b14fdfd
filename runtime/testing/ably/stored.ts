import { fromBase64, toBase64 } from "../../realtime/protocols/ably/message/bytes.js";
import type { Format } from "../../realtime/protocols/ably/message/codec.js";

interface Payload {
  readonly data?: unknown;
  readonly encoding?: string | null | undefined;
}

/** As the mock keeps it: bytes as bytes, without the base64 that JSON frames need; nothing that is null. */
export function stored<T extends Payload>(given: T): T {
  const wire = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined)) as unknown as T; // null and absent are the same
  const steps = (wire.encoding ?? "").split("/");
  if (steps.at(-1) !== "base64" || typeof wire.data !== "string") return wire;
  return { ...wire, data: fromBase64(wire.data), encoding: steps.slice(0, -1).join("/") || null };
}

/** As it goes out in frames of this format. */
export function outgoing<T extends Payload>(kept: T, format: Format): T {
  if (format !== "json" || !(kept.data instanceof Uint8Array)) return kept;
  return { ...kept, data: toBase64(kept.data), encoding: kept.encoding ? `${kept.encoding}/base64` : "base64" };
}

import { InputError } from "../core/errors.js";

/** A payload that goes into a frame of JSON. @throws InputError for bytes: printed as JSON they would be an object of numbers. */
export function jsonValue(payload: unknown): unknown {
  if (payload instanceof Uint8Array)
    throw new InputError("Bytes can't travel in frames of JSON", {
      remedy: "Send them as text (base64), or in a framing that carries bytes.",
    });
  return payload;
}

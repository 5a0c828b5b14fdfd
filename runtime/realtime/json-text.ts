import type { Frame } from "./transport.js";

/** How the JSON of messages is read and printed, where that is not the platform's work alone. */
export interface JsonText {
  /** @throws DecodeError for what is no JSON. */
  parse(frame: Frame): unknown;
  stringify(payload: unknown): Frame;
}

import { ablyError } from "./ably-error.js";
import { toUtf8 } from "./bytes.js";
import type { WireMessage } from "./frames.js";
import { applyVcdiff } from "./vcdiff.js";

/** What a channel with deltas remembers: the last message's id, and its payload (RTL19, RTL20). */
export class DeltaBase {
  #id: string | null = null;
  #payload: string | Uint8Array | null = null;

  /** Throws 40018 when the message is a delta from another one than the last. */
  check(message: WireMessage): void {
    const from = message.extras?.delta?.from;
    if (from === null || from === undefined || from === this.#id) return;
    throw ablyError(40018, `The delta is from ${from}, and the last message was ${this.#id ?? "none"}`);
  }

  /** What a delta makes of the last payload; it is the next one's base. */
  readonly apply = (delta: Uint8Array): Uint8Array => {
    if (this.#payload === null) throw ablyError(40018, "There is no message that the delta could be from");
    const base = typeof this.#payload === "string" ? toUtf8(this.#payload) : this.#payload;
    this.#payload = applyVcdiff(delta, base);
    return this.#payload;
  };

  /** Remembers a message that was not a delta: its payload with base64 peeled, so as its maker's encoder saw it. */
  keepPlain(payload: unknown): void {
    this.#payload = typeof payload === "string" || payload instanceof Uint8Array ? payload : null;
  }

  /** Remembers which message was the last. */
  keepId(id: string | null): void {
    this.#id = id;
  }

  /** Forgets all: the next message must be a whole one. */
  clear(): void {
    this.#id = null;
    this.#payload = null;
  }
}

import { type AblyError, ablyError } from "../ably-error.js";
import { fromBase64, toUtf8 } from "./bytes.js";
import type { Cipher } from "./cipher.js";
import { decodePayload, type Payload } from "./decode-payload.js";
import type { WireMessage } from "./frames.js";
import { applyVcdiff } from "./vcdiff.js";

/** What a channel remembers for deltas: the last message's id, and its payload (RTL19, RTL20). A message costs it two fields. */
export class DeltaBase {
  #id: string | null = null;
  #payload: unknown = null;
  #base64 = false;

  /** A message's payload, which is the next one's base; a delta that doesn't fit is a failure with 40018. */
  read(wire: WireMessage, cipher: Cipher | null): Payload | Promise<Payload> {
    const { data, encoding } = wire;
    if (!encoding?.includes("vcdiff")) this.keep(data, encoding?.endsWith("base64") ?? false);
    else {
      const failure = this.mismatch(wire);
      if (failure !== null) return { data, encoding, failure };
    }
    return decodePayload(data, encoding, { cipher, applyDelta: this.apply });
  }

  /** 40018 when the message is a delta from another one than the last; else null. */
  mismatch(message: WireMessage): AblyError | null {
    const from = message.extras?.delta?.from ?? this.#id;
    return from === this.#id ? null : ablyError(40018, `The delta is from ${from}, and the last message was ${this.#id ?? "none"}`);
  }

  /** What a delta makes of the last payload; it is the next one's base. */
  readonly apply = (delta: Uint8Array): Uint8Array => {
    const text = this.#payload;
    const base = typeof text !== "string" ? text : this.#base64 ? fromBase64(text) : toUtf8(text);
    if (!(base instanceof Uint8Array)) throw ablyError(40018, "There is no message that the delta could be from");
    const made = applyVcdiff(delta, base);
    this.keep(made, false);
    return made;
  };

  /** Remembers a message that was not a delta; what deltas are from is its payload as its maker's encoder saw it: base64 peeled. */
  keep(payload: unknown, base64: boolean): void {
    this.#payload = payload;
    this.#base64 = base64;
  }

  /** Remembers which message was the last. */
  keepId(id: string | null): void {
    this.#id = id;
  }

  /** Forgets all: the next message must be a whole one. */
  clear(): void {
    this.#id = null;
    this.keep(null, false);
  }
}

import type { AblyError } from "../ably-error.js";
import type { Later } from "../later.js";
import * as Action from "../message/action.js";
import type { Cipher } from "../message/cipher.js";
import { decodePayload, type Payload } from "../message/decode-payload.js";
import type { DeltaBase } from "../message/delta.js";
import type { ProtocolMessage, WireMessage } from "../message/frames.js";
import { type AblyMessage, received } from "../message/message.js";

/** Where a channel's frames go once their payloads are read. */
export interface InboxParts {
  readonly cipher: () => Cipher | null;
  /** What deltas are from; null where the client can't read them. */
  readonly base: DeltaBase | null;
  readonly message: (message: AblyMessage) => void;
  /** A frame without messages; it may take a while. */
  readonly other: (frame: ProtocolMessage) => Later;
  /** A frame was taken in. */
  readonly after: (frame: ProtocolMessage) => void;
  /** A delta didn't fit (40018), or there is nothing to read it with (40019). */
  readonly lostDelta: (error: AblyError) => void;
  readonly warn: (error: AblyError) => void;
}

/** Takes a channel's frames in their order. At once, as long as nothing is encrypted: then the frames behind wait. */
export class Inbox {
  readonly #parts: InboxParts;
  /** Frames behind one that is being decrypted; null while there is none. */
  #behind: ProtocolMessage[] | null = null;
  #draining: Promise<void> = Promise.resolve();

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  receive(frame: ProtocolMessage): void {
    if (this.#behind !== null) this.#behind.push(frame);
    else this.#wait(this.#take(frame));
  }

  /** Resolves once what has come is read. */
  get read(): Promise<void> {
    return this.#draining;
  }

  /** The next message must be a whole one. */
  forget(): void {
    this.#parts.base?.clear();
  }

  #wait(later: Later): void {
    if (later === undefined) return;
    this.#behind = [];
    this.#draining = this.#drain(later);
  }

  async #drain(first: Promise<void>): Promise<void> {
    await first;
    while (this.#behind !== null && this.#behind.length > 0) await this.#take(this.#behind.shift() as ProtocolMessage); // its length was looked at
    this.#behind = null;
  }

  #take(frame: ProtocolMessage): Later {
    if (frame.action === Action.message) return this.#messages(frame, 0);
    const later = this.#parts.other(frame);
    if (later !== undefined) return later.then(() => this.#parts.after(frame));
    this.#parts.after(frame);
    return undefined;
  }

  #messages(frame: ProtocolMessage, from: number): Later {
    const list = frame.messages ?? [];
    for (let index = from; index < list.length; index++) {
      const wire = list[index] as WireMessage; // within the list
      const payload = this.#payload(wire);
      if (payload instanceof Promise) return payload.then((read) => (this.#deliver(frame, index, read) ? this.#messages(frame, index + 1) : undefined));
      if (!this.#deliver(frame, index, payload)) return undefined;
    }
    this.#parts.after(frame);
    return undefined;
  }

  /** False when a delta didn't fit: the channel attaches again, and what follows is for nothing. */
  #deliver(frame: ProtocolMessage, index: number, payload: Payload): boolean {
    if (payload.failure !== null && !this.#tolerated(payload.failure, payload.encoding)) return false;
    const message = received(frame, frame.messages?.[index] ?? {}, index, payload);
    this.#parts.base?.keepId(message.id);
    this.#parts.message(message);
    return true;
  }

  #tolerated(failure: AblyError, left: string | null): boolean {
    if (failure.code === 40018 || (failure.code === 40019 && left?.endsWith("vcdiff"))) {
      this.#parts.base?.clear();
      this.#parts.lostDelta(failure);
      return false;
    }
    this.#parts.warn(failure);
    return true;
  }

  #payload(wire: WireMessage): Payload | Promise<Payload> {
    const { base, cipher } = this.#parts;
    return base === null ? decodePayload(wire.data, wire.encoding, { cipher: cipher() }) : base.read(wire, cipher());
  }
}

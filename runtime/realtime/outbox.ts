import { type ClientError, ConnectionError } from "../core/errors.js";
import type { Route, Unsent } from "./bus.js";
import type { Frames } from "./framing.js";
import type { Message, OutgoingMessage, Receipt } from "./message.js";

/** How much may wait to be sent or acknowledged. */
export interface OutboxLimits {
  readonly count: number;
  /** Of frames; a text frame counts its characters. */
  readonly bytes: number;
}

/** A message between `publish` and its receipt. */
export interface Pending {
  readonly id: string;
  readonly route: Route;
  readonly message: OutgoingMessage;
  /** `publish`: done when sent; `confirm`: when acknowledged; `ask`: when answered. */
  readonly kind: "publish" | "confirm" | "ask";
  /** Never sent twice. */
  readonly once: boolean;
  frames: Frames;
  /** On this link. */
  sent: boolean;
  /** On any link. */
  left: boolean;
  readonly done: (answer: Receipt | Message) => void;
  readonly failed: (error: ClientError) => void;
}

/** What waits to be sent, in order, and what was sent and is not acknowledged. No I/O. */
export class Outbox {
  readonly limits: OutboxLimits;
  /** In order of publishing; a Map keeps it. */
  readonly #pending = new Map<string, Pending>();
  #unsent = 0;
  #bytes = 0;

  constructor(limits: OutboxLimits) {
    this.limits = limits;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Throws when it would hold more than it may; the message was then not taken. */
  add(entry: Pending): void {
    const { count, bytes } = this.limits;
    if (this.#pending.size >= count || this.#bytes + lengthOf(entry.frames) > bytes) {
      const unsent: Unsent[] = [unsentOf(entry)];
      throw new ConnectionError(`${this.#pending.size} messages (${this.#bytes} bytes) wait to be sent or acknowledged; no more are taken`, {
        remedy: "Await the receipts, or raise queue.count and queue.bytes.",
        unsent,
      });
    }
    if (this.#pending.has(entry.id))
      throw new ConnectionError(`A message with the id ${entry.id} still waits for its acknowledgement`, { remedy: "Give each message an id of its own." });
    this.#pending.set(entry.id, entry);
    this.#bytes += lengthOf(entry.frames);
    if (!entry.sent) this.#unsent++;
  }

  /** Takes a message out; undefined when it is not in it (any more). */
  take(id: string): Pending | undefined {
    const entry = this.#pending.get(id);
    if (entry === undefined) return undefined;
    this.#pending.delete(id);
    this.#bytes -= lengthOf(entry.frames);
    if (!entry.sent) this.#unsent--;
    return entry;
  }

  /** Whether messages wait that were not sent yet. */
  get hasUnsent(): boolean {
    return this.#unsent > 0;
  }

  /** Marks as sent, in order, what `send` takes; it says false to stop. */
  flush(send: (entry: Pending) => boolean): void {
    if (this.#unsent === 0) return;
    for (const entry of this.#pending.values()) {
      if (entry.sent) continue;
      if (!send(entry)) return;
      this.sent(entry);
    }
  }

  sent(entry: Pending): void {
    entry.sent = entry.left = true;
    this.#unsent--;
  }

  /** The link is gone: what was sent and not acknowledged is to be sent again; what may be sent once only fails. */
  rewind(reason: (entry: Unsent) => ClientError): void {
    for (const entry of [...this.#pending.values()]) {
      if (entry.once && entry.sent) this.take(entry.id)?.failed(reason(unsentOf(entry)));
      else entry.sent = false;
    }
    this.#unsent = this.#pending.size;
  }

  /** Makes the frames of what waits anew. */
  reframe(frames: (entry: Pending) => Frames): void {
    for (const entry of this.#pending.values()) {
      this.#bytes -= lengthOf(entry.frames);
      entry.frames = frames(entry);
      this.#bytes += lengthOf(entry.frames);
    }
  }

  /** Empties it: each message fails, and is handed back. */
  giveBack(reason: (entry: Unsent) => ClientError): readonly Unsent[] {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    this.#unsent = this.#bytes = 0;
    return all.map((entry) => {
      const unsent = unsentOf(entry);
      entry.failed(reason(unsent));
      return unsent;
    });
  }
}

const lengthOf = (frames: Frames): number =>
  typeof frames === "string" || frames instanceof Uint8Array ? frames.length : frames.reduce((sum, { length }) => sum + length, 0);

/** Whether a message may have arrived; what is not in the outbox any more left it. */
export const whether = (entry: Pending | undefined): Unsent["sent"] => (entry?.left === false ? "no" : "unknown");

const unsentOf = (entry: Pending): Unsent => ({ address: entry.route.address, message: entry.message, sent: whether(entry) });

import type { Recall } from "../../../bus.js";
import { type AblyError, ablyError } from "../ably-error.js";
import type { Maybe, ProtocolMessage, PublishResult } from "../message/frames.js";

/** A ProtocolMessage that is to be acknowledged, and who waits for it. */
export interface Outgoing {
  /** The frame with the serial that it goes out with. */
  readonly frame: (msgSerial: number) => ProtocolMessage;
  readonly acked: (result: PublishResult) => void;
  readonly nacked: (error: AblyError) => void;
}

/** In the place of what is settled: nobody looks at it. */
const done = {} as Outgoing;

const noSerials: PublishResult = { serials: [] };

/**
 * What was sent and is not acknowledged yet, and what waits to be sent (PROTOCOL.md, 5). Serials are given in the order of sending, so
 * the pending ones are one run of numbers from `#first`.
 */
export class Outbox {
  #pending: Outgoing[] = [];
  /** How many at the head of `#pending` are settled; cut off now and then, so that an ACK costs no copying. */
  #settled = 0;
  #queue: Outgoing[] = [];
  #next = 0;

  constructor(firstSerial = 0) {
    this.#next = firstSerial;
  }

  /** The serial that the next message will get. */
  get nextSerial(): number {
    return this.#next;
  }

  get pendingCount(): number {
    return this.#pending.length - this.#settled;
  }

  get queuedCount(): number {
    return this.#queue.length;
  }

  /** Gives it a serial; the frame is to be sent now. */
  send(outgoing: Outgoing): ProtocolMessage {
    this.#pending.push(outgoing);
    return outgoing.frame(this.#next++);
  }

  /** Keeps it until there is a connection, unless it is recalled before: then it never leaves, and nobody is told. */
  hold(outgoing: Outgoing, recall: Recall = {}): void {
    this.#queue.push(outgoing);
    recall.take = () => {
      const at = this.#queue.indexOf(outgoing);
      if (at < 0) return "unknown";
      this.#queue.splice(at, 1);
      return "no";
    };
  }

  /** Those that wait, each with its serial, to be sent now. */
  release(): readonly ProtocolMessage[] {
    const queue = this.#queue;
    this.#queue = [];
    return queue.map((each) => this.send(each));
  }

  /** ACK: so many ProtocolMessages from this serial are done; older ones were skipped, which means that they are lost (RTN7b). */
  ack(serial: number, count: number, results: Maybe<readonly Maybe<PublishResult>[]>): void {
    const from = this.#skipTo(serial);
    const end = serial + count;
    for (let at = from; at < end && this.pendingCount > 0; at++) this.#shift().acked(results?.[at - serial] ?? noSerials);
  }

  /** NACK: they failed. */
  nack(serial: number, count: number, error: AblyError): void {
    const from = this.#skipTo(serial);
    for (let at = from; at < serial + count && this.pendingCount > 0; at++) this.#shift().nacked(error);
  }

  /** After a resume: all that is pending, once more with the same serials (RTN19a2). */
  again(): readonly ProtocolMessage[] {
    const first = this.#next - this.pendingCount;
    return this.#pending.slice(this.#settled).map((each, index) => each.frame(first + index));
  }

  /** After a failed resume: serials start at 0, and what is pending gets new ones (RTN15c7). */
  renumber(): void {
    this.#next = this.pendingCount;
  }

  /** Everything fails: nothing waits any more (RTN7c). */
  fail(error: AblyError): void {
    const all = [...this.#pending.slice(this.#settled), ...this.#queue];
    [this.#pending, this.#settled, this.#queue] = [[], 0, []];
    for (const each of all) each.nacked(error);
  }

  /** A new life of the connection. */
  reset(): void {
    this.#next = 0;
  }

  /** Fails what is older than this serial; gives the serial that is first now. */
  #skipTo(serial: number): number {
    const first = this.#next - this.pendingCount;
    for (let at = first; at < serial && this.pendingCount > 0; at++) this.#shift().nacked(ablyError(50000, "The server left it out"));
    return Math.max(first, serial);
  }

  #shift(): Outgoing {
    const outgoing = this.#pending[this.#settled] as Outgoing; // callers look at pendingCount first
    this.#pending[this.#settled++] = done; // what was sent need not outlive its ACK
    if (this.#settled === this.#pending.length) [this.#pending, this.#settled] = [[], 0];
    else if (this.#settled >= 1024) {
      this.#pending = this.#pending.slice(this.#settled);
      this.#settled = 0;
    }
    return outgoing;
  }
}

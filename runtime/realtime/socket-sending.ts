import { type ClientError, ConnectionError } from "../core/errors.js";
import type { Recall, RequestReplyOptions, Route, Unsent } from "./bus.js";
import type { Frames } from "./framing.js";
import type { Message, OutgoingMessage, Receipt } from "./message.js";
import { Outbox, type Pending, whether } from "./outbox.js";
import { printed } from "./printed.js";
import type { Lane, MakeSending, Sending } from "./sending.js";
import { within } from "./within.js";

/** Milliseconds between two looks at a socket that does not send fast enough. */
const drainPause = 10;

/** The sending half of a socket: a bounded queue, acknowledgements, answers. */
class SocketSending implements Sending {
  readonly #lane: Lane;
  readonly #outbox: Outbox;
  readonly #kind: "publish" | "confirm";
  readonly #prefix = `${Math.random().toString(36).slice(2, 10)}-`;
  #nextId = 0;
  #draining: (() => void) | null = null;

  constructor(lane: Lane) {
    this.#lane = lane;
    this.#outbox = new Outbox(lane.queue);
    this.#kind = (lane.framing.acknowledges ?? lane.delivery === "at-least-once") ? "confirm" : "publish";
  }

  get size(): number {
    return this.#outbox.size;
  }

  publish(route: Route, message: OutgoingMessage, recall?: Recall): Promise<Receipt> {
    return this.#enter(this.#kind, route, message, recall);
  }

  ask(route: Route, message: OutgoingMessage, options: RequestReplyOptions): Promise<Message> {
    const { clock, link } = this.#lane;
    return within((recall) => this.#enter<Message>("ask", route, message, recall), options, clock, link.hub);
  }

  acknowledged(id: string, value: unknown): void {
    this.#take(id)?.done({ status: "acknowledged", id, value });
  }

  replied(id: string, message: Message): void {
    this.#take(id)?.done(message);
  }

  refused(id: string, error: ClientError): void {
    this.#take(id)?.failed(error);
  }

  opened(): void {
    if (this.#lane.session.framesByLink) this.#outbox.reframe((entry) => this.#framesOf(entry));
    this.#drain();
  }

  interrupted(): void {
    this.#stop();
    const remedy = "Find out whether it was carried out before sending it again.";
    this.#outbox.rewind(({ sent }) => new ConnectionError("The connection broke before the answer came", { sent, remedy }));
    this.#lane.changed();
  }

  giveBack(error: ClientError | null): readonly Unsent[] {
    this.#stop();
    return this.#outbox.giveBack(({ sent }) => new ConnectionError(words(error, sent), { cause: error, sent, remedy: error?.remedy ?? null }));
  }

  /** Resolves with what its kind waits for. */
  #enter<T extends Receipt | Message = Receipt>(kind: Pending["kind"], route: Route, message: OutgoingMessage, recall: Recall = {}): Promise<T> {
    return new Promise<T>((done, failed) => {
      // Who publishes once does so again: the socket stays until `close`.
      this.#lane.hold();
      const id = message.id ?? `${this.#prefix}${this.#nextId++}`;
      const once = kind === "ask" || this.#lane.delivery === "at-most-once";
      const frames = this.#framesOf({ kind, route, message, id });
      this.#push({ kind, route, message, id, once, frames, sent: false, left: false, done: done as Pending["done"], failed }); // messages for `ask`, else receipts
      recall.take = () => this.#recall(kind, id);
    });
  }

  /** Nobody waits for it any more. */
  #recall(kind: Pending["kind"], id: string): Unsent["sent"] {
    const entry = this.#take(id);
    const frame = kind === "ask" && entry?.sent ? this.#lane.session.forget?.(id) : null;
    if (frame) this.#lane.link.send(frame);
    return whether(entry);
  }

  #framesOf({ kind, route, message, id }: Pick<Pending, "kind" | "route" | "message" | "id">): Frames {
    const { session } = this.#lane;
    return printed(() => (kind === "ask" && session.ask ? session.ask(route, message, id) : session.publish(route, message, id)));
  }

  #push(entry: Pending): void {
    const { link, highWater } = this.#lane;
    const direct = link.isOpen && !this.#outbox.hasUnsent && link.buffered < highWater;
    if (direct && entry.kind === "publish") {
      link.send(entry.frames);
      tellSent(entry);
      return;
    }
    this.#outbox.add(entry);
    if (direct) {
      link.send(entry.frames);
      this.#outbox.sent(entry);
    } else if (link.isOpen) this.#drain();
    else link.connect();
    this.#lane.changed();
  }

  #take(id: string): Pending | undefined {
    const entry = this.#outbox.take(id);
    if (entry !== undefined) this.#lane.changed();
    return entry;
  }

  #drain(): void {
    const { highWater, clock, link } = this.#lane;
    if (this.#draining !== null || !link.isOpen) return;
    const sent: string[] = [];
    this.#outbox.flush((entry) => {
      if (link.buffered >= highWater) return false;
      link.send(entry.frames);
      if (entry.kind === "publish") sent.push(entry.id);
      return true;
    });
    for (const id of sent) tellSent(this.#take(id));
    if (!this.#outbox.hasUnsent) return;
    this.#draining = clock.wake(clock.now() + drainPause, () => {
      this.#draining = null;
      this.#drain();
    });
  }

  #stop(): void {
    this.#draining?.();
    this.#draining = null;
  }
}

const tellSent = (entry: Pending | undefined): void => entry?.done({ status: "sent", id: entry.message.id, value: null });

const words = (error: ClientError | null, sent: "no" | "unknown"): string =>
  `${sent === "no" ? "Not sent" : "Sent, but not acknowledged"}: ${error === null ? "the connection was closed" : error.message}`;

/** What `publish` and `ask` hand to a bus of sockets. */
export const socketSending: MakeSending = (lane) => new SocketSending(lane);

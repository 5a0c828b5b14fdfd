import { type ClientError, ConnectionError } from "../core/errors.js";
import type { Bus, Feed, Recall, Route } from "./bus.js";
import { closedError } from "./connection-hub.js";
import { correlationOf, definitionOf, noHeaders } from "./incoming.js";
import type { Discontinuity, Message, OutgoingMessage } from "./message.js";
import type { DeskPlace, MakeDesk, ReplyDesk } from "./reply-desk.js";
import { socketSending } from "./socket-sending.js";

/** A request in the line. */
interface Waiting {
  readonly resolve: (message: Message) => void;
  readonly reject: (error: ClientError) => void;
  release: (() => void) | undefined;
  /** Answers that had come for nobody when it was asked. */
  readonly before: number;
  /** Whether it may have reached the server. */
  left: boolean;
  /** Nobody waits any more: its answer is to be discarded. */
  over: boolean;
}

/**
 * Answers that don't tell what they are for: each is for the request that has waited longest. One that comes after its request was given up is
 * discarded. Where it can't be told any more which answer is whose, the link is made anew and the requests on it fail: never does one get another's answer.
 */
class TurnDesk implements ReplyDesk {
  readonly #bus: Bus;
  readonly #feed: Feed;
  readonly #place: DeskPlace;
  /** In the order of asking. */
  readonly #line = new Map<string, Waiting>();
  #discarded = 0;
  /** Whether answers have ids after all: a framing or a bus of the user's own may give them some. */
  #told = false;

  constructor(bus: Bus, place: DeskPlace, over: () => void) {
    this.#bus = bus;
    this.#place = place;
    this.#feed = bus.subscribe(place.route, {
      message: (came) => this.#came(came),
      discontinuity: (gap) => this.#gap(gap),
      end: (ended) => {
        over();
        for (const id of [...this.#line.keys()]) this.#take(id)?.reject(ended ?? closedError());
      },
    });
  }

  async ask(route: Route, message: OutgoingMessage, id: string, recall: Recall): Promise<Message> {
    // A loop that asks must not wait for itself: the answer comes behind what it has not read yet.
    const release = this.#feed.keepReading?.();
    const answer = new Promise<Message>((resolve, reject) =>
      this.#line.set(id, { resolve, reject, release, before: this.#discarded, left: false, over: false }),
    );
    // It may fail while the request is still on its way out, when nobody listens yet.
    answer.catch(() => undefined);
    recall.take = () => {
      this.#take(id);
      return "no";
    };
    await this.#feed.ready;
    const waiting = this.#line.get(id);
    if (waiting === undefined) return answer;
    recall.take = undefined;
    const sent = this.#bus.publish(route, message, socketSending, recall);
    const { take } = recall as Recall; // the bus filled it in
    recall.take = () => {
      const whether = waiting.left ? "unknown" : (take?.() ?? "unknown");
      waiting.left = whether !== "no";
      return whether;
    };
    await sent;
    waiting.left = true;
    return answer;
  }

  forget(id: string): void {
    const waiting = this.#line.get(id);
    if (!waiting?.left || this.#told) return void this.#take(id);
    waiting.release?.();
    waiting.release = undefined;
    waiting.over = true;
    const unanswered = [...this.#line.values()].filter(({ over }) => over).length;
    // The server does not answer everything, or an answer was discarded that may have been for this one.
    if (unanswered > 1 || this.#discarded > waiting.before) this.#startAnew(new ConnectionError("The server left requests unanswered", unknown));
  }

  #came(came: Message): void {
    const message = this.#place.name(came);
    if (message === null) return;
    const { channel } = this.#place.route.operation;
    const id = message.correlationId ?? correlationOf(channel, definitionOf(channel, message.name) ? message.name : null, message);
    if (id !== null) this.#tell();
    // Where headers come and hold no id, it is no answer.
    else if (came.headers !== noHeaders && Object.values(channel.messages).some(({ correlationId }) => correlationId)) return;
    const [first] = this.#line.keys();
    const waiting = this.#take(id ?? first ?? "");
    if (waiting?.over) this.#discarded++;
    waiting?.resolve(message);
  }

  /** Answers have ids: none has to be counted. */
  #tell(): void {
    this.#told = true;
    this.#dropOver();
  }

  #gap({ reason, cause }: Discontinuity): void {
    if (this.#told) return;
    if (reason === "not-resumed") this.#fail(new ConnectionError("The connection broke before the answer came", unknown));
    else if ([...this.#line.values()].some(({ left }) => left))
      this.#startAnew(new ConnectionError("What may be the answer can't be read", { ...unknown, cause }));
  }

  #startAnew(reason: ClientError): void {
    if (this.#feed.renew) {
      this.#fail(reason);
      this.#feed.renew(reason);
    } else this.#dropOver(); // a carrier that can't: better a doubtful answer than none ever again
  }

  #dropOver(): void {
    for (const [id, { over }] of this.#line) if (over) this.#take(id);
  }

  /** Their answers won't come, or can't be told from others'. */
  #fail(reason: ClientError): void {
    for (const [id, { left }] of this.#line) if (left) this.#take(id)?.reject(reason);
  }

  #take(id: string): Waiting | undefined {
    const waiting = this.#line.get(id);
    this.#line.delete(id);
    waiting?.release?.();
    return waiting;
  }
}

const unknown = { sent: "unknown", remedy: "Find out whether it was carried out before sending it again." } as const;

/** What `ask` works with where answers have no correlation id that frames could carry: they come in the order of the requests. */
export const answersInTurn: MakeDesk = (...about) => new TurnDesk(...about);

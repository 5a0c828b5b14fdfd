import type { ClientError } from "../core/errors.js";
import { readPointer } from "../core/pointer.js";
import type { Declared } from "../core/reply.js";
import { fillAddress, type Given, given } from "./address.js";
import type { Bus, Feed, Recall, RequestReplyOptions, Route } from "./bus.js";
import type { ChannelOperation } from "./channel.js";
import { encoded } from "./codecs.js";
import { closedError } from "./connection-hub.js";
import { forgiving } from "./forgiving.js";
import { correlationOf, definitionOf, noHeaders } from "./incoming.js";
import type { Message, OutgoingMessage } from "./message.js";
import { outgoing } from "./publish.js";
import type { RealtimeClient } from "./realtime-client.js";
import type { DeskPlace, MakeDesk, ReplyDesk } from "./reply-desk.js";
import { socketSending } from "./socket-sending.js";
import type { PublishOptions } from "./subscription.js";
import { within } from "./within.js";
import { correlated, withValue } from "./written.js";

/**
 * Sends a request and resolves with the payload of its reply, told by the correlation id.
 * @throws TimeoutError when no reply comes in time (30 seconds unless said otherwise); ConnectionError, AbortError, InputError as `publish`.
 */
export function ask(client: RealtimeClient, operation: ChannelOperation, input?: object, options?: PublishOptions): Declared;
export function ask<T>(client: RealtimeClient, operation: ChannelOperation, input?: object, options?: PublishOptions): Promise<T>;
export function ask<T>(client: RealtimeClient, operation: ChannelOperation, input: object = {}, options: PublishOptions = {}): Promise<T> {
  try {
    return forgiving(asked<T>(client, operation, { one: given(client, operation, input), options }));
  } catch (error) {
    return Promise.reject(error);
  }
}

interface Request {
  readonly one: Given;
  readonly options: PublishOptions;
}

async function asked<T>(client: RealtimeClient, operation: ChannelOperation, { one, options }: Request): Promise<T> {
  const { bus, realtime } = client;
  const limits: RequestReplyOptions = { timeout: realtime.timeout, ...options };
  const correlationId = options.id ?? crypto.randomUUID();
  const replyRoute = replyRouteOf(client, operation, one);
  const { payloads, naming } = realtime;
  const plain = correlated(operation, { ...addressed(operation, outgoing(operation, one, options), replyRoute), correlationId, replyTo: replyRoute.address });
  const message = encoded(plain, operation.channel, payloads);
  if (bus.request !== undefined) {
    const reply = await bus.request(one.route, message, limits, socketSending);
    const read = naming({ channel: replyRoute.operation.channel, convert: operation.convert }, payloads);
    return (read(reply) ?? reply).payload as T; // typed by the generated function
  }
  const desk = deskOf(bus, { route: replyRoute, name: () => naming(replyRoute.operation, payloads) }, operation.reply?.by);
  try {
    return (await within((recall) => desk.ask(one.route, message, correlationId, recall), limits, realtime.clock, bus.connection)).payload as T; // typed by the generated function
  } finally {
    desk.forget(correlationId);
  }
}

/** Where the answer comes: at the address that the request itself tells, at the reply channel's own, or at one made up for this client. */
function replyRouteOf({ realtime, bus }: RealtimeClient, operation: ChannelOperation, { route, headers, payload }: Given): Route {
  const { id, convert, reply } = operation;
  const { channel = route.channel, address: place, messages } = reply ?? {};
  const own = { ...route, channel, operation: { id, channel, convert, ...(messages && { messages }) } };
  const told = place === undefined ? undefined : readPointer({ headers, payload }, place);
  if (typeof told === "string" && told !== "") return { ...own, address: told };
  if (channel === route.channel) return own;
  if (channel.address !== null) return { ...own, address: fillAddress(channel, { ...channel.defaults, ...realtime.variables, ...route.params }) };
  const inbox = bus.inbox?.(route) ?? null;
  return inbox === null ? { ...own, address: inboxOf(bus) } : { ...own, channel: inbox === route.address ? route.channel : channel, address: inbox };
}

const inboxes: WeakMap<Bus, string> = new WeakMap();

/** One for each client. */
function inboxOf(bus: Bus): string {
  const made = inboxes.get(bus) ?? `replies/${crypto.randomUUID()}`;
  inboxes.set(bus, made);
  return made;
}

/** Writes the address of the answer where the document says that the request tells it. */
function addressed({ reply }: ChannelOperation, message: OutgoingMessage, { address }: Route): OutgoingMessage {
  return reply?.address === undefined ? message : { ...message, ...withValue(message, reply.address, address) };
}

interface Waiting {
  readonly resolve: (message: Message) => void;
  readonly reject: (error: ClientError) => void;
  readonly release: (() => void) | undefined;
}

/** Where the replies of one address are waited for. It stays as long as the connection, which asking holds open. */
class Desk implements ReplyDesk {
  readonly #bus: Bus;
  readonly #waiting = new Map<string, Waiting>();
  readonly #feed: Feed;

  constructor(bus: Bus, { route, name }: DeskPlace, over: () => void) {
    this.#bus = bus;
    const { channel } = route.operation;
    const places = Object.values(channel.messages).map(({ correlationId }) => correlationId);
    this.#feed = bus.subscribe(route, {
      message: (came) => {
        const message = name(came);
        if (message === null) return;
        const id = message.correlationId ?? correlationOf(channel, definitionOf(channel, message.name) ? message.name : null, message);
        const [oldest] = this.#waiting.keys();
        // Where neither the protocol nor the document has correlation ids that frames can carry, answers come in the order of the requests.
        const asked = id ?? (places.some((at) => at && (came.headers !== noHeaders || at.startsWith("/p"))) ? undefined : oldest);
        if (asked !== undefined) this.#take(asked)?.resolve(message);
      },
      discontinuity: () => undefined, // a lost reply shows as a timeout
      end: (ended) => {
        const error = ended ?? closedError();
        over();
        for (const id of [...this.#waiting.keys()]) this.#take(id)?.reject(error);
      },
    });
  }

  async ask(route: Route, message: OutgoingMessage, id: string, recall: Recall): Promise<Message> {
    // A loop that asks must not wait for itself: the answer comes behind what it has not read yet.
    const release = this.#feed.keepReading?.();
    const reply = new Promise<Message>((resolve, reject) => this.#waiting.set(id, { resolve, reject, release }));
    // It may fail while the request is still on its way out, when nobody listens yet.
    reply.catch(() => undefined);
    recall.take = () => {
      this.forget(id);
      return "no";
    };
    await this.#feed.ready;
    if (!this.#waiting.has(id)) return reply;
    recall.take = undefined;
    await this.#bus.publish(route, message, socketSending, recall);
    return reply;
  }

  /** Nobody waits for this reply any more. */
  forget(id: string): void {
    this.#take(id);
  }

  #take(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.release?.();
    return waiting;
  }
}

const desks: WeakMap<Bus, Map<string, ReplyDesk>> = new WeakMap();

interface Unmade {
  readonly route: Route;
  readonly name: () => DeskPlace["name"];
}

function deskOf(bus: Bus, { route, name }: Unmade, make: MakeDesk = (...about) => new Desk(...about)): ReplyDesk {
  const own = desks.get(bus) ?? new Map<string, ReplyDesk>();
  desks.set(bus, own);
  const key = `${route.operation.id} ${route.address}`;
  const known = own.get(key);
  if (known !== undefined) return known;
  const desk = make(bus, { route, name: name() }, () => own.delete(key));
  own.set(key, desk);
  return desk;
}

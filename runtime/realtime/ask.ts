import type { ClientError } from "../core/errors.js";
import { setTarget } from "../core/pointer.js";
import type { Declared } from "../core/reply.js";
import { fillAddress, type Given, given } from "./address.js";
import type { Bus, RequestReplyOptions, Route } from "./bus.js";
import type { ChannelOperation } from "./channel.js";
import { closedError } from "./connection-hub.js";
import { forgiving } from "./forgiving.js";
import { correlationOf } from "./incoming.js";
import type { Message, OutgoingMessage } from "./message.js";
import { outgoing, within } from "./publish.js";
import type { RealtimeClient } from "./realtime-client.js";
import type { PublishOptions } from "./subscription.js";

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
  const replyRoute = replyRouteOf(client, operation, one.route);
  const message = correlated(operation, { ...outgoing(operation, one, options), correlationId, replyTo: replyRoute.address });
  if (bus.request !== undefined) return (await bus.request(one.route, message, limits)).payload as T; // typed by the generated function
  const desk = deskOf(bus, replyRoute);
  try {
    const { payload } = await within(desk.ask(one.route, message, correlationId), realtime.clock, limits);
    return payload as T; // typed by the generated function
  } finally {
    desk.forget(correlationId);
  }
}

function replyRouteOf({ realtime }: RealtimeClient, operation: ChannelOperation, route: Route): Route {
  const channel = operation.reply?.channel;
  if (channel === undefined || channel === route.channel) return route;
  return { ...route, channel, address: fillAddress(channel, { ...realtime.variables, ...route.params }) };
}

/** Writes the correlation id where the document says that it stands. */
function correlated({ channel }: ChannelOperation, message: OutgoingMessage): OutgoingMessage {
  const at = message.name === null ? undefined : channel.messages[message.name]?.correlationId;
  if (at === undefined) return message;
  const { headers, payload } = setTarget<Pick<Given, "headers" | "payload">>({ headers: message.headers, payload: message.payload }, at, message.correlationId);
  return { ...message, headers, payload };
}

/** Where the replies of one address are waited for. It stays as long as the connection, which asking holds open. */
class Desk {
  readonly #bus: Bus;
  readonly #waiting = new Map<string, { readonly resolve: (message: Message) => void; readonly reject: (error: ClientError) => void }>();
  readonly #ready: Promise<void>;

  constructor(bus: Bus, route: Route, over: () => void) {
    this.#bus = bus;
    const { ready } = bus.subscribe(route, {
      message: (message) => {
        const id = message.correlationId ?? correlationOf(route.channel, message.name, message);
        if (id !== null) this.#waiting.get(id)?.resolve(message);
      },
      discontinuity: () => undefined, // a lost reply shows as a timeout
      end: (ended) => {
        const error = ended ?? closedError();
        over();
        for (const { reject } of this.#waiting.values()) reject(error);
      },
    });
    this.#ready = ready;
  }

  async ask(route: Route, message: OutgoingMessage, id: string): Promise<Message> {
    const reply = new Promise<Message>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    // It may fail while the request is still on its way out, when nobody listens yet.
    reply.catch(() => undefined);
    await this.#ready;
    await this.#bus.publish(route, message);
    return reply;
  }

  /** Nobody waits for this reply any more. */
  forget(id: string): void {
    this.#waiting.delete(id);
  }
}

const desks: WeakMap<Bus, Map<string, Desk>> = new WeakMap();

function deskOf(bus: Bus, route: Route): Desk {
  const own = desks.get(bus) ?? new Map<string, Desk>();
  desks.set(bus, own);
  const known = own.get(route.address);
  if (known !== undefined) return known;
  const desk = new Desk(bus, route, () => own.delete(route.address));
  own.set(route.address, desk);
  return desk;
}

import type { ClientError } from "../core/errors.js";
import type { Bus, Delivery, Feed, Recall, Route, Sink, Unsent } from "./bus.js";
import type { Channel } from "./channel.js";
import type { ConnectionStateName, ConnectionView } from "./connection.js";
import { ConnectionHub } from "./connection-hub.js";
import type { Dialler } from "./dial.js";
import type { Framing } from "./framing.js";
import type { OutgoingMessage, Receipt } from "./message.js";
import type { MakeSending } from "./sending.js";
import { SocketBus, type SocketOptions } from "./socket-bus.js";

/** What the whole shows when sockets differ: the first of these that one of them is in. */
const precedence: readonly ConnectionStateName[] = ["failed", "waiting", "opening", "closing", "open", "closed"];

/** What the sockets of a client are made of. */
export interface SocketsOptions extends Omit<SocketOptions, "framing" | "dial"> {
  /** Of channels that have none of their own. */
  readonly framing: Framing;
  /** Of a channel that says how its messages stand in frames. */
  readonly framingOf: (channel: Channel) => Framing;
  readonly dialler: Dialler;
}

/** Which socket a channel's messages take. */
interface Place {
  readonly framing: Framing;
  /** Channels of one framing have one. */
  readonly key: string;
}

/**
 * The sockets of a client, each there as long as it is used: one for each channel, or one for all whose framing lets them share it.
 * What is opened with different query parameters or headers are different sockets.
 */
export class SocketsBus implements Bus {
  readonly delivery: Delivery;
  readonly connection: ConnectionView;
  /** There where the framing `asks`. */
  readonly request?: NonNullable<Bus["request"]>;
  readonly #options: SocketsOptions;
  readonly #hub: ConnectionHub;
  readonly #sockets = new Map<string, SocketBus>();
  readonly #places = new WeakMap<Channel, Place>();
  readonly #place: Place;

  constructor(options: SocketsOptions) {
    this.#options = options;
    this.delivery = options.framing.delivery;
    this.connection = this.#hub = new ConnectionHub(options.clock);
    if (options.framing.asks) this.request = async (route, ...request) => this.#socket(route).ask(route, ...request);
    this.#place = { framing: options.framing, key: "" };
  }

  /** A socket of its own is made by its channel: where there is no other, there is nothing to connect beforehand. */
  async connect(): Promise<void> {
    this.#hub.refuse();
    if (this.#place.framing.sockets === "shared") await this.#open(this.#place, null).connect();
  }

  subscribe(route: Route, sink: Sink): Feed {
    return this.#socket(route).subscribe(route, sink);
  }

  publish(route: Route, message: OutgoingMessage, sending?: MakeSending, recall?: Recall): Promise<Receipt> {
    try {
      return this.#socket(route).publish(route, message, sending, recall);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** What comes over a socket of one channel comes from that channel, answers too. */
  inbox(route: Route): string | null {
    return this.#placeOf(route.channel).framing.sockets === "shared" ? null : route.address;
  }

  async close(): Promise<readonly Unsent[]> {
    this.#hub.ended = true;
    const unsent = await Promise.all([...this.#sockets.values()].map((socket) => socket.close()));
    this.#hub.move("closed", null, null);
    return unsent.flat();
  }

  #placeOf(channel: Channel): Place {
    // A framing that is more than json reads what the channel says of it itself.
    const { name } = this.#options.framing;
    if (channel.framing === undefined || (name !== "json" && channel.framing.framing === name)) return this.#place;
    const known = this.#places.get(channel);
    if (known !== undefined) return known;
    const place = { framing: this.#options.framingOf(channel), key: JSON.stringify(channel.framing) };
    this.#places.set(channel, place);
    return place;
  }

  #socket(route: Route): SocketBus {
    this.#hub.refuse();
    return this.#open(this.#placeOf(route.channel), route);
  }

  #open({ framing, key }: Place, route: Route | null): SocketBus {
    const own = framing.sockets === "shared" ? null : route;
    // Most channels share one socket without more ado, and this is on the way of every message.
    const name = own === null && route?.opening === undefined ? key : `${key} ${JSON.stringify(route?.opening)} ${own?.address}`;
    const known = this.#sockets.get(name);
    if (known !== undefined) return known;
    const dial = this.#options.dialler(framing, own, route?.opening);
    const socket = new SocketBus({ ...this.#options, framing, dial }, own);
    this.#sockets.set(name, socket);
    socket.connection.on(({ state, reason, retryIn }) => {
      if (state === "failed" || (state === "closed" && !socket.isWanted)) this.#sockets.delete(name);
      this.#show(state, reason, retryIn);
    });
    return socket;
  }

  #show(state: ConnectionStateName, reason: ClientError | null, retryIn: number | null): void {
    const views = [...this.#sockets.values()].map(({ connection }) => connection);
    const shown = precedence.find((name) => views.some((view) => view.state === name)) ?? state;
    this.#hub.move(shown, views.find((view) => view.state === shown)?.reason ?? reason, shown === state ? retryIn : null);
  }
}

import type { ClientError } from "../core/errors.js";
import type { Bus, Delivery, Feed, Route, Sink, Unsent } from "./bus.js";
import type { ConnectionStateName, ConnectionView } from "./connection.js";
import { ConnectionHub, closedError } from "./connection-hub.js";
import type { OutgoingMessage, Receipt } from "./message.js";
import { SocketBus, type SocketOptions } from "./socket-bus.js";

/** What the whole shows when sockets differ: the first of these that one of them is in. */
const precedence: readonly ConnectionStateName[] = ["failed", "waiting", "opening", "closing", "open", "closed"];

/** A socket for each channel, there as long as the channel is used. */
export class PerChannelBus implements Bus {
  readonly delivery: Delivery;
  readonly connection: ConnectionView;
  readonly #options: SocketOptions;
  readonly #hub: ConnectionHub;
  readonly #sockets = new Map<string, SocketBus>();
  #ended = false;

  constructor(options: SocketOptions) {
    this.#options = options;
    this.delivery = options.framing.delivery;
    this.connection = this.#hub = new ConnectionHub(options.clock);
  }

  /** Sockets are made by their channels, so there is nothing to connect beforehand. */
  connect(): Promise<void> {
    return this.#ended ? Promise.reject(closedError()) : Promise.resolve();
  }

  subscribe(route: Route, sink: Sink): Feed {
    return this.#socket(route).subscribe(route, sink);
  }

  async publish(route: Route, message: OutgoingMessage): Promise<Receipt> {
    return this.#socket(route).publish(route, message);
  }

  async close(): Promise<readonly Unsent[]> {
    this.#ended = true;
    const unsent = await Promise.all([...this.#sockets.values()].map((socket) => socket.close()));
    this.#hub.move("closed", null, null);
    return unsent.flat();
  }

  #socket(route: Route): SocketBus {
    if (this.#ended) throw closedError();
    const known = this.#sockets.get(route.address);
    if (known !== undefined) return known;
    const socket = new SocketBus(this.#options, route);
    this.#sockets.set(route.address, socket);
    socket.connection.on(({ state, reason, retryIn }) => {
      if (state === "failed" || (state === "closed" && !socket.isWanted)) this.#sockets.delete(route.address);
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

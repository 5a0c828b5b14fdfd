import type { Clock } from "../../../core/client.js";
import { systemClock } from "../../../core/clock.js";
import type { ClientError } from "../../../core/errors.js";
import type { Bus, Feed, Recall, Route, Sink, Unsent } from "../../bus.js";
import type { ConnectionStateName, ConnectionView } from "../../connection.js";
import { ConnectionHub, closedError } from "../../connection-hub.js";
import type { Message, OutgoingMessage, Receipt } from "../../message.js";
import type { MakeSending } from "../../sending.js";
import type { Ably } from "./ably.js";
import type { AblyChannel } from "./channel/channel.js";
import type { ChannelStateChange } from "./channel/channel-change.js";
import type { ChannelOptions } from "./channel/channel-options.js";
import type { ConnectionStateName as AblyStateName } from "./connection/connection-state.js";
import type { AblyMessage } from "./message/message.js";

/** Options of `ablyBus`. */
export interface AblyBusOptions {
  /** How a channel is used: its params, modes, key. */
  readonly channelOptions?: ((route: Route) => ChannelOptions) | undefined;
  readonly clock?: Clock | undefined;
}

const words: Readonly<Record<AblyStateName, ConnectionStateName>> = {
  initialized: "idle",
  connecting: "opening",
  connected: "open",
  disconnected: "waiting",
  suspended: "waiting",
  closing: "closing",
  closed: "closed",
  failed: "failed",
};

/** The channels of a document over an Ably client: their addresses are channel names, their messages' names Ably's. */
export function ablyBus(ably: Ably, options: AblyBusOptions = {}): Bus {
  return new AblyBus(ably, options);
}

class AblyBus implements Bus {
  readonly delivery = "at-least-once";
  readonly connection: ConnectionView;
  readonly #ably: Ably;
  readonly #options: AblyBusOptions;
  readonly #clock: Clock;
  /** What is published and not acknowledged. */
  readonly #pending = new Set<{ readonly address: string; readonly message: OutgoingMessage; sent: Unsent["sent"] | "yes" }>();
  readonly #feeds = new Map<AblyChannel, number>();

  constructor(ably: Ably, options: AblyBusOptions) {
    this.#ably = ably;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    const hub = new ConnectionHub(this.#clock);
    hub.move(words[ably.connection.state], ably.connection.errorReason, null);
    ably.connection.on(({ current, event, reason, retryIn }) => {
      if (event === "connected") for (const each of this.#pending) if (each.sent === "no") each.sent = "unknown";
      hub.move(words[current], reason, retryIn);
    });
    this.connection = hub;
  }

  connect(): Promise<void> {
    this.#ably.connect();
    return this.connection.until("open");
  }

  subscribe(route: Route, sink: Sink): Feed {
    this.#start();
    const channel = this.#channel(route);
    this.#feeds.set(channel, (this.#feeds.get(channel) ?? 0) + 1);
    let over = false;
    const ends: (() => void)[] = [];
    const cancel = (): void => {
      if (over) return;
      over = true;
      for (const end of ends) end();
      this.#left(channel);
    };
    ends.push(channel.subscribe((message) => sink.message(this.#received(route, message))));
    ends.push(gapsOf(channel, sink));
    ends.push(
      channel.on(({ current, reason }) => {
        if (current !== "failed" && current !== "detached") return;
        cancel();
        sink.end(reason);
      }),
    );
    const ready = this.#attached(channel, ends);
    ready.catch((error: ClientError) => {
      // A channel that is suspended attaches by itself.
      if (over || channel.state === "suspended") return;
      cancel();
      sink.end(error);
    });
    return { ready, pause: () => false, resume: () => undefined, cancel };
  }

  /** A connection that is away for long comes again by itself, and the channel with it. */
  #attached(channel: AblyChannel, ends: (() => void)[]): Promise<void> {
    const { connection } = this.#ably;
    if (connection.state !== "suspended") return channel.attach();
    return new Promise((resolve, reject) => {
      const stop = connection.on(["connected", "closing", "closed", "failed"], () => {
        stop();
        channel.attach().then(resolve, reject);
      });
      ends.push(stop, () => reject(closedError()));
    });
  }

  async publish(route: Route, message: OutgoingMessage, _sending?: MakeSending, recall?: Recall): Promise<Receipt> {
    this.#start();
    const { id, headers, payload } = message;
    const name = message.name === null ? null : (route.channel.messages[message.name]?.type ?? message.name);
    const entry = { address: route.address, message, sent: this.#ably.connection.state === "connected" ? ("unknown" as const) : ("no" as const) };
    const queued: Recall = {};
    if (recall)
      recall.take = () => {
        const left = queued.take?.() ?? "unknown";
        if (left === "no") this.#pending.delete(entry);
        return left;
      };
    this.#pending.add(entry);
    try {
      const wire = { data: payload, ...(name !== null && { name }), ...(id !== null && { id }), ...(headers !== null && { extras: { headers } }) };
      const { serials } = await this.#channel(route).sending((publisher) => publisher.publish([wire], queued));
      Object.assign(entry, { sent: "yes" });
      return { status: "acknowledged", id: serials[0] ?? id, value: { serials } };
    } finally {
      this.#pending.delete(entry);
    }
  }

  async close(): Promise<readonly Unsent[]> {
    const left = [...this.#pending];
    await this.#ably.close();
    return left.flatMap(({ address, message, sent }) => (sent === "yes" ? [] : [{ address, message, sent }]));
  }

  /** Whoever has something to say or hear connects. */
  #start(): void {
    if (this.#ably.connection.state === "initialized") this.#ably.connect();
  }

  #channel(route: Route): AblyChannel {
    return this.#ably.channels.get(route.address, this.#options.channelOptions?.(route));
  }

  /** The last one out detaches. */
  #left(channel: AblyChannel): void {
    const count = (this.#feeds.get(channel) ?? 1) - 1;
    this.#feeds.set(channel, count);
    if (count === 0 && channel.state !== "failed") channel.detach().catch(() => undefined);
  }

  #received({ address }: Route, { data, name, id, extras }: AblyMessage): Message {
    return { payload: data, name, id, headers: extras?.headers ?? {}, address, correlationId: null, receivedAt: this.#clock.now() };
  }
}

/** Tells a gap whenever the channel is attached again without having been resumed. */
function gapsOf(channel: AblyChannel, sink: Sink): () => void {
  let before = channel.state === "attached";
  return channel.on(({ event, resumed }: ChannelStateChange) => {
    if (event !== "attached" && event !== "update") return;
    if (before && !resumed) sink.discontinuity({ reason: "not-resumed", lost: null, cause: null });
    before = true;
  });
}

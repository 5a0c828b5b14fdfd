import type { Channel, ChannelModel, ConsumeMessage } from "amqplib";
import { type ClientError, errorFrom } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import type { Outcome } from "../../realtime/settlement.js";
import { fieldsOf } from "../bindings.js";
import type { Flow, Receiver } from "../broker.js";
import { refused } from "../failures.js";
import { receive } from "../received.js";
import type { Place } from "./place.js";
import { receivedOf } from "./properties.js";
import { channelFailure } from "./publisher.js";

/** What a consumer works with. */
export interface Consumption {
  readonly connection: ChannelModel;
  /** The link's open channels: a consumer's own is among them as long as it is open. */
  readonly channels: Set<Channel>;
  readonly url: string;
  readonly route: Route;
  readonly place: Place;
  readonly receiver: Receiver;
  readonly prefetch: number;
  readonly declares: boolean;
  readonly now: () => number;
}

/** A subscription on a channel of its own: what is wrong with it ends nothing else. PROTOCOL.md, section 4. */
export async function consume(consumption: Consumption): Promise<Flow> {
  const { connection, channels, url, route, place, receiver, prefetch } = consumption;
  const what = `Consuming ${place.kind === "queue" ? place.queue.name : `${place.exchange.name} (${place.routingKey})`}`;
  const channel = await connection.createChannel();
  channels.add(channel);
  channel.on("close", () => channels.delete(channel));
  let end: unknown = null;
  let isOver = false;
  let open = 0;
  channel.on("error", (error) => {
    end = error;
  });
  const failure = (error: unknown): ClientError => channelFailure(what, end ?? error, url);
  try {
    const queue = await declared(channel, consumption);
    const acknowledges = fieldsOf(route.operation.bindings, "amqp")["ack"] !== false;
    if (acknowledges) await channel.prefetch(prefetch);
    const { consumerTag } = await channel.consume(
      queue,
      (message) => {
        if (message === null) receiver.end(refused(what, new Error("the broker cancelled it: the queue is gone")));
        else received(message, acknowledges);
      },
      { noAck: !acknowledges },
    );
    channel.on("close", () => {
      if (!isOver && end !== null) receiver.end(failure(end));
    });
    return {
      continuity: place.queue.name === "" ? "lost" : "resumed",
      pause: () => acknowledges,
      resume: () => undefined,
      cancel: () => {
        isOver = true;
        channel.cancel(consumerTag).then(leave, () => undefined);
      },
    };
  } catch (error) {
    throw failure(error);
  }

  function received(message: ConsumeMessage, acknowledges: boolean): void {
    const told = receivedOf(message, route.channel, consumption.now());
    if (!acknowledges) {
      receive(route, told, receiver);
      return;
    }
    open++;
    receive(route, told, receiver, (outcome) => {
      settle(channel, message, outcome);
      open--;
      leave();
    });
  }

  /** What is still worked on is acknowledged on this channel: it is closed after the last. */
  function leave(): void {
    if (isOver && open === 0 && channels.delete(channel)) channel.close().catch(() => undefined);
  }
}

/** Declares what the place needs; the name of its queue. */
export async function declared(channel: Channel, { place, declares }: Pick<Consumption, "place" | "declares">): Promise<string> {
  const { queue } = place;
  const isOwn = queue.name === "";
  if (place.kind === "exchange" && declares) await declareExchange(channel, place.exchange);
  const name = declares || isOwn ? (await channel.assertQueue(queue.name, queue.options)).queue : queue.name;
  if (place.kind === "exchange" && (declares || isOwn)) await channel.bindQueue(name, place.exchange.name, place.routingKey, place.matching);
  return name;
}

/** Those of the broker are there. */
export async function declareExchange(channel: Channel, { name, type, options }: Extract<Place, { kind: "exchange" }>["exchange"]): Promise<void> {
  if (name !== "" && !name.startsWith("amq.")) await channel.assertExchange(name, type, options);
}

function settle(channel: Channel, message: ConsumeMessage, outcome: Outcome): void {
  try {
    if (outcome === "done") channel.ack(message);
    // A message that fails for the second time goes where the queue's dead letters go.
    else channel.nack(message, false, outcome === "returned" || !message.fields.redelivered);
  } catch (error) {
    // The channel is gone: the broker sends it again.
    if (!/IllegalOperation/.test(errorFrom(error).message + (error as Error).name)) throw error;
  }
}

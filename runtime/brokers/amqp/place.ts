import type { Options } from "amqplib";
import { InputError } from "../../core/errors.js";
import { own } from "../../core/own.js";
import { fillAddress } from "../../realtime/address.js";
import type { Route } from "../../realtime/bus.js";
import { brokerAddress } from "../address.js";
import { type Fields, fieldsOf, flag, object, text } from "../bindings.js";
import type { AmqpBusOptions } from "./options.js";

/** A queue as it is declared. */
export interface Queue {
  /** Empty: the broker names it, for this subscription alone. */
  readonly name: string;
  readonly options: Options.AssertQueue;
}

/** An exchange as it is declared. */
export interface Exchange {
  readonly name: string;
  readonly type: string;
  readonly options: Options.AssertExchange;
}

/** Where a channel is at the broker. PROTOCOL.md, section 2. */
export type Place =
  | { readonly kind: "queue"; readonly queue: Queue }
  | {
      readonly kind: "exchange";
      readonly exchange: Exchange;
      readonly routingKey: string;
      readonly queue: Queue;
      /** What the queue is bound with besides the routing key. */
      readonly matching: Fields;
    };

interface Where {
  readonly variables: Readonly<Record<string, string>>;
  readonly vhost: string;
  readonly options: AmqpBusOptions;
}

/** Reads the channel's binding. `listening`: a parameter may be a wildcard. Throws an InputError for what the broker would take for something else. */
export function placeOf(route: Route, where: Where, listening: boolean): Place {
  const fields = fieldsOf(route.channel.bindings, "amqp");
  const [exchange, queue] = [object(fields["exchange"]), object(fields["queue"])];
  for (const { vhost } of [exchange, queue]) checkVhost(vhost, where.vhost, route);
  const key = keyIn(route, where, { name: text(fields["name"]), listening });
  const name = text(exchange["name"]);
  const { queues, exchanges, matching } = where.options;
  const extended = (made: Queue): Queue => ({ ...made, options: { ...made.options, ...own(queues, made.name) } });
  // Without an exchange of its own, a routing key is the name of a queue.
  if (fields["is"] === "queue" || name === null) return { kind: "queue", queue: extended(named(text(queue["name"]) ?? key, queue)) };
  const { type, options } = exchangeOf(name, exchange);
  const made = { name, type, options: { ...options, ...own(exchanges, name) } };
  return { kind: "exchange", exchange: made, routingKey: key, queue: extended(queueOf(queue)), matching: own(matching, route.channel.id) ?? {} };
}

/** The binding's routing key, else the address. One that is a pattern is for listening: what is published goes by the address. */
function keyIn(route: Route, { variables }: Where, { name, listening }: { readonly name: string | null; readonly listening: boolean }): string {
  const encode = (value: string): string => word(value, listening);
  if (name === null || (!listening && /(?:^|\.)[*#](?:\.|$)/.test(name))) return brokerAddress(route, variables, encode);
  return fillAddress({ ...route.channel, address: name }, { ...route.channel.defaults, ...variables, ...route.params }, encode);
}

function word(value: string, listening: boolean): string {
  if (listening && (value === "*" || value === "#")) return value;
  if (/[.*#]/.test(value))
    throw new InputError(`"${value}" can't be a word of a routing key`, { remedy: 'Leave out . * and #; a subscription may have "*" or "#" alone.' });
  return value;
}

/** The default of the binding, `/`, says nothing. */
function checkVhost(told: unknown, vhost: string, { channel }: Route): void {
  if (text(told) === null || told === "/" || told === vhost) return;
  throw new InputError(`The channel ${channel.id} is in the virtual host ${told}, the connection in ${vhost}`, {
    remedy: `Pass vhost: ${JSON.stringify(told)} to amqpBus, to a client of its own.`,
  });
}

const named = (name: string, fields: Fields): Queue => ({
  name,
  options: { durable: flag(fields["durable"]) ?? true, exclusive: flag(fields["exclusive"]) ?? false, autoDelete: flag(fields["autoDelete"]) ?? false },
});

function queueOf(fields: Fields): Queue {
  const name = text(fields["name"]);
  return name === null ? { name: "", options: { durable: false, exclusive: true, autoDelete: true } } : named(name, fields);
}

function exchangeOf(name: string, fields: Fields): Exchange {
  const type = text(fields["type"]) ?? "topic";
  // The binding's word for the exchange that has no name.
  return {
    name,
    type: type === "default" ? "direct" : type,
    options: { durable: flag(fields["durable"]) ?? true, autoDelete: flag(fields["autoDelete"]) ?? false },
  };
}

/** What a subscription asks for, in words. */
export const keyOf = (place: Place): string =>
  place.kind === "queue"
    ? `queue ${place.queue.name}`
    : `exchange ${place.exchange.name} ${place.routingKey} ${place.queue.name} ${JSON.stringify(place.matching)}`;

import type { ChannelModel, Options, SocketOptions } from "amqplib";

/** Options of `amqpBus`. What the document's bindings say of a channel or operation counts more. */
export interface AmqpBusOptions {
  /** Virtual host. Default: the path of the server's URL, else `/`. */
  readonly vhost?: string | undefined;
  /** Whether exchanges, queues and bindings are declared where they are used. Default true; false: they are there, as they should be. */
  readonly declare?: boolean | undefined;
  /** What bindings can't say of queues, by name, as the package takes it: `{ work: { maxLength: 1_000, deadLetterExchange: "dead" } }`. Counts more than the document. */
  readonly queues?: Readonly<Record<string, Options.AssertQueue>> | undefined;
  /** Likewise of exchanges: `{ shop: { alternateExchange: "rest" } }`. */
  readonly exchanges?: Readonly<Record<string, Options.AssertExchange>> | undefined;
  /** What queues are bound with besides the routing key, by the channel's id in the document; headers exchanges match it: `{ orders: { "x-match": "all", region: "eu" } }`. */
  readonly matching?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  /** Messages of one subscription that may come and be unacknowledged at a time. Default 100. */
  readonly prefetch?: number | undefined;
  /** Seconds between signs of life. Default 30. */
  readonly heartbeat?: number | undefined;
  /** Given to the package's socket as they are: `ca`, `cert`, `keepAlive` ... */
  readonly socket?: SocketOptions | undefined;
  /** Makes the connection instead of the package. */
  readonly connect?: ((options: Options.Connect, socket: SocketOptions) => Promise<ChannelModel>) | undefined;
}

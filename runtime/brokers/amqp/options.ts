import type { ChannelModel, Options, SocketOptions } from "amqplib";

/** Options of `amqpBus`. What the document's bindings say of a channel or operation counts more. */
export interface AmqpBusOptions {
  /** Virtual host. Default: the path of the server's URL, else `/`. */
  readonly vhost?: string | undefined;
  /** Whether exchanges, queues and bindings are declared where they are used. Default true; false: they are there, as they should be. */
  readonly declare?: boolean | undefined;
  /** Messages of one subscription that may come and be unacknowledged at a time. Default 100. */
  readonly prefetch?: number | undefined;
  /** Seconds between signs of life. Default 30. */
  readonly heartbeat?: number | undefined;
  /** Given to the package's socket as they are: `ca`, `cert`, `keepAlive` ... */
  readonly socket?: SocketOptions | undefined;
  /** Makes the connection instead of the package. */
  readonly connect?: ((options: Options.Connect, socket: SocketOptions) => Promise<ChannelModel>) | undefined;
}

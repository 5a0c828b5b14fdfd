import type { NatsConnection, NodeConnectionOptions } from "@nats-io/transport-node";

/** How messages are kept: by a stream of JetStream. */
export interface JetStreamOptions {
  /** Ids of the channels that a stream keeps. Default: all. */
  readonly channels?: readonly string[] | undefined;
  /** Name of the stream. Default: the one that has the channel's subject. */
  readonly stream?: string | undefined;
  /** Makes the stream, with the channel's subject, where it isn't there. Default: false. */
  readonly create?: boolean | undefined;
  /**
   * Name of a durable consumer: it goes on where the last client of that name stopped, and several share its messages. Default: the operation's
   * queue; without one, each client has a consumer of its own that starts with what is published from then on.
   */
  readonly durable?: string | undefined;
  /** Messages that may come and be unacknowledged at a time. Default 100. */
  readonly prefetch?: number | undefined;
  /** Seconds after which a message that was not acknowledged comes again. Default 30. */
  readonly ackWait?: number | undefined;
  /** How often a message comes at most; -1: for ever. Default -1. */
  readonly maxDeliver?: number | undefined;
}

/** Options of `natsBus`. */
export interface NatsBusOptions {
  /** Shares subscriptions among all clients of this name: each message goes to one of them. Default: the document's `queue` of the operation. */
  readonly queue?: string | undefined;
  /** Left out: messages are not kept, and come at most once. */
  readonly jetstream?: JetStreamOptions | undefined;
  /** Given to the package as they are: `authenticator`, `tls`, `pingInterval` ... */
  readonly client?: NodeConnectionOptions | undefined;
  /** Makes the connection instead of the package. */
  readonly connect?: ((options: NodeConnectionOptions) => Promise<NatsConnection>) | undefined;
}

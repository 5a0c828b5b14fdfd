import type { createClient } from "redis";

/** The package's client. */
export type RedisClient = ReturnType<typeof createClient>;
/** The package's options. */
export type RedisClientOptions = NonNullable<Parameters<typeof createClient>[0]>;

/** How messages are kept: as entries of streams. */
export interface RedisStreamOptions {
  /** Ids of the channels that are streams. Default: all. */
  readonly channels?: readonly string[] | undefined;
  /** Consumer group: it goes on where the last client of that name stopped, and several share its entries. Default: one of this client's own, which starts with what comes from then on. */
  readonly group?: string | undefined;
  /** Name of this client in the group. Default: one of its own. */
  readonly consumer?: string | undefined;
  /** Entries that may come and be unacknowledged at a time. Default 100. */
  readonly prefetch?: number | undefined;
  /** Milliseconds after which entries that a consumer of the group did not acknowledge are taken over. Default 30,000. */
  readonly claimAfter?: number | undefined;
  /** Entries that a stream keeps, about. Default: all. */
  readonly maxLength?: number | undefined;
}

/** Options of `redisBus`. */
export interface RedisBusOptions {
  /** Left out: messages are published to whoever listens, and come at most once. */
  readonly streams?: RedisStreamOptions | undefined;
  /** Given to the package as they are: `socket`, `database`, `pingInterval` ... */
  readonly client?: RedisClientOptions | undefined;
  /** Makes the client instead of the package. */
  readonly create?: ((options: RedisClientOptions) => RedisClient) | undefined;
}

export { BrokerError } from "../broker.js";
export type { RedisBusOptions, RedisClient, RedisClientOptions, RedisStreamOptions } from "./options.js";
export { redisBus } from "./redis-bus.js";

export { BrokerError } from "../broker.js";
export { amqpBus } from "./amqp-bus.js";
export type { AmqpBusOptions } from "./options.js";

export { BrokerError } from "../broker.js";
export { natsBus } from "./nats-bus.js";
export type { JetStreamOptions, NatsBusOptions } from "./options.js";

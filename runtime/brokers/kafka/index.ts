export { BrokerError } from "../broker.js";
export { kafkaBus } from "./kafka-bus.js";
export type { KafkaBusOptions } from "./options.js";

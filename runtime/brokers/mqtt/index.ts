export { BrokerError } from "../broker.js";
export { mqttBus } from "./mqtt-bus.js";
export type { MqttBusOptions, MqttWill, QoS } from "./options.js";

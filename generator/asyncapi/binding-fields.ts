import type { FieldShape } from "./binding-shape.js";

/** What bindings may stand at. */
export type BindingHolder = "server" | "channel" | "operation" | "message";

type Shapes = Readonly<Record<string, FieldShape>>;

const seconds: FieldShape = { least: 0, most: 2 ** 32 - 1 };
const quality: FieldShape = { among: [0, 1, 2] };
const queue: Shapes = { name: "text", durable: "flag", exclusive: "flag", autoDelete: "flag", vhost: "text" };
const exchange: Shapes = {
  name: "text",
  type: { among: ["topic", "direct", "fanout", "default", "headers"] },
  durable: "flag",
  autoDelete: "flag",
  vhost: "text",
};

/**
 * Fields of the bindings that our transports serve, every published version of each together. A field that is not here is
 * reported; protocols that are not here keep their fields as they are, for connections that users bring.
 */
export const bindingFields: Readonly<Record<string, Readonly<Record<BindingHolder, Shapes>>>> = {
  ws: { server: {}, channel: { method: { among: ["GET", "POST"] }, query: "schema", headers: "schema" }, operation: {}, message: {} },
  http: {
    server: {},
    channel: {},
    operation: {
      type: { among: ["request", "response"] },
      method: { among: ["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE"] },
      query: "schema",
    },
    message: { headers: "schema", statusCode: { least: 100, most: 599 } },
  },
  mqtt: {
    server: {
      clientId: "text",
      cleanSession: "flag",
      lastWill: { parts: { topic: "text", qos: quality, message: "text", retain: "flag" } },
      keepAlive: { least: 0, most: 65_535 },
      sessionExpiryInterval: { schemaOr: seconds },
      maximumPacketSize: { schemaOr: { least: 1, most: 2 ** 32 - 1 } },
    },
    channel: {},
    operation: { qos: quality, retain: "flag", messageExpiryInterval: { schemaOr: seconds } },
    message: { payloadFormatIndicator: { among: [0, 1] }, correlationData: "schema", contentType: "text", responseTopic: { schemaOr: "text" } },
  },
  mqtt5: { server: { sessionExpiryInterval: { schemaOr: seconds } }, channel: {}, operation: {}, message: {} },
  amqp: {
    server: {},
    channel: { is: { among: ["queue", "routingKey"] }, name: "text", channel: "channel", exchange: { parts: exchange }, queue: { parts: queue } },
    operation: {
      expiration: { least: 0 },
      userId: "text",
      cc: "texts",
      bcc: "texts",
      priority: { least: 0, most: 255 },
      deliveryMode: { among: [1, 2] },
      mandatory: "flag",
      replyTo: "text",
      timestamp: "flag",
      ack: "flag",
    },
    message: { contentEncoding: "text", messageType: "text" },
  },
  nats: { server: {}, channel: {}, operation: { queue: "text" }, message: {} },
  kafka: {
    server: { schemaRegistryUrl: "text", schemaRegistryVendor: "text" },
    channel: { topic: "text", partitions: { least: 1 }, replicas: { least: 1 }, topicConfiguration: "object" },
    operation: { groupId: { schemaOr: "text" }, clientId: { schemaOr: "text" } },
    message: {
      key: "schema",
      schemaIdLocation: { among: ["header", "payload"] },
      schemaIdPayloadEncoding: "text",
      schemaLookupStrategy: "text",
    },
  },
  redis: { server: {}, channel: {}, operation: {}, message: {} },
};

/** Versions of the bindings that our transports serve, as published. */
export const bindingVersions: Readonly<Record<string, readonly string[]>> = {
  ws: ["0.1.0"],
  http: ["0.1.0", "0.2.0", "0.3.0"],
  mqtt: ["0.1.0", "0.2.0"],
  mqtt5: ["0.1.0", "0.2.0", "1.0.0"],
  amqp: ["0.1.0", "0.2.0", "0.3.0", "0.4.0"],
  nats: ["0.1.0"],
  kafka: ["0.1.0", "0.2.0", "0.3.0", "0.4.0", "0.5.0"],
  redis: ["0.1.0"],
};

/** Protocols that the specification has bindings for, and that no transport of ours serves. */
export const foreignProtocols: ReadonlySet<string> = new Set("amqp1 anypointmq googlepubsub ibmmq jms mercure pulsar ros2 sns solace sqs sse stomp".split(" "));

/** Why a field of `bindingFields` changes nothing in the client, by protocol and name; it is kept, and reported. */
export const idleFields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  mqtt: { correlationData: "correlation ids are texts of the client's own" },
  kafka: {
    schemaRegistryUrl: "schema registries aren't asked",
    schemaRegistryVendor: "schema registries aren't asked",
    schemaLookupStrategy: "schema registries aren't asked",
    clientId: "a client has one connection; its id is kafkaBus({ clientId })",
  },
  http: {
    type: "channels travel by their server's protocol",
    method: "channels travel by their server's protocol",
    query: "channels travel by their server's protocol",
    headers: "channels travel by their server's protocol",
    statusCode: "channels travel by their server's protocol",
  },
};

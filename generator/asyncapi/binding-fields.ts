/** What bindings may stand at. */
export type BindingHolder = "server" | "channel" | "operation" | "message";

/** How a binding's field is read: as the value that it is, as a schema, or as whichever of the two it is. */
export type FieldKind = "value" | "schema" | "either";

/**
 * Fields of the bindings that our transports serve, every published version of each together. A field that is not here is
 * reported; protocols that are not here keep their fields as they are, for connections that users bring.
 */
export const bindingFields: Readonly<Record<string, Readonly<Record<BindingHolder, Readonly<Record<string, FieldKind>>>>>> = {
  ws: { server: {}, channel: { method: "value", query: "schema", headers: "schema" }, operation: {}, message: {} },
  http: {
    server: {},
    channel: {},
    operation: { type: "value", method: "value", query: "schema" },
    message: { headers: "schema", statusCode: "value" },
  },
  mqtt: {
    server: {
      clientId: "value",
      cleanSession: "value",
      lastWill: "value",
      keepAlive: "value",
      sessionExpiryInterval: "either",
      maximumPacketSize: "either",
    },
    channel: {},
    operation: { qos: "value", retain: "value", messageExpiryInterval: "either" },
    message: { payloadFormatIndicator: "value", correlationData: "schema", contentType: "value", responseTopic: "either" },
  },
  mqtt5: { server: { sessionExpiryInterval: "either" }, channel: {}, operation: {}, message: {} },
  amqp: {
    server: {},
    channel: { is: "value", exchange: "value", queue: "value" },
    operation: {
      expiration: "value",
      userId: "value",
      cc: "value",
      bcc: "value",
      priority: "value",
      deliveryMode: "value",
      mandatory: "value",
      replyTo: "value",
      timestamp: "value",
      ack: "value",
    },
    message: { contentEncoding: "value", messageType: "value" },
  },
  nats: { server: {}, channel: {}, operation: { queue: "value" }, message: {} },
  kafka: {
    server: { schemaRegistryUrl: "value", schemaRegistryVendor: "value" },
    channel: { topic: "value", partitions: "value", replicas: "value", topicConfiguration: "value" },
    operation: { groupId: "either", clientId: "either" },
    message: {
      key: "schema",
      schemaIdLocation: "value",
      schemaIdPayloadEncoding: "value",
      schemaLookupStrategy: "value",
    },
  },
  redis: { server: {}, channel: {}, operation: {}, message: {} },
};

/** Why a field of `bindingFields` changes nothing in the client, by protocol and name; it is kept, and reported. */
export const idleFields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
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

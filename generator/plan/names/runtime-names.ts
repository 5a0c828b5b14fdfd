/**
 * What generated code may import, by entry point: the generator knows the runtime by these names only, and a test checks
 * that every one exists there. No generated name may equal one of them.
 */
export const runtimePackage = "@clientwright/runtime";

/** Values of the runtime's main entry point. */
export const runtimeValues: readonly string[] = [
  "call",
  "pages",
  "job",
  "events",
  "composeClient",
  "envOptions",
  "addressVariables",
  "uploadCounts",
  "sharedAuth",
  "keyAuth",
  "tokenAuth",
  "basicAuth",
  "oauthAuth",
  "createClient",
  "plainClient",
  "request",
  "styles",
  "bodies",
  "multipart",
  "sequences",
  "texts",
  "parts",
  "compress",
  "convert",
  "envelopes",
  "readHeaders",
  "parsePayload",
];

/** Types of the runtime's main entry point. */
export const runtimeTypes: readonly string[] = [
  "ApiDefinition",
  "ApiError",
  "CallOptions",
  "Client",
  "ClientOptions",
  "Credential",
  "EventOptions",
  "EventStream",
  "FileInput",
  "Instant",
  "Job",
  "NoErrors",
  "Operation",
  "PageOptions",
  "Pages",
  "PlainDate",
  "Reply",
  "RequestOptions",
  "Shape",
  "OperationShapes",
];

/** The entry point of clients that have channels. */
export const realtimePackage = "@clientwright/runtime/realtime";

/** Values of the realtime entry point. Models may be called like them: files that print both give the import another name. */
export const realtimeValues: readonly string[] = [
  "subscribe",
  "publish",
  "ask",
  "composeRealtime",
  "jsonFraming",
  "namer",
  "fieldNamer",
  "sharing",
  "sseTransport",
  "serverSentEvents",
  "convertPayloads",
  "losslessFraming",
  "losslessJson",
  "losslessPayloads",
  "answersInTurn",
];

/** Types of the realtime entry point. */
export const realtimeTypes: readonly string[] = [
  "Channel",
  "ChannelOperation",
  "ConnectionView",
  "PublishOptions",
  "RealtimeClient",
  "RealtimeDefinition",
  "RealtimeOptions",
  "Receipt",
  "SubscribeOptions",
  "Subscription",
  "Unsent",
];

/** Framings that documents may name, and how a client comes by them; null: every client has it. A framing that is a whole protocol of its own is a bus. */
export const framings: { readonly [name: string]: { readonly kind: "framing" | "bus"; readonly name: string; readonly from: string } | null } = {
  json: null,
  ably: { kind: "bus", name: "ablyProtocol", from: "@clientwright/runtime/ably" },
  centrifuge: { kind: "framing", name: "centrifugeFraming", from: "@clientwright/runtime/centrifuge" },
  "graphql-transport-ws": { kind: "framing", name: "graphqlTransportWsFraming", from: "@clientwright/runtime/graphql-transport-ws" },
  "json-rpc": { kind: "framing", name: "jsonRpcFraming", from: "@clientwright/runtime/json-rpc" },
  "jupyter-kernel": { kind: "framing", name: "jupyterKernelFraming", from: "@clientwright/runtime/jupyter-kernel" },
  "loki-tail": { kind: "framing", name: "lokiTailFraming", from: "@clientwright/runtime/loki-tail" },
  "socket.io": { kind: "framing", name: "socketIoFraming", from: "@clientwright/runtime/socket.io" },
  sse: { kind: "framing", name: "serverSentEvents", from: realtimePackage },
};

/** Languages of payload schemas, each with the entry point that reads and writes its encoding. */
export const payloadLanguages = {
  avro: { name: "avro", from: "@clientwright/runtime/avro" },
  protobuf: { name: "protobuf", from: "@clientwright/runtime/protobuf" },
} as const;

/** The same after a schema registry's id, by the registry's format and the language. */
export const registeredLanguages = {
  confluent: { avro: "confluentAvro", protobuf: "confluentProtobuf" },
  apicurio: { avro: "apicurioAvro", protobuf: null },
} as const;

/** What reads and prints JSON whose whole numbers may be beyond 2^53. */
export const losslessParts = { envelopes: "losslessFraming", json: "losslessJson", payloads: "losslessPayloads" } as const;

/** What clients need whose documents go beyond one kind of message a channel, one payload a frame, or answers with ids. */
export const realtimeParts = { envelopes: "jsonFraming", naming: "namer", sharing: "sharing", inTurn: "answersInTurn", telling: "fieldNamer" } as const;

/** What servers that are spoken to over HTTP need. */
export const eventStreams = { transport: "sseTransport", framing: "serverSentEvents" } as const;

/** Protocols of brokers, each with the entry point that brings its bus. */
export const brokers: { readonly [protocol: string]: { readonly name: string; readonly from: string } } = Object.fromEntries(
  Object.entries({
    amqp: ["amqp", "amqps"],
    kafka: ["kafka", "kafka-secure"],
    mqtt: ["mqtt", "mqtts", "mqtt3", "mqtt5", "secure-mqtt"],
    nats: ["nats"],
    redis: ["redis", "rediss"],
  }).flatMap(([broker, protocols]) => protocols.map((protocol) => [protocol, { name: `${broker}Bus`, from: `@clientwright/runtime/${broker}` }])),
);

/** Credentials by the kind of security scheme that they serve. */
export const credentialTypes = {
  apiKey: "ApiKeyCredential",
  basic: "BasicCredential",
  bearer: "BearerCredential",
  digest: "DigestCredential",
  http: "HeaderCredential",
  oauth2: "OAuthCredential",
  openIdConnect: "OAuthCredential",
  mutualTls: "CustomCredential",
  userPassword: "BasicCredential",
  connectionKey: "ApiKeyCredential",
  x509: "CustomCredential",
  other: "CustomCredential",
} as const;

/** The part of a client that makes credentials of plain values, by the kind of security scheme; the others take none. */
export const credentialParts: { readonly [type in keyof typeof credentialTypes]?: string } = {
  apiKey: "keyAuth",
  basic: "basicAuth",
  bearer: "tokenAuth",
  http: "tokenAuth",
  oauth2: "oauthAuth",
  openIdConnect: "oauthAuth",
  userPassword: "basicAuth",
  connectionKey: "keyAuth",
};

/** Parts that only the HTTP half of a client takes. */
export const httpParts: readonly string[] = ["addressVariables", "uploadCounts", "sharedAuth"];

/** Optional entry points: package and the value that the client hands to the runtime. */
export const codecs = {
  xml: { name: "xml", from: "@clientwright/runtime/xml" },
} as const;

/** Every name that generated files may bind by an import. */
export const boundNames: ReadonlySet<string> = new Set([
  ...runtimeValues,
  ...runtimeTypes,
  ...Object.values(credentialTypes),
  ...Object.values(codecs).map((codec) => codec.name),
]);

/** The runtime's `ClientOptions`: a variable of such a name is an option only inside `variables`. */
export const clientOptions: ReadonlySet<string> = new Set([
  "environment",
  "variables",
  "baseUrl",
  "auth",
  "timeout",
  "attemptTimeout",
  "retries",
  "headers",
  "fetch",
  "send",
  "layers",
  "hooks",
  "attemptHooks",
  "logger",
  "onDrift",
  "codecs",
  "clock",
  "hosts",
  "makers",
]);

/** The runtime's `RealtimeOptions`, likewise for clients with channels. */
export const realtimeOptions: ReadonlySet<string> = new Set([
  "server",
  "url",
  "variables",
  "query",
  "headers",
  "auth",
  "makers",
  "transport",
  "framing",
  "bus",
  "payloads",
  "clock",
  "send",
  "heartbeat",
  "patience",
  "openTimeout",
  "closeTimeout",
  "reconnect",
  "queue",
  "onUnsent",
  "dedupe",
  "timeout",
]);

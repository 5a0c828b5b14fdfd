/** Small AsyncAPI documents, each with something odd, and what is told about it. `files`: others beside it. */
export interface OddDocument {
  readonly name: string;
  readonly document: object;
  readonly files?: Readonly<Record<string, unknown>>;
  /** Codes, each once, in order of the alphabet; none: the document is fine. */
  readonly told?: readonly string[];
  /** Text that stands in the output: file and a part of it. */
  readonly prints?: readonly (readonly [string, string])[];
  /** Nothing can be generated. */
  readonly refused?: boolean;
}

const info = { title: "Odd", version: "1" };
const server = { live: { host: "odd.example", protocol: "wss" } };
const text = { payload: { type: "string" } };
const orders = { $ref: "#/channels/orders" };
const hears = { on: { action: "send", channel: orders } };
const says = { send: { action: "receive", channel: orders } };
const channel = (more: object = {}) => ({ orders: { address: "orders", messages: { Order: text }, ...more } });

const v3 = (parts: object): object => ({ asyncapi: "3.0.0", info, servers: server, channels: channel(), operations: hears, ...parts });
const v2 = (channels: object, parts: object = {}): object => ({
  asyncapi: "2.4.0",
  info,
  servers: { live: { url: "wss://odd.example", protocol: "wss" } },
  channels,
  ...parts,
});

export const oddDocuments: readonly OddDocument[] = [
  {
    name: "references into other files, one behind the other",
    document: v3({ channels: { orders: { $ref: "./channels.json#/orders" } } }),
    files: {
      "channels.json": { orders: { address: "orders", messages: { Order: { $ref: "messages.json#/Order" } } } },
      "messages.json": { Order: { payload: { $ref: "schemas.json#/Order" } } },
      "schemas.json": { Order: { type: "object", properties: { next: { $ref: "#/Order" } } } },
    },
    prints: [["models.ts", "next?: Order"]],
  },
  {
    name: "a reference to nowhere",
    document: v3({ channels: channel({ messages: { Order: { $ref: "#/components/messages/Lost" } } }) }),
    told: ["ref-not-found"],
  },
  {
    name: "channels and messages whose names hold no letter that a function may have",
    document: v2(
      Object.fromEntries(
        ["", " ", "*/", "-", "\u2028"].map((name) => [name, { publish: { message: { name, ...text } }, subscribe: { message: { name, ...text } } }]),
      ),
    ),
    prints: [["channels/channels.ts", "export function sendMessageChannel4("]],
  },
  {
    name: "operations called like what their file imports",
    document: v3({
      channels: channel({ messages: { Order: { payload: { schemaFormat: "application/vnd.apache.avro;version=1.9.0", schema: "long" } } } }),
      operations: { avro: hears.on, publish: says.send, subscribe: hears.on },
    }),
    prints: [["channels/channels.ts", "export function avro("]],
  },
  {
    name: "traits of messages and operations",
    document: v3({
      channels: channel({
        messages: { Order: { ...text, traits: [{ headers: { type: "object", properties: { trace: { type: "string" } } }, contentType: "text/plain" }] } },
      }),
      operations: { on: { action: "send", channel: orders, traits: [{ summary: "From a trait.", bindings: { mqtt: { qos: 1 } } }] } },
    }),
    told: ["headers-uncarried"],
    prints: [
      ["channels/channels.ts", "From a trait."],
      ["channels/channels.ts", 'contentType: "text/plain"'],
      ["channels/channels.ts", "mqtt: { qos: 1 }"],
    ],
  },
  {
    name: "2.x: several messages of one operation, one of them without a name",
    document: v2({
      orders: {
        subscribe: { message: { oneOf: [{ name: "a", payload: { type: "object", properties: { kind: { const: "a" } } } }, { payload: { type: "number" } }] } },
      },
    }),
    prints: [["channels/channels.ts", "export type OnOrdersPayload"]],
  },
  {
    name: "parameters with a location, a default and a reference",
    document: v3({
      channels: {
        orders: {
          address: "orders/{id}/{area}/{kind}",
          parameters: {
            id: { location: "$message.payload#/id" },
            area: { default: "eu", enum: ["eu", "us"] },
            kind: { $ref: "#/components/parameters/kind" },
          },
          messages: { Order: text },
        },
      },
      components: { parameters: { kind: { description: "Which kind." } } },
    }),
    prints: [
      ["channels/orders.ts", 'area?: "eu" | "us" | undefined'],
      ["channels/orders.ts", 'defaults: { area: "eu" }'],
      ["channels/orders.ts", "Which kind."],
    ],
  },
  {
    name: "a parameter that isn't declared, one that isn't used",
    document: v3({ channels: channel({ address: "orders/{id}", parameters: { other: {} } }) }),
    told: ["channel-param-undeclared", "channel-param-unused"],
  },
  {
    name: "Avro: a record that mentions itself, a union, logical types",
    document: v3({
      channels: channel({
        messages: {
          Order: {
            payload: {
              schemaFormat: "application/vnd.apache.avro;version=1.9.0",
              schema: {
                type: "record",
                name: "Order",
                fields: [
                  { name: "id", type: { type: "string", logicalType: "uuid" } },
                  { name: "next", type: ["null", "Order"], default: null },
                ],
              },
            },
          },
        },
      }),
    }),
    prints: [["models.ts", "next?: Order | null"]],
  },
  {
    name: "Protobuf",
    document: v3({
      channels: channel({
        messages: {
          Order: { payload: { schemaFormat: "application/vnd.google.protobuf", schema: 'syntax = "proto3"; message Order { repeated string tag = 1; }' } },
        },
      }),
    }),
    prints: [["models.ts", "tag?: string[]"]],
  },
  {
    name: "a schema format that nobody reads",
    document: v3({ channels: channel({ messages: { Order: { payload: { schemaFormat: "application/raml+yaml;version=1.0", schema: {} } } } }) }),
    told: ["schema-format-unknown"],
  },
  {
    name: "boolean schemas",
    document: v3({ channels: channel({ messages: { Any: { payload: true }, None: { payload: { type: "object", properties: { no: false } } } } }) }),
    told: ["messages-alike"],
  },
  {
    name: "servers with a path and variables",
    document: v3({
      servers: {
        live: { host: "{area}.odd.example", pathname: "/v1/{tenant}", protocol: "wss", variables: { area: { enum: ["a", "b"], default: "a" }, tenant: {} } },
      },
    }),
    prints: [
      ["client.ts", 'area?: "a" | "b" | undefined'],
      ["client.ts", "wss://{area}.odd.example/v1/{tenant}"],
    ],
  },
  { name: "a server without a host", document: v3({ servers: { live: { protocol: "ws" } } }), told: ["server-invalid"] },
  {
    name: "no operations: both directions",
    document: v3({ operations: undefined }),
    told: ["channel-both-ways"],
    prints: [
      ["channels/channels.ts", "export function onOrders("],
      ["channels/channels.ts", "export function sendOrders("],
    ],
  },
  {
    name: "a channel without operations beside one that has: both directions, the document's names first",
    document: v3({
      channels: { a: { address: "a", messages: { Order: text } }, ...channel() },
      operations: { sendA: { action: "send", channel: orders } },
    }),
    told: ["channel-both-ways"],
    prints: [
      ["channels/channels.ts", 'const onAOp: ChannelOperation = { id: "onA", channel: ordersChannel };'],
      ["channels/channels.ts", 'id: "onAChannel", channel: aChannel'],
    ],
  },
  {
    name: "channels of replies are published to by nobody",
    document: v3({
      channels: { ...channel(), answers: { address: "answers", messages: { Answer: { ...text, correlationId: { location: "$message.payload#/id" } } } } },
      operations: { ask: { ...says.send, reply: { channel: { $ref: "#/channels/answers" } } } },
    }),
  },
  {
    name: "an action that is none: its channel is not opened both ways",
    document: v3({ operations: { on: { action: "push", channel: orders } } }),
    told: ["action-invalid", "channel-without-operation"],
  },
  ...["3.0.0-next-major-spec.8", "3.7.0"].map((asyncapi) => ({
    name: `a version that was not published: ${asyncapi}`,
    document: v3({ asyncapi }),
    told: ["asyncapi-version-unknown"],
  })),
  { name: "a version as a number", document: v2({ orders: { subscribe: { message: text } } }, { asyncapi: 2.6 }) },
  { name: "2.7.0", document: v2({ orders: { subscribe: { message: text } } }, { asyncapi: "2.7.0" }), told: ["asyncapi-version-unknown"] },
  {
    name: "addresses of one word and a parameter are grouped by the word",
    document: v3({ channels: channel({ address: "orders/{region}", parameters: { region: {} } }) }),
    prints: [["channels/orders.ts", "export class Orders {"]],
  },
  {
    name: "what a client brings along is indented as deep as the statement it stands in",
    document: v3({ servers: { live: { host: "odd.example", protocol: "https" } } }),
    prints: [["client.ts", "options, {\n    naming: namer,\n"]],
  },
  {
    name: "Avro: a record whose field has no type",
    document: v3({
      channels: channel({
        messages: {
          Order: {
            payload: { schemaFormat: "application/vnd.apache.avro;version=1.9.0", schema: { type: "record", name: "Order", fields: [{ name: "id" }] } },
          },
        },
      }),
    }),
    told: ["avro-invalid"],
  },
  { name: "2.x: a channel of nothing", document: v2({ orders: {} }), told: ["channel-without-operation"] },
  { name: "no channels", document: v3({ channels: undefined, operations: undefined }), told: [] },
  {
    name: "an operation of a channel that there is not",
    document: v3({ operations: { ...hears, lost: { action: "send", channel: { $ref: "#/channels/lost" } } } }),
    told: ["channel-unresolved", "ref-not-found"],
  },
  { name: "an action that is none", document: v3({ operations: { ...hears, shout: { action: "shout", channel: orders } } }), told: ["action-invalid"] },
  { name: "a channel without messages", document: v3({ channels: channel({ messages: undefined }), operations: { ...hears, ...says } }) },
  {
    name: "a channel without an address",
    document: v3({ channels: channel({ address: null }), operations: { ...hears, ...says } }),
    prints: [["channels/channels.ts", "address: string"]],
  },
  { name: "a channel at the root", document: v3({ channels: channel({ address: "/" }) }) },
  {
    name: "query and headers of a WebSocket",
    document: v3({
      channels: channel({
        bindings: {
          ws: {
            method: "GET",
            query: { type: "object", required: ["rate"], properties: { rate: { type: "integer" } } },
            headers: { type: "object", properties: { "X-Trace": { type: "string" } } },
          },
        },
      }),
    }),
    prints: [
      ["channels/channels.ts", "rate: number"],
      ["channels/channels.ts", '"X-Trace"?: string'],
      ["channels/channels.ts", 'query: ["rate"]'],
    ],
  },
  { name: "a WebSocket that is opened by POST", document: v3({ channels: channel({ bindings: { ws: { method: "POST" } } }) }), told: ["binding-ws-method"] },
  {
    name: "a binding's field that there is not",
    document: v3({ operations: { on: { action: "send", channel: orders, bindings: { mqtt: { quos: 1 } } } } }),
    told: ["binding-field-unknown"],
  },
  {
    name: "a binding's value that there can't be, in a trait of the components",
    document: v3({
      operations: { on: { action: "send", channel: orders, traits: [{ $ref: "#/components/operationTraits/sure" }] } },
      components: { operationTraits: { sure: { bindings: { mqtt: { qos: "2", retain: true } } } } },
    }),
    told: ["binding-value-invalid"],
    prints: [["channels/channels.ts", "mqtt: { retain: true }"]],
  },
  {
    name: "request and reply without a correlation id",
    document: v3({ operations: { ask: { action: "receive", channel: orders, reply: { channel: orders } } } }),
    told: ["reply-uncorrelated"],
    prints: [["channels/channels.ts", "ask("]],
  },
  {
    name: "request and reply whose correlation id plain JSON can't carry",
    document: v3({
      channels: channel({ messages: { Order: { ...text, correlationId: { location: "$message.header#/id" } } } }),
      operations: { ask: { action: "receive", channel: orders, reply: { channel: orders } } },
    }),
    told: ["reply-correlation-uncarried"],
    prints: [["channels/channels.ts", "ask("]],
  },
  {
    name: "a request that the client would have to answer",
    document: v3({ operations: { asks: { action: "send", channel: orders, reply: { channel: orders } } } }),
    told: ["reply-by-client"],
  },
  {
    name: "security of every kind",
    document: v3({
      servers: { live: { ...server.live, security: ["userPassword", "scramSha256", "scramSha512", "X509", "plain", "gssapi"].map((type) => ({ type })) } },
    }),
    told: ["security-scheme-manual"],
  },
  {
    name: "2.x: an address template with a parameter in another file",
    document: v2({ "a/{id}": { parameters: { id: { $ref: "parameters.json#/id" } }, publish: { message: text } } }),
    files: { "parameters.json": { id: { schema: { type: "integer" } } } },
    prints: [["channels/a.ts", "id: number"]],
  },
  { name: "2.x: nothing but a title", document: { asyncapi: "2.0.0", info, channels: {} }, told: [] },
  {
    name: "2.x: security by name",
    document: v2(
      { a: { subscribe: { message: text } } },
      {
        servers: { live: { url: "odd.example", protocol: "mqtt", security: [{ login: [] }] } },
        components: { securitySchemes: { login: { type: "userPassword" } } },
      },
    ),
    prints: [["client.ts", "login?: BasicCredential"]],
  },
  {
    name: "an extension of ours that there is not",
    document: v3({ "x-clientwright-framming": { framing: "json" } }),
    told: ["extension-unknown"],
  },
  { name: "1.x", document: { asyncapi: "1.2.0", info, topics: {} }, refused: true, told: ["version-unknown"] },
  { name: "a version to come", document: { ...v3({}), asyncapi: "4.0.0" }, refused: true, told: ["version-unknown"] },
  {
    name: "names that every object has",
    document: v3({
      channels: { constructor: { address: "toString/{valueOf}", parameters: { valueOf: {} }, messages: { hasOwnProperty: text } } },
      operations: { toString: { action: "send", channel: { $ref: "#/channels/constructor" } } },
    }),
  },
];

import { envelope } from "../realtime/shop.js";

/** One shop, as OpenAPI and as AsyncAPI of each kind, for the server of shop-server.ts on this port. */

const order = { type: "object", required: ["id"], properties: { id: { type: "string" }, total: { type: "number" } } };
const schemas = { Order: order, Quote: { type: "object", required: ["price"], properties: { price: { type: "number" } } } };
const securitySchemes = { token: { type: "http", scheme: "bearer" } };
const { ready, ack, subscribed, error, expiring, message } = envelope["receive"] as Record<string, object>;
const { hello, subscribe, unsubscribe, reauthenticate } = envelope["send"] as Record<string, object>;

/** The frames of the shop's socket. */
export const framing = {
  framing: "json",
  send: {
    hello,
    subscribe,
    unsubscribe,
    reauthenticate,
    message: { op: "publish", channel: "{channel}", id: "{id}", type: "{type}", data: "{payload}", headers: "{headers}", replyTo: "{replyTo}" },
  },
  receive: { ready, ack, subscribed, error, expiring, message: { ...message, type: "/type", correlation: "/correlation" } },
};

export const openapi = (port: number) => ({
  openapi: "3.1.0",
  info: { title: "Shop", version: "1" },
  servers: [{ url: `http://127.0.0.1:${port}/api` }],
  security: [{ token: [] }],
  paths: {
    "/orders": {
      get: {
        operationId: "listOrders",
        tags: ["orders"],
        responses: {
          200: { description: "All", content: { "application/json": { schema: { type: "array", items: { $ref: "#/components/schemas/Order" } } } } },
        },
      },
    },
  },
  components: { schemas, securitySchemes },
});

export const version2 = (port: number) => ({
  asyncapi: "2.6.0",
  info: { title: "Shop", version: "1" },
  "x-clientwright-framing": framing,
  servers: { live: { url: `127.0.0.1:${port}/{area}`, protocol: "ws", variables: { area: { default: "v1" } }, security: [{ token: [] }] } },
  channels: {
    "orders/{region}": {
      parameters: { region: { schema: { type: "string", enum: ["eu", "us"] } } },
      subscribe: { operationId: "onOrderCreated", tags: [{ name: "orders" }], message: { oneOf: [{ $ref: "#/components/messages/created" }] } },
      publish: { operationId: "publishOrder", tags: [{ name: "orders" }], message: { $ref: "#/components/messages/created" } },
    },
    "orders/{region}/changes": {
      parameters: { region: { schema: { type: "string" } } },
      subscribe: { operationId: "onOrderChanged", tags: [{ name: "orders" }], message: { oneOf: [changed("paid"), changed("sent")] } },
    },
  },
  components: { schemas, securitySchemes, messages: { created: created() } },
});

const changed = (kind: string) => ({
  name: kind,
  payload: { type: "object", required: ["kind", kind], properties: { kind: { const: kind }, [kind]: { type: "string" } } },
});

function created() {
  return {
    headers: { type: "object", required: ["trace"], properties: { trace: { type: "string" } } },
    payload: { $ref: "#/components/schemas/Order" },
  };
}

export const version3 = (port: number, version: "3.0.0" | "3.1.0") => ({
  asyncapi: version,
  info: { title: "Shop", version: "1" },
  "x-clientwright-framing": framing,
  servers: {
    live: {
      host: `127.0.0.1:${port}`,
      pathname: "/{area}",
      protocol: "ws",
      variables: { area: { default: "v1" } },
      security: [{ $ref: "#/components/securitySchemes/token" }],
    },
  },
  channels: {
    orderCreated: {
      address: "orders/{region}",
      parameters: { region: { enum: ["eu", "us"] } },
      messages: { created: { $ref: "#/components/messages/created" } },
    },
    orderChanged: { address: "orders/{region}/changes", parameters: { region: {} }, messages: { paid: changed("paid"), sent: changed("sent") } },
    quotes: {
      address: "quotes",
      messages: {
        ask: {
          correlationId: { location: "$message.header#/id" },
          headers: { type: "object", properties: { id: { type: "string" }, answerTo: { type: "string" } } },
          payload: { type: "object", required: ["article"], properties: { article: { type: "string" } } },
        },
      },
    },
    quoteReplies: { address: null, messages: { quote: { payload: { $ref: "#/components/schemas/Quote" } } } },
  },
  operations: {
    onOrderCreated: { action: "send", tags: [{ name: "orders" }], channel: { $ref: "#/channels/orderCreated" } },
    publishOrder: { action: "receive", tags: [{ name: "orders" }], channel: { $ref: "#/channels/orderCreated" } },
    onOrderChanged: { action: "send", tags: [{ name: "orders" }], channel: { $ref: "#/channels/orderChanged" } },
    requestQuote: {
      action: "receive",
      tags: [{ name: "quotes" }],
      channel: { $ref: "#/channels/quotes" },
      reply: { address: { location: "$message.header#/answerTo" }, channel: { $ref: "#/channels/quoteReplies" } },
    },
  },
  components: { schemas, securitySchemes, messages: { created: created() } },
});

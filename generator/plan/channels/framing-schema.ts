import type { ConfigSchema } from "../config/client-config-schema.js";

/*
 * The settings of each framing, as `@clientwright/runtime/framing.schema.json` has them: a test keeps the two in step. What this
 * part of JSON Schema can't say (a `when` holds something, sockets are shared with an envelope only) is checked beside it.
 */

const anything: ConfigSchema = {};
const pointer: ConfigSchema = { type: "string", pattern: "^(/([^~/]|~[01])*)*$", description: "an RFC 6901 pointer into the frame; empty: the whole frame" };
const codes: ConfigSchema = { type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] }, description: "a list of codes" };
const when: ConfigSchema = {
  type: "object",
  description: "pointers, and the values that must stand there",
  additionalProperties: { anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }, { type: "null" }] },
};

const entry = (fields: Readonly<Record<string, ConfigSchema>>, ...required: readonly string[]): ConfigSchema => ({
  type: "object",
  properties: { when, ...fields },
  ...(required.length > 0 ? { required } : {}),
  additionalProperties: false,
});
const pointers = (...names: readonly string[]): Readonly<Record<string, ConfigSchema>> => Object.fromEntries(names.map((name) => [name, pointer]));

/** What any framing has. */
export const anyFraming: ConfigSchema = {
  type: "object",
  properties: { framing: { type: "string", pattern: "[^]", description: "the framing's name: json, or another" } },
  required: ["framing"],
};

/** What `framing: json` has. */
export const jsonFraming: ConfigSchema = {
  type: "object",
  properties: {
    framing: { const: "json" },
    sockets: { enum: ["shared", "per-channel"] },
    subprotocols: { type: "array", items: { type: "string", pattern: "[^]" }, description: "names of subprotocols" },
    resumeQuery: { type: "string", pattern: "[^]", description: "the query parameter that takes the resume value" },
    resumes: { type: "boolean" },
    send: {
      type: "object",
      properties: { hello: anything, subscribe: anything, unsubscribe: anything, message: anything, ping: anything, reauthenticate: anything },
      additionalProperties: false,
    },
    receive: {
      type: "object",
      properties: {
        ready: entry(pointers("resumed", "resume")),
        ack: entry(pointers("id", "value"), "id"),
        subscribed: entry(pointers("channel"), "channel"),
        ping: entry({ answer: anything }, "answer"),
        pong: entry({}),
        expiring: entry({}),
        error: entry({ ...pointers("id", "channel", "code", "message"), renew: codes, fatal: codes }),
        message: entry(pointers("channel", "type", "id", "payload", "headers", "correlation", "resume")),
      },
      additionalProperties: false,
    },
  },
  required: ["framing"],
  additionalProperties: false,
};

const word: ConfigSchema = { type: "string", pattern: "[^]" };
const object: ConfigSchema = { type: "object" };
const words: ConfigSchema = { type: "array", items: word, description: "names of subprotocols" };
const credential: ConfigSchema = { anyOf: [word, { type: "null" }], description: "the field that takes the credential; null: none" };
const settings = (name: string, properties: Readonly<Record<string, ConfigSchema>>): ConfigSchema => ({
  type: "object",
  properties: { framing: { const: name }, ...properties },
  required: ["framing"],
  additionalProperties: false,
});

const rpcCall: ConfigSchema = {
  type: "object",
  properties: { method: word, params: { anyOf: [object, { type: "array" }], description: "an object or a list" } },
  required: ["method"],
  additionalProperties: false,
};
const graphqlOperation: ConfigSchema = { type: "object", properties: { query: word, operationName: word }, required: ["query"], additionalProperties: false };

/** What each framing has that the runtime carries; of those that are not here nothing is known. */
export const framingSchemas: { readonly [name: string]: ConfigSchema } = {
  json: jsonFraming,
  centrifuge: settings("centrifuge", { token: { type: "boolean" }, data: anything, name: word, version: word }),
  "graphql-transport-ws": settings("graphql-transport-ws", {
    query: word,
    operationName: word,
    operations: { type: "object", additionalProperties: graphqlOperation, description: "operations by the id of their channel" },
    payload: object,
    credential,
  }),
  "json-rpc": settings("json-rpc", {
    method: { enum: ["channel", "message"] },
    subprotocols: words,
    hello: rpcCall,
    ping: rpcCall,
    cancel: rpcCall,
    subscribe: rpcCall,
    unsubscribe: rpcCall,
    subscription: pointer,
    channel: pointer,
    payload: pointer,
  }),
  "jupyter-kernel": settings("jupyter-kernel", {
    dialect: { enum: ["default", "v1"] },
    session: word,
    username: word,
    resumes: { type: "boolean" },
  }),
  "loki-tail": settings("loki-tail", { messages: { enum: ["entries", "frames"] } }),
  "socket.io": settings("socket.io", {
    path: { type: "string", pattern: "^/", description: "the path of the server's URL; it begins with a slash" },
    auth: object,
    credential,
    arguments: { enum: ["one", "spread"] },
  }),
};

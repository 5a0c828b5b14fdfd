import type { ClientConfig } from "../../generator/plan/config/client-config.js";
import { oddities, payloads } from "./payloads.js";

/** A client.yaml that tries to break out through one of its values, as JSON. */
export interface HostileConfig {
  readonly name: string;
  readonly text: string;
}

/** What the hostile client.yaml files are used with: paging, polling, lifting and credentials have something to name. */
export const victim = {
  openapi: "3.1.0",
  info: { title: "Victim", version: "1.0.0" },
  servers: [{ url: "https://{region}.example.com", variables: { region: { default: "eu" } } }],
  paths: {
    "/things": {
      get: {
        operationId: "listThings",
        tags: ["things"],
        security: [{ key: [] }],
        parameters: [
          { name: "page", in: "query", schema: { type: "integer" } },
          { name: "X-Trace", in: "header", schema: { type: "string" } },
        ],
        responses: { "200": { description: "All.", content: { "application/json": { schema: { $ref: "#/components/schemas/Things" } } } } },
      },
      post: {
        operationId: "makeThing",
        tags: ["things"],
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } },
        responses: { "202": { description: "Soon.", content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } } },
      },
    },
  },
  components: {
    schemas: {
      Thing: { type: "object", properties: { state: { type: "string", enum: ["a", "b"] }, deep: { type: "object", properties: { id: { type: "string" } } } } },
      Things: { type: "object", properties: { items: { type: "array", items: { $ref: "#/components/schemas/Thing" } }, next: { type: "string" } } },
    },
    securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } },
  },
};

const own = (key: string, value: unknown): object => JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`) as object; // an object literal
const list = (rules: object): object => ({ operations: { listThings: rules } });
const make = (rules: object): object => ({ operations: { makeThing: rules } });

/** One per kind of value that client.yaml can hold. */
const kinds: Readonly<Record<string, (text: string) => object>> = {
  name: (text) => ({ name: text }),
  prefix: (text) => ({ prefix: text }),
  "selected tags and paths": (text) => ({ select: { tags: ["things", text], paths: ["/**", text], operations: ["listThings", text] } }),
  "model names": (text) => ({ names: { models: { Thing: text } } }),
  "renamed models": (text) => ({ names: { models: own(text, "Other") } }),
  "group names": (text) => ({ names: { groups: { things: text } } }),
  "nested groups": (text) => ({ names: { groups: { things: `a.${text}.b` } } }),
  "stripped prefixes": (text) => ({ names: { strip: [text, "list"] } }),
  "open models": (text) => ({ types: { open: [text, "Thing"] } }),
  "operation keys": (text) => ({ operations: own(text, { skip: true }) }),
  "operation name": (text) => list({ name: text }),
  "operation group and name": (text) => list({ name: `${text}.${text}` }),
  "operation auth": (text) => list({ auth: [text, [text, "key"]] }),
  "page numbers": (text) => list({ pages: { style: "page", items: `/${text}`, page: text, size: text, total: text, pages: text, more: text } }),
  offsets: (text) => list({ pages: { style: "offset", items: "/items", offset: text, limit: text, total: text, more: text } }),
  cursors: (text) => list({ pages: { style: "cursor", items: "/items", cursor: `/${text}`, next: text, more: text } }),
  "next links": (text) => list({ pages: { style: "url", items: text, next: text } }),
  "polled operation": (text) =>
    make({ poll: { at: { operation: text, carry: [text], from: own(text, text) }, done: [text], failed: [text], status: text, result: text } }),
  "polled header": (text) => make({ poll: { at: { header: [text] }, done: [text], result: { header: text }, error: text, cancel: text } }),
  "polled address": (text) => make({ poll: { at: { url: text }, status: `/${text}`, done: [1, text], progress: text, result: { suffix: text } } }),
  "polled itself": (text) => make({ poll: { at: { self: true }, status: text, done: [text], result: { operation: text } } }),
  "lifted fields": (text) => make({ lift: own(text, "/deep/id") }),
  "lifted pointers": (text) => make({ lift: { id: text, other: `/deep/${text}` } }),
  unwrap: (text) => list({ unwrap: text }),
  "unwrapped pointer": (text) => list({ unwrap: `/${text}` }),
  envelope: (text) => ({
    envelopes: own(text, { when: text, is: [text, own(text, text)], code: text, message: text, status: own(text, 404) }),
    ...list({ envelope: text }),
  }),
  "renamed parameters": (text) => list({ rename: { "query.page": text } }),
  "renamed keys": (text) => list({ rename: own(text, "x") }),
  "fixed parameters": (text) => list({ fixed: { page: text, "X-Trace": text, ...own(text, text) } }),
  "variables of an operation": (text) => list({ variables: [text, "page"] }),
  environments: (text) => ({ environments: own(text, `https://${text}`) }),
  "environment addresses": (text) => ({ environments: { production: text } }),
  variables: (text) => ({ variables: own(text, { default: text, values: [text], description: text }) }),
  "variable descriptions": (text) => ({ variables: { region: { default: text, values: [text, "eu"], description: text } } }),
  hosts: (text) => ({ hosts: [text] }),
  "auth options": (text) => ({ auth: { key: text } }),
  "auth schemes": (text) => ({ auth: own(text, "token") }),
  "process variables": (text) => ({ env: own(text, "auth.key") }),
  "process variables' targets": (text) => ({
    env: { VICTIM_KEY: text, VICTIM_URL: `https://{${text}}.example.com`, VICTIM_AUTH: `auth.${text}`, VICTIM_VARIABLE: `variables.${text}` },
  }),
  "header names": (text) => ({ headers: own(text, "x") }),
  "header values": (text) => ({ headers: { "X-One": text } }),
  retry: (text) => ({ retry: { retryAfter: [text] } }),
  "error places": (text) => ({ errors: { code: [text], message: [text], requestId: [text] } }),
  "error headers": (text) => ({ idempotencyHeader: text, requestIdHeader: text }),
  defaults: (text) => ({
    defaults: { unwrap: text, variables: [text], fixed: own(text, text), pages: { style: "cursor", items: text, cursor: text, next: text } },
  }),
  paths: (text) => ({ output: text, custom: text, input: { openapi: text, overlay: [text], headers: own(text, text) } }),
  "unknown keys": (text) => own(text, text),
};

/** How many kinds of value the configs cover. */
export const configKindCount: number = Object.keys(kinds).length;

/** Every kind with every payload and oddity. */
export function hostileConfigs(): readonly HostileConfig[] {
  return Object.entries(kinds).flatMap(([kind, config]) =>
    [...payloads, ...oddities].map((payload) => ({ name: `${kind}: ${JSON.stringify(payload)}`, text: JSON.stringify(config(payload)) })),
  );
}

/** The same as a program would hand it over, unchecked. */
export const unchecked = (config: HostileConfig): ClientConfig => JSON.parse(config.text) as ClientConfig; // hostile, and of the right shape

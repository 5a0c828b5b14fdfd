import { oddities, payloads } from "./payloads.js";

/** A document that tries to break out through one kind of value. */
export interface HostileDocument {
  readonly name: string;
  readonly document: unknown;
}

type Maker = (payload: string) => unknown;

/** A small valid API; `change` gets the pieces to put a payload into. */
function api(change: {
  readonly info?: object;
  readonly servers?: unknown;
  readonly paths?: object;
  readonly operation?: object;
  readonly schemas?: object;
  readonly security?: object;
  readonly more?: object;
}): unknown {
  return {
    openapi: "3.1.0",
    info: { title: "Victim", version: "1.0.0", ...change.info },
    servers: change.servers ?? [{ url: "https://api.example.com" }],
    tags: [{ name: "things" }],
    paths: change.paths ?? {
      "/things/{id}": {
        get: {
          operationId: "getThing",
          tags: ["things"],
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
          responses: { "200": { description: "One.", content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } } },
          ...change.operation,
        },
      },
    },
    components: {
      schemas: { Thing: { type: "object", properties: { id: { type: "string" } } }, ...change.schemas },
      ...(change.security === undefined ? {} : { securitySchemes: change.security }),
    },
    ...change.more,
  };
}

const own = (key: string, value: unknown): object => {
  const made = {};
  Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
  return made;
};
const body = (schema: unknown, mediaType = "application/json"): object => ({ requestBody: { content: own(mediaType, { schema }) } });
const thing = (schema: object): object => ({ Thing: { type: "object", ...schema } });

/** One per kind of value that a document can hold. */
const kinds: Readonly<Record<string, Maker>> = {
  title: (text) => api({ info: { title: text } }),
  version: (text) => api({ info: { version: text } }),
  "API description": (text) => api({ info: { description: text } }),
  "licence and contact": (text) => api({ info: { license: { name: text, url: text }, contact: { name: text }, termsOfService: text } }),
  "server URL": (text) => api({ servers: [{ url: `https://api.example.com/${text}` }] }),
  "whole server URL": (text) => api({ servers: [{ url: text, description: text, name: text }] }),
  "server variables": (text) =>
    api({ servers: [{ url: `https://{${text}}.example.com`, variables: own(text, { default: text, enum: [text], description: text }) }] }),
  "path key": (text) => api({ paths: own(`/things/${text}`, { get: { responses: { "200": { description: "x" } } } }) }),
  "path variable": (text) =>
    api({
      paths: own(`/things/{${text}}`, {
        get: { parameters: [{ name: text, in: "path", required: true, schema: { type: "string" } }], responses: { "200": { description: "x" } } },
      }),
    }),
  "query in the path key": (text) => api({ paths: own(`/things?x=${text}#${text}`, { get: { responses: { "200": { description: "x" } } } }) }),
  "path item summary": (text) => api({ paths: { "/x": { summary: text, description: text, get: { responses: { "200": { description: text } } } } } }),
  operationId: (text) => api({ operation: { operationId: text } }),
  "operation summary and description": (text) => api({ operation: { summary: text, description: text } }),
  "operation external docs": (text) => api({ operation: { externalDocs: { url: text, description: text } } }),
  "tag name": (text) => api({ operation: { tags: [text] }, more: { tags: [{ name: text, description: text, parent: text, "x-displayName": text }] } }),
  "query parameter": (text) => api({ operation: { parameters: [{ name: text, in: "query", description: text, schema: { type: "string", default: text } }] } }),
  "header parameter": (text) => api({ operation: { parameters: [{ name: text, in: "header", schema: { type: "string", enum: [text] } }] } }),
  "cookie parameter": (text) => api({ operation: { parameters: [{ name: text, in: "cookie", example: text, schema: { type: "string" } }] } }),
  "parameter content": (text) => api({ operation: { parameters: [{ name: "filter", in: "query", content: own(text, { schema: { type: "object" } }) }] } }),
  "schema name": (text) =>
    api({
      operation: body({ $ref: `#/components/schemas/${text.replaceAll("~", "~0").replaceAll("/", "~1")}` }),
      schemas: own(text, { type: "object", properties: { a: { type: "string" } } }),
    }),
  "schema title and description": (text) => api({ schemas: thing({ title: text, description: text }) }),
  "property name": (text) => api({ schemas: thing({ properties: own(text, { type: "string", description: text }) }) }),
  "required names": (text) => api({ schemas: thing({ required: [text], properties: { a: { type: "string" } } }) }),
  "enum values": (text) => api({ schemas: thing({ properties: { a: { enum: [text, 1, null, own(text, text)] } } }) }),
  "enum names and descriptions": (text) =>
    api({ schemas: { Thing: { type: "string", enum: ["a", "b"], "x-enum-varnames": [text, text], "x-enum-descriptions": [text, text] } } }),
  const: (text) => api({ schemas: thing({ properties: { a: { const: text }, b: { const: own(text, [text]) } } }) }),
  default: (text) => api({ schemas: thing({ properties: { a: { type: "string", default: text }, b: { type: "object", default: own(text, text) } } }) }),
  examples: (text) => api({ schemas: thing({ example: own(text, text), examples: [text], properties: { a: { type: "string", example: text } } }) }),
  pattern: (text) => api({ schemas: thing({ properties: { a: { type: "string", pattern: text } }, patternProperties: own(text, { type: "string" }) }) }),
  format: (text) => api({ schemas: thing({ properties: { a: { type: "string", format: text }, b: { type: "number", format: text } } }) }),
  "unknown type": (text) => api({ schemas: thing({ properties: { a: { type: text }, b: { type: [text, "null"] } } }) }),
  limits: (text) => api({ schemas: thing({ properties: { a: { type: "string", minLength: text, maximum: text, multipleOf: text } } }) }),
  "XML names": (text) =>
    api({
      operation: body({ $ref: "#/components/schemas/Thing" }, "application/xml"),
      schemas: thing({ xml: { name: text, namespace: text, prefix: text }, properties: { a: { type: "string", xml: { name: text, attribute: true } } } }),
    }),
  "discriminator property": (text) =>
    api({
      schemas: {
        Thing: { oneOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }], discriminator: { propertyName: text } },
        A: { type: "object", properties: own(text, { type: "string" }) },
        B: { type: "object", properties: own(text, { type: "string" }) },
      },
    }),
  "discriminator mapping": (text) =>
    api({
      schemas: {
        Thing: {
          oneOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }],
          discriminator: { propertyName: "kind", mapping: own(text, "#/components/schemas/A") },
        },
        A: { type: "object", properties: { kind: { type: "string" } } },
        B: { type: "object", properties: { kind: { type: "string" } } },
      },
    }),
  "request media type": (text) => api({ operation: body({ type: "object" }, text) }),
  "two request media types": (text) =>
    api({
      operation: {
        requestBody: {
          content: { "application/json": { schema: { type: "object", properties: { a: { type: "string" } } } }, ...own(text, { schema: { type: "string" } }) },
        },
      },
    }),
  "request body description": (text) =>
    api({ operation: { requestBody: { description: text, "x-codegen-request-body-name": text, content: { "text/plain": { schema: { type: "string" } } } } } }),
  "multipart encoding": (text) =>
    api({
      operation: {
        requestBody: {
          content: {
            "multipart/form-data": {
              schema: { type: "object", properties: own(text, { type: "string", format: "binary" }) },
              encoding: own(text, { contentType: text, headers: own(text, { schema: { type: "string" } }) }),
            },
          },
        },
      },
    }),
  "response status": (text) => api({ operation: { responses: { "200": { description: "x" }, ...own(text, { description: text }) } } }),
  "response media type": (text) => api({ operation: { responses: { "200": { description: text, content: own(text, { schema: { type: "string" } }) } } } }),
  "response header": (text) =>
    api({ operation: { responses: { "200": { description: "x", headers: own(text, { description: text, schema: { type: "string", enum: [text] } }) } } } }),
  "error body": (text) =>
    api({
      operation: {
        responses: {
          "200": { description: "x" },
          "4XX": { description: text, content: { "application/json": { schema: { type: "object", properties: own(text, { const: text }) } } } },
        },
      },
    }),
  links: (text) =>
    api({ operation: { responses: { "200": { description: "x", links: own(text, { operationId: text, parameters: own(text, text), description: text }) } } } }),
  callbacks: (text) =>
    api({
      operation: {
        callbacks: own(
          text,
          own(text, {
            post: {
              operationId: text,
              requestBody: { content: { "application/json": { schema: { type: "object", properties: own(text, { type: "string" }) } } } },
              responses: { "200": { description: text } },
            },
          }),
        ),
      },
    }),
  webhooks: (text) =>
    api({
      more: {
        webhooks: own(text, {
          post: {
            summary: text,
            requestBody: { content: { "application/json": { schema: { type: "object", title: text, properties: own(text, { const: text }) } } } },
            responses: { "200": { description: "x" } },
          },
        }),
      },
    }),
  "security scheme": (text) =>
    api({ security: own(text, { type: "apiKey", in: "header", name: text, description: text }), operation: { security: [own(text, [])] } }),
  "OAuth flows": (text) =>
    api({
      security: {
        login: {
          type: "oauth2",
          flows: {
            clientCredentials: { tokenUrl: text, refreshUrl: text, scopes: own(text, text) },
            authorizationCode: { authorizationUrl: text, tokenUrl: text, scopes: {} },
          },
        },
      },
      operation: { security: [{ login: [text] }] },
    }),
  "other security": (text) =>
    api({
      security: { a: { type: "http", scheme: text, bearerFormat: text }, b: { type: "openIdConnect", openIdConnectUrl: text }, c: { type: text } },
      operation: { security: [{ a: [] }, { b: [] }, { c: [] }] },
    }),
  "operation servers": (text) => api({ operation: { servers: [{ url: text }] } }),
  "paging extension": (text) =>
    api({
      operation: {
        "x-ms-pageable": { nextLinkName: text, itemName: text, operationName: text },
        "x-speakeasy-pagination": {
          type: text,
          inputs: [{ name: text, in: "parameters", type: "cursor" }],
          outputs: { results: `$.${text}`, nextCursor: `$.${text}` },
        },
      },
    }),
  "naming extensions": (text) =>
    api({
      operation: {
        "x-speakeasy-group": text,
        "x-speakeasy-name-override": text,
        "x-fern-sdk-group-name": [text],
        "x-fern-sdk-method-name": text,
        "x-ms-client-name": text,
        "x-stainless-naming": { typescript: { method_name: text } },
      },
    }),
  "deprecation texts": (text) =>
    api({ operation: { deprecated: true, "x-deprecated": text, "x-deprecation": text, "x-deprecatedMessage": text, "x-sunset": text } }),
  "tuple and map": (text) =>
    api({
      schemas: thing({
        properties: {
          a: { type: "array", prefixItems: [{ const: text }], items: false },
          b: { type: "object", additionalProperties: { enum: [text] }, propertyNames: { pattern: text } },
        },
      }),
    }),
  $ref: (text) => api({ operation: body({ $ref: `#/components/schemas/${text}` }) }),
  "$id, $anchor, $comment": (text) =>
    api({ schemas: thing({ $id: text, $anchor: text, $dynamicAnchor: text, $comment: text, $defs: own(text, { type: "string" }) }) }),
  "every extension": (text) => api({ info: own(`x-${text}`, text), operation: own(`x-${text}`, own(text, text)), more: own(`x-${text}`, text) }),
};

/** Swagger 2.0's own places. */
const swagger: Readonly<Record<string, Maker>> = {
  "Swagger host and base path": (text) => ({
    swagger: "2.0",
    info: { title: "x", version: "1" },
    host: text,
    basePath: `/${text}`,
    schemes: [text, "https"],
    paths: { "/a": { get: { responses: { 200: { description: "x" } } } } },
  }),
  "Swagger body and form parameters": (text) => ({
    swagger: "2.0",
    info: { title: "x", version: "1" },
    consumes: [text],
    produces: [text],
    paths: {
      "/a": {
        post: {
          parameters: [{ name: text, in: "body", schema: { type: "object", properties: own(text, { type: "string" }) } }],
          responses: { 200: { description: text, schema: { type: "string", enum: [text] } } },
        },
        put: { parameters: [{ name: text, in: "formData", type: "file", collectionFormat: text }], responses: { 200: { description: "x" } } },
      },
    },
  }),
  "Swagger definitions": (text) => ({
    swagger: "2.0",
    info: { title: "x", version: "1" },
    paths: {
      "/a": { get: { responses: { 200: { description: "x", schema: { $ref: `#/definitions/${text.replaceAll("~", "~0").replaceAll("/", "~1")}` } } } } },
    },
    definitions: own(text, {
      type: "object",
      discriminator: text,
      properties: own(text, { type: "string" }),
      "x-ms-discriminator-value": text,
      "x-ms-enum": { name: text, values: [{ value: text, name: text, description: text }] },
    }),
  }),
  "x-ms-paths": (text) => ({
    swagger: "2.0",
    info: { title: "x", version: "1" },
    paths: {},
    "x-ms-paths": own(`/a?comp=${text}`, { get: { operationId: text, responses: { 200: { description: "x" } } } }),
  }),
};

/** Every kind with every payload and oddity. */
export function hostileDocuments(): readonly HostileDocument[] {
  return Object.entries({ ...kinds, ...swagger }).flatMap(([kind, make]) =>
    [...payloads, ...oddities].map((payload) => ({ name: `${kind}: ${JSON.stringify(payload)}`, document: make(payload) })),
  );
}

/** How many kinds of value the documents cover. */
export const kindCount = Object.keys(kinds).length + Object.keys(swagger).length;

import type { ApiDefinition, SchemeDefinition } from "../core/api-definition.js";

/** A JSON Schema (2020-12), as plain JSON. */
export type JsonSchema = { readonly [keyword: string]: unknown };

const text = (description: string): JsonSchema => ({ type: "string", description });
const texts = (...names: readonly string[]): JsonSchema => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
});

/**
 * The JSON Schema of a config file for these APIs: write it to a file and name it as `$schema`, and editors complete and check
 * the config file.
 */
export function configSchema(...apis: readonly ApiDefinition[]): JsonSchema {
  const sections = { type: "object", properties: Object.fromEntries(apis.map((api) => [api.name, { $ref: `#/$defs/${api.name}` }])) };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Options of ${apis.map((api) => api.name).join(", ")}`,
    ...sections,
    properties: {
      $schema: { type: "string" },
      profile: text("The profile that counts when none is asked for"),
      profiles: { type: "object", additionalProperties: sections, description: "Sections that win over those beside them, by profile" },
      ...sections.properties,
    },
    $defs: Object.fromEntries(apis.map((api) => [api.name, section(api)])),
  };
}

function section({ environments, variables = {}, auth = {} }: ApiDefinition): JsonSchema {
  const names = Object.entries(variables).map(([name, { values, default: usual }]) => [
    name,
    { type: "string", ...(values && { enum: values }), ...(usual !== undefined && { default: usual }) },
  ]);
  return {
    type: "object",
    additionalProperties: false,
    properties: {
      baseUrl: text("Address of the API, when it is none of its environments"),
      url: text("Address of the server that has the channels, when it is none of the API's own"),
      server: text("Which of the API's servers to connect to"),
      environment: { enum: Object.keys(environments), description: "Which of the API's environments to call" },
      variables: {
        type: "object",
        properties: Object.fromEntries(names),
        additionalProperties: { type: "string" },
        description: "Values of the address's variables",
      },
      auth: {
        description: 'Credentials by scheme, or "open" for none. A text may hold a variable, by its name in braces after a dollar sign',
        anyOf: [
          { const: "open" },
          {
            type: "object",
            additionalProperties: false,
            properties: Object.fromEntries(Object.entries(auth).map(([key, scheme]) => [key, credential(scheme)])),
          },
        ],
      },
      timeout: { type: "number", minimum: 0, description: "Milliseconds for a whole call" },
      attemptTimeout: { type: "number", minimum: 0, description: "Milliseconds for each attempt" },
      retries: { type: "integer", minimum: 0, description: "How many times a failed attempt may be repeated" },
      headers: { type: "object", additionalProperties: { type: "string" }, description: "Sent with every request" },
      hosts: { type: "array", items: { type: "string" }, description: "More hosts that may see credentials" },
    },
  };
}

function credential({ type }: SchemeDefinition): JsonSchema {
  if (type === "basic" || type === "digest") return texts("username", "password");
  if (type !== "oauth2" && type !== "oidc") return text(type === "apiKey" ? "The key" : "The token");
  const fields = {
    ...(texts("clientId", "clientSecret", "tokenUrl", "refreshUrl", "audience")["properties"] as object),
    clientAuth: { enum: ["form", "basic"] },
    scopes: { type: "array", items: { type: "string" } },
  };
  return { type: "object", properties: fields };
}

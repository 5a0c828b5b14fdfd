import { describe, expect, it } from "@jest/globals";
import { optionKinds } from "../../../../runtime/config/config-file.js";
import { configSchema } from "../../../../runtime/config/config-schema.js";
import type { ApiDefinition } from "../../../../runtime/core/api-definition.js";

const api: ApiDefinition = {
  name: "acme",
  version: "1",
  environments: { us: "https://us.{region}.test", eu: "https://eu.test" },
  variables: { region: { default: "a", values: ["a", "b"] }, tenant: {} },
  auth: { key: { type: "apiKey", in: "header", name: "k" }, user: { type: "basic" }, login: { type: "oauth2" }, token: { type: "bearer" } },
};

describe("configSchema", () => {
  const schema = configSchema(api, { name: "other", version: "1", environments: {} });

  it("has a section per API, in the file and in every profile", () => {
    const properties = { acme: { $ref: "#/$defs/acme" }, other: { $ref: "#/$defs/other" } };
    expect(schema).toMatchObject({ properties: { ...properties, profile: { type: "string" }, profiles: { additionalProperties: { properties } } } });
  });

  it("knows every option that a file may hold, and no other", () => {
    const { acme } = schema["$defs"] as { acme: { properties: object; additionalProperties: boolean } };
    expect(Object.keys(acme.properties).sort()).toEqual(Object.keys(optionKinds).sort());
    expect(acme.additionalProperties).toBe(false);
  });

  it("lists the API's environments, variables and schemes", () => {
    expect(schema["$defs"]).toMatchObject({
      acme: {
        properties: {
          environment: { enum: ["us", "eu"] },
          variables: { properties: { region: { enum: ["a", "b"], default: "a" }, tenant: { type: "string" } } },
          auth: {
            anyOf: [
              { const: "open" },
              {
                properties: {
                  key: { type: "string", description: "The key" },
                  token: { type: "string", description: "The token" },
                  user: { properties: { username: { type: "string" }, password: { type: "string" } } },
                  login: { properties: { clientId: { type: "string" }, clientAuth: { enum: ["form", "basic"] } } },
                },
              },
            ],
          },
        },
      },
    });
  });
});

import { describe, expect, it } from "@jest/globals";
import { type Api, type AuthScheme, noDocs, type Server } from "../../../generator/ir/index.js";
import type { ClientConfig } from "../../../generator/plan/config/client-config.js";
import { operation, planned } from "./build.js";

const server = (url: string, said: Partial<Server> = {}): Server => ({ url, name: null, description: null, variables: [], at: "x", ...said });
const scheme = (key: string, said: object): AuthScheme => ({ key, docs: noDocs, at: key, ...said }) as AuthScheme; // the tests' own literals
const oauth = scheme("oauth", {
  type: "oauth2",
  metadataUrl: null,
  flows: [
    {
      flow: "authorizationCode",
      authorizationUrl: "https://login.example.com/authorize",
      tokenUrl: "https://token.example.com/t",
      refreshUrl: null,
      deviceAuthorizationUrl: null,
      scopes: [{ name: "read", description: null }],
    },
    {
      flow: "clientCredentials",
      authorizationUrl: null,
      tokenUrl: "https://other.example.com/t",
      refreshUrl: "https://token.example.com/r",
      deviceAuthorizationUrl: "https://token.example.com/d",
      scopes: [
        { name: "read", description: null },
        { name: "write", description: null },
      ],
    },
  ],
});

const client = (api: Partial<Api>, config: ClientConfig = {}) =>
  planned({ operations: [operation("GET /a")], ...api }, config, { name: "acme" }).file("client");
const definition = (api: Partial<Api>, config: ClientConfig = {}): Readonly<Record<string, unknown>> =>
  client(api, config).definition as Readonly<Record<string, unknown>>; // an ApiDefinition as data

describe("environments", () => {
  it.each<[string, readonly Server[], Readonly<Record<string, string>>]>([
    ["one server", [server("https://a.example/")], { default: "https://a.example" }],
    [
      "names",
      [server("https://a.example", { name: "EU West" }), server("https://b.example", { name: "us" })],
      { euWest: "https://a.example", us: "https://b.example" },
    ],
    [
      "words of the descriptions",
      [server("https://a.example", { description: "Prod server" }), server("https://b.example", { description: "for testing" })],
      { production: "https://a.example", test: "https://b.example" },
    ],
    [
      "words of the addresses",
      [server("https://a.example"), server("https://sandbox.a.example")],
      { server: "https://a.example", sandbox: "https://sandbox.a.example" },
    ],
    ["nothing telling", [server("https://a.example"), server("https://b.example")], { server: "https://a.example", server2: "https://b.example" }],
    ["the same twice", [server("https://a.example"), server("https://a.example")], { server: "https://a.example" }],
    ["none", [], {}],
    ["a root", [server("/")], { default: "/" }],
  ])("are named after %s", (_, servers, want) => {
    expect(definition({ servers })["environments"]).toEqual(want);
  });

  it("are client.yaml's where it names some", () => {
    expect(definition({ servers: [server("https://a.example")] }, { environments: { live: "https://l.example", next: "https://n.example" } })).toMatchObject({
      environments: { live: "https://l.example", next: "https://n.example" },
      env: { ACME_BASE_URL: "baseUrl", ACME_ENVIRONMENT: "environment" },
    });
  });

  it("can be chosen by a variable of the process, the document's too", () => {
    expect(definition({ servers: [server("https://a.example"), server("https://b.example")] })["env"]).toHaveProperty("ACME_ENVIRONMENT", "environment");
    expect(definition({ servers: [server("https://a.example")] })["env"]).not.toHaveProperty("ACME_ENVIRONMENT");
  });
});

describe("variables", () => {
  const region = { name: "region", default: "eu", values: ["eu", "us"], description: "Where." };

  it("come from the addresses", () => {
    const view = client({
      servers: [
        server("https://{region}.example", { variables: [region] }),
        server("https://{region}.b.example/{stage}", { variables: [{ ...region, values: ["ap"] }] }),
      ],
    });
    expect(view.definition).toMatchObject({
      variables: { region: { default: "eu", values: ["eu", "us", "ap"] }, stage: {} },
      env: { ACME_REGION: "variables.region", ACME_STAGE: "variables.stage" },
    });
    expect(view.variables).toMatchObject([
      { name: "region", values: ["eu", "us", "ap"], required: false, docs: { lines: ["Where."], tags: [{ tag: "default", text: "eu" }] } },
      { name: "stage", values: [], required: true },
    ]);
  });

  it("that no address holds are not told", () => {
    expect(definition({ servers: [server("https://a.example", { variables: [region] })] })).not.toHaveProperty("variables");
  });

  it("are client.yaml's where it says more", () => {
    expect(
      definition({ servers: [server("https://{region}.example", { variables: [region] })] }, { variables: { region: { default: "us" }, tenant: {} } })[
        "variables"
      ],
    ).toEqual({ region: { default: "us", values: ["eu", "us"] }, tenant: {} });
  });
});

describe("security schemes", () => {
  const need = (key: string) => [operation("GET /a", { auth: [[{ scheme: key, scopes: [] }]] })];

  it.each<[string, AuthScheme, unknown, Readonly<Record<string, string>>]>([
    [
      "a key",
      scheme("api_key", { type: "apiKey", in: "header", name: "X-Key" }),
      { type: "apiKey", in: "header", name: "X-Key" },
      { ACME_API_KEY: "auth.apiKey" },
    ],
    [
      "basic",
      scheme("basic", { type: "basic" }),
      { type: "basic" },
      { ACME_BASIC_USERNAME: "auth.basic.username", ACME_BASIC_PASSWORD: "auth.basic.password" },
    ],
    ["bearer", scheme("jwt", { type: "bearer", format: "JWT" }), { type: "bearer" }, { ACME_JWT: "auth.jwt" }],
    ["another HTTP scheme", scheme("neg", { type: "http", scheme: "negotiate" }), { type: "http", scheme: "negotiate" }, { ACME_NEG: "auth.neg" }],
    [
      "OpenID Connect",
      scheme("oidc", { type: "openIdConnect", url: "https://a.example/c" }),
      { type: "oidc", url: "https://a.example/c" },
      { ACME_OIDC_CLIENT_ID: "auth.oidc.clientId", ACME_OIDC_CLIENT_SECRET: "auth.oidc.clientSecret", ACME_OIDC_TOKEN: "auth.oidc.token" },
    ],
    ["mutual TLS", scheme("mtls", { type: "mutualTls" }), { type: "mutualTls" }, {}],
    ["anything else", scheme("sasl", { type: "other", kind: "scram" }), { type: "custom" }, {}],
    [
      "a key named like the client",
      scheme("acme_key", { type: "apiKey", in: "query", name: "k" }),
      { type: "apiKey", in: "query", name: "k" },
      { ACME_KEY: "auth.acmeKey" },
    ],
  ])("%s", (_, given, want, env) => {
    const made = definition({ auth: [given], operations: need(given.key) });
    expect(Object.values(made["auth"] as object)).toEqual([want]);
    expect(made["env"]).toEqual({ ACME_BASE_URL: "baseUrl", ...env });
  });

  it("OAuth takes its addresses and scopes from every flow, and its hosts may see credentials", () => {
    expect(definition({ auth: [oauth], operations: need("oauth"), servers: [server("https://token.example.com")] })).toMatchObject({
      auth: {
        oauth: {
          type: "oauth2",
          tokenUrl: "https://token.example.com/t",
          refreshUrl: "https://token.example.com/r",
          authorizationUrl: "https://login.example.com/authorize",
          deviceUrl: "https://token.example.com/d",
          scopes: ["read", "write"],
        },
      },
      hosts: ["other.example.com"],
    });
  });

  it("that no operation needs are left out", () => {
    const auth = [scheme("a", { type: "basic" }), scheme("b", { type: "basic" })];
    expect(definition({ auth, operations: need("b") })["auth"]).toEqual({ b: { type: "basic" } });
    expect(Object.keys(definition({ auth })["auth"] as object)).toEqual(["a", "b"]);
  });
});

describe("the rest of the definition", () => {
  it("is client.yaml's", () => {
    const config: ClientConfig = {
      headers: { "x-a": "{tenant}" },
      timeout: 5,
      retry: { retries: 1 },
      idempotencyHeader: "Idempotency-Key",
      requestIdHeader: "X-Id",
      hosts: ["*.a.example"],
      env: { KEY: "auth.key" },
      errors: { code: ["/code"] },
      envelopes: { v1: { when: "/s", is: ["E"] } },
    };
    const { env, hosts, ...said } = config;
    expect(definition({}, config)).toMatchObject({ ...said, env, hosts });
  });

  it("has no variables of the process where client.yaml wants none", () => {
    expect(definition({}, { env: {} })).not.toHaveProperty("env");
  });

  it("gives the base address its variable, whatever others are called", () => {
    expect(definition({ servers: [server("https://{base_url}.example")] })["env"]).toEqual({ ACME_BASE_URL: "baseUrl" });
  });
});

describe("the client's name", () => {
  const named = (title: string, config: ClientConfig = {}, name: string | null = null) => {
    const made = planned({ title, operations: [operation("GET /a")] }, config, { name });
    return [made.plan.name, made.file("client").prefix];
  };

  it.each<[string, readonly [string, string]]>([
    ["Swagger Petstore - OpenAPI 3.1", ["petstore", "Petstore"]],
    ["GitHub v3 REST API", ["github", "GitHub"]],
    ["GitHub's official OpenAPI spec + Octokit extension", ["github", "GitHub"]],
    ["Netlify's API documentation", ["netlify", "Netlify"]],
    ["OpenAI API", ["openai", "OpenAI"]],
    ["Discord HTTP API (Preview)", ["discord", "Discord"]],
    ["ComputeManagementClient", ["compute-management", "ComputeManagement"]],
    ["McDonald's Menu API", ["mcdonalds-menu", "McDonaldsMenu"]],
    ["Storage Import Export", ["storage-import-export", "StorageImportExport"]],
    ["The API", ["the-api", "TheAPI"]],
    ["🎉", ["api", "Api"]],
    ["3D Tiles", ["3d-tiles", "Api3DTiles"]],
  ])("comes from the title %j", (title, want) => {
    expect(named(title)).toEqual(want);
  });

  it("comes from client.yaml first, then from the output folder", () => {
    expect(named("Pets", { name: "acme-shop", prefix: "Acme" }, "folder")).toEqual(["acme-shop", "Acme"]);
    expect(named("Pets", {}, "my_folder")).toEqual(["my-folder", "MyFolder"]);
  });
});

import { bearer, logged, oauth } from "@clientwright/runtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createSpark, credentialsFromJson, settingsFromToken } from "../../../generated/coherent-spark/index.js";
import { bench, closeFakes } from "./spark.js";

afterEach(closeFakes);

const quote = { folder: "pricing", service: "quote", inputs: { age: 30 } };

describe("credentials of Coherent Spark", () => {
  it("sends an API key with the tenant's name, and nothing else", async () => {
    const { spark, last } = await bench({ auth: { apiKey: "synthetic-key" } });
    await spark.services.execute(quote);
    expect(last().headers).toMatchObject({ "x-synthetic-key": "synthetic-key", "x-tenant-name": "acme" });
    expect(last().headers).not.toHaveProperty("authorization");
  });

  it("sends a bearer token that a user has", async () => {
    const { fake, spark, last } = await bench();
    const signedIn = createSpark({ tenant: "acme", auth: { bearer: fake.token() }, fetch: fake.fetch });
    await signedIn.services.execute(quote);
    expect(last().headers["authorization"]).toMatch(/^Bearer [\w-]+\./);
    await expect(spark.services.execute(quote)).resolves.toBeDefined();
  });

  it("exchanges client credentials for a token at the tenant's realm, once for all calls", async () => {
    const { fake, spark } = await bench();
    await Promise.all([spark.services.execute(quote), spark.services.execute(quote), spark.batches.describe()]);
    const tokens = fake.requests.filter(({ host }) => host === "keycloak.us.coherent.global");
    expect(tokens.map(({ path }) => path)).toEqual(["/auth/realms/acme/protocol/openid-connect/token"]);
    expect(Object.fromEntries(tokens[0]?.form ?? [])).toEqual({ grant_type: "client_credentials", client_id: "demo", client_secret: "s3cret" });
    expect(fake.tokensIssued()).toBe(1);
  });

  it("takes one credential for all operations, with an expiry in the middle: one new token, the call repeated", async () => {
    const { fake, spark, calls } = await bench({ auth: oauth({ clientId: "demo", clientSecret: "s3cret" }) });
    await spark.services.execute(quote);
    fake.expireTokens();
    await Promise.all([spark.services.execute(quote), spark.services.execute(quote)]);
    expect(fake.tokensIssued()).toBe(2);
    expect(calls()).toHaveLength(5);
  });

  it("prefers OAuth to a key, and a key to a token", async () => {
    const { fake, last } = await bench();
    const both = createSpark({ tenant: "acme", auth: { bearer: "worthless", apiKey: "synthetic-key" }, fetch: fake.fetch });
    await both.services.execute(quote);
    expect(last().headers).toHaveProperty("x-synthetic-key");
    const all = createSpark({ tenant: "acme", auth: { apiKey: "synthetic-key", oauth: { clientId: "demo", clientSecret: "s3cret" } }, fetch: fake.fetch });
    await all.services.execute(quote);
    expect(last().headers).not.toHaveProperty("x-synthetic-key");
    expect(last().headers).toHaveProperty("authorization");
  });

  it("goes out without credentials when open, to what is open to everybody", async () => {
    const { spark, last } = await bench({ auth: "open" });
    const { outputs } = await spark.services.at("public/pricing/quote").execute({ age: 0 });
    expect(outputs).toEqual({ premium: 100, accepted: true });
    expect(last().path).toBe("/acme/api/v3/public/folders/pricing/services/quote/execute");
    expect(last().headers).not.toHaveProperty("authorization");
    await expect(spark.services.execute(quote)).rejects.toMatchObject({ kind: "api", status: 401, message: expect.stringContaining("INVALID_TOKEN") });
  });

  it("reads credentials from the JSON file that the platform hands out", async () => {
    const { fake } = await bench();
    const spark = createSpark({
      tenant: "acme",
      auth: { oauth: credentialsFromJson('{ "client_id": "demo", "client_secret": "s3cret" }') },
      fetch: fake.fetch,
    });
    await expect(spark.services.exists({ folder: "pricing", service: "quote" })).resolves.toBe(true);
    expect(() => credentialsFromJson("{}")).toThrow("client_id");
  });

  it("learns region and tenant from a token", async () => {
    const { fake } = await bench();
    const token = fake.token();
    expect(settingsFromToken(`Bearer ${token}`)).toEqual({ env: "us", tenant: "acme" });
    const spark = createSpark({ env: "us", tenant: "acme", auth: bearer(token), fetch: fake.fetch });
    await expect(spark.services.exists({ folder: "pricing", service: "nothing" })).resolves.toBe(false);
  });

  it("says what the token endpoint says when it refuses", async () => {
    const { spark } = await bench({ auth: { oauth: { clientId: "demo", clientSecret: "wrong" } } });
    await expect(spark.services.execute(quote)).rejects.toMatchObject({ kind: "auth", message: expect.stringContaining("invalid_client") });
  });

  it("hands out a token to somebody else", async () => {
    const { spark } = await bench({ auth: "open" });
    const token = await spark.auth.createToken({ grant_type: "client_credentials", client_id: "demo", client_secret: "s3cret" });
    expect(token).toMatchObject({ token_type: "Bearer", expires_in: 300 });
  });

  it("never logs a secret", async () => {
    const lines: string[] = [];
    const write = (...parts: readonly unknown[]): void => void lines.push(JSON.stringify(parts));
    const { fake, spark } = await bench({ logger: logged({ debug: write, info: write, warn: write, error: write }, { level: "debug" }) });
    await spark.services.execute(quote);
    const sent = fake.requests.at(-1)?.headers["authorization"] ?? "";
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join("\n")).not.toContain("s3cret");
    expect(lines.join("\n")).not.toContain(sent.slice("Bearer ".length));
  });
});

describe("settings of Coherent Spark", () => {
  it("puts tenant, region and a fresh id on every request", async () => {
    const { spark, fake } = await bench({ env: "uat.eu" });
    await spark.services.execute(quote);
    await spark.health.check();
    const [execute, health] = fake.requests.slice(1);
    expect(execute?.host).toBe("excel.uat.eu.coherent.global");
    expect(execute?.headers).toMatchObject({ "x-tenant-name": "acme", "x-spark-ua": "agent=clientwright; env=uat.eu" });
    expect(execute?.headers["user-agent"]).toMatch(/^coherent-spark\//);
    expect(execute?.headers["x-request-id"]).toMatch(/^[\da-f-]{36}$/);
    expect(health?.headers["x-request-id"]).not.toBe(execute?.headers["x-request-id"]);
    expect(health?.headers).not.toHaveProperty("authorization");
  });

  it("comes from CSPARK_* variables, the tenant out of the address too", async () => {
    const { fake } = await bench();
    const before = { ...process.env };
    try {
      Object.assign(process.env, { CSPARK_BASE_URL: "https://spark.uat.us.coherent.global/acme", CSPARK_CLIENT_ID: "demo", CSPARK_CLIENT_SECRET: "s3cret" });
      const spark = createSpark({ fetch: fake.fetch });
      await spark.services.execute(quote);
      expect(fake.requests.map(({ host, path }) => `${host}${path}`)).toEqual([
        "keycloak.uat.us.coherent.global/auth/realms/acme/protocol/openid-connect/token",
        "excel.uat.us.coherent.global/acme/api/v3/folders/pricing/services/quote/execute",
      ]);
    } finally {
      process.env = before;
    }
  });

  it("says which variable is missing", () => {
    expect(() => createSpark({ auth: "open" })).toThrow(/tenant/);
  });
});

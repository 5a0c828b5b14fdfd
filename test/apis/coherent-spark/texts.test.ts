import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import {
  locationOf,
  metaHeader,
  parseServiceUri,
  printLocator,
  printServiceUri,
  readToken,
  settingsFromToken,
  settingsFromUrl,
  verifyToken,
} from "../../../generated/coherent-spark/index.js";

describe("Spark URIs", () => {
  it.each([
    ["pricing/quote", { folder: "pricing", service: "quote" }, "folders/pricing/services/quote", "pricing/quote"],
    ["pricing/quote[0.4.2]", { folder: "pricing", service: "quote", version: "0.4.2" }, "folders/pricing/services/quote", "pricing/quote[0.4.2]"],
    ["/folders/a b/services/c[1.0.0]/", { folder: "a b", service: "c", version: "1.0.0" }, "folders/a%20b/services/c", "a b/c[1.0.0]"],
    ["service/id-1", { service_id: "id-1" }, "service/id-1", "id-1"],
    ["version/id-2", { version_id: "id-2" }, "version/id-2", null],
    ["proxy/custom", { proxy: "custom" }, "proxy/custom", null],
    ["public/proxy/custom", { public: true, proxy: "custom" }, "public/proxy/custom", null],
  ])("reads and writes %s", (uri, location, locator, short) => {
    expect(parseServiceUri(uri)).toEqual(location);
    expect(locationOf(location)).toBe(location);
    expect(printLocator(parseServiceUri(uri))).toBe(locator);
    if (short === null) expect(() => printServiceUri(location)).toThrow("folder and name");
    else expect(printServiceUri(location)).toBe(short);
  });

  it.each(["", "quote", "a/b/c", "a/b[1", "folders/a/services/"])("refuses %j", (uri) => {
    expect(() => parseServiceUri(uri)).toThrow(TypeError);
  });

  it("needs something to locate by", () => {
    expect(() => printLocator({ folder: "pricing" })).toThrow("located by");
  });
});

describe("settingsFromUrl", () => {
  it.each([
    ["https://excel.us.coherent.global/acme", { env: "us", tenant: "acme" }],
    ["https://spark.uat.us.coherent.global/acme/products", { env: "uat.us", tenant: "acme" }],
    ["https://excel.eu.coherent.global", { env: "eu" }],
    [" uat.jp/acme ", { env: "uat.jp", tenant: "acme" }],
  ])("reads %j", (address, want) => {
    expect(settingsFromUrl(address)).toEqual(want);
  });

  it.each(["https://example.com/acme", "acme", "https://evil.test/excel.us.coherent.global/acme"])("refuses %j", (address) => {
    expect(() => settingsFromUrl(address)).toThrow("no Spark address");
  });
});

describe("tokens", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const issuer = "https://keycloak.uat.us.coherent.global/auth/realms/acme";
  const now = 1_800_000_000_000;
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const tokenOf = (claims: object, header: object = { alg: "RS256", kid: "k1" }): string => {
    const text = `${part(header)}.${part({ iss: issuer, aud: ["account", "product-factory"], exp: now / 1000 + 60, ...claims })}`;
    return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
  };
  const asked: string[] = [];
  const keys: typeof fetch = async (input) => {
    asked.push(String(input));
    return Response.json({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k1", alg: "RS256" }] });
  };

  it("are read and checked against their issuer's keys", async () => {
    const token = tokenOf({ realm: "acme", preferred_username: "jane" });
    expect(readToken(token).preferred_username).toBe("jane");
    expect(settingsFromToken(token)).toEqual({ env: "uat.us", tenant: "acme" });
    await expect(verifyToken(token, { fetch: keys, now })).resolves.toMatchObject({ preferred_username: "jane" });
    expect(asked).toEqual([`${issuer}/protocol/openid-connect/certs`]);
  });

  it.each([
    ["expired", tokenOf({ exp: now / 1000 - 1 })],
    ["not for product-factory", tokenOf({ aud: "account" })],
    ["not RS256", tokenOf({}, { alg: "none", kid: "k1" })],
    ["key is not among", tokenOf({}, { alg: "RS256", kid: "k2" })],
    ["signature is wrong", tokenOf({}).replace(/\.[\w-]+\./, `.${part({ iss: issuer, aud: "product-factory", admin: true })}.`)],
    ["issuer is not Spark's", tokenOf({ iss: "https://evil.test/auth/realms/acme" })],
  ])("are refused when %s", async (message, token) => {
    await expect(verifyToken(token, { fetch: keys, now })).rejects.toThrow(message);
  });

  it.each(["", "abc", "a.b.c", `${part({})}.${part(1)}.x`])("are no tokens: %j", (text) => {
    expect(() => readToken(text)).toThrow("no JWT");
  });

  it("need an issuer", () => {
    expect(() => readToken(`${part({})}.${part({})}.x`)).toThrow("no issuer");
  });
});

describe("metaHeader", () => {
  it("is one line of Latin letters with single quotes", () => {
    expect(metaHeader({ call_purpose: "it's Zoë's\nquote", compiler_type: "Neuron" })).toBe(
      "{'call_purpose':'it\\u0027s Zo\\u00eb\\u0027s\\nquote','compiler_type':'Neuron'}",
    );
  });
});

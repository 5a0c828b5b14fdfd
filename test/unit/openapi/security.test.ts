import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../generator/ir/index.js";
import { lower } from "./lowered.js";

const noFlow = { authorizationUrl: null, tokenUrl: null, refreshUrl: null, deviceAuthorizationUrl: null, scopes: [] };

const schemes: readonly { readonly given: JsonValue; readonly want: JsonValue; readonly codes?: readonly string[]; readonly version?: "2.0" | "3.2" }[] = [
  { given: { type: "apiKey", in: "header", name: "X-Key" }, want: { type: "apiKey", in: "header", name: "X-Key" } },
  { given: { type: "apiKey", in: "cookie", name: "sid" }, want: { type: "apiKey", in: "cookie", name: "sid" } },
  { given: { type: "apiKey", in: "body", name: "k" }, want: { type: "apiKey", in: "header", name: "k" }, codes: ["security-scheme-incomplete"] },
  { given: { type: "http", scheme: "Bearer", bearerFormat: "JWT" }, want: { type: "bearer", format: "JWT" } },
  { given: { type: "http", scheme: "basic" }, want: { type: "basic" } },
  { given: { type: "http", scheme: "digest" }, want: { type: "digest" } },
  { given: { type: "http", scheme: "negotiate" }, want: { type: "http", scheme: "negotiate" } },
  { given: { type: "http" }, want: { type: "bearer", format: null }, codes: ["security-scheme-incomplete"] },
  { given: { type: "openIdConnect", openIdConnectUrl: "https://id" }, want: { type: "openIdConnect", url: "https://id" } },
  { given: { type: "mutualTLS" }, want: { type: "mutualTls" } },
  { given: { type: "magic" }, want: { type: "other", kind: "magic" }, codes: ["security-scheme-unknown"] },
  { given: {}, want: { type: "other", kind: "unknown" }, codes: ["security-scheme-unknown"] },
  {
    given: {
      type: "oauth2",
      oauth2MetadataUrl: "https://m",
      flows: {
        deviceAuthorization: { deviceAuthorizationUrl: "https://d", tokenUrl: "https://t", scopes: { read: "Reads.", all: null } },
        unknown: {},
        implicit: null,
      },
    },
    want: {
      type: "oauth2",
      metadataUrl: "https://m",
      flows: [
        {
          ...noFlow,
          flow: "deviceAuthorization",
          deviceAuthorizationUrl: "https://d",
          tokenUrl: "https://t",
          scopes: [
            { name: "read", description: "Reads." },
            { name: "all", description: null },
          ],
        },
      ],
    },
  },
  { given: { type: "oauth2" }, want: { type: "oauth2", metadataUrl: null, flows: [] }, codes: ["security-scheme-incomplete"] },
  {
    given: { type: "oauth2", flow: { password: { tokenUrl: "t" } } },
    want: { type: "oauth2", metadataUrl: null, flows: [{ ...noFlow, flow: "password", tokenUrl: "t" }] },
  },
  { given: { type: "basic" }, want: { type: "basic" }, version: "2.0" },
  {
    given: { type: "oauth2", flow: "accessCode", authorizationUrl: "a", tokenUrl: "t", scopes: { r: "R" } },
    want: {
      type: "oauth2",
      metadataUrl: null,
      flows: [{ ...noFlow, flow: "authorizationCode", authorizationUrl: "a", tokenUrl: "t", scopes: [{ name: "r", description: "R" }] }],
    },
    version: "2.0",
  },
  {
    given: { type: "oauth2", flow: "application", tokenUrl: "t" },
    want: { type: "oauth2", metadataUrl: null, flows: [{ ...noFlow, flow: "clientCredentials", tokenUrl: "t" }] },
    version: "2.0",
  },
];

describe("a security scheme", () => {
  it.each(schemes)("$given is lowered", ({ given, want, codes, version }) => {
    const { api, codes: reported } = lower(
      version === "2.0" ? { securityDefinitions: { s: given } } : { components: { securitySchemes: { s: given } } },
      version ?? "3.2",
    );
    expect(api.auth).toMatchObject([{ key: "s", ...(want as object) }]);
    expect(reported).toEqual(codes ?? []);
  });

  it("without a name for its key is left out", () => {
    const { api, codes } = lower({ components: { securitySchemes: { s: { type: "apiKey", in: "header" }, "x-note": 1, t: null } } });
    expect(api.auth).toEqual([]);
    expect(codes).toEqual(["security-scheme-incomplete", "node-invalid"]);
  });
});

const key = { type: "apiKey", in: "header", name: "K" };

const needs: readonly {
  readonly name: string;
  readonly root?: JsonValue;
  readonly own?: JsonValue;
  readonly want: JsonValue;
  readonly codes?: readonly string[];
}[] = [
  { name: "nothing said is null", want: null },
  { name: "an empty list is public", own: [], root: [{ a: [] }], want: [] },
  { name: "the document's counts where the operation says nothing", root: [{ a: [] }], want: [[{ scheme: "a", scopes: [] }]] },
  { name: "several are alternatives", own: [{ a: [] }, { b: ["r", 5] }], want: [[{ scheme: "a", scopes: [] }], [{ scheme: "b", scopes: ["r"] }]] },
  {
    name: "several in one are needed together",
    own: [{ a: [], b: ["w"] }],
    want: [
      [
        { scheme: "a", scopes: [] },
        { scheme: "b", scopes: ["w"] },
      ],
    ],
  },
  { name: "an empty requirement is no credentials", own: [{}, { a: [] }], want: [[], [{ scheme: "a", scopes: [] }]] },
  { name: "an undeclared scheme is left out", own: [{ nope: [] }, { a: [] }], want: [[{ scheme: "a", scopes: [] }]], codes: ["security-scheme-undeclared"] },
  { name: "nothing but undeclared schemes says nothing", own: [{ nope: [] }], want: null, codes: ["security-scheme-undeclared"] },
  { name: "what is no list is ignored", own: { a: [] }, want: null, codes: ["security-invalid"] },
  { name: "what is no requirement is ignored", own: ["a", { a: null }], want: [[{ scheme: "a", scopes: [] }]], codes: ["security-invalid"] },
];

describe("security", () => {
  it.each(needs)("$name", ({ root, own, want, codes }) => {
    const { api, codes: reported } = lower({
      ...(root === undefined ? {} : { security: root }),
      components: { securitySchemes: { a: key, b: key } },
      paths: { "/x": { get: own === undefined ? {} : { security: own } } },
    });
    expect(api.operations[0]?.auth).toEqual(want);
    expect(reported).toEqual(codes ?? []);
  });
});

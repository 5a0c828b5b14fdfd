import { describe, expect, it } from "@jest/globals";
import { lower } from "./lowered.js";

describe("servers", () => {
  it("carry name, description and the variables that their template uses", () => {
    const { api, codes } = lower(
      {
        servers: [
          {
            url: "https://{region}.example.com:{port}",
            name: "prod",
            description: "Live.",
            variables: {
              region: { default: "eu", enum: ["eu", "us"], description: "Where." },
              port: { default: 443, enum: [443, 8443, null] },
              unused: { default: "x" },
            },
          },
          { url: "/v1", "x-name": "relative" },
        ],
      },
      "3.2",
    );
    expect(api.servers).toEqual([
      {
        url: "https://{region}.example.com:{port}",
        name: "prod",
        description: "Live.",
        variables: [
          { name: "region", default: "eu", values: ["eu", "us"], description: "Where." },
          { name: "port", default: "443", values: ["443", "8443"], description: null },
        ],
        at: "api.yaml#/servers/0",
      },
      { url: "/v1", name: "relative", description: null, variables: [], at: "api.yaml#/servers/1" },
    ]);
    expect(codes).toEqual([]);
  });

  it("with an undeclared variable ask for it; without a URL they are left out", () => {
    const { api, codes } = lower({ servers: [{ url: "https://{tenant}.example.com" }, { description: "x" }, null] });
    expect(api.servers).toMatchObject([{ variables: [{ name: "tenant", default: null }] }]);
    expect(codes).toEqual(["server-variable-undeclared", "server-invalid", "server-invalid"]);
  });

  it("are none where the document lists none", () => {
    expect(lower({ servers: "x" }).api.servers).toEqual([]);
  });
});

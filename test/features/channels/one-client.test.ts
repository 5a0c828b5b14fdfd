import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { generate } from "../../../generator/generate.js";
import { compileErrors } from "../../support/compile.js";

const folder = mkdtempSync(join(tmpdir(), "one-client-"));
const output = join(folder, "out");
const text = (file: string): string => readFileSync(join(output, file), "utf8");

const schemas = { Order: { type: "object", required: ["id"], properties: { id: { type: "string" } } } };
const securitySchemes = { token: { type: "http", scheme: "bearer" } };
const openapi = {
  openapi: "3.1.0",
  info: { title: "Shop", version: "1" },
  servers: [{ url: "https://shop.example" }],
  security: [{ token: [] }],
  paths: {
    "/orders": {
      get: {
        operationId: "listOrders",
        tags: ["orders"],
        responses: { 200: { description: "All", content: { "application/json": { schema: { $ref: "#/components/schemas/Order" } } } } },
      },
    },
  },
  components: { schemas, securitySchemes },
};
const asyncapi = {
  asyncapi: "3.1.0",
  info: { title: "Shop events", version: "1" },
  servers: { live: { host: "shop.example", protocol: "wss", security: [{ $ref: "#/components/securitySchemes/token" }] } },
  channels: {
    orderCreated: { address: "orders/{region}", parameters: { region: {} }, messages: { created: { payload: { $ref: "#/components/schemas/Order" } } } },
  },
  operations: { onOrderCreated: { action: "send", tags: [{ name: "orders" }], channel: { $ref: "#/channels/orderCreated" } } },
  components: { schemas, securitySchemes },
};

describe("a client of an OpenAPI and an AsyncAPI document", () => {
  const found: string[] = [];
  beforeAll(async () => {
    const sources = [join(folder, "openapi.json"), join(folder, "asyncapi.json")];
    writeFileSync(sources[0] ?? "", JSON.stringify(openapi));
    writeFileSync(sources[1] ?? "", JSON.stringify(asyncapi));
    await generate({ sources, output }, ({ code }) => void found.push(code));
  });

  it("has one façade of a group, one type of a shared model, one credential and one close", () => {
    expect(found).toEqual([]);
    expect(text("models.ts").match(/interface Order\b/g)).toHaveLength(1);
    expect(text("operations/orders.ts")).toContain("  list(options?: CallOptions): Reply<ListOrdersOutput> {");
    expect(text("operations/orders.ts")).toContain("  created(input: OnOrderCreatedInput, options?: SubscribeOptions): Subscription<Order> {");
    expect(text("client.ts").match(/BearerCredential \| undefined/g)).toHaveLength(1);
    expect(text("client.ts").match(/ {2}close\(\)/g)).toHaveLength(1);
  });

  it("compiles", () => {
    expect(compileErrors(output)).toEqual([]);
  });

  it("is recognised as unchanged, and forgets its channels with their document", async () => {
    const sources = [join(folder, "openapi.json"), join(folder, "asyncapi.json")];
    expect((await generate({ sources, output }, () => undefined))?.unchanged).toBe(true);
    const alone = await generate({ sources: sources.slice(0, 1), output }, () => undefined);
    expect(alone?.write.removed).toEqual(["channels/orders.ts"]);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { generate } from "../../../generator/generate.js";
import { compileErrors } from "../../support/compile.js";

/** A folder with both documents and what they refer to; `openapi.json` and `asyncapi.json` are the sources. */
type Pair = Readonly<Record<string, unknown>>;

const json = (schema: unknown): unknown => ({ description: "Well", content: { "application/json": { schema } } });
const ref = (to: string): unknown => ({ $ref: to });

/** Generates one client of the pair; gives its files, what was told, and what the compiler says. */
async function made(pair: Pair): Promise<{ readonly text: (file: string) => string; readonly told: readonly string[]; readonly errors: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), "pair-"));
  for (const [file, content] of Object.entries(pair)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), JSON.stringify(content));
  }
  const output = join(folder, "out");
  const told: string[] = [];
  await generate(
    { sources: [join(folder, "openapi.json"), join(folder, "asyncapi.json")], output },
    ({ severity, code }) => void told.push(`${severity} ${code}`),
  );
  return { text: (file) => readFileSync(join(output, file), "utf8"), told, errors: compileErrors(output) };
}
const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

/** Both documents refer to one file of schemas; an operation of each has the same id. */
const sharedFile: Pair = {
  "schemas/common.json": {
    Money: { type: "object", required: ["amount"], properties: { amount: { type: "number" }, currency: { type: "string" } } },
    Order: { type: "object", required: ["id", "price"], properties: { id: { type: "string" }, price: ref("#/Money") } },
  },
  "openapi.json": {
    openapi: "3.0.3",
    info: { title: "Orders", version: "1" },
    servers: [{ url: "https://{tenant}.shop.example", variables: { tenant: { default: "acme" } } }],
    security: [{ key: [] }],
    paths: {
      "/orders": {
        get: { operationId: "listOrders", tags: ["orders"], responses: { 200: json({ type: "array", items: ref("schemas/common.json#/Order") }) } },
      },
    },
    components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
  },
  "asyncapi.json": {
    asyncapi: "3.0.0",
    info: { title: "Orders, live", version: "1" },
    servers: {
      live: {
        host: "{tenant}.shop.example",
        protocol: "wss",
        variables: { tenant: { default: "acme" } },
        security: [ref("#/components/securitySchemes/key")],
      },
    },
    channels: { orders: { address: "orders", messages: { Order: { payload: ref("schemas/common.json#/Order") } } } },
    operations: { listOrders: { action: "send", tags: [{ name: "orders" }], channel: ref("#/channels/orders") } },
    components: { securitySchemes: { key: { type: "httpApiKey", in: "header", name: "X-Key" } } },
  },
};

/** A model of one name that differs, one that is equal though each document has its own copy, in files of other names. */
const clashing: Pair = {
  "http/models.json": {
    components: {
      schemas: {
        Event: { type: "object", required: ["at"], properties: { at: { type: "string", format: "date-time" }, actor: ref("#/components/schemas/Person") } },
        Person: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
      },
    },
  },
  "live/parts/schemas.json": {
    defs: {
      Event: { type: "object", required: ["kind"], properties: { kind: { type: "string", enum: ["a", "b"] }, person: ref("#/defs/Person") } },
      Person: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
    },
  },
  "openapi.json": {
    openapi: "3.1.0",
    info: { title: "Audit", version: "2" },
    servers: [{ url: "https://audit.example" }],
    security: [{ token: [] }],
    paths: {
      "/events": { get: { operationId: "events", tags: ["Audit"], responses: { 200: json(ref("#/components/schemas/Event")) } } },
      "/people": { get: { operationId: "people", tags: ["Audit"], responses: { 200: json(ref("#/components/schemas/Person")) } } },
    },
    components: {
      schemas: { Event: ref("http/models.json#/components/schemas/Event"), Person: ref("http/models.json#/components/schemas/Person") },
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
  },
  "asyncapi.json": {
    asyncapi: "3.1.0",
    info: { title: "Audit, live", version: "2" },
    servers: { live: { host: "audit.example", protocol: "wss", security: [ref("#/components/securitySchemes/token")] } },
    channels: {
      audit: { address: "audit", messages: { Event: { payload: ref("#/components/schemas/Event") }, Person: { payload: ref("#/components/schemas/Person") } } },
    },
    operations: { onAudit: { action: "send", tags: [{ name: "Audit" }], channel: ref("#/channels/audit") } },
    components: {
      schemas: { Event: ref("live/parts/schemas.json#/defs/Event"), Person: ref("live/parts/schemas.json#/defs/Person") },
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
  },
};

/** Old dialects of both: Swagger 2.0 and AsyncAPI 2.6; the group of one is called as the channel of the other. */
const old: Pair = {
  "openapi.json": {
    swagger: "2.0",
    info: { title: "Kernels", version: "1" },
    host: "kernels.example",
    schemes: ["https"],
    produces: ["application/json"],
    securityDefinitions: { login: { type: "basic" } },
    security: [{ login: [] }],
    paths: {
      "/kernel": {
        get: { operationId: "kernel", tags: ["kernel"], responses: { 200: { description: "One", schema: ref("#/definitions/Kernel") } } },
        post: {
          operationId: "publish",
          tags: ["kernel"],
          parameters: [{ in: "body", name: "body", required: true, schema: ref("#/definitions/Kernel") }],
          responses: { 204: { description: "Done" } },
        },
      },
    },
    definitions: { Kernel: { type: "object", required: ["id"], properties: { id: { type: "string" }, next: ref("#/definitions/Kernel") } } },
  },
  "asyncapi.json": {
    asyncapi: "2.6.0",
    info: { title: "Kernels, live", version: "1" },
    servers: { live: { url: "kernels.example", protocol: "wss", security: [{ login: [] }] } },
    channels: {
      kernel: {
        subscribe: { operationId: "kernelSaid", tags: [{ name: "kernel" }], message: { name: "Said", payload: ref("#/components/schemas/Kernel") } },
        publish: { operationId: "publish", tags: [{ name: "kernel" }], message: { name: "Tell", payload: ref("#/components/schemas/Kernel") } },
      },
    },
    components: {
      schemas: { Kernel: { type: "object", required: ["id"], properties: { id: { type: "string" }, next: ref("#/components/schemas/Kernel") } } },
      securitySchemes: { login: { type: "http", scheme: "basic" } },
    },
  },
};

describe("an OpenAPI and an AsyncAPI document are one client", () => {
  it("of one file of schemas: its models once, one key, both operations of the same id", async () => {
    const { text, told, errors } = await made(sharedFile);
    expect([told, errors]).toEqual([[], []]);
    expect([count(text("models.ts"), /interface Order\b/g), count(text("models.ts"), /interface Money\b/g)]).toEqual([1, 1]);
    expect(count(text("client.ts"), /ApiKeyCredential \| undefined/g)).toBe(1);
    expect(count(text("client.ts"), / {2}close\(\)/g)).toBe(1);
    expect(text("operations/orders.ts")).toContain("Subscription<Order>");
  });

  it("where models of one name differ: both have a name, and what is equal is one", async () => {
    const { text, told, errors } = await made(clashing);
    expect([told, errors]).toEqual([[], []]);
    expect(count(text("models.ts"), /interface Person\b/g)).toBe(1);
    expect(count(text("models.ts"), /interface \w*Event\w* /g)).toBe(2);
    expect(count(text("models.ts"), /Person2|\w+Person\b.*\{/g)).toBe(0);
    expect(count(text("client.ts"), /BearerCredential \| undefined/g)).toBe(1);
    expect(count(text("client.ts"), / {2}close\(\)/g)).toBe(1);
  });

  it("in their old dialects: a recursive model once, one login, methods that don't hide one another", async () => {
    const { text, told, errors } = await made(old);
    expect([told, errors]).toEqual([[], []]);
    expect(count(text("models.ts"), /interface Kernel\b/g)).toBe(1);
    expect(count(text("client.ts"), /BasicCredential \| undefined/g)).toBe(1);
    expect(count(text("client.ts"), / {2}close\(\)/g)).toBe(1);
    const methods = [...text("operations/kernel.ts").matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name).filter((name) => name !== "constructor");
    expect(new Set(methods).size).toBe(methods.length);
    expect(methods.length).toBe(4);
  });
});

import { afterEach, describe, expect, it } from "@jest/globals";
import { createClient } from "../../../runtime/client/create-client.js";
import type { ClientOptions } from "../../../runtime/client/options.js";
import type { Call } from "../../../runtime/core/call.js";
import type { Client } from "../../../runtime/core/client.js";
import { type RawClient, rawClient } from "../../../runtime/raw/index.js";
import { lateClient } from "../../../runtime/raw/raw-client.js";
import { closeServers, json, startServer } from "../../support/server.js";

afterEach(closeServers);

/** As openapi-typescript writes it. */
interface paths {
  "/pets/{id}": {
    get: {
      parameters: { path: { id: string }; query?: { tags?: string[] }; header?: { "x-trace"?: string } };
      responses: { 200: { content: { "application/json": { id: string; name: string } } }; 404: { content: { "application/json": { reason: string } } } };
    };
  };
  "/pets": {
    post: {
      requestBody: { content: { "application/json": { name: string } } };
      responses: { 201: { content: { "application/json": { id: string } } } };
    };
  };
}

const clientOf = (url: string, options: ClientOptions = {}): Client =>
  createClient(
    { name: "test", version: "1", environments: { default: url }, auth: { key: { type: "apiKey", in: "header", name: "x-key" } }, security: ["key"] },
    { auth: { key: "s3cret" }, ...options },
  );

describe("rawClient", () => {
  it("reaches every path, typed, with the client's address, credentials and headers", async () => {
    const server = await startServer((_, response) => json(response, 200, { id: "a/b", name: "Rex" }));
    const raw: RawClient<paths> = rawClient<paths>(clientOf(`${server.url}/v1`, { headers: { "x-tenant": "acme" } }));
    const { data, error, response } = await raw.GET("/pets/{id}", {
      params: { path: { id: "a/b" }, query: { tags: ["x", "y z"] }, header: { "x-trace": "1" } },
    });
    const name: string | undefined = data?.name;
    expect([name, error, response.status]).toEqual(["Rex", undefined, 200]);
    expect(server.requests).toMatchObject([
      { method: "GET", path: "/v1/pets/a%2Fb?tags=x&tags=y%20z", headers: { "x-key": "s3cret", "x-tenant": "acme", "x-trace": "1" } },
    ]);
  });

  it("error statuses come back as `error`, by status", async () => {
    const server = await startServer((_, response) => json(response, 404, { reason: "no such pet" }));
    const { data, error, response } = await rawClient<paths>(clientOf(server.url)).GET("/pets/{id}", { params: { path: { id: "1" } } });
    expect([data, error?.reason, response.status]).toEqual([undefined, "no such pet", 404]);
  });

  it("is repeated as the client repeats, its body too", async () => {
    const server = await startServer((_, response) =>
      server.requests.length < 3 ? json(response, 429, {}, { "retry-after-ms": "1" }) : json(response, 201, { id: "7" }),
    );
    const { data } = await rawClient<paths>(clientOf(server.url)).POST("/pets", { body: { name: "Rex" } });
    expect(data).toEqual({ id: "7" });
    expect(server.requests.map(({ text, headers }) => [text, headers["content-type"]])).toEqual(
      Array.from({ length: 3 }, () => ['{"name":"Rex"}', "application/json"]),
    );
  });

  it("layers see the path's template, not the values in it", async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    const seen: string[] = [];
    const client = clientOf(server.url, {
      layers: [
        (next) => (call: Call) => {
          seen.push(call.operation.id);
          return next(call);
        },
      ],
    });
    await rawClient<paths>(client).GET("/pets/{id}", { params: { path: { id: "1" } } });
    expect(seen).toEqual(["GET /pets/{id}"]);
  });

  it("network failures are the client's errors", async () => {
    const server = await startServer((_, response) => void response.destroy());
    const failed = rawClient<paths>(clientOf(server.url, { retries: 0 })).GET("/pets/{id}", { params: { path: { id: "1" } } });
    await expect(failed).rejects.toMatchObject({ kind: "connection", message: expect.stringContaining("/pets/1") });
    const controller = new AbortController();
    controller.abort("enough");
    const aborted = rawClient<paths>(clientOf(server.url)).GET("/pets/{id}", { params: { path: { id: "1" } }, signal: controller.signal });
    await expect(aborted).rejects.toMatchObject({ kind: "abort" });
  });

  it("takes openapi-fetch's middleware, before and after its first call", async () => {
    const server = await startServer((request, response) => json(response, 200, { name: String(request.headers["x-step"]) }));
    const raw = rawClient<paths>(clientOf(server.url));
    const mark = (step: string) => ({
      onRequest({ request }: { request: Request }) {
        request.headers.append("x-step", step);
      },
    });
    const [first, second, third] = [mark("1"), mark("2"), mark("3")];
    raw.use(first, second);
    raw.eject(second);
    const name = async (): Promise<string | undefined> => (await raw.GET("/pets/{id}", { params: { path: { id: "1" } } })).data?.name;
    expect(await name()).toBe("1");
    raw.use(third);
    expect(await name()).toBe("1, 3");
    raw.eject(first);
    expect(await name()).toBe("3");
  });

  it("sends forms and files as openapi-fetch prints them", async () => {
    const server = await startServer((_, response) => json(response, 201, { id: "1" }));
    const form = new FormData();
    form.append("file", new Blob(["hello"], { type: "text/plain" }), "a.txt");
    await rawClient<paths>(clientOf(server.url)).POST("/pets", { body: { name: "Rex" }, bodySerializer: () => form });
    expect(server.requests[0]?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(server.requests[0]?.text).toContain('name="file"; filename="a.txt"');
  });

  it("says which package is missing", async () => {
    const raw = lateClient<paths>(clientOf("http://x"), {}, () => Promise.reject(new Error("Cannot find package 'openapi-fetch'")));
    raw.use({ onRequest: () => undefined });
    const failed = raw.GET("/pets/{id}", { params: { path: { id: "1" } } });
    await expect(failed).rejects.toMatchObject({
      kind: "input",
      message: "raw() needs the package openapi-fetch, which is not installed",
      remedy: "npm install openapi-fetch",
    });
    raw.use({ onRequest: () => undefined });
    raw.eject({ onRequest: () => undefined });
  });
});

import { afterEach, describe, expect, it } from "@jest/globals";
import { call, clientCredentials, type Operation, plainClient, plainRetry, plainTimeout, signedBy } from "../../../runtime/index.js";
import { closeServers, json, startServer } from "../../support/server.js";

afterEach(closeServers);

const get: Operation = { id: "get", path: "/thing" };

describe("a plain client with small layers", () => {
  it("has tokens, retries and a deadline", async () => {
    const server = await startServer((request, response) => {
      if (request.path === "/token") return json(response, 200, { access_token: "t" });
      return server.requests.length < 3 ? json(response, 429, {}, { "retry-after-ms": "1" }) : json(response, 200, request.headers.authorization);
    });
    const credential = clientCredentials({ tokenUrl: `${server.url}/token`, clientId: "id", clientSecret: "s" });
    const client = plainClient({ baseUrl: server.url, layers: [plainRetry(), signedBy(credential, { baseUrl: server.url }), plainTimeout()] });
    expect(await call(client, get)).toBe("Bearer t");
    expect(server.requests.map((request) => request.path)).toEqual(["/token", "/thing", "/thing"]);
  });

  it.each([
    ["headers", false],
    ["body", true],
  ])("gives up on slow %s in time", async (_, head) => {
    const server = await startServer((__, response) => {
      if (head) response.writeHead(200, { "content-type": "application/json" }).write("{");
    });
    const client = plainClient({ baseUrl: server.url, layers: [plainTimeout(50)] });
    await expect(call(client, get)).rejects.toMatchObject({ kind: "timeout", message: "get took too long" });
  });

  it("passes on what else goes wrong, and the caller's abort", async () => {
    const server = await startServer(() => undefined);
    const client = plainClient({ baseUrl: server.url, layers: [plainTimeout()] });
    const controller = new AbortController();
    const reply = call(client, get, {}, { signal: controller.signal }).catch((error: unknown) => error);
    controller.abort();
    expect(await reply).not.toMatchObject({ kind: "timeout" });
    await server.close();
    await expect(call(client, get)).rejects.toMatchObject({ kind: "connection" });
  });
});

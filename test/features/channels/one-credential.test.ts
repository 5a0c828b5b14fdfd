import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wsTransport } from "@clientwright/runtime/ws";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type FreshClient, freshClient } from "../../support/generated-client.js";
import { startServer, type TestServer } from "../../support/server.js";
import { type SocketServer, socketServer } from "../../support/socket-server.js";

/** Of both documents: client credentials at a token endpoint. */
const securitySchemes = (url: string, scopes: "scopes" | "availableScopes") => ({
  oauth: { type: "oauth2", flows: { clientCredentials: { tokenUrl: `${url}/token`, [scopes]: {} } } },
});
const openapi = (url: string): object => ({
  openapi: "3.1.0",
  info: { title: "Desk", version: "1" },
  servers: [{ url }],
  security: [{ oauth: [] }],
  paths: { "/orders": { get: { operationId: "listOrders", responses: { 200: { description: "All", content: { "application/json": { schema: {} } } } } } } },
  components: { securitySchemes: securitySchemes(url, "scopes") },
});
const asyncapi = (url: string, port: number): object => ({
  asyncapi: "3.0.0",
  info: { title: "Desk", version: "1" },
  servers: { live: { host: `127.0.0.1:${port}`, protocol: "ws", security: [{ $ref: "#/components/securitySchemes/oauth" }] } },
  channels: { notes: { address: "notes", messages: { Note: { payload: { type: "string" } } } } },
  operations: { onNote: { action: "send", channel: { $ref: "#/channels/notes" } } },
  components: { securitySchemes: securitySchemes(url, "availableScopes") },
});

describe("a client of HTTP and channels whose OAuth credentials are plain values", () => {
  const folder = mkdtempSync(join(tmpdir(), "desk-"));
  const given = { DESK_OAUTH_CLIENT_ID: "me", DESK_OAUTH_CLIENT_SECRET: "s3cret" };
  let http: TestServer;
  let sockets: SocketServer;
  let fresh: FreshClient;
  let issued = 0;
  let good = "";
  const heard: (string | undefined)[] = [];

  beforeAll(async () => {
    http = await startServer(({ path, headers }, response) => {
      if (path === "/token") {
        good = `Bearer t${++issued}`;
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ access_token: good.slice(7), token_type: "Bearer", expires_in: 3_600 }));
      } else {
        heard.push(headers.authorization);
        response.writeHead(headers.authorization === good ? 200 : 401, { "content-type": "application/json" }).end("[]");
      }
    });
    sockets = await socketServer(
      (socket, { headers }) => {
        heard.push(headers.authorization);
        socket.send('"hello"');
      },
      { verifyClient: ({ req }: { readonly req: IncomingMessage }) => req.headers.authorization === good },
    );
    writeFileSync(join(folder, "openapi.json"), JSON.stringify(openapi(http.url)));
    writeFileSync(join(folder, "asyncapi.json"), JSON.stringify(asyncapi(http.url, sockets.port)));
    fresh = await freshClient({ sources: [join(folder, "openapi.json"), join(folder, "asyncapi.json")], name: "desk" });
  });
  beforeEach(() => {
    issued = heard.length = 0;
    Object.assign(process.env, given);
  });
  afterEach(() => {
    for (const name of Object.keys(given)) delete process.env[name];
  });
  afterAll(async () => {
    fresh?.remove();
    rmSync(folder, { recursive: true });
    await Promise.all([http.close(), sockets.close()]);
  });

  it.each([
    ["from variables", () => ({})],
    ["from options", () => ({ auth: { oauth: { clientId: "me", clientSecret: "s3cret" } } })],
    ["from options with a supplier", () => ({ auth: { oauth: { clientId: "me", clientSecret: () => "s3cret" } } })],
  ])("fetches one token for both, and one more when it is refused: %s", async (_, options) => {
    const desk = fresh.exports.createDesk({ ...options(), transport: wsTransport() });
    try {
      await fresh.exports.listOrders(desk.client);
      for await (const note of fresh.exports.onNote(desk.realtime)) {
        expect(note).toBe("hello");
        break;
      }
      expect([issued, heard]).toEqual([1, ["Bearer t1", "Bearer t1"]]);
      good = "Bearer of another time";
      await fresh.exports.listOrders(desk.client);
      for await (const _ of fresh.exports.onNote(desk.realtime)) break;
      expect([issued, heard.at(-1)]).toEqual([2, "Bearer t2"]);
    } finally {
      await desk.close();
    }
  });

  it("keeps clients of other options apart", async () => {
    const made = [fresh.exports.createDesk(), fresh.exports.createDesk()];
    for (const desk of made) await fresh.exports.listOrders(desk.client);
    expect(issued).toBe(2);
  });
});

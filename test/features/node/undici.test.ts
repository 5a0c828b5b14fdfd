import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type ApiDefinition, bodies, type ClientOptions, call, createClient, type Operation } from "../../../runtime/index.js";
import { brotli, file, fileStream, saveTo, type UndiciSend, type UndiciSendOptions, undiciSend } from "../../../runtime/node/index.js";
import { fakeClock, settle } from "../../support/clock.js";
import { closeServers, json, startServer, startTcpServer } from "../../support/server.js";

const api: ApiDefinition = { name: "acme", version: "1", environments: {} };
const get: Operation = { id: "get", path: "/thing" };
const upload: Operation = { id: "upload", method: "PUT", path: "/file", in: { body: { kind: "bytes", at: "body" } }, use: [bodies] };
const squeezed: Operation = { id: "squeezed", method: "POST", path: "/thing", in: { body: { kind: "json", at: "body", encoding: "br" } }, use: [brotli] };
const download: Operation = { id: "download", path: "/file", out: "stream" };

const opened: UndiciSend[] = [];
afterEach(async () => {
  await closeServers();
  await Promise.all(opened.splice(0).map((send) => send.close()));
});

function clientFor(baseUrl: string, send: UndiciSendOptions = {}, options: ClientOptions = {}) {
  const made = undiciSend(send);
  opened.push(made);
  return createClient(api, { baseUrl, send: made, retries: 0, ...options });
}

describe("undiciSend", () => {
  it.each<[string, (text: string) => Uint8Array]>([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("asks for and undoes %s", async (coding, compress) => {
    const server = await startServer((request, response) => {
      expect(request.headers["accept-encoding"]).toBe("gzip, deflate, br");
      response.writeHead(200, { "content-type": "application/json", "content-encoding": coding }).end(compress('{"ok":"ü"}'));
    });
    expect(await call(clientFor(server.url), get)).toEqual({ ok: "ü" });
  });

  it("reports broken gzip as a broken connection", async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(gzipSync('{"ok":true}').subarray(0, 15));
    });
    await expect(call(clientFor(server.url), get)).rejects.toMatchObject({ kind: "connection" });
  });

  it("sends bodies compressed with brotli", async () => {
    const server = await startServer((request, response) =>
      json(response, 200, { coding: request.headers["content-encoding"], body: JSON.parse(brotliDecompressSync(request.body).toString()) }),
    );
    expect(await call(clientFor(server.url), squeezed, { body: { a: "b".repeat(1000) } })).toEqual({ coding: "br", body: { a: "b".repeat(1000) } });
  });

  it("keeps connections, and no more than it may", async () => {
    const server = await startServer((_, response) => void setTimeout(() => json(response, 200, {}), 5));
    const client = clientFor(server.url, { connections: 3 });
    await Promise.all(Array.from({ length: 30 }, () => call(client, get)));
    expect(server.connections()).toBeLessThanOrEqual(3);
    expect(server.requests.length).toBe(30);
  });

  it("ends at the deadline, whether headers or body are slow", async () => {
    const clock = fakeClock();
    for (const head of [false, true]) {
      const server = await startServer((_, response) => {
        if (head) response.writeHead(200, { "content-type": "application/json" }).write('{"a":');
      });
      const reply = call(clientFor(server.url, { clock }, { clock, timeout: 1000 }), get).catch((error: unknown) => error);
      while (server.requests.length === 0) await settle();
      await settle(20);
      await clock.advance(1000);
      expect(await reply).toMatchObject({ kind: "timeout" });
      expect(clock.pending()).toEqual([]);
    }
  });

  it("a server that goes silent in the middle of a stream keeps nobody for ever", async () => {
    const server = await startServer((_, response) => void response.writeHead(200).write("the first part"));
    const stream = await call<ReadableStream<Uint8Array>>(clientFor(server.url, { idleTimeout: 50 }), download);
    await expect(new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).text()).rejects.toMatchObject({
      kind: "connection",
      message: `download (GET ${server.url}/file): the server fell silent in the middle of the body`,
      remedy: expect.stringContaining("idleTimeout"),
    });
    while (server.open() > 0) await settle();
  });

  it("lets go of the connection when the caller aborts", async () => {
    const server = await startServer(() => undefined);
    const controller = new AbortController();
    const reply = call(clientFor(server.url), get, {}, { signal: controller.signal }).catch((error: unknown) => error);
    while (server.requests.length === 0) await settle();
    controller.abort();
    expect(await reply).toMatchObject({ kind: "abort" });
    while (server.open() > 0) await settle();
    expect(server.open()).toBe(0);
  });

  it("says what broke", async () => {
    const server = await startTcpServer((socket) => socket.once("data", () => socket.end("no http\r\n\r\n")));
    await expect(call(clientFor(server.url), get)).rejects.toMatchObject({ kind: "connection", message: expect.stringContaining(`GET ${server.url}/thing`) });
  });

  it("goes over to the next base URL while the first is away, and stays there", async () => {
    const server = await startServer((request, response) => json(response, 200, request.path));
    const gone = await startServer(() => undefined);
    await gone.close();
    const client = clientFor(gone.url, { failover: [gone.url, server.url] });
    expect([await call(client, get), await call(client, get)]).toEqual(["/thing", "/thing"]);
  });

  it("closes its pool", async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    const send = undiciSend();
    await send.close();
    await call(createClient(api, { baseUrl: server.url, send }), get);
    await send.close();
    while (server.open() > 0) await settle();
    await expect(call(createClient(api, { baseUrl: server.url, send, retries: 0 }), get)).rejects.toMatchObject({ kind: "connection" });
  });
});

describe("files", () => {
  it("go up from disk with their size, twice if need be, and come down to disk", async () => {
    const folder = await mkdtemp(join(tmpdir(), "clientwright-"));
    const content = randomBytes(3_000_000);
    await writeFile(join(folder, "in.bin"), content);
    const server = await startServer((request, response) => {
      if (request.method === "PUT")
        return json(response, server.requests.length === 1 ? 503 : 200, { length: request.headers["content-length"], same: request.body.equals(content) });
      response.writeHead(200, { "content-type": "application/octet-stream" }).end(content);
    });
    const client = clientFor(server.url, {}, { retries: { random: () => 0 } });
    expect(await call(client, upload, { body: await file(join(folder, "in.bin")) })).toEqual({ length: "3000000", same: true });
    expect(await saveTo(join(folder, "out.bin"), call<ReadableStream<Uint8Array>>(client, download))).toBe(3_000_000);
    expect((await readFile(join(folder, "out.bin"))).equals(content)).toBe(true);
  });

  it("of unknown length go up in chunks", async () => {
    const folder = await mkdtemp(join(tmpdir(), "clientwright-"));
    await writeFile(join(folder, "log.txt"), "hello");
    const server = await startServer((request, response) => json(response, 200, { chunked: request.headers["transfer-encoding"], text: request.text }));
    expect(await call(clientFor(server.url), upload, { body: fileStream(join(folder, "log.txt")) })).toEqual({ chunked: "chunked", text: "hello" });
  });
});

import { randomBytes } from "node:crypto";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type ClientOptions, call, type Operation } from "../../../runtime/index.js";
import { type UndiciSend, undiciSend } from "../../../runtime/node/index.js";
import { clientOf } from "../../support/client.js";
import { settle } from "../../support/clock.js";
import { closeServers, startServer } from "../../support/server.js";

const sends: UndiciSend[] = [];
afterEach(async () => {
  await closeServers();
  await Promise.all(sends.splice(0).map((send) => send.close()));
});

const networks: { readonly network: string; readonly options: () => ClientOptions }[] = [
  { network: "fetch", options: () => ({}) },
  {
    network: "undici",
    options: () => {
      const send = undiciSend();
      sends.push(send);
      return { send };
    },
  },
];
const getThing: Operation = { id: "getThing", path: "/thing", errors: ["default"] };
const text = JSON.stringify({ text: "a".repeat(100_000) });

/** A server that answers with a body in one of its forms. */
const answer = (body: Uint8Array | string, headers: Record<string, string | number> = {}, status = 200) =>
  startServer((_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.write(body);
    response.end();
  });

describe.each(networks)("a reply that is larger than the caller allows, over $network", ({ options }) => {
  const forms: { readonly form: string; readonly body: Uint8Array | string; readonly headers?: Record<string, string | number> }[] = [
    { form: "whose length is known", body: text, headers: { "content-length": text.length } },
    { form: "that comes in chunks", body: text },
    { form: "out of gzip", body: gzipSync(text), headers: { "content-encoding": "gzip" } },
    { form: "out of brotli", body: brotliCompressSync(text), headers: { "content-encoding": "br" } },
    { form: "out of deflate", body: deflateSync(text), headers: { "content-encoding": "deflate" } },
    { form: "out of bare deflate", body: deflateRawSync(text), headers: { "content-encoding": "deflate" } },
  ];
  it.each(forms)("$form is a DecodeError that says what to do, and is not asked for again", async ({ body, headers }) => {
    const server = await answer(body, headers);
    await expect(call(clientOf(server.url, { ...options(), retries: 2, maxResponseSize: 50_000 }), getThing)).rejects.toMatchObject({
      kind: "decode",
      message: `getThing (GET ${server.url}/thing) answered 200 with more than 50000 bytes`,
      remedy: "Read it as a stream (asResponse), or raise maxResponseSize",
      status: 200,
    });
    expect(server.requests).toHaveLength(1);
  });

  it("is let go of in the middle", async () => {
    let isOver = false;
    const server = await startServer((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.once("close", () => {
        isOver = true;
      });
      const more = (): void => {
        while (!response.destroyed && response.write(randomBytes(10_000))) {}
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    });
    await expect(call(clientOf(server.url, options()), { ...getThing, out: "bytes" }, {}, { maxResponseSize: 100_000 })).rejects.toMatchObject({
      kind: "decode",
    });
    while (!isOver) await settle();
    expect(isOver).toBe(true);
  });

  it("is read all the same where the call allows it, or has no limit", async () => {
    const server = await answer(text);
    const client = clientOf(server.url, { ...options(), maxResponseSize: 50_000 });
    const want = JSON.parse(text);
    expect(await call(client, getThing, {}, { maxResponseSize: 200_000 })).toEqual(want);
    expect(await call(client, getThing, {}, { maxResponseSize: 0 })).toEqual(want);
    expect(await (await call(client, getThing).asResponse()).json()).toEqual(want);
  });

  it("may be exactly as large as allowed", async () => {
    const server = await answer(text);
    expect(await call(clientOf(server.url, { ...options(), maxResponseSize: text.length }), getThing)).toEqual(JSON.parse(text));
  });

  it("is a DecodeError with its status when the server failed", async () => {
    const server = await answer(text, {}, 500);
    await expect(call(clientOf(server.url, { ...options(), maxResponseSize: 10 }), getThing)).rejects.toMatchObject({ kind: "decode", status: 500 });
  });
});

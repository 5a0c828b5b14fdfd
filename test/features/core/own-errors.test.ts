import { afterEach, describe, expect, it } from "@jest/globals";
import { type ClientOptions, call, custom, events, inspect, type Logger, logged, type Operation, toWireReply } from "../../../runtime/index.js";
import { undiciSend } from "../../../runtime/node/index.js";
import { clientOf } from "../../support/client.js";
import { settle } from "../../support/clock.js";
import { closeServers, json, startServer } from "../../support/server.js";

const getThing: Operation = { id: "getThing", path: "/thing" };
const putFile: Operation = { id: "putFile", method: "PUT", path: "/file", in: { body: { kind: "json", at: "body" } } };
const ticks: Operation = { id: "ticks", path: "/ticks", out: "sse" };

afterEach(closeServers);

const server = () => startServer((_, response) => json(response, 200, { id: "1" }));
/** A failure of the program's own, with a code that a refused connection has too. */
const mine = (): Error => Object.assign(new Error("mine"), { code: "ECONNREFUSED" });
const fail = (): never => {
  throw mine();
};
const failLater = async (): Promise<never> => fail();

describe("an error of the program's own", () => {
  const hooks: { readonly name: string; readonly options: ClientOptions; readonly sent: number }[] = [
    { name: "a layer", options: { layers: [() => fail] }, sent: 0 },
    { name: "onRequest", options: { hooks: { onRequest: fail } }, sent: 0 },
    { name: "onRequest, later", options: { hooks: { onRequest: failLater } }, sent: 0 },
    { name: "onResponse", options: { hooks: { onResponse: fail } }, sent: 1 },
    { name: "onResponse, later", options: { hooks: { onResponse: failLater } }, sent: 1 },
    { name: "onAttempt", options: { attemptHooks: { onAttempt: fail } }, sent: 0 },
    { name: "onReply", options: { attemptHooks: { onReply: fail } }, sent: 1 },
    { name: "onReply, later", options: { attemptHooks: { onReply: failLater } }, sent: 1 },
    { name: "a supplier of headers", options: { auth: custom(fail) }, sent: 0 },
    { name: "a codec", options: { codecs: [{ output: fail }] }, sent: 1 },
  ];
  it.each(hooks)("thrown by $name reaches the caller as it is, and nothing is repeated", async ({ options, sent }) => {
    const { url, requests } = await server();
    const failure = await call(clientOf(url, { retries: 2, ...options }), { ...getThing, auth: ["any"] }).catch((error: unknown) => error);
    expect(failure).toEqual(mine());
    expect(failure).not.toHaveProperty("kind");
    expect(requests).toHaveLength(sent);
  });

  it("thrown by onError and onFailure takes the place of the failure", async () => {
    const { url, close } = await server();
    await close();
    await expect(call(clientOf(url, { hooks: { onError: fail } }), getThing)).rejects.toEqual(mine());
    await expect(call(clientOf(url, { attemptHooks: { onFailure: failLater } }), getThing)).rejects.toEqual(mine());
  });

  it("thrown by onRetry ends the call", async () => {
    const { url, requests } = await startServer((_, response) => json(response, 503, {}));
    await expect(call(clientOf(url, { retries: { retries: 2, onRetry: fail } }), getThing)).rejects.toEqual(mine());
    expect(requests).toHaveLength(1);
  });

  it.each([
    { name: "fetch", send: undefined },
    { name: "undici", send: undiciSend() },
  ])("thrown by a listener to progress ends the call, over $name", async ({ send }) => {
    const { url, open } = await server();
    const options: ClientOptions = { retries: 2, ...(send && { send }) };
    await expect(call(clientOf(url, options), getThing, {}, { onDownload: fail })).rejects.toEqual(mine());
    await expect(call(clientOf(url, options), putFile, { body: { a: 1 } }, { onUpload: fail })).rejects.toEqual(mine());
    await send?.close();
    if (send) while (open() > 0) await settle();
  });

  it("thrown by a network of one's own is a broken connection", async () => {
    await expect(call(clientOf("http://x.test", { send: fail }), getThing)).rejects.toMatchObject({ kind: "connection", cause: mine() });
    const broken = new Response(new ReadableStream({ pull: fail }));
    await expect(call(clientOf("http://x.test", { send: async () => toWireReply(broken) }), getThing)).rejects.toMatchObject({ kind: "connection" });
  });
});

describe("what only watches", () => {
  const watcher = (run: () => unknown): Logger => ({ debug: run, info: run, warn: run, error: run });

  it.each([
    { name: "at once", run: fail },
    { name: "later", run: failLater },
  ])("a logger that fails $name breaks no call", async ({ run }) => {
    const lost: unknown[] = [];
    const note = (reason: unknown): void => void lost.push(reason);
    process.on("unhandledRejection", note);
    try {
      const { url } = await server();
      expect(await call(clientOf(url, { logger: logged(watcher(run), { level: "debug" }) }), getThing)).toEqual({ id: "1" });
      await settle();
      expect(lost).toEqual([]);
    } finally {
      process.off("unhandledRejection", note);
    }
  });

  it("a listener to drift that fails breaks no call", async () => {
    const { url } = await server();
    const shapes = { getThing: { out: { default: { type: "object", fields: { id: { type: "integer" } } } } } } as const;
    expect(await call(clientOf(url, { onDrift: fail, codecs: [inspect(shapes)] }), getThing)).toEqual({ id: "1" });
  });

  it("a listener to drift that fails breaks no stream", async () => {
    const { url } = await startServer((_, response) => void response.writeHead(200, { "content-type": "text/event-stream" }).end("data: no json\n\n"));
    const seen: unknown[] = [];
    for await (const tick of events(clientOf(url, { onDrift: fail }), ticks)) seen.push(tick);
    expect(seen).toEqual(["no json"]);
  });
});

describe("an input that is no JSON", () => {
  const circular: { self?: unknown } = {};
  circular.self = circular;
  it.each([
    { name: "a bigint", body: { id: 5n } },
    { name: "a circle", body: circular },
  ])("is an InputError, and nothing is sent: $name", async ({ body }) => {
    const { url, requests } = await server();
    await expect(call(clientOf(url, { retries: 2 }), putFile, { body })).rejects.toMatchObject({
      kind: "input",
      message: expect.stringMatching(/^putFile was not sent: .+/),
      cause: expect.any(TypeError),
    });
    expect(requests).toEqual([]);
  });
});

import { afterEach, describe, expect, it } from "@jest/globals";
import { createClient } from "../../../runtime/client/create-client.js";
import type { ClientOptions } from "../../../runtime/client/options.js";
import type { CallOptions } from "../../../runtime/core/call.js";
import type { Client } from "../../../runtime/core/client.js";
import type { Operation } from "../../../runtime/core/operation.js";
import { operationOf } from "../../../runtime/core/operation-of.js";
import type { Job, JobProgress } from "../../../runtime/core/reply.js";
import { job, resumeJob } from "../../../runtime/polling/job.js";
import { fakeClock } from "../../support/clock.js";
import { inOtherProcess } from "../../support/other-process.js";
import { type LiteralReply, memorySend } from "../../support/send.js";
import { closeServers, type Handler, json, startServer } from "../../support/server.js";

afterEach(closeServers);

const statusOp: Operation = { id: "getStatus", path: "/jobs/{job}/{tenant}" };
const cancelOp: Operation = { id: "cancelJob", method: "POST", path: "/jobs/{job}/cancel", in: { body: "json" } };
const startOp: Operation = {
  id: "startJob",
  method: "POST",
  path: "/jobs",
  in: { body: "json", query: ["tenant"] },
  errors: [400],
  poll: {
    at: { operation: () => statusOp, carry: ["tenant"], from: { job: "/job" } },
    status: "/state",
    done: ["done"],
    failed: ["failed"],
    progress: "/progress",
    result: "/result",
    error: "/reason",
    cancel: () => cancelOp,
    interval: 1,
  },
};
const fabricOp: Operation = {
  id: "loadTable",
  method: "POST",
  path: "/load",
  poll: { at: { header: ["Location"] }, status: "/status", done: ["Succeeded"], failed: ["Failed"], result: { suffix: "/result" } },
};

interface Begun {
  readonly job: number;
}
function startJob(client: Client, input: { tenant: string; work?: unknown }, options?: CallOptions): Job<Begun, number[], { 400: { reason: string } }> {
  return job(client, startOp, input, options);
}

const clientOf = (url: string, options: ClientOptions = {}): Client => createClient({ name: "test", version: "1", environments: { default: url } }, options);

/** A job that is done at the third look. */
function threeLooks(): Handler {
  let looks = 0;
  return (request, response) => {
    if (request.path.startsWith("/jobs?")) return json(response, 202, { job: 7 });
    looks++;
    json(response, 200, looks < 3 ? { state: "running", progress: looks * 30 } : { state: "done", result: [1, 2] });
  };
}

describe("following a job", () => {
  it("awaited, it is its first reply, and nobody looks at it", async () => {
    const server = await startServer(threeLooks());
    const begun: Begun = await startJob(clientOf(server.url), { tenant: "a", work: 1 });
    expect([begun, server.requests.length]).toEqual([{ job: 7 }, 1]);
  });

  it("tells progress at every look and delivers the result", async () => {
    const server = await startServer(threeLooks());
    const seen: JobProgress[] = [];
    expect(await startJob(clientOf(server.url), { tenant: "a b", work: 1 }).untilDone({ onProgress: (progress) => seen.push(progress) })).toEqual([1, 2]);
    expect(seen).toEqual([
      { fraction: 0.3, status: "running", body: { state: "running", progress: 30 } },
      { fraction: 0.6, status: "running", body: { state: "running", progress: 60 } },
      { fraction: 1, status: "done", body: { state: "done", result: [1, 2] } },
    ]);
    expect(server.requests.map(({ path }) => path)).toEqual(["/jobs?tenant=a%20b", ...Array.from({ length: 3 }, () => "/jobs/7/a%20b")]);
  });

  it("waits as long as Retry-After says, and at growing intervals where it says nothing", async () => {
    const replies: LiteralReply[] = [
      { status: 202, headers: { location: "/operations/1", "retry-after": "20" } },
      { body: { status: "Running" } },
      { body: { status: "Running" }, headers: { "retry-after": new Date(1_700_000_000_000 + 60_000).toUTCString() } },
      { body: { status: "Running" } },
      { body: { status: "Succeeded" } },
      { body: "result" },
    ];
    const clock = fakeClock();
    const sent: number[] = [];
    const { send } = memorySend((_, index) => {
      sent.push((clock.now() - 1_700_000_000_000) / 1000);
      return replies[index] ?? {};
    });
    const client = createClient({ name: "test", version: "1", environments: { default: "https://api.example" } }, { send, clock });
    const done = job<unknown, unknown>(client, fabricOp).untilDone();
    await clock.advance(100_000);
    expect(await done).toBe("result");
    // 20 s asked for; the first interval is 1 s; until the date; the third wait grows to 1 * 1.5^3 s.
    expect(sent).toEqual([0, 20, 21.5, 60, 63.375, 63.375]);
  });

  it("a timeout ends the wait, not the job: it can be resumed", async () => {
    const clock = fakeClock();
    let state = "running";
    const { send, calls } = memorySend((call) => (call.url.includes("/jobs?") ? { body: { job: 7 } } : { body: { state, result: [3] } }));
    const client = createClient({ name: "test", version: "1", environments: { default: "https://api.example" } }, { send, clock });
    const running = startJob(client, { tenant: "a" });
    const waiting = running.untilDone({ timeout: 5000, interval: 2000 });
    const ended = expect(waiting).rejects.toMatchObject({ kind: "timeout", message: "startJob was not done within 5000 ms" });
    await clock.advance(10_000);
    await ended;
    expect(calls.map(({ operation }) => operation.id)).toEqual(["startJob", "getStatus", "getStatus"]);
    state = "done";
    expect(await resumeJob(client, startJob, await running.handle()).untilDone()).toEqual([3]);
  });

  it.each([{ given: "to the call" }, { given: "to the wait" }])("a signal given $given ends the wait with an AbortError", async ({ given }) => {
    const clock = fakeClock();
    const { send } = memorySend((call) => ({ body: call.url.includes("/jobs?") ? { job: 7 } : { state: "running" } }));
    const client = createClient({ name: "test", version: "1", environments: { default: "https://api.example" } }, { send, clock });
    const controller = new AbortController();
    const { signal } = controller;
    const waiting =
      given === "to the call" ? startJob(client, { tenant: "a" }, { signal }).untilDone() : startJob(client, { tenant: "a" }).untilDone({ signal });
    const ended = expect(waiting).rejects.toMatchObject({ kind: "abort", cause: "enough" });
    await clock.advance(3);
    controller.abort("enough");
    await ended;
  });

  it("a job that fails throws a JobFailedError with the whole body", async () => {
    const server = await startServer((request, response) =>
      json(response, 200, request.method === "POST" ? { job: 7 } : { state: "FAILED", reason: { code: "X", line: 3 } }),
    );
    await expect(startJob(clientOf(server.url), { tenant: "a" }).untilDone()).rejects.toMatchObject({
      kind: "job-failed",
      operation: "startJob",
      status: "FAILED",
      body: { reason: { code: "X" } },
      message: 'startJob: the job ended as FAILED: {"code":"X","line":3}',
    });
  });

  it("a job that fails at once does so without a look", async () => {
    const server = await startServer((_, response) => json(response, 200, { state: "failed" }));
    await expect(startJob(clientOf(server.url), { tenant: "a" }).untilDone()).rejects.toMatchObject({
      kind: "job-failed",
      message: "startJob: the job ended as failed",
    });
    expect(server.requests).toHaveLength(1);
  });

  it("errors of the start and of a look are the API's own", async () => {
    const refused = await startServer((_, response) => json(response, 400, { reason: "no work" }));
    const started = startJob(clientOf(refused.url), { tenant: "a" });
    await expect(started.untilDone()).rejects.toMatchObject({ kind: "api", status: 400, body: { reason: "no work" } });
    expect(await started.settle()).toMatchObject({ ok: false, status: 400, error: { reason: "no work" } });
    const lost = await startServer((request, response) =>
      request.method === "POST" ? json(response, 200, { job: 7 }) : json(response, 404, { message: "no such job" }),
    );
    await expect(startJob(clientOf(lost.url), { tenant: "a" }).untilDone()).rejects.toMatchObject({ kind: "api", status: 404, operation: "getStatus" });
  });

  it("survives a 503 in the middle", async () => {
    const looks = threeLooks();
    let refused = false;
    const server = await startServer((request, response, raw) => {
      if (request.method !== "GET" || refused) return looks(request, response, raw);
      refused = true;
      json(response, 503, {}, { "retry-after-ms": "1" });
    });
    expect(await startJob(clientOf(server.url), { tenant: "a" }).untilDone()).toEqual([1, 2]);
    expect(server.requests).toHaveLength(5);
  });

  it("a start reply that leaves no trail is told", async () => {
    const noId = await startServer((_, response) => json(response, 200, {}));
    await expect(startJob(clientOf(noId.url), { tenant: "a" }).untilDone()).rejects.toMatchObject({
      kind: "decode",
      message: "startJob answered 200 without /job: the job can't be followed",
    });
    const noLocation = await startServer((_, response) => void response.writeHead(202).end());
    await expect(job(clientOf(noLocation.url), fabricOp).untilDone()).rejects.toThrow("loadTable answered 202 without header Location");
    const byUrl: Operation = { ...fabricOp, poll: { at: { url: "/status_url" }, done: ["x"] } };
    const noUrl = await startServer((_, response) => json(response, 202, {}));
    await expect(job(clientOf(noUrl.url), byUrl).untilDone()).rejects.toThrow("without /status_url");
  });

  it("is known to tools by its constant; others are refused", async () => {
    expect(operationOf(startJob)).toBe(startOp);
    expect(() => job(clientOf("http://x"), statusOp, { job: 1, tenant: "a" })).toThrow("getStatus is not declared as long-running");
  });
});

describe("cancel", () => {
  it("stops the job by its own operation, with more input where that takes it", async () => {
    const server = await startServer((request, response) => json(response, 200, request.path.startsWith("/jobs?") ? { job: 7 } : {}));
    const running = startJob(clientOf(server.url), { tenant: "a", work: 1 }, { idempotencyKey: "k" });
    await running.cancel({ reason: "too dear" });
    expect(server.requests.map(({ method, path, text, headers }) => [method, path, text, headers["idempotency-key"]])).toEqual([
      ["POST", "/jobs?tenant=a", '{"work":1}', "k"],
      ["POST", "/jobs/7/cancel", '{"reason":"too dear"}', undefined],
    ]);
    await resumeJob(clientOf(server.url), startJob, await running.handle()).cancel();
    expect(server.requests.at(-1)).toMatchObject({ path: "/jobs/7/cancel", text: "{}" });
  });

  it("says so when there is no such operation", async () => {
    const server = await startServer((_, response) => void response.writeHead(202, { location: "/operations/1" }).end());
    await expect(job(clientOf(server.url), fabricOp).cancel()).rejects.toMatchObject({
      kind: "input",
      message: "A job of loadTable can't be stopped: no operation is declared for it",
    });
  });
});

describe("going on in another process", () => {
  it("a fresh Node process with nothing but the handle waits for the result", async () => {
    const server = await startServer((request, response) => {
      if (request.method === "POST") return void response.writeHead(202, { location: "/operations/7", "retry-after": "60" }).end();
      json(response, 200, request.path.endsWith("/result") ? { rows: 3 } : { status: server.requests.length < 3 ? "Running" : "Succeeded" }, {
        "retry-after-ms": "1",
      });
    });
    const handle = await job(clientOf(server.url), fabricOp, { file: 1 }).handle().catch(String);
    expect(handle).toContain("takes no input");
    const kept = await job(clientOf(server.url), fabricOp).handle();
    const result = await inOtherProcess(
      `import { createClient } from "./runtime/client/create-client.js";
       import { resumeJob } from "./runtime/polling/job.js";
       const client = createClient({ name: "test", version: "1", environments: { default: input.url } });
       output(await resumeJob(client, input.operation, input.handle).untilDone());`,
      { url: server.url, operation: fabricOp, handle: kept },
    );
    expect(result).toEqual({ rows: 3 });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /load",
      "GET /operations/7",
      "GET /operations/7",
      "GET /operations/7/result",
    ]);
  });

  it("keeps only what is needed to look: files that were uploaded don't matter", async () => {
    const server = await startServer(threeLooks());
    const handle = await startJob(clientOf(server.url), { tenant: "a", work: { toJSON: () => 1 } }).handle();
    const job = resumeJob(clientOf(server.url), startJob, handle);
    expect(await job.handle()).toBe(handle);
    expect(await job.untilDone()).toEqual([1, 2]);
  });

  it("refuses damaged text and the handles of others", async () => {
    const server = await startServer(threeLooks());
    const handle = await startJob(clientOf(server.url), { tenant: "a" }).handle();
    expect(() => resumeJob(clientOf(server.url), fabricOp, handle)).toThrow(
      expect.objectContaining({ message: "This text is no handle of loadTable", remedy: "It belongs to startJob." }),
    );
    expect(() => resumeJob(clientOf(server.url), startOp, "x")).toThrow("damaged");
  });

  it("a job that was over at once leaves nothing to resume", async () => {
    const server = await startServer((_, response) => json(response, 200, { ready: true }));
    await expect(job(clientOf(server.url), fabricOp).handle()).rejects.toThrow("loadTable left nothing to resume");
  });
});

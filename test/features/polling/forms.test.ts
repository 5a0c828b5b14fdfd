import { afterEach, describe, expect, it } from "@jest/globals";
import { createClient } from "../../../runtime/client/create-client.js";
import type { Client } from "../../../runtime/core/client.js";
import { everything } from "../../../runtime/core/everything.js";
import type { Operation } from "../../../runtime/core/operation.js";
import type { JobProgress } from "../../../runtime/core/reply.js";
import { call } from "../../../runtime/core/start.js";
import { pages } from "../../../runtime/pagination/pages.js";
import { job } from "../../../runtime/polling/job.js";
import { pollUntil } from "../../../runtime/polling/poll-until.js";
import { closeServers, type Handler, json, startServer, type TestServer } from "../../support/server.js";

// One real server per form of long-running work that the services behind our specs use.

afterEach(closeServers);

async function served(handler: Handler): Promise<{ server: TestServer; client: Client }> {
  const server = await startServer(handler);
  return { server, client: createClient({ name: "test", version: "1", environments: { default: server.url } }, { codecs: everything }) };
}

const paths = (server: TestServer): string[] => server.requests.map(({ method, path }) => `${method} ${path}`);

describe("forms of long-running work", () => {
  it("a status to poll, its id in the first reply (Spark compile, export, log)", async () => {
    let looks = 0;
    const { server, client } = await served((request, response) => {
      if (request.method === "POST") return json(response, 200, { status: "Success", response_data: { nodegen_compilation_jobid: "j 1", lines_of_code: 7 } });
      looks++;
      json(response, 200, {
        status: "Success",
        response_data: { progress: looks * 50, status: looks < 2 ? "InProgress" : "Completed", last_error_message: "" },
      });
    });
    const progressOp: Operation = {
      id: "getCompilationProgress",
      path: "/folders/{folder}/services/{service}/getcompilationprogess/{jobId}",
      unwrap: "/response_data",
    };
    const uploadOp: Operation = {
      id: "uploadService",
      method: "POST",
      path: "/folders/{folder}/services/{service}/upload",
      in: { body: { kind: "json", at: "body" } },
      unwrap: "/response_data",
      poll: {
        at: { operation: () => progressOp, carry: ["folder", "service"], from: { jobId: "/response_data/nodegen_compilation_jobid" } },
        status: "/response_data/status",
        done: ["Completed"],
        failed: ["Failed"],
        progress: "/response_data/progress",
        interval: 1,
      },
    };
    const seen: JobProgress[] = [];
    const compiled = job<{ lines_of_code: number }, { progress: number }>(client, uploadOp, { folder: "pricing", service: "quote", body: { a: 1 } });
    expect((await compiled).lines_of_code).toBe(7);
    expect(await compiled.untilDone({ onProgress: (progress) => seen.push(progress) })).toEqual({ progress: 100, status: "Completed", last_error_message: "" });
    expect(seen.map(({ fraction, status }) => [fraction, status])).toEqual([
      [0.5, "InProgress"],
      [1, "Completed"],
    ]);
    expect(paths(server)).toEqual([
      "POST /folders/pricing/services/quote/upload",
      ...Array.from({ length: 2 }, () => "GET /folders/pricing/services/quote/getcompilationprogess/j%201"),
    ]);
  });

  it("202 with a Location that leads to another operation, which tells the state", async () => {
    let looks = 0;
    const { server, client } = await served((request, response) => {
      if (request.method === "POST") return json(response, 202, { id: "e1" }, { location: "/exports/e1?part=2" });
      looks++;
      json(response, 200, { data: { status: looks < 3 ? "running" : "succeeded", looks } });
    });
    const lookOp: Operation = { id: "getExport", path: "/exports/{id}", unwrap: "/data" };
    const startOp: Operation = {
      id: "startExport",
      method: "POST",
      path: "/exports",
      poll: { at: { operation: () => lookOp, header: ["Location"] }, status: "/data/status", done: ["succeeded"], failed: ["failed"], interval: 1 },
    };
    expect(await job(client, startOp).untilDone()).toEqual({ status: "succeeded", looks: 3 });
    expect(paths(server)).toEqual(["POST /exports", ...Array.from({ length: 3 }, () => "GET /exports/e1?part=2")]);
  });

  it("202 with Location and Retry-After, then /result (Fabric)", async () => {
    let looks = 0;
    const { server, client } = await served((request, response) => {
      if (request.method === "POST") {
        response.writeHead(202, { location: `${server.url}/v1/operations/7?beta=true`, "retry-after-ms": "1", "x-ms-operation-id": "7" });
        return void response.end();
      }
      if (request.path.includes("/result")) return json(response, 200, { definition: { parts: [] } });
      looks++;
      json(response, 200, { status: looks < 3 ? "Running" : "Succeeded", percentComplete: looks * 33 }, { "retry-after-ms": "1" });
    });
    const getDefinition: Operation = {
      id: "getItemDefinition",
      method: "POST",
      path: "/v1/items/{item}/getDefinition",
      poll: {
        at: { header: ["Location"] },
        status: "/status",
        done: ["Succeeded"],
        failed: ["Failed"],
        progress: "/percentComplete",
        result: { suffix: "/result" },
        error: "/error/message",
      },
    };
    expect(await job<unknown, { definition: object }>(client, getDefinition, { item: "i1" }).untilDone()).toEqual({ definition: { parts: [] } });
    expect(paths(server)).toEqual([
      "POST /v1/items/i1/getDefinition",
      ...Array.from({ length: 3 }, () => "GET /v1/operations/7?beta=true"),
      "GET /v1/operations/7/result?beta=true",
    ]);
  });

  it("the same operation, answered at once with 200", async () => {
    const { server, client } = await served((_, response) => json(response, 200, { definition: {} }));
    const getDefinition: Operation = {
      id: "getItemDefinition",
      method: "POST",
      path: "/d",
      poll: { at: { header: ["Location"] }, status: "/status", done: ["Succeeded"], result: { suffix: "/result" } },
    };
    expect(await job<unknown, unknown>(client, getDefinition).untilDone()).toEqual({ definition: {} });
    expect(server.requests).toHaveLength(1);
  });

  it("Operation-Location that moves, relative, HTTP status only, result by a header (Azure)", async () => {
    const { server, client } = await served((request, response) => {
      const headers = { "retry-after-ms": "1" };
      if (request.method === "PUT") return json(response, 201, { name: "x" }, { ...headers, "operation-location": "/ops/1" });
      if (request.path === "/ops/1") return json(response, 202, {}, { ...headers, "operation-location": "ops/2" });
      if (request.path === "/ops/ops/2" || request.path === "/ops/2") return json(response, 200, {}, { "resource-location": "/things/x" });
      json(response, 200, { name: "x", ready: true });
    });
    const create: Operation = {
      id: "createThing",
      method: "PUT",
      path: "/things/{name}",
      poll: { at: { header: ["Operation-Location", "Location"] }, done: [], result: { header: "Resource-Location" } },
    };
    expect(await job<unknown, unknown>(client, create, { name: "x" }).untilDone()).toEqual({ name: "x", ready: true });
    expect(paths(server)).toEqual(["PUT /things/x", "GET /ops/1", "GET /ops/ops/2", "GET /things/x"]);
  });

  it("wait_timeout first, then polling, then the rows by chunk links (Databricks SQL)", async () => {
    const chunk = (index: number): object => ({
      chunk_index: index,
      data_array: [[`${index}a`], [`${index}b`]],
      ...(index < 2 && { next_chunk_internal_link: `/api/2.0/sql/statements/s1/result/chunks/${index + 1}?row_offset=${index * 2}` }),
    });
    let looks = 0;
    const { server, client } = await served((request, response) => {
      const state = request.method === "POST" ? (request.text.includes("quick") ? "SUCCEEDED" : "PENDING") : ++looks < 2 ? "RUNNING" : "SUCCEEDED";
      const found = /chunks\/(\d)/.exec(request.path);
      if (found) return json(response, 200, chunk(Number(found[1])));
      json(response, 200, { statement_id: "s1", status: { state }, ...(state === "SUCCEEDED" && { manifest: { total_chunk_count: 3 }, result: chunk(0) }) });
    });
    const getStatement: Operation = { id: "getStatement", path: "/api/2.0/sql/statements/{statement_id}" };
    const getChunk: Operation = {
      id: "getStatementResultChunk",
      path: "/api/2.0/sql/statements/{statement_id}/result/chunks/{chunk_index}",
      pages: { style: "url", items: "/data_array", next: "/next_chunk_internal_link" },
    };
    const execute: Operation = {
      id: "executeStatement",
      method: "POST",
      path: "/api/2.0/sql/statements",
      in: { body: "json" },
      poll: {
        at: { operation: () => getStatement, from: { statement_id: "/statement_id" } },
        status: "/status/state",
        done: ["SUCCEEDED"],
        failed: ["FAILED", "CANCELED", "CLOSED"],
        error: "/status/error/message",
        interval: 1,
      },
    };
    interface Statement {
      readonly statement_id: string;
      readonly manifest: { readonly total_chunk_count: number };
    }
    const quick = await job<unknown, Statement>(client, execute, { statement: "quick", wait_timeout: "10s" }).untilDone();
    expect([quick.statement_id, server.requests.length]).toEqual(["s1", 1]);
    const slow = await job<unknown, Statement>(client, execute, { statement: "slow", wait_timeout: "0s" }).untilDone();
    expect([slow.manifest.total_chunk_count, looks]).toEqual([3, 2]);
    expect(await pages<string[], unknown>(client, getChunk, { statement_id: slow.statement_id, chunk_index: 0 }).all()).toEqual([
      ["0a"],
      ["0b"],
      ["1a"],
      ["1b"],
      ["2a"],
      ["2b"],
    ]);
    expect(paths(server).slice(-2)).toEqual([
      "GET /api/2.0/sql/statements/s1/result/chunks/1?row_offset=0",
      "GET /api/2.0/sql/statements/s1/result/chunks/2?row_offset=2",
    ]);
  });

  it("nested states and a failure in words (Databricks runs)", async () => {
    const { client } = await served((request, response) =>
      request.method === "POST"
        ? json(response, 200, { run_id: 5 })
        : json(response, 200, { status: { state: "TERMINATED", termination_details: { code: "DRIVER_ERROR", message: "out of memory" } } }),
    );
    const getRun: Operation = { id: "getRun", path: "/runs/get", in: { query: ["run_id"] } };
    const submit: Operation = {
      id: "submitRun",
      method: "POST",
      path: "/runs/submit",
      in: { body: "json" },
      poll: {
        at: { operation: () => getRun, from: { run_id: "/run_id" } },
        status: "/status/termination_details/code",
        done: ["SUCCESS"],
        failed: ["DRIVER_ERROR"],
        error: "/status/termination_details/message",
        interval: 1,
      },
    };
    await expect(job<unknown, unknown>(client, submit, { tasks: [] }).untilDone()).rejects.toMatchObject({
      kind: "job-failed",
      name: "JobFailedError",
      operation: "submitRun",
      status: "DRIVER_ERROR",
      message: "submitRun: the job ended as DRIVER_ERROR: out of memory",
      body: { status: { state: "TERMINATED" } },
    });
  });

  it("plan, poll, tasks (Iceberg)", async () => {
    let looks = 0;
    const { server, client } = await served((request, response) => {
      if (request.path.endsWith("/plan")) return json(response, 200, { "plan-status": "submitted", "plan-id": "p1" });
      if (request.path.endsWith("/tasks")) {
        const task = JSON.parse(request.text)["plan-task"];
        return json(response, 200, { "file-scan-tasks": [`${task}.parquet`], ...(task === "t1" && { "plan-tasks": ["t3"] }) });
      }
      json(
        response,
        200,
        ++looks < 2 ? { "plan-status": "submitted" } : { "plan-status": "completed", "plan-tasks": ["t1", "t2"], "file-scan-tasks": ["t0.parquet"] },
      );
    });
    const fetchPlan: Operation = { id: "fetchPlanningResult", path: "/tables/{table}/plan/{plan-id}" };
    const plan: Operation = {
      id: "planTableScan",
      method: "POST",
      path: "/tables/{table}/plan",
      in: { body: "json" },
      poll: {
        at: { operation: () => fetchPlan, carry: ["table"], from: { "plan-id": "/plan-id" } },
        status: "/plan-status",
        done: ["completed"],
        failed: ["failed", "cancelled"],
        interval: 1,
      },
    };
    const fetchTasks: Operation = { id: "fetchScanTasks", method: "POST", path: "/tables/{table}/tasks", in: { body: "json" }, repeat: "safe" };
    interface Tasks {
      readonly "plan-tasks"?: string[];
      readonly "file-scan-tasks": string[];
    }
    const planned = await job<unknown, Tasks>(client, plan, { table: "t", select: ["a"] }).untilDone();
    const files = [...planned["file-scan-tasks"]];
    const open = [...(planned["plan-tasks"] ?? [])];
    for (let task = open.shift(); task !== undefined; task = open.shift()) {
      const found = await call<Tasks>(client, fetchTasks, { table: "t", "plan-task": task });
      files.push(...found["file-scan-tasks"]);
      open.push(...(found["plan-tasks"] ?? []));
    }
    expect(files).toEqual(["t0.parquet", "t1.parquet", "t2.parquet", "t3.parquet"]);
    expect(paths(server).slice(0, 3)).toEqual(["POST /tables/t/plan", "GET /tables/t/plan/p1", "GET /tables/t/plan/p1"]);
  });

  it("a URL in the body, a result by pointer (Spark export: status_url)", async () => {
    const { client } = await served((request, response) =>
      request.method === "POST"
        ? json(response, 200, { id: "e1", status_url: "/export/e1/status" })
        : json(response, 200, { status: "completed", outputs: { files: [{ file: "https://x/y.zip" }] } }),
    );
    const exportOp: Operation = {
      id: "exportServices",
      method: "POST",
      path: "/export",
      in: { body: "json" },
      poll: { at: { url: "/status_url" }, status: "/status", done: ["completed", "closed"], result: "/outputs/files", interval: 1 },
    };
    expect(await job<unknown, unknown>(client, exportOp, { inputs: {} }).untilDone()).toEqual([{ file: "https://x/y.zip" }]);
  });

  it("the operation itself, again and again; the result by another operation", async () => {
    let looks = 0;
    const { server, client } = await served((request, response) =>
      request.path.startsWith("/results") ? json(response, 200, { rows: 3 }) : json(response, 200, { state: ++looks < 3 ? "ACCEPTED" : "SUCCESS" }),
    );
    const getResults: Operation = { id: "getResults", path: "/results/{id}", in: { query: ["page"] } };
    const getJob: Operation = {
      id: "getJob",
      path: "/jobs/{id}",
      in: { query: ["verbose"] },
      poll: { at: { self: true }, status: "/state", done: ["SUCCESS"], failed: ["FAILED"], result: { operation: () => getResults }, interval: 1 },
    };
    expect(await job<unknown, unknown>(client, getJob, { id: "q1", verbose: true }).untilDone()).toEqual({ rows: 3 });
    expect(paths(server)).toEqual([...Array.from({ length: 3 }, () => "GET /jobs/q1?verbose=true"), "GET /results/q1"]);
  });

  it("buffers that are pushed and pulled (Spark batch): looked at until they are drained", async () => {
    let available = 3;
    const { client } = await served((request, response) => {
      if (request.path.startsWith("/chunkresults")) return json(response, 200, { data: Array.from({ length: Math.min(2, available) }, () => available--) });
      json(response, 200, { batch_status: available > 0 ? "in_progress" : "completed", records_available: available });
    });
    const status: Operation = { id: "getBatchStatus", path: "/status" };
    const pull: Operation = { id: "pullResults", path: "/chunkresults", in: { query: ["max"] } };
    const pulled: number[] = [];
    const look = async (): Promise<{ batch_status: string }> => {
      pulled.push(...(await call<{ data: number[] }>(client, pull, { max: 2 })).data);
      return call<{ batch_status: string }>(client, status);
    };
    const last = await pollUntil(client, look, { done: (seen) => seen.batch_status === "completed", interval: 1 });
    expect([last.batch_status, pulled]).toEqual(["completed", [3, 2, 1]]);
  });
});

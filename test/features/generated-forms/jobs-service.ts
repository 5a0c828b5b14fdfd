import type { ServerResponse } from "node:http";
import { type Handler, json, type Received } from "../../support/server.js";

interface Asked {
  readonly request: Received;
  readonly response: ServerResponse;
  /** What the pattern's groups caught. */
  readonly at: readonly string[];
}
type Answer = (asked: Asked) => void;

/** Buffers of a batch: what was pushed is worked on while somebody looks. */
interface Batch {
  readonly input: number[];
  readonly output: number[];
  closed: boolean;
}

const chunk = (index: number): object => ({
  data_array: [[`${index}a`], [`${index}b`]],
  ...(index < 2 && { next_chunk_internal_link: `/databricks/sql/statements/s1/result/chunks/${index + 1}?row_offset=${index * 2 + 2}` }),
});

/** A service whose jobs end at the third look. */
export function jobs(): Handler {
  const looks = new Map<string, number>();
  const batches = new Map<string, Batch>();
  const look = (job: string): number => {
    const count = (looks.get(job) ?? 0) + 1;
    looks.set(job, count);
    return count;
  };
  const begin = (kind: string): string => `${kind}-${look(kind)}`;
  const soon = { "retry-after": "0" };

  const answers: readonly (readonly [RegExp, Answer])[] = [
    [/^POST \/spark\/services\/quote\/compile$/, ({ response }) => json(response, 200, { jobid: begin("compile") })],
    [
      /^GET \/spark\/services\/quote\/progress\/(.+)$/,
      ({ response, at: [job = ""] }) => {
        const count = look(job);
        json(response, 200, { status: count < 3 ? "InProgress" : "Completed", progress: Math.round((count * 100) / 3) });
      },
    ],
    [
      /^POST \/fabric\/v1\/items\/i1\/getDefinition$/,
      ({ request, response }) =>
        void response.writeHead(202, { ...soon, location: `http://${request.headers.host}/fabric/v1/operations/${begin("definition")}?beta=true` }).end(),
    ],
    [/^GET \/fabric\/v1\/operations\/(.+)\/result$/, ({ response }) => json(response, 200, { definition: "parts" })],
    [/^GET \/fabric\/v1\/operations\/(.+)$/, ({ response, at: [job = ""] }) => json(response, 200, { status: look(job) < 3 ? "Running" : "Succeeded" }, soon)],
    [
      /^PUT \/azure\/things\/t1$/,
      ({ response }) => json(response, 201, { status: "Begun" }, { ...soon, "operation-location": `/azure/ops/${begin("thing")}` }),
    ],
    [
      /^GET \/azure\/ops\/(.+)$/,
      ({ response, at: [job = ""] }) =>
        json(response, 200, { status: look(job) < 3 ? "Running" : "Succeeded" }, { ...soon, "operation-location": `/azure/ops/${job}` }),
    ],
    [
      /^POST \/databricks\/sql\/statements$/,
      ({ request, response }) => {
        const state = JSON.parse(request.text).wait_timeout === "0s" ? "PENDING" : "SUCCEEDED";
        json(response, 200, { statement_id: begin("statement"), status: { state }, ...(state === "SUCCEEDED" && { result: chunk(0) }) });
      },
    ],
    [/^GET \/databricks\/sql\/statements\/[^/]+\/result\/chunks\/(\d)$/, ({ response, at: [index] }) => json(response, 200, chunk(Number(index)))],
    [
      /^GET \/databricks\/sql\/statements\/([^/]+)$/,
      ({ response, at: [job = ""] }) => {
        const isDone = look(job) >= 3;
        json(response, 200, { statement_id: job, status: { state: isDone ? "SUCCEEDED" : "RUNNING" }, ...(isDone && { result: chunk(0) }) });
      },
    ],
    [/^POST \/iceberg\/tables\/t\/plan$/, ({ response }) => json(response, 200, { "plan-status": "submitted", "plan-id": begin("plan") })],
    [
      /^GET \/iceberg\/tables\/t\/plan\/(.+)$/,
      ({ response, at: [job = ""] }) => {
        const isDone = look(job) >= 3;
        json(response, 200, {
          "plan-status": "submitted",
          ...(isDone && { "plan-status": "completed", "plan-tasks": ["t1", "t2"], "file-scan-tasks": ["t0.parquet"] }),
        });
      },
    ],
    [
      /^POST \/iceberg\/tables\/t\/tasks$/,
      ({ request, response }) => {
        const task = JSON.parse(request.text)["plan-task"];
        json(response, 200, { "file-scan-tasks": [`${task}.parquet`], ...(task === "t1" && { "plan-tasks": ["t3"] }) });
      },
    ],
    [
      /^POST \/spark\/batches$/,
      ({ response }) => {
        const id = begin("batch");
        batches.set(id, { input: [], output: [], closed: false });
        json(response, 200, { id });
      },
    ],
    [
      /^(\w+) \/spark\/batches\/([^/]+?)(\/results)?$/,
      ({ request, response, at: [method, id = "", results] }) => {
        const batch = batches.get(id);
        if (batch === undefined) return json(response, 404, {});
        if (method === "POST") batch.input.push(...JSON.parse(request.text).data);
        if (method === "PATCH") batch.closed = true;
        if (method !== "GET") return void response.writeHead(204).end();
        if (results) return json(response, 200, { data: batch.output.splice(0, 2) });
        batch.output.push(...batch.input.splice(0, 3).map((value) => value * 2));
        const isDrained = batch.closed && batch.input.length === 0 && batch.output.length === 0;
        json(response, 200, { batch_status: isDrained ? "completed" : "in_progress", records_available: batch.output.length });
      },
    ],
  ];

  return (request, response) => {
    const line = `${request.method} ${new URL(request.path, "http://x").pathname}`;
    for (const [pattern, answer] of answers) {
      const found = pattern.exec(line);
      if (found) return answer({ request, response, at: found.slice(1) });
    }
    json(response, 404, { message: line });
  };
}

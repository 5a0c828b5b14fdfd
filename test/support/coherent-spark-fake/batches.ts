import { type Batch, type BatchSetting, type Chunk, createBatch } from "./batch.js";
import { type Exchange, objectOf, type SparkAnswer, textOf } from "./exchange.js";
import { now, v4Failure } from "./replies.js";
import { type Route, route } from "./routes.js";
import { locate, type State } from "./state.js";

/** Pipelines of the tenant. */
export function batchRoutes(state: State, batches: Map<string, Batch>, setting: BatchSetting): readonly Route[] {
  const prefix = "/:tenant/api/v4/batch";
  const at =
    (answer: (batch: Batch, exchange: Exchange) => SparkAnswer): Route["answer"] =>
    (exchange) => {
      const batch = batches.get(exchange.at["id"] ?? "");
      if (batch === undefined) return v4Failure(404, "INVALID_BATCH_ID", "batch could not be found");
      batch.work();
      return answer(batch, exchange);
    };
  return [
    route(`GET ${prefix}/status`, "key", () => overview([...batches.values()])),
    route(`POST ${prefix}`, "key", ({ request }) => open(state, batches, { setting, body: objectOf(request.body) })),
    route(
      `GET ${prefix}/:id`,
      "key",
      at((batch) => ({ body: described(batch) })),
    ),
    route(`PATCH ${prefix}/:id`, "key", at(update)),
    route(
      `GET ${prefix}/:id/status`,
      "key",
      at((batch) => ({ body: batch.report() })),
    ),
    route(`POST ${prefix}/:id/chunks`, "key", at(push)),
    route(`GET ${prefix}/:id/chunkresults`, "key", at(pull)),
  ];
}

function open(state: State, batches: Map<string, Batch>, { setting, body }: { setting: BatchSetting; body: Readonly<Record<string, unknown>> }): SparkAnswer {
  const versionId = textOf(body["version_id"]);
  const found = locate(state, versionId ? `version/${versionId}` : (textOf(body["service"]) ?? ""));
  if (found === null) return v4Failure(404, "SERVICE_NOT_FOUND", "service could not be found");
  const batch = createBatch({ id: state.next("batch"), ...found }, setting);
  batches.set(batch.id, batch);
  return { body: described(batch) };
}

function described(batch: Batch): object {
  const { service, version, id, status } = batch;
  const uri = `${service.folder}/${service.name}[${version.revision}]`;
  const times = { created_timestamp: now(), updated_timestamp: now(), response_timestamp: now() };
  return {
    object: "batch",
    id,
    data: { service_id: service.id, version_id: version.id, service_uri: uri, batch_status: status, created_by: "demo@acme.test", ...times },
  };
}

function overview(batches: readonly Batch[]): SparkAnswer {
  const runs = (batch: Batch): boolean => batch.status === "created" || batch.status === "in_progress";
  return {
    body: {
      in_progress_batches: batches.filter(runs).map(described),
      recent_batches: batches.filter((batch) => !runs(batch)).map(described),
      tenant: { configuration: { max_workers: 100 }, status: { workers_in_use: 0 } },
      environment: { update: 123 },
    },
  };
}

function update(batch: Batch, { request }: Exchange): SparkAnswer {
  if (["closed", "completed", "cancelled"].includes(batch.status)) return v4Failure(400, "INVALID_BATCH_STATUS", `batch is already ${batch.status}`);
  const wanted = objectOf(request.body)["batch_status"];
  if (wanted === "cancelled") batch.cancel();
  else if (wanted === "closed") batch.status = "closed";
  else return v4Failure(422, "INVALID_BATCH_STATUS", `unknown status ${String(wanted)}`);
  return { body: described(batch) };
}

function push(batch: Batch, { request }: Exchange): SparkAnswer {
  if (batch.status !== "created" && batch.status !== "in_progress") return v4Failure(400, "BATCH_CLOSED", `batch is ${batch.status}`);
  const given = objectOf(request.body)["chunks"];
  const chunks = (Array.isArray(given) ? given : []).map(readChunk);
  return batch.push(chunks) ? { body: batch.report() } : v4Failure(422, "INPUT_BUFFER_FULL", "input buffer has no room for these chunks");
}

function readChunk(value: unknown): Chunk {
  const { id, data } = objectOf(value);
  const { inputs, parameters } = objectOf(data);
  const rows = Array.isArray(inputs) ? inputs : [];
  const common = objectOf(parameters);
  const [header] = rows;
  const records = Array.isArray(header)
    ? rows.slice(1).map((row: unknown) => Object.fromEntries(header.map((name, index) => [String(name), Array.isArray(row) ? row[index] : undefined])))
    : rows.map(objectOf);
  return { id: String(id), size: records.length, bytes: JSON.stringify(value).length, records: records.map((record) => ({ ...common, ...record })) };
}

function pull(batch: Batch, { request }: Exchange): SparkAnswer {
  if (batch.status === "cancelled") return v4Failure(400, "BATCH_CANCELLED", "batch is cancelled");
  const max = Number(request.query.get("max") ?? request.query.get("max_chunks") ?? 100);
  const data = batch.pull(max);
  return { body: { data, status: batch.report() } };
}

import { type Exchange, objectOf, type SparkAnswer, textOf } from "./exchange.js";
import { now, v1, v3, v3Failure, v4Failure } from "./replies.js";
import { type Route, route } from "./routes.js";
import { type Job, link, locate, pageOf, progressOf, type State, startJob } from "./state.js";

/** Logs, and the files behind links. */
export function logRoutes(state: State): readonly Route[] {
  const prefix = "/:tenant/api/v3/folders/:folder/services/:service";
  const rehydrate: Route["answer"] = ({ at }) => {
    const call = state.calls.get(at["call"] ?? "");
    if (call === undefined) return v3Failure(404, "CALL_NOT_FOUND");
    return v3({ download_url: link(state, `${call.service.name}.xlsx`, new TextEncoder().encode(`rehydrated ${call.id}`)) });
  };
  const collect = (type: "json" | "csv"): readonly Route[] => [
    route(`POST ${prefix}/log/download${type}`, "user", () => v3({ job_id: startJob(state, `${type}-log`, null).id })),
    route(`GET ${prefix}/log/download${type}/status/:job`, "user", ({ at }) => {
      const job = state.jobs.get(at["job"] ?? "");
      if (job === undefined) return v3Failure(404, "JOB_NOT_FOUND");
      const progress = progressOf(job);
      const text = type === "csv" ? "call_id\n" : JSON.stringify([...state.calls.keys()]);
      return v3({ progress, download_url: progress === 100 ? link(state, `logs.${type}`, new TextEncoder().encode(text)) : null });
    }),
  ];
  return [
    route("GET /:tenant/api/v3/log/getexecutionhistorybycallid/:call", "user", ({ at }) => {
      const call = state.calls.get(at["call"] ?? "");
      if (call === undefined) return v3Failure(404, "CALL_NOT_FOUND");
      return v3(JSON.stringify({ EngineCallID: call.id, Inputs: call.inputs, Outputs: call.outputs }));
    }),
    route(`POST ${prefix}/download/xml/:call`, "user", rehydrate),
    route(`POST ${prefix}/download/:call`, "user", rehydrate),
    ...collect("json"),
    ...collect("csv"),
    route("POST /api/v1/product/:folder/engines/:service/logs", "user", ({ at, request }) => {
      const { page, pageSize } = objectOf(request.body);
      const calls = [...state.calls.values()].filter(({ service }) => service.folder === at["folder"] && service.name === at["service"]);
      const data = pageOf(calls, page, pageSize).map(({ id, service }) => ({ id, callGUID: id, serviceName: service.name, timeStamp: now() }));
      return v1(data, { count: calls.length, next: null, previous: null });
    }),
    route("GET /docstore/api/v1/documents/versions/tokens/:token/:name", "nobody", ({ at }) => {
      const bytes = state.files.get(`${at["token"]}/${at["name"]}`);
      return bytes === undefined
        ? { status: 404, body: { status: "Error", errorCode: "TOKEN_EXPIRED", message: "The link is no longer good", data: null } }
        : { body: bytes };
    }),
  ];
}

/** Exports and imports. */
export function impexRoutes(state: State): readonly Route[] {
  const v4 = "/:tenant/api/v4";
  const known =
    (answer: (job: Job, exchange: Exchange) => SparkAnswer): Route["answer"] =>
    (exchange) => {
      const job = state.jobs.get(exchange.at["id"] ?? "");
      return job === undefined ? v4Failure(500, "INVALID_JOB_ID", "Please Provide valid job id") : answer(job, exchange);
    };
  const overview = (kind: string): SparkAnswer => ({
    body: { in_progress: [...state.jobs.values()].filter((job) => job.kind === kind).map((job) => about(job, "in_progress")), recent: [] },
  });
  return [
    route(`GET ${v4}/export/status`, "user", () => overview("export")),
    route(`GET ${v4}/import/status`, "user", () => overview("import")),
    route(`POST ${v4}/export`, "user", ({ request }) => startExport(state, objectOf(objectOf(request.body)["inputs"]))),
    route(`POST ${v4}/import`, "user", ({ request }) => startImport(state, request.form)),
    route(`GET ${v4}/export/:id/status`, "user", known(status)),
    route(`GET ${v4}/import/:id/status`, "user", known(status)),
    route(
      `PATCH ${v4}/export/:id`,
      "user",
      known((job) => {
        job.cancelled = true;
        return { body: about(job, "cancelled") };
      }),
    ),
  ];
}

function about(job: Job, state: string): object {
  const url = `https://excel.us.coherent.global/acme/api/v4/${job.kind}/${job.id}/status`;
  return { object: job.kind, id: job.id, status: state, status_url: url, response_timestamp: now(), process_time: job.step, errors: null, warnings: [] };
}

function status(job: Job): SparkAnswer {
  if (job.cancelled) return { body: about(job, "cancelled") };
  return progressOf(job) === 100 ? { body: { ...about(job, "completed"), outputs: job.result } } : { body: about(job, "in_progress") };
}

function startExport(state: State, inputs: Readonly<Record<string, unknown>>): SparkAnswer {
  const services = Array.isArray(inputs["services"]) ? inputs["services"].map(String) : [];
  const missing = services.find((uri) => locate(state, uri) === null);
  if (missing !== undefined) return v4Failure(404, "SERVICE_NOT_FOUND", `${missing} could not be found`);
  const files = (services.length > 0 ? services : ["everything"]).map((uri) => ({
    file: link(state, "export.zip", new TextEncoder().encode(`PK ${uri}`)),
    file_hash: "abc",
  }));
  return { body: about(startJob(state, "export", { files, services: [], service_versions: [] }), "created") };
}

async function startImport(state: State, form: FormData | null): Promise<SparkAnswer> {
  const file = form?.get("file");
  if (!(file instanceof File) || !(await file.text()).startsWith("PK")) return v4Failure(500, "INVALID_IMPORT_ZIP", "invalid zip file provided for import");
  const entity = objectOf(JSON.parse(await textField(form?.get("importRequestEntity"))));
  const mappings = objectOf(entity["inputs"])["services_modify"];
  const services = (Array.isArray(mappings) ? mappings : []).map(objectOf).map((mapping) => ({
    service_uri_source: mapping["service_uri_source"],
    service_uri_destination: textOf(mapping["service_uri_destination"]) ?? mapping["service_uri_source"],
    status: "added",
  }));
  return { body: about(startJob(state, "import", { services, service_versions: [] }), "created") };
}

/** A part with a content type of its own arrives as a file. */
async function textField(value: FormDataEntryValue | null | undefined): Promise<string> {
  return value instanceof File ? value.text() : (value ?? "{}");
}

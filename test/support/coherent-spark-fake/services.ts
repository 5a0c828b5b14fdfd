import { type Exchange, objectOf, type SparkAnswer, textOf } from "./exchange.js";
import { now, v1, v1Failure, v3, v3Failure, v4Failure } from "./replies.js";
import { type Route, route } from "./routes.js";
import { locate, pageOf, progressOf, type Service, type State, startJob, type Version } from "./state.js";

/** Executing, looking up and publishing services. */
export function serviceRoutes(state: State): readonly Route[] {
  const v3At =
    (uri: (at: Exchange["at"]) => string, answer: (found: Found, exchange: Exchange) => SparkAnswer): Route["answer"] =>
    (exchange) => {
      const meta = objectOf(objectOf(exchange.request.body)["request_meta"]);
      const version = textOf(meta["version"]);
      const id = textOf(meta["version_id"]);
      const found = locate(state, id ? `version/${id}` : `${uri(exchange.at)}${version ? `[${version}]` : ""}`);
      return found === null ? v3Failure(404, "SERVICE_NOT_FOUND") : answer(found, exchange);
    };
  const named = ({ folder, service }: Exchange["at"]): string => `${folder}/${service}`;
  const rest = ({ rest: path = "" }: Exchange["at"]): string => path.replace(/\/(execute|validation|metadata)$/, "");
  const execute = (found: Found, exchange: Exchange): SparkAnswer => executeOne(state, found, exchange);
  const prefix = "/:tenant/api/v3/folders/:folder/services/:service";
  return [
    route(`POST ${prefix}/execute`, "key", v3At(named, execute)),
    route(`POST ${prefix}/validation`, "key", v3At(named, validate)),
    route(`GET ${prefix}/metadata`, "key", v3At(named, metadata)),
    route(`GET ${prefix}/downloadswagger/:subservice/:downloadable`, "key", v3At(named, swagger)),
    route(`GET ${prefix}/downloadswagger/:subservice/:downloadable/:version`, "key", v3At(named, swagger)),
    route(`GET ${prefix}/exists`, "key", ({ at }) => v3({ is_exists: locate(state, named(at)) !== null })),
    ...publishRoutes(state, prefix),
    route("POST /:tenant/api/v3/services/search", "user", ({ request }) => search(state, objectOf(objectOf(request.body)["request_data"]))),
    route("POST /:tenant/api/v3/GetEngineDetailByVersionId/versionid/:version", "user", ({ at }) => schema(locate(state, `version/${at["version"]}`))),
    route("GET /:tenant/api/v3/nodegen/getnodegenzipbyId/*", "user", ({ at }) => wasm(locate(state, at["rest"] ?? ""))),
    route("GET /:tenant/api/v3/nodegen/public/getnodegenzipbyId/*", "nobody", ({ at }) => wasm(locate(state, at["rest"] ?? ""))),
    route(
      "POST /:tenant/api/v3/service/:id",
      "key",
      v3At(({ id }) => `service/${id}`, execute),
    ),
    route(
      "POST /:tenant/api/v3/version/:id",
      "key",
      v3At(({ id }) => `version/${id}`, execute),
    ),
    route(
      "POST /:tenant/api/v3/proxy/:id",
      "key",
      v3At(({ id }) => `proxy/${id}`, execute),
    ),
    ...["service", "version", "proxy"].flatMap((kind) => [
      route(
        `POST /:tenant/api/v3/${kind}/:id/validation`,
        "key",
        v3At(({ id }) => `${kind}/${id}`, validate),
      ),
      route(
        `GET /:tenant/api/v3/${kind}/:id/metadata`,
        "key",
        v3At(({ id }) => `${kind}/${id}`, metadata),
      ),
    ]),
    route(
      "POST /:tenant/api/v3/public/*",
      "nobody",
      v3At(rest, (found, exchange) => (exchange.request.path.endsWith("/validation") ? validate(found) : execute(found, exchange))),
    ),
    route("GET /:tenant/api/v3/public/*", "nobody", v3At(rest, metadata)),
    route("POST /:tenant/api/v4/execute", "key", ({ request }) => executeMany(state, objectOf(request.body))),
    route("POST /:tenant/api/v4/public/execute", "nobody", ({ request }) => executeMany(state, objectOf(request.body))),
    ...v1Routes(state),
  ];
}

type Found = { readonly service: Service; readonly version: Version };

function executeOne(state: State, { service, version }: Found, { request }: Exchange): SparkAnswer {
  const { request_data: data, request_meta: meta } = objectOf(request.body);
  const inputs = objectOf(objectOf(data)["inputs"]);
  const id = textOf(objectOf(meta)["call_id"]) ?? state.next("call");
  const about = {
    service_id: service.id,
    version_id: version.id,
    version: version.revision,
    process_time: 1,
    call_id: id,
    compiler_type: "Neuron",
    compiler_version: "1.16.0",
  };
  const correlation = textOf(objectOf(meta)["correlation_id"]) ?? null;
  const echo = objectOf(meta)["response_data_inputs"] === true ? { inputs } : {};
  const [outputs, errors] = attempt(service, inputs);
  state.calls.set(id, { id, service, inputs, outputs });
  return v3({ outputs, warnings: null, errors, service_chain: null, ...echo }, { ...about, correlation_id: correlation });
}

function attempt({ model }: Service, inputs: Readonly<Record<string, unknown>>): readonly [unknown, unknown] {
  try {
    return [model(inputs), null];
  } catch (error) {
    const message = error instanceof Error ? error.message : "failed";
    return [{}, [{ source_path: "Sheet1!C7", message, error_category: "calculation", error_type: "#VALUE!", additional_details: null }]];
  }
}

function executeMany(state: State, body: Readonly<Record<string, unknown>>): SparkAnswer {
  const versionId = textOf(body["version_id"]);
  const found = locate(state, versionId ? `version/${versionId}` : (textOf(body["service"]) ?? ""));
  if (found === null) return v4Failure(404, "SERVICE_NOT_FOUND", "service could not be found");
  const records = Array.isArray(body["inputs"]) ? body["inputs"].map(objectOf) : [];
  const results = records.map((record) => attempt(found.service, record));
  const about = { service_id: found.service.id, version_id: found.version.id, version: found.version.revision, call_id: state.next("call") };
  return {
    body: {
      outputs: results.map(([outputs]) => outputs),
      process_time: results.map(() => 1),
      warnings: results.map(() => null),
      errors: results.map(([, errors]) => errors),
      service_chain: null,
      ...about,
      compiler_version: "1.16.0",
      correlation_id: textOf(body["correlation_id"]) ?? null,
      request_timestamp: now(),
    },
  };
}

function validate(_found: Found): SparkAnswer {
  const rule = { validation_type: "static", dependent_inputs: null, options: null, ignore_blank: false };
  const age = { ...rule, validation_allow: "Whole number", min: 0, max: 120 };
  return v3({ outputs: { age, sum: { ...rule, validation_allow: "Any", min: null, max: null } }, warnings: null, errors: null, service_chain: null });
}

function metadata({ service }: Found): SparkAnswer {
  return v3({ outputs: { "Metadata.Name": service.name, "Metadata.Number": 456 }, warnings: null, errors: null, service_chain: null });
}

function swagger({ service }: Found): SparkAnswer {
  return { body: { swagger: "2.0", info: { title: service.name, version: "1.0.0" }, paths: {} } };
}

function wasm(found: Found | null): SparkAnswer {
  if (found === null) return v3Failure(404, "SERVICE_NOT_FOUND");
  return { headers: { "content-type": "application/zip" }, body: new TextEncoder().encode(`PK wasm of ${found.service.name}`) };
}

function schema(found: Found | null): SparkAnswer {
  if (found === null) return v3Failure(404, "VERSION_NOT_FOUND");
  const { service, version } = found;
  const bookSummary = { bookServiceName: service.name, bookRevision: version.revision, versionId: version.id, product: service.folder };
  const cell = (name: string, address: string): object => ({ name, address, sheetName: "Sheet1", dataType: "NUMBER", description: null });
  return { body: { bookSummary, bookProperties: [{ name: "PublicAPI", value: "False" }], xlInputs: [cell("age", "C7")], xOutput: [cell("premium", "C9")] } };
}

function search(state: State, { page, page_size: size, search: terms }: Readonly<Record<string, unknown>>): SparkAnswer {
  const wanted = Array.isArray(terms) ? terms.map(objectOf) : [];
  const hits = state.services.filter((service) => wanted.every(({ field, value }) => field !== "name" || service.name.includes(String(value))));
  const services = pageOf(hits, page, size).map(({ id, folder, name, versions }) => ({
    id,
    foldername: folder,
    filename: name,
    version: versions.at(-1)?.revision,
  }));
  return v3({ services, count: hits.length });
}

function publishRoutes(state: State, prefix: string): readonly Route[] {
  return [
    route(`POST ${prefix}/upload`, "user", async ({ request, at }) => {
      const file = request.form?.get("serviceFile");
      if (!(file instanceof File)) return v3Failure(400, "SERVICE_FILE_MISSING");
      const document = state.next("document");
      state.files.set(document, new Uint8Array(await file.arrayBuffer()));
      const job = startJob(state, "compilation", at["service"]);
      const ids = { nodegen_compilation_jobid: job.id, original_file_documentid: document, engine_file_documentid: `${document}-engine` };
      return v3({
        ...ids,
        lines_of_code: 13,
        hours_saved: 0.01,
        warnings: [],
        no_of_sheets: 1,
        no_of_inputs: 2,
        no_of_outputs: 2,
        no_of_formulas: 2,
        no_of_cellswithdata: 42,
      });
    }),
    route(`GET ${prefix}/getcompilationprogess/:job`, "user", ({ at }) => {
      const job = state.jobs.get(at["job"] ?? "");
      if (job === undefined) return v3Failure(404, "JOB_NOT_FOUND");
      const progress = progressOf(job);
      return v3({ progress, status: progress === 100 ? "Success" : "InProgress", last_error_message: null });
    }),
    route(`POST ${prefix}/publish`, "user", ({ request, at }) => publish(state, at, objectOf(objectOf(request.body)["request_data"]))),
    route(`POST ${prefix}/recompileNodgen`, "user", ({ at }) => {
      const found = locate(state, `${at["folder"]}/${at["service"]}`);
      if (found === null) return v3Failure(404, "SERVICE_NOT_FOUND");
      return v3({ versionId: state.next("version"), revision: "1.0.1", jobId: startJob(state, "compilation", null).id });
    }),
  ];
}

function publish(state: State, { folder = "", service: name = "" }: Exchange["at"], data: Readonly<Record<string, unknown>>): SparkAnswer {
  const workbook = state.files.get(String(data["original_file_documentid"]));
  if (workbook === undefined) return v3Failure(400, "DOCUMENT_NOT_FOUND");
  const known = locate(state, `${folder}/${name}`)?.service;
  const service = known ?? { id: state.next("service"), folder, name, model: (inputs) => ({ ...inputs }), versions: [] };
  if (known === undefined) state.services.push(service);
  const version = { id: state.next("version"), revision: `${service.versions.length + 1}.0.0`, workbook };
  service.versions.push(version);
  return v3({ version_id: version.id });
}

function v1Routes(state: State): readonly Route[] {
  const inFolder = (folder: string | undefined): readonly Service[] => state.services.filter((service) => service.folder === folder);
  const found = ({ folder, service, version }: Exchange["at"]): Found | null => locate(state, `${folder}/${service}${version ? `[${version}]` : ""}`);
  const notFound = v1Failure("ENGINE_NOT_FOUND", "The service does not exist", 404);
  const download: Route["answer"] = ({ at }) => {
    const hit = found(at);
    return hit === null ? notFound : { headers: { "content-disposition": `attachment; filename="${hit.service.name}.xlsx"` }, body: hit.version.workbook };
  };
  return [
    route("GET /api/v1/product/:folder/engines/get/:service", "user", ({ at }) => schema(found(at))),
    route("GET /api/v1/product/:folder/engines/getversions/:service", "user", ({ at }) => {
      const hit = found(at);
      if (hit === null) return notFound;
      return v1(
        hit.service.versions.map(({ id, revision }) => ({
          id,
          engine: hit.service.name,
          revision,
          product: hit.service.folder,
          createdAt: now(),
          isActive: true,
        })),
      );
    }),
    route("POST /api/v1/product/:folder/engines", "user", ({ at, request }) => {
      const { page, pageSize } = objectOf(request.body);
      const all = inFolder(at["folder"]);
      const data = pageOf(all, page, pageSize).map(({ id, name, versions }) => ({ id, name, revision: versions.at(-1)?.revision, isActive: true }));
      return v1(data, { count: all.length, next: null, previous: null });
    }),
    route("GET /api/v1/product/:folder/engines/:service/download", "user", download),
    route("GET /api/v1/product/:folder/engines/:service/download/:version", "user", download),
    route("DELETE /api/v1/product/:folder/engines/delete/:service", "user", ({ at }) => {
      const hit = found(at);
      if (hit === null) return notFound;
      state.services.splice(state.services.indexOf(hit.service), 1);
      return v1(null);
    }),
  ];
}

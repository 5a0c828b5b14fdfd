import { failedWith, NotFoundError } from "@clientwright/runtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { executeService, metaHeader } from "../../../generated/coherent-spark/index.js";
import { bench, closeFakes } from "./spark.js";

afterEach(closeFakes);

const at = { folder: "pricing", service: "quote" };
const V3 = "/acme/api/v3/folders/pricing/services/quote";
const text = (value: Blob): Promise<string> => value.text();

describe("executing services", () => {
  it("sends inputs and metadata where the v3 API wants them", async () => {
    const { spark, last } = await bench();
    const { response_data, response_meta } = await spark.services.execute({ ...at, inputs: { age: 30 }, call_purpose: "Demo", correlation_id: "c-1" });
    expect(last()).toMatchObject({
      method: "POST",
      path: `${V3}/execute`,
      body: { request_data: { inputs: { age: 30 } }, request_meta: { call_purpose: "Demo", correlation_id: "c-1" } },
    });
    expect(last().headers["content-type"]).toBe("application/json");
    expect(response_data.outputs).toEqual({ premium: 160, accepted: true });
    expect(response_meta).toMatchObject({ version: "1.0.0", correlation_id: "c-1" });
  });

  it.each([
    ["pricing/quote", `${V3}/execute`, {}],
    ["pricing/quote[1.0.0]", `${V3}/execute`, { request_meta: { version: "1.0.0" } }],
    ["folders/pricing/services/quote", `${V3}/execute`, {}],
    ["service/service-1", "/acme/api/v3/service/service-1", {}],
    ["version/version-1", "/acme/api/v3/version/version-1", {}],
    ["proxy/quote", "/acme/api/v3/proxy/quote", {}],
    ["public/version/version-1", "/acme/api/v3/public/version/version-1", {}],
  ])("reaches %s by its URI, outputs and metadata side by side", async (uri, path, more) => {
    const { spark, last } = await bench();
    const { outputs, version, errors } = await spark.services.at(uri).execute({ age: 0 });
    expect({ outputs, version, errors }).toEqual({ outputs: { premium: 100, accepted: true }, version: "1.0.0", errors: null });
    expect(last()).toMatchObject({ path, body: { request_data: { inputs: { age: 0 } }, ...more } });
  });

  it("uses the model's defaults when no inputs are given", async () => {
    const { spark, last } = await bench();
    await spark.services.at(at).execute();
    expect(last().body).toEqual({ request_data: { inputs: {} } });
  });

  it("executes several records at once, in columns", async () => {
    const { spark, last } = await bench();
    const { outputs, errors } = await spark.services.at("pricing/quote[1.0.0]").executeMany([{ age: 0 }, { age: -1 }]);
    expect(last()).toMatchObject({ path: "/acme/api/v4/execute", body: { service: "pricing/quote[1.0.0]", inputs: [{ age: 0 }, { age: -1 }] } });
    expect(outputs[0]).toEqual({ premium: 100, accepted: true });
    expect(errors?.[1]?.[0]?.message).toBe("age must not be negative");
  });

  it("executes through a transform, its metadata in a single-quoted header", async () => {
    const { spark, last } = await bench();
    const reply = await spark.services.transform({
      transform_folder: "pricing",
      transform: "from-crm",
      ...at,
      body: { who: "Zoë" },
      request_meta: metaHeader({ call_purpose: "it's a demo" }),
    });
    expect(last()).toMatchObject({ path: "/acme/api/v4/transforms/pricing/from-crm/for/pricing/quote", body: { who: "Zoë" } });
    expect(last().headers["x-request-meta"]).toBe("{'call_purpose':'it\\u0027s a demo'}");
    expect(reply).toMatchObject({ transform: "from-crm" });
  });

  it("gives errors by status, narrowed", async () => {
    const { spark } = await bench();
    const outcome = await spark.services.execute({ folder: "pricing", service: "nothing", inputs: {} }).settle();
    if (outcome.ok || outcome.status !== 404) throw new Error("A 404 was expected");
    expect(outcome.error.error.message).toBe("SERVICE_NOT_FOUND");
    const caught: unknown = await spark.services.execute({ folder: "pricing", service: "nothing", inputs: {} }).catch((error: unknown) => error);
    expect(caught).toBeInstanceOf(NotFoundError);
    expect(failedWith(executeService, caught, 404) && caught.body.error.message).toBe("SERVICE_NOT_FOUND");
  });

  it("waits as long as a 429 says in x-retry-after, and repeats a 503", async () => {
    const { fake, spark, calls } = await bench();
    fake.fail({ path: "/execute", answer: { status: 429, headers: { "x-retry-after": "0" }, body: {} } });
    fake.fail({ path: "/execute", answer: { status: 503, body: {} } });
    await expect(spark.services.at(at).execute()).resolves.toMatchObject({ outputs: { accepted: true } });
    expect(calls()).toHaveLength(3);
    const ids = new Set(fake.requests.filter(({ path }) => path.endsWith("/execute")).map(({ headers }) => headers["x-request-id"]));
    expect(ids.size).toBe(1);
  });

  it("sends and reads compressed bodies", async () => {
    const { spark, last, fake } = await bench();
    const records = Array.from({ length: 200 }, (_, age) => ({ age: age % 90 }));
    const { response } = await spark.services.executeMany({ service: "pricing/quote", inputs: records }).withResponse();
    expect(fake.requests.at(-1)?.headers["accept-encoding"]).toContain("gzip");
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(last().headers["content-encoding"]).toBe("gzip");
    expect(last().body).toMatchObject({ inputs: records });
  });
});

describe("looking services up", () => {
  it("validates inputs, statically and dynamically", async () => {
    const { spark, last } = await bench();
    const rules = await spark.services.validate({ ...at, inputs: { age: 30 }, validation_type: "dynamic" });
    expect(last()).toMatchObject({ path: `${V3}/validation`, body: { request_meta: { validation_type: "dynamic" } } });
    expect(rules["age"]).toMatchObject({ validation_allow: "Whole number", max: 120 });
    await spark.services.at("version/version-1").validate();
    expect(last()).toMatchObject({
      path: "/acme/api/v3/version/version-1/validation",
      body: { request_data: { inputs: {} }, request_meta: { validation_type: "default_values" } },
    });
  });

  it("reads schema, metadata, versions and Swagger", async () => {
    const { spark, calls } = await bench();
    expect((await spark.services.schema(at)).bookSummary.bookServiceName).toBe("quote");
    expect((await spark.services.versionSchema({ version_id: "version-1" })).xlInputs?.[0]?.name).toBe("age");
    expect(await spark.services.metadata(at)).toEqual({ "Metadata.Name": "quote", "Metadata.Number": 456 });
    expect(await spark.services.at("proxy/quote").metadata()).toHaveProperty(["Metadata.Name"]);
    expect((await spark.services.versions(at)).map(({ revision }) => revision)).toEqual(["1.0.0"]);
    expect(await spark.services.swagger({ ...at, subservice: "All", downloadable: false })).toMatchObject({ swagger: "2.0" });
    expect(await spark.services.versionSwagger({ ...at, subservice: "All", downloadable: true, version_id: "version-1" })).toMatchObject({ swagger: "2.0" });
    expect(calls()).toEqual([
      "GET /api/v1/product/pricing/engines/get/quote",
      "POST /acme/api/v3/GetEngineDetailByVersionId/versionid/version-1",
      `GET ${V3}/metadata`,
      "GET /acme/api/v3/proxy/quote/metadata",
      "GET /api/v1/product/pricing/engines/getversions/quote",
      `GET ${V3}/downloadswagger/All/false`,
      `GET ${V3}/downloadswagger/All/true/version-1`,
    ]);
  });

  it("looks a service up by its URI", async () => {
    const { spark, calls } = await bench();
    const quote = spark.services.at("pricing/quote[1.0.0]");
    expect((await quote.schema()).bookSummary.product).toBe("pricing");
    expect((await spark.services.at("version/version-1").schema()).bookSummary.versionId).toBe("version-1");
    expect(await quote.versions()).toHaveLength(1);
    expect(await quote.swagger()).toHaveProperty("info.title", "quote");
    expect(await text(await quote.download("configured"))).toBe("workbook of quote");
    expect(await text(await spark.services.at("pricing/quote").download())).toBe("workbook of quote");
    expect(() => spark.services.at("proxy/quote").versions()).toThrow("folder and name");
    expect(calls().slice(-3)).toEqual([
      `GET ${V3}/downloadswagger/All/false`,
      "GET /api/v1/product/pricing/engines/quote/download/1.0.0",
      "GET /api/v1/product/pricing/engines/quote/download",
    ]);
  });

  it("pages through a search, the page number in the body", async () => {
    const { spark, fake } = await bench();
    const names: (string | undefined)[] = [];
    for await (const hit of spark.services.search({ page_size: 10, fields: ["id", "filename"] })) names.push(hit.filename);
    expect(names).toHaveLength(25);
    const bodies = fake.requests.filter(({ path }) => path.endsWith("/services/search")).map(({ body }) => body);
    expect(bodies).toEqual(
      [{ page_size: 10, fields: ["id", "filename"] }, { page: 2 }, { page: 3 }].map((each) => ({ request_data: expect.objectContaining(each) })),
    );
  });

  it("lists the services of a folder, and goes on from a saved page", async () => {
    const { spark } = await bench();
    expect(await spark.services.list({ folder: "pricing", pageSize: 20 }).all()).toHaveLength(25);
    const { count } = await spark.services.list({ folder: "pricing", pageSize: 20 });
    expect(count).toBe(25);
  });

  it("downloads the workbook", async () => {
    const { spark, last } = await bench();
    expect(await text(await spark.services.download({ ...at, type: "withmetadata", filename: "q.xlsx" }))).toBe("workbook of quote");
    expect(`${last().path}?${last().query}`).toBe("/api/v1/product/pricing/engines/quote/download?filename=q.xlsx&type=withmetadata");
    expect(await text(await spark.services.downloadVersion({ ...at, version: "1.0.0" }))).toBe("workbook of quote");
  });
});

describe("publishing services", () => {
  const file = { name: "new.xlsx", data: new TextEncoder().encode("a workbook") };

  it("creates one: uploads, waits for the compiler, publishes", async () => {
    const { spark, fake, calls } = await bench();
    const seen: (number | null)[] = [];
    const created = await spark.services.create(
      { folder: "pricing", service: "new", file, version_difference: "major", release_note: "first" },
      { interval: 1, onProgress: ({ fraction }) => seen.push(fraction) },
    );
    expect(created.version_id).toBe("version-26");
    expect(seen).toEqual([0, 0.5, 1]);
    const compilation = "GET /acme/api/v3/folders/pricing/services/new/getcompilationprogess/compilation-1";
    expect(calls()).toEqual([
      "POST /acme/api/v3/folders/pricing/services/new/upload",
      compilation,
      compilation,
      compilation,
      "POST /acme/api/v3/folders/pricing/services/new/publish",
    ]);
    const upload = fake.requests.find(({ path }) => path.endsWith("/upload"))?.form;
    const workbook = upload?.get("serviceFile");
    expect(workbook instanceof File && { name: workbook.name, text: await workbook.text() }).toEqual({ name: "new.xlsx", text: "a workbook" });
    const entity = upload?.get("engineUploadRequestEntity");
    expect(JSON.parse(entity instanceof File ? await entity.text() : String(entity))).toEqual({ request_data: { version_difference: "major" } });
    expect(fake.requests.at(-1)?.body).toEqual({
      request_data: {
        draft_service_name: "new",
        original_file_documentid: "document-1",
        engine_file_documentid: "document-1-engine",
        version_difference: "major",
        release_note: "first",
      },
    });
    expect(await spark.services.exists({ folder: "pricing", service: "new" })).toBe(true);
  });

  it("compiles without publishing, and recompiles", async () => {
    const { spark, last } = await bench();
    await expect(spark.services.compile({ ...at, file }).untilDone({ interval: 1 })).resolves.toMatchObject({ progress: 100, status: "Success" });
    const job = spark.services.recompile({ ...at, versionId: "version-1", neuronCompilerVersion: "StableLatest", upgradeType: "patch" });
    expect((await job).response_data).toMatchObject({ revision: "1.0.1" });
    expect(last()).toMatchObject({
      path: `${V3}/recompileNodgen`,
      body: { request_data: { versionId: "version-1", neuronCompilerVersion: "StableLatest", upgradeType: "patch" } },
    });
    await expect(job.untilDone({ interval: 1 })).resolves.toMatchObject({ progress: 100 });
  });

  it("deletes one", async () => {
    const { spark, last } = await bench();
    await spark.services.delete(at);
    expect(`${last().method} ${last().path}`).toBe("DELETE /api/v1/product/pricing/engines/delete/quote");
    await expect(spark.services.schema(at)).rejects.toMatchObject({ status: 404 });
  });
});

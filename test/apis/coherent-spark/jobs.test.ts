import { resumeJob } from "@clientwright/runtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { startExport } from "../../../generated/coherent-spark/index.js";
import { bench, closeFakes } from "./spark.js";

afterEach(closeFakes);

const at = { folder: "pricing", service: "quote" };
const V3 = "/acme/api/v3/folders/pricing/services/quote";
const quick = { interval: 1 };
const zip = { name: "export.zip", data: new TextEncoder().encode("PK zip") };

describe("logs", () => {
  it("reads one past call, parsing the text that it comes in", async () => {
    const { spark, last } = await bench();
    const { call_id } = await spark.services.at("pricing/quote").execute({ age: 30 });
    expect(await spark.logs.get(call_id ?? "")).toEqual({ EngineCallID: "call-1", Inputs: { age: 30 }, Outputs: { premium: 160, accepted: true } });
    expect(last().path).toBe("/acme/api/v3/log/getexecutionhistorybycallid/call-1");
    expect(await spark.logs.text({ call_id: "call-1" })).toContain('"age":30');
    await expect(spark.logs.get("call-9")).rejects.toMatchObject({ status: 404 });
  });

  it("rehydrates a call: the workbook with its inputs, without credentials at the link", async () => {
    const { spark, fake, last } = await bench();
    await spark.services.execute({ ...at, inputs: { age: 30 } });
    const workbook = await spark.logs.rehydrate({ ...at, call_id: "call-1", index: 0 });
    expect(await workbook.text()).toBe("rehydrated call-1");
    expect(last().host).toBe("entitystore.us.coherent.global");
    expect(last().headers).not.toHaveProperty("authorization");
    const request = fake.requests.at(-2);
    expect(request).toMatchObject({ method: "POST", path: `${V3}/download/xml/call-1` });
    expect(request?.body).toEqual({});
    expect(request?.query.get("index")).toBe("0");
    expect(await spark.logs.workbookLinkLegacy({ ...at, call_id: "call-1" })).toHaveProperty("download_url");
    expect(last().path).toBe(`${V3}/download/call-1`);
  });

  it.each([
    ["json" as const, '["call-1"]'],
    ["csv" as const, "call_id\n"],
  ])("collects logs as %s and downloads them when they are ready", async (type, want) => {
    const { spark, calls, fake } = await bench();
    await spark.services.execute({ ...at, inputs: {} });
    const file = await spark.logs.download({ ...at, type, call_ids: ["call-1"], start_date: "2026-11-01T00:00:00Z", version_id: "version-1" }, quick);
    expect(await file.text()).toBe(want);
    const status = `GET ${V3}/log/download${type}/status/${type}-log-1`;
    expect(calls().slice(1, 5)).toEqual([`POST ${V3}/log/download${type}`, status, status, status]);
    expect(fake.requests.find(({ path }) => path.endsWith(`/log/download${type}`))?.body).toEqual({
      request_data: { call_ids: ["call-1"], start_date: "2026-11-01T00:00:00Z" },
      request_meta: { version_id: "version-1" },
    });
  });

  it("finds past calls page by page", async () => {
    const { spark, fake } = await bench();
    for (let n = 0; n < 5; n++) await spark.services.execute({ ...at, inputs: { age: n } });
    const search = [{ field: "StartDate", value: "2026-11-01T00:00:00Z" }];
    const found = await spark.logs.find({ ...at, search, pageSize: 2 }).all();
    expect(found.map(({ id }) => id)).toEqual(["call-1", "call-2", "call-3", "call-4", "call-5"]);
    expect(fake.requests.at(-1)).toMatchObject({ path: "/api/v1/product/pricing/engines/quote/logs", body: { search, page: 3, pageSize: 2 } });
  });
});

describe("export and import", () => {
  it("exports, waits, and downloads the zip files", async () => {
    const { spark, fake } = await bench();
    const zips = await spark.impex.exportFiles({ services: ["pricing/quote[1.0.0]"], file_filter: "onpremises", version_filter: "latest" }, quick);
    expect(await Promise.all(zips.map(async ({ name, content }) => [name, await content.text()]))).toEqual([["export.zip", "PK pricing/quote[1.0.0]"]]);
    expect(fake.requests.find(({ path }) => path.endsWith("/api/v4/export"))?.body).toEqual({
      inputs: { services: ["pricing/quote[1.0.0]"] },
      file_filter: "onpremises",
      version_filter: "latest",
    });
  });

  it("follows an export that another process began", async () => {
    const { spark, fake } = await bench();
    const handle = await spark.impex.export({ folders: ["pricing"] }).handle();
    const other = await bench({ fetch: fake.fetch });
    const done = await resumeJob(other.spark.client, startExport, handle).untilDone(quick);
    expect(done).toMatchObject({ status: "completed", outputs: { files: [{ file_hash: "abc" }] } });
  });

  it("cancels an export, by its job or by its id; waiting for it fails", async () => {
    const { spark, last } = await bench();
    const job = spark.impex.export({ folders: ["pricing"] });
    await job.cancel({ export_status: "cancelled" });
    expect(last()).toMatchObject({ method: "PATCH", path: "/acme/api/v4/export/export-1", body: { export_status: "cancelled" } });
    await expect(job.untilDone(quick)).rejects.toMatchObject({ kind: "job-failed" });
    const { id } = await spark.impex.export({ folders: ["pricing"] });
    expect((await spark.impex.cancelExport(id)).object).toBe("export");
    expect(await spark.impex.exportStatus({ id })).toMatchObject({ status: "cancelled" });
  });

  it("imports a zip file and tells what became of each service", async () => {
    const { spark, fake } = await bench();
    const services_modify = [{ service_uri_source: "pricing/quote", service_uri_destination: "claims/quote", update_version_type: "minor" as const }];
    const report = await spark.impex.import({ file: zip, services_modify, services_existing: "add_version" }).untilDone(quick);
    expect(report.outputs?.services).toEqual([{ service_uri_source: "pricing/quote", service_uri_destination: "claims/quote", status: "added" }]);
    const form = fake.requests.find(({ path }) => path.endsWith("/api/v4/import"))?.form;
    const entity = form?.get("importRequestEntity");
    expect(JSON.parse(entity instanceof File ? await entity.text() : String(entity))).toEqual({
      inputs: { services_modify },
      services_existing: "add_version",
    });
    await expect(spark.impex.import({ file: { ...zip, data: new TextEncoder().encode("no zip") }, services_modify })).rejects.toMatchObject({
      status: 500,
      code: "INVALID_IMPORT_ZIP",
    });
  });

  it("migrates from one tenant to another", async () => {
    const from = await bench();
    const to = await bench();
    const reports = await from.spark.impex.migrate(to.spark, { services: ["pricing/quote"], ifPresent: "replace" }, quick);
    expect(reports.map(({ outputs }) => outputs?.services?.[0]?.service_uri_destination)).toEqual(["pricing/quote"]);
    expect(to.calls()[0]).toBe("POST /acme/api/v4/import");
  });

  it("describes exports and imports of the tenant", async () => {
    const { spark, calls } = await bench();
    await spark.impex.export({ folders: ["pricing"] });
    expect((await spark.impex.exports()).in_progress?.map(({ id }) => id)).toEqual(["export-1"]);
    expect((await spark.impex.imports()).in_progress).toEqual([]);
    await expect(spark.impex.importStatus({ id: "import-9" })).rejects.toMatchObject({ code: "INVALID_JOB_ID" });
    expect(calls()).toContain("GET /acme/api/v4/import/status");
  });

  it("downloads a service as WebAssembly, by any locator", async () => {
    const { spark, last } = await bench();
    expect(await (await spark.wasm.download(at)).text()).toBe("PK wasm of quote");
    expect(last().path).toBe("/acme/api/v3/nodegen/getnodegenzipbyId/folders/pricing/services/quote");
    await spark.services.at("version/version-1").wasm();
    expect(last().path).toBe("/acme/api/v3/nodegen/getnodegenzipbyId/version/version-1");
    await spark.services.at("public/service/service-1").wasm();
    expect(last().path).toBe("/acme/api/v3/nodegen/public/getnodegenzipbyId/service/service-1");
  });
});

describe("files", () => {
  it("follows a link of the document store, and no other", async () => {
    const { spark, fake } = await bench();
    fake.state.files.set("t/a file.txt", new TextEncoder().encode("hello"));
    const link = "https://entitystore.us.coherent.global/docstore/api/v1/documents/versions/tokens/t/a%20file.txt";
    expect(await (await spark.files.download(link)).text()).toBe("hello");
    await expect(spark.files.get({ token: "old", name: "x" })).rejects.toMatchObject({ status: 404, code: "TOKEN_EXPIRED" });
    expect(() => spark.files.download("https://example.com/x")).toThrow("no link");
  });
});

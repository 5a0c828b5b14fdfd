import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";

interface DocumentOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly "x-variant-of"?: string;
  readonly security?: readonly Record<string, unknown>[];
}
interface PathItem {
  readonly servers?: readonly { readonly url: string }[];
  readonly [method: string]: unknown;
}
type Paths = Readonly<Record<string, PathItem>>;

const text = readFileSync(new URL("../../../specs/coherent-spark/openapi.yaml", import.meta.url), "utf8");
const document = parse(text) as { readonly paths: Paths; readonly components: { readonly schemas: Record<string, { readonly description?: string }> } }; // our own file
const METHODS = new Set(["get", "post", "put", "patch", "delete"]);
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => METHODS.has(method))
    .map(([method, operation]) => ({
      key: `${method.toUpperCase()} ${path}`,
      server: item.servers?.[0]?.url ?? null,
      operation: operation as DocumentOperation,
    })),
);
const counted = operations.filter(({ operation }) => operation["x-variant-of"] === undefined);

const V3 = "/{tenant}/api/v3/folders/{folder}/services/{service}";
const PLATFORM = [
  "POST /auth/realms/{tenant}/protocol/openid-connect/token",
  "GET /health",
  "GET /api/v1/config/GetSparkConfiguration",
  `POST ${V3}/execute`,
  "POST /{tenant}/api/v3/service/{service_id}",
  "POST /{tenant}/api/v3/version/{version_id}",
  "POST /{tenant}/api/v3/proxy/{proxy}",
  "POST /{tenant}/api/v4/execute",
  "POST /{tenant}/api/v4/transforms/{transform}/for/folders/{folder}/services/{service}",
  "POST /{tenant}/api/v4/transforms/{transform_folder}/{transform}/for/{folder}/{service}",
  `POST ${V3}/validation`,
  `GET ${V3}/metadata`,
  "GET /api/v1/product/{folder}/engines/get/{service}",
  "POST /{tenant}/api/v3/GetEngineDetailByVersionId/versionid/{version_id}",
  "GET /api/v1/product/{folder}/engines/getversions/{service}",
  `GET ${V3}/downloadswagger/{subservice}/{downloadable}`,
  "POST /{tenant}/api/v3/services/search",
  "POST /api/v1/product/{folder}/engines",
  "GET /api/v1/product/{folder}/engines/{service}/download",
  `POST ${V3}/upload`,
  `GET ${V3}/getcompilationprogess/{job_id}`,
  `POST ${V3}/publish`,
  `POST ${V3}/recompileNodgen`,
  `GET ${V3}/exists`,
  "DELETE /api/v1/product/{folder}/engines/delete/{service}",
  "GET /{tenant}/api/v4/batch/status",
  "POST /{tenant}/api/v4/batch",
  "GET /{tenant}/api/v4/batch/{id}",
  "GET /{tenant}/api/v4/batch/{id}/status",
  "POST /{tenant}/api/v4/batch/{id}/chunks",
  "GET /{tenant}/api/v4/batch/{id}/chunkresults",
  "PATCH /{tenant}/api/v4/batch/{id}",
  "GET /{tenant}/api/v3/log/getexecutionhistorybycallid/{call_id}",
  `POST ${V3}/download/xml/{call_id}`,
  `POST ${V3}/download/{call_id}`,
  `POST ${V3}/log/downloadjson`,
  `POST ${V3}/log/downloadcsv`,
  `GET ${V3}/log/downloadjson/status/{job_id}`,
  `GET ${V3}/log/downloadcsv/status/{job_id}`,
  "POST /api/v1/product/{folder}/engines/{service}/logs",
  "GET /{tenant}/api/v4/export/status",
  "POST /{tenant}/api/v4/export",
  "GET /{tenant}/api/v4/export/{id}/status",
  "PATCH /{tenant}/api/v4/export/{id}",
  "GET /{tenant}/api/v4/import/status",
  "POST /{tenant}/api/v4/import",
  "GET /{tenant}/api/v4/import/{id}/status",
  "GET /{tenant}/api/v3/nodegen/getnodegenzipbyId/folders/{folder}/services/{service}",
  "POST /{tenant}/api/v4/transforms/list/{folder}",
  "POST /{tenant}/api/v4/transforms/validation",
  "GET /{tenant}/api/v4/transforms/{folder}/{transform}",
  "POST /{tenant}/api/v4/transforms/{folder}/{transform}",
  "DELETE /{tenant}/api/v4/transforms/{folder}/{transform}",
  "POST /api/v1/product/list",
  "POST /api/v1/product/create",
  "POST /api/v1/product/update/{id}",
  "DELETE /api/v1/product/delete/{id}",
  "POST /api/v1/product/uploadcoverimage",
  "POST /api/v1/product/isproductexists/{name}",
  "GET /api/v1/lookup/getcategories",
  "POST /api/v1/lookup/savecategory",
  "DELETE /api/v1/lookup/deletecategory/{key}",
];
/** A runner serves some of the platform's paths; the fragment keeps the keys of one document apart and is never sent. */
const RUNNER = [
  "GET /healthcheck",
  "GET /version",
  "GET /status",
  "POST /api/v3/upload",
  `POST ${V3}/execute#runner`,
  "POST /{tenant}/api/v4/execute#runner",
  "POST /{tenant}/api/v3/validation",
  "POST /{tenant}/api/v3/metadata",
];

describe("the document of Coherent Spark", () => {
  it("has the 62 operations of the platform, each method and path once", () => {
    const platform = counted.filter(({ server }) => server !== "{runner}").map(({ key }) => key);
    expect(platform).toHaveLength(62);
    expect([...platform].sort()).toEqual([...PLATFORM].sort());
  });

  it("has the 8 operations of a hybrid runner, at the runner's own server", () => {
    const runner = counted.filter(({ server }) => server === "{runner}").map(({ key }) => key);
    expect([...runner].sort()).toEqual([...RUNNER].sort());
  });

  it("has variants of counted operations beside them, and nothing else", () => {
    const ids = new Set(counted.map(({ operation }) => operation.operationId));
    const variants = operations.filter((operation) => !counted.includes(operation)).map(({ operation }) => operation["x-variant-of"] ?? "");
    expect(variants).toHaveLength(8);
    expect(variants.filter((id) => id !== "link" && !ids.has(id))).toEqual([]);
  });

  it("puts a tenant into the path of v3 and v4, never into that of v1", () => {
    const wrong = operations.filter(
      ({ key, server }) => server === null && (/\/api\/v[34]\//.test(key) ? !key.includes(" /{tenant}/") : key.includes("{tenant}")),
    );
    expect(wrong.map(({ key }) => key)).toEqual([]);
  });

  it("asks an API key to come with a tenant name, and lets the open calls go without either", () => {
    const { security } = parse(text) as { security: unknown }; // our own file
    expect(security).toEqual([{ oauth: [] }, { apiKey: [], tenantName: [] }, { bearer: [] }]);
    const open = operations.filter(({ operation }) => operation.security?.length === 0).map(({ operation }) => operation.operationId);
    expect(open.sort()).toEqual([
      "checkHealth",
      "checkRunner",
      "createToken",
      "downloadFile",
      "executeManyPublic",
      "executePublic",
      "getRunnerStatus",
      "getRunnerVersion",
    ]);
  });

  it("describes every operation and every schema, for the doc comments", () => {
    expect(operations.filter(({ operation }) => !operation.summary.endsWith(".") && !operation.summary.endsWith("?")).map(({ key }) => key)).toEqual([]);
    expect(
      Object.entries(document.components.schemas)
        .filter(([, schema]) => !schema.description)
        .map(([name]) => name),
    ).toEqual([]);
  });
});

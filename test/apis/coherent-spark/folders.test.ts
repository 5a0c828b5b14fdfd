import { ConflictError, UnauthorizedError } from "@clientwright/runtime";
import { afterEach, describe, expect, it } from "@jest/globals";
import { transformContent } from "../../../generated/coherent-spark/index.js";
import { bench, closeFakes } from "./spark.js";

afterEach(closeFakes);

describe("folders", () => {
  it("creates one with a form", async () => {
    const { spark, fake, last } = await bench();
    const { folderId } = await spark.folders.create({ name: "life", description: "Life & health", category: "Medical" });
    expect(folderId).toBe("folder-3");
    expect(last()).toMatchObject({ method: "POST", path: "/api/v1/product/create" });
    expect(last().headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(last().bytes.toString()).toBe("Name=life&Description=Life%20%26%20health&Category=Medical");
    expect(fake.state.folders.at(-1)).toMatchObject({ name: "life", description: "Life & health" });
  });

  it("turns the conflict inside HTTP 200 into a 409", async () => {
    const { spark } = await bench();
    const outcome = await spark.folders.create({ name: "pricing" }).settle();
    expect(outcome).toMatchObject({ ok: false, status: 409, error: { errorCode: "PRODUCT_ALREADY_EXISTS", message: "folder pricing exists" } });
    const error: unknown = await spark.folders.create({ name: "pricing" }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({ code: "PRODUCT_ALREADY_EXISTS", status: 409 });
  });

  it("is refused to API keys", async () => {
    const { spark } = await bench({ auth: { apiKey: "synthetic-key" } });
    await expect(spark.folders.create({ name: "life" })).rejects.toBeInstanceOf(UnauthorizedError);
  });

  it("finds, changes, gets a cover, is asked for, and goes", async () => {
    const { spark, last } = await bench();
    const found = [];
    for await (const folder of spark.folders.find({
      search: [{ field: "name", value: "pric" }],
      pageSize: 10,
      sort: "-updated",
      shouldFetchActiveServicesCount: true,
    }))
      found.push(folder.name);
    expect(found).toEqual(["pricing"]);
    await spark.folders.update({ id: "folder-1", description: "Rates", shouldTrackUserAction: true });
    expect(last()).toMatchObject({ path: "/api/v1/product/update/folder-1", body: { description: "Rates", shouldTrackUserAction: true } });
    await spark.folders.uploadCover({ id: "folder-1", coverImage: { name: "cover.png", data: new Uint8Array([1, 2, 3]) } });
    const cover = last().form?.get("coverImage");
    expect([last().form?.get("id"), cover instanceof File && cover.name]).toEqual(["folder-1", "cover.png"]);
    expect(await spark.folders.exists({ name: "pricing" })).toBe(true);
    await spark.folders.delete({ id: "folder-1" });
    expect(`${last().method} ${last().path}`).toBe("DELETE /api/v1/product/delete/folder-1");
    expect(await spark.folders.exists({ name: "pricing" })).toBe(false);
    await expect(spark.folders.delete({ id: "folder-1" })).rejects.toMatchObject({ status: 404, code: "PRODUCT_NOT_FOUND" });
  });
});

describe("categories", () => {
  it("lists, saves and deletes them", async () => {
    const { spark, last } = await bench();
    expect(await spark.categories.list()).toEqual([{ key: "Other", value: "Other", icon: "other.svg" }]);
    const saved = await spark.categories.save({ key: "vhis", value: "VHIS", icon: "vhis.svg" });
    expect(saved.map(({ Value }) => Value)).toEqual(["Other", "VHIS"]);
    expect(last().body).toEqual({ key: "vhis", value: "VHIS", icon: "vhis.svg" });
    expect(await spark.categories.delete({ key: "vhis" })).toHaveLength(1);
    expect(last().path).toBe("/api/v1/lookup/deletecategory/vhis");
  });
});

describe("transforms", () => {
  it("validates, saves, lists, reads and deletes them", async () => {
    const { spark, calls } = await bench();
    const transform_content = transformContent({ inputs: "{ 'age': who.age }" });
    expect(JSON.parse(transform_content)).toEqual({
      transform_type: "JSONtransforms_v1.0.1",
      target_api_version: "v3",
      input_body_transform: "{ 'age': who.age }",
      output_body_transform: null,
    });
    expect(await spark.transforms.validate({ transform_content })).toEqual({ isValid: true, error: null });
    const where = { folder: "pricing", transform: "from-crm" };
    expect(await spark.transforms.save({ ...where, transform_content })).toEqual({ name: "from-crm", transform_uri: "pricing/from-crm" });
    expect((await spark.transforms.list({ folder: "pricing", pageSize: 10, sort: "-updatedAt" }).all()).map(({ name }) => name)).toEqual(["from-crm"]);
    expect((await spark.transforms.get(where)).transform_document).toBe(transform_content);
    await spark.transforms.delete(where);
    await expect(spark.transforms.get(where)).rejects.toMatchObject({ status: 404, code: "TRANSFORM_NOT_FOUND" });
    expect(calls().slice(0, 3)).toEqual([
      "POST /acme/api/v4/transforms/validation",
      "POST /acme/api/v4/transforms/pricing/from-crm",
      "POST /acme/api/v4/transforms/list/pricing",
    ]);
  });

  it("writes a Node.js transform", () => {
    expect(JSON.parse(transformContent({ code: "export default 1" }))).toEqual({ transform_type: "Nodejs22_v1.0.0", transform_code: "export default 1" });
  });
});

describe("platform and health", () => {
  it("reads the configuration with a token only", async () => {
    const { spark, fake } = await bench();
    expect((await spark.platform.configuration()).Batch_Chunk_Size).toBe("200");
    const keyed = await bench({ auth: { apiKey: "synthetic-key" }, fetch: fake.fetch });
    await expect(keyed.spark.platform.configuration()).rejects.toMatchObject({ kind: "auth" });
  });

  it("tells that the platform is up, to anybody", async () => {
    const { spark, last } = await bench();
    expect(await spark.health.check()).toEqual({ status: "UP" });
    expect(last().path).toBe("/health");
    expect(last().headers).not.toHaveProperty("authorization");
  });

  it("reaches what no operation describes", async () => {
    const { spark, last } = await bench();
    await expect(spark.request("GET", "/acme/api/v4/batch/status")).resolves.toMatchObject({ recent_batches: [] });
    expect(last().headers).toHaveProperty("authorization");
  });
});

describe("a hybrid runner", () => {
  const at = { folder: "pricing", service: "quote" };

  it("is asked at its own address, in the same shapes as the platform", async () => {
    const { spark, fake, calls } = await bench({ auth: "open", runner: "http://localhost:3000" });
    expect(await spark.hybrid.check()).toEqual({ msg: "ok" });
    expect((await spark.hybrid.version()).version).toBe("1.46.0");
    expect((await spark.hybrid.status()).models).toEqual(["pricing/quote"]);
    expect((await spark.hybrid.execute({ ...at, inputs: { age: 0 } })).response_data.outputs).toEqual({ premium: 100, accepted: true });
    expect((await spark.hybrid.executeMany({ service: "pricing/quote", inputs: [{ age: 0 }] })).outputs).toHaveLength(1);
    expect(await spark.hybrid.validate({ service_id: "service-1", inputs: {} })).toHaveProperty("age");
    expect(await spark.hybrid.metadata({ version_id: "version-1", inputs: {} })).toEqual({ "Metadata.Name": "quote" });
    await spark.hybrid.upload({ file: { name: "package.zip", data: new Uint8Array([80, 75]) } });
    expect(new Set(fake.requests.map(({ host }) => host))).toEqual(new Set(["localhost:3000"]));
    expect(calls()).toEqual([
      "GET /healthcheck",
      "GET /version",
      "GET /status",
      "POST /acme/api/v3/folders/pricing/services/quote/execute",
      "POST /acme/api/v4/execute",
      "POST /acme/api/v3/validation",
      "POST /acme/api/v3/metadata",
      "POST /api/v3/upload",
    ]);
    expect(fake.requests[5]?.body).toEqual({ request_data: { inputs: {} }, request_meta: { service_id: "service-1" } });
  });
});

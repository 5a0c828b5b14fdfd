import { afterEach, describe, expect, it } from "@jest/globals";
import { raw } from "../../../generated/coherent-spark/raw.js";
import { bench, closeFakes } from "./spark.js";

afterEach(closeFakes);

describe("raw", () => {
  it("reaches every path as openapi-fetch has it, signed and repeated by the same client", async () => {
    const { spark, fake, last } = await bench();
    fake.fail({ path: "/batch/status", answer: { status: 503, headers: { "retry-after": "0" }, body: {} } });
    const { data, response } = await raw(spark.client).GET("/{tenant}/api/v4/batch/status", { params: { path: { tenant: "acme" } } });
    expect(response.status).toBe(200);
    expect(data?.recent_batches).toEqual([]);
    expect(last().headers).toMatchObject({ "x-tenant-name": "acme", authorization: expect.stringContaining("Bearer ") });
  });

  it("gives errors as values", async () => {
    const { spark } = await bench();
    const { error } = await raw(spark.client).POST("/{tenant}/api/v3/folders/{folder}/services/{service}/execute", {
      params: { path: { tenant: "acme", folder: "pricing", service: "nothing" } },
      body: { request_data: { inputs: {} } },
    });
    expect(error?.error.message).toBe("SERVICE_NOT_FOUND");
  });
});

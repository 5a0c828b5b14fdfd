import { afterEach, describe, expect, it } from "@jest/globals";
import { BatchError, type BatchProgress, chunksOf, rowsOf } from "../../../generated/coherent-spark/index.js";
import { bench, closeFakes } from "./spark.js";

afterEach(closeFakes);

const service = "pricing/quote";
const people = (count: number): { age: number }[] => Array.from({ length: count }, (_, n) => ({ age: n % 90 }));
const premium = (age: number): number => Math.round(100 * (1 + age / 50));
const slow = { interval: 1 };

describe("one call at a time", () => {
  it("describes the tenant's batches, creates one, reads it, follows it by its id", async () => {
    const { spark, calls, last } = await bench();
    const { id, data } = await spark.batches.create({ service, max_workers: 5, unique_record_key: "age", acceptable_error_percentage: 5 });
    expect(last().body).toEqual({ service, max_workers: 5, unique_record_key: "age", acceptable_error_percentage: 5 });
    expect(data).toMatchObject({ batch_status: "created", service_uri: "pricing/quote[1.0.0]" });
    expect((await spark.batches.describe()).in_progress_batches.map((batch) => batch.id)).toEqual([id]);
    const batch = spark.batches.of(id);
    expect((await batch.info()).id).toBe(id);
    const pushed = await batch.push([{ id: "mine", size: 2, data: { inputs: [["age"], [0], [50]], parameters: { sum: 200_000 } } }]);
    expect(pushed.record_submitted).toBe(2);
    expect(last().headers["content-encoding"]).toBe("gzip");
    const { data: results, status } = await batch.pull(10);
    expect(results?.[0]).toMatchObject({ id: "mine", outputs: [{ premium: 200 }, { premium: 400 }], errors: [null, null] });
    expect(last().query.get("max")).toBe("10");
    expect(status.records_available).toBe(0);
    expect((await batch.status()).records_completed).toBe(2);
    expect((await batch.close()).data.batch_status).toBe("closed");
    expect(last().body).toEqual({ batch_status: "closed" });
    expect(calls().slice(-6)).toEqual(
      [
        "GET /acme/api/v4/batch/batch-1",
        "POST /acme/api/v4/batch/batch-1/chunks",
        "GET /acme/api/v4/batch/batch-1/chunkresults",
        "GET /acme/api/v4/batch/batch-1/status",
        "PATCH /acme/api/v4/batch/batch-1",
      ].toSpliced(0, 0, calls().at(-6) ?? ""),
    );
  });

  it("cancels one; nothing can be had from it then", async () => {
    const { spark } = await bench();
    const batch = spark.batches.of((await spark.batches.create({ service })).id);
    expect((await batch.cancel()).data.batch_status).toBe("cancelled");
    await expect(batch.pull()).rejects.toMatchObject({ status: 400, code: "BATCH_CANCELLED" });
    await expect(spark.batches.create({ service: "pricing/nothing" })).rejects.toMatchObject({ status: 404, code: "SERVICE_NOT_FOUND" });
  });
});

describe("run", () => {
  it("pushes, pulls and closes, and gives one row per record in their order", async () => {
    const { spark, fake, calls } = await bench();
    const rows = await spark.batches.run({ service, records: people(450), parameters: { sum: 100_000 } }, slow);
    expect(rows.map(({ index }) => index)).toEqual(people(450).map((_, index) => index));
    expect(rows.map(({ outputs }) => outputs?.["premium"])).toEqual(people(450).map(({ age }) => premium(age)));
    const pushed = fake.requests
      .filter(({ path }) => path.endsWith("/chunks"))
      .flatMap(({ body }) => (body as { chunks: { id: string; size: number; data: unknown }[] }).chunks); // the client's own body
    expect(pushed.map(({ id, size }) => [id, size])).toEqual([
      ["chunk-0", 200],
      ["chunk-1", 200],
      ["chunk-2", 50],
    ]);
    expect(pushed[2]?.data).toMatchObject({
      inputs: [["age"], [40], [41]].concat([...people(450).slice(402)].map(({ age }) => [age])),
      parameters: { sum: 100_000 },
    });
    expect(calls()[0]).toBe("POST /acme/api/v4/batch");
    expect(fake.batches.get("batch-1")?.status).toBe("completed");
  });

  it("keeps within buffers that hold three chunks", async () => {
    const { spark, fake } = await bench({}, { batch: { inputBytes: 3_000, outputBytes: 30_000, chunksPerTurn: 1 } });
    const seen: BatchProgress[] = [];
    const rows = await spark.batches.run({ service, records: people(4_000) }, { ...slow, onProgress: (progress) => seen.push(progress) });
    expect(rows).toHaveLength(4_000);
    expect(fake.batches.get("batch-1")?.peak.input).toBeLessThanOrEqual(3_000);
    expect(fake.requests.filter(({ path }) => path.endsWith("/chunks")).length).toBeGreaterThan(5);
    expect(seen.at(-1)).toMatchObject({ batchId: "batch-1", pushed: 4_000, pulled: 4_000, completed: 4_000, total: 4_000 });
    expect(seen.every(({ pulled }, n) => pulled >= (seen[n - 1]?.pulled ?? 0))).toBe(true);
  });

  it("pushes again when the buffer was full after all", async () => {
    const { spark, fake } = await bench({}, { batch: { inputBytes: 3_000, chunksPerTurn: 1 } });
    fake.fail({
      path: "/chunks",
      method: "POST",
      after: 1,
      answer: { status: 422, body: { type: "invalid_input", code: "INPUT_BUFFER_FULL", message: "full" } },
    });
    await expect(spark.batches.run({ service, records: people(1_000) }, slow)).resolves.toHaveLength(1_000);
  });

  it("bears a gateway that is away for a moment, but not for ever", async () => {
    const { spark, fake } = await bench();
    const away = { answer: { status: 502, body: "<html>" } };
    fake.fail({ path: "/chunks", method: "POST", ...away });
    fake.fail({ path: "/chunkresults", times: 3, ...away });
    await expect(spark.batches.run({ service, records: people(300) }, slow)).resolves.toHaveLength(300);
    fake.fail({ path: "/chunkresults", times: 50, ...away });
    await expect(spark.batches.run({ service, records: people(300) }, slow)).rejects.toMatchObject({ status: 502 });
    // Everything was pushed and the batch closed: its results are still to be had.
    expect(fake.batches.get("batch-2")?.report()).toMatchObject({ batch_status: "closed", records_available: 300 });
  });

  it("counts records that arrived although the push seemed to fail", async () => {
    const { spark, fake } = await bench();
    const real = fake.fetch;
    let broken = false;
    const flaky: typeof fetch = async (input, init) => {
      const response = await real(input, init);
      if (!String(input).endsWith("/chunks") || broken) return response;
      broken = true;
      await response.arrayBuffer();
      throw new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
    };
    const again = await bench({ fetch: flaky });
    await expect(again.spark.batches.run({ service, records: people(300) }, slow)).resolves.toHaveLength(300);
    expect(broken).toBe(true);
    expect(fake.batches.get("batch-1")?.report()).toMatchObject({ record_submitted: 300 });
    expect(spark).toBeDefined();
  });

  it("tells which records the model could not calculate, and goes on with the others", async () => {
    const { spark } = await bench();
    const rows = await spark.batches.run({ service, records: [{ age: 1 }, { age: -1 }, { age: 2 }] }, slow);
    expect(rows.map(({ outputs, errors }) => [outputs?.["premium"], errors?.[0]?.message])).toEqual([
      [102, undefined],
      [undefined, "age must not be negative"],
      [104, undefined],
    ]);
  });

  it("reads a generator only as fast as the platform takes its records", async () => {
    const { spark } = await bench({}, { batch: { inputBytes: 1_500, chunksPerTurn: 1 } });
    let made = 0;
    let pulled = 0;
    async function* endless(): AsyncGenerator<{ age: number }> {
      for (; made < 20_000; made++) yield { age: made % 90 };
    }
    let ahead = 0;
    for await (const _row of spark.batches.each({ service, records: endless(), chunkSize: 50 }, { ...slow, chunksPerPush: 4 })) {
      pulled++;
      ahead = Math.max(ahead, made - pulled);
      if (pulled === 2_000) break;
    }
    expect(ahead).toBeLessThan(1_500);
  });

  it("cancels the batch when the caller aborts or breaks out, and keeps it when asked to", async () => {
    const { spark, fake } = await bench({}, { batch: { inputBytes: 2_000, chunksPerTurn: 1 } });
    const stop = new AbortController();
    const running = spark.batches.run(
      { service, records: people(5_000) },
      { ...slow, signal: stop.signal, onProgress: ({ pulled }) => pulled > 500 && stop.abort() },
    );
    await expect(running).rejects.toMatchObject({ kind: "abort" });
    expect(fake.batches.get("batch-1")?.status).toBe("cancelled");
    for await (const row of spark.batches.each({ service, records: people(1_000) }, slow)) if (row.index > 10) break;
    expect(fake.batches.get("batch-2")?.status).toBe("cancelled");
    for await (const row of spark.batches.each({ service, records: people(1_000) }, { ...slow, keepOnFailure: true })) if (row.index > 10) break;
    expect(fake.batches.get("batch-3")?.status).not.toBe("cancelled");
  });

  it("goes on in another process by the batch's id", async () => {
    const { spark, fake } = await bench();
    let id = "";
    for await (const row of spark.batches.each({ service, records: people(400) }, { ...slow, onStart: (batchId) => (id = batchId), keepOnFailure: true }))
      if (row.index > 0) break;
    const other = await bench({ fetch: fake.fetch });
    const rows = [];
    for await (const result of other.spark.batches.of(id).drain(slow)) rows.push(...rowsOf(result));
    expect(id).toBe("batch-1");
    expect(fake.batches.get(id)?.report()).toMatchObject({ records_available: 0, batch_status: "completed" });
    expect(rows.length).toBeLessThan(400);
  });

  it("says so when the platform ends the batch early, and names it", async () => {
    const { spark, fake } = await bench({}, { batch: { inputBytes: 2_000, chunksPerTurn: 1 } });
    const end = ({ batchId }: BatchProgress): void => {
      const batch = fake.batches.get(batchId);
      if (batch) batch.status = "closed_by_timeout";
    };
    const failure: unknown = await spark.batches.run({ service, records: people(5_000) }, { ...slow, onProgress: end }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BatchError);
    expect(failure).toMatchObject({ batchId: "batch-1", state: "closed_by_timeout", kind: "job-failed" });
  });

  it("does not try again what the platform will never take", async () => {
    const { spark, fake } = await bench();
    fake.fail({ path: "/chunks", answer: { status: 400, body: { type: "invalid_input", code: "INVALID_CHUNK", message: "no such input" } } });
    await expect(spark.batches.run({ service, records: people(3) }, slow)).rejects.toMatchObject({ status: 400, code: "INVALID_CHUNK" });
    expect(fake.batches.get("batch-1")?.status).toBe("cancelled");
  });

  it("finishes at once without records", async () => {
    const { spark, fake } = await bench();
    await expect(spark.batches.run({ service, records: [] }, slow)).resolves.toEqual([]);
    expect(fake.batches.get("batch-1")?.status).toBe("completed");
  });
});

describe("chunksOf", () => {
  it("repeats the header in every chunk and fills inputs that a record leaves out with null", async () => {
    const chunks = [];
    for await (const chunk of chunksOf([{ a: 1 }, { b: 2 }, { a: 3 }], { size: 2, parameters: { c: 4 } })) chunks.push(chunk);
    expect(chunks).toEqual([
      {
        id: "chunk-0",
        size: 2,
        data: {
          inputs: [
            ["a", "b"],
            [1, null],
            [null, 2],
          ],
          parameters: { c: 4 },
        },
      },
      { id: "chunk-1", size: 1, data: { inputs: [["a"], [3]], parameters: { c: 4 } } },
    ]);
  });
});

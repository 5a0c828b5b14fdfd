import { afterEach, describe, expect, it } from "@jest/globals";
import { chunksOf } from "../../../generated/coherent-spark/index.js";
import { inOtherProcess } from "../../support/other-process.js";
import { type Bench, bench, closeFakes } from "./spark.js";

afterEach(closeFakes);

/** Runs in another process with a signed-in client of the same fake, `spark`, and what was kept here, `input.kept`. */
function elsewhere({ port, credentials: { clientId, clientSecret } }: Bench["fake"], kept: string, source: string): Promise<unknown> {
  const prelude = `
    import { createSpark, rowsOf, searchServices, startExport } from "./generated/coherent-spark/index.ts";
    import { resumeJob, resumePages } from "./runtime/index.js";
    import { fetchAt } from "./test/support/coherent-spark-fake/fake.ts";
    const spark = createSpark({ tenant: "acme", auth: { oauth: input.oauth }, fetch: fetchAt(input.port) });
  `;
  return inOtherProcess(prelude + source, { port, oauth: { clientId, clientSecret }, kept });
}

describe("work that one process began is finished by another", () => {
  it("a batch, by its id: what was not pulled yet is drained", async () => {
    const { spark, fake } = await bench();
    const batch = spark.batches.of((await spark.batches.create({ service: "pricing/quote" })).id);
    const people = Array.from({ length: 40 }, (_, age) => ({ age }));
    for await (const chunk of chunksOf(people, { size: 10 })) await batch.push([chunk]);
    const rows = await elsewhere(
      fake,
      batch.id,
      `const ages = [];
       for await (const result of spark.batches.of(input.kept).drain({ interval: 1 })) ages.push(...rowsOf(result, 10).map(({ index }) => index));
       output(ages.sort((a, b) => a - b));`,
    );
    expect(rows).toEqual(people.map(({ age }) => age));
    expect(fake.batches.get(batch.id)?.report()).toMatchObject({ records_available: 0, batch_status: "completed" });
  });

  it("an export, by its handle", async () => {
    const { spark, fake } = await bench();
    const handle = await spark.impex.export({ folders: ["pricing"] }).handle();
    const done = await elsewhere(fake, handle, "output(await resumeJob(spark.client, startExport, input.kept).untilDone({ interval: 1 }));");
    expect(done).toMatchObject({ status: "completed", outputs: { files: [{ file_hash: "abc" }] } });
  });

  it("a search, by the text of its first page", async () => {
    const { spark, fake } = await bench();
    const names = await spark.services.search({}).all();
    let kept = "";
    const seen: unknown[] = [];
    for await (const { items, resume } of spark.services.search({ page_size: 1 }).pages()) {
      seen.push(...items);
      kept = resume ?? "";
      break;
    }
    const rest = await elsewhere(fake, kept, "output(await resumePages(spark.client, searchServices, input.kept).all());");
    expect([...seen, ...(rest as unknown[])]).toEqual(names);
    expect(names.length).toBeGreaterThan(1);
  });
});

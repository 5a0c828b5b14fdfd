import { createSpark } from "@clientwright/clients/coherent-spark";
import { ConflictError } from "@clientwright/runtime";

// Tenant and credentials come from CSPARK_TENANT, CSPARK_CLIENT_ID and CSPARK_CLIENT_SECRET.
const spark = createSpark({ env: "us" });

const quote = spark.services.at("pricing/quote");
const { outputs, call_id } = await quote.execute({ age: 30 });
console.log(`A premium of ${outputs["premium"]}; the call is ${call_id}`);

for await (const service of spark.services.search({ search: [{ field: "name", value: "rate" }], page_size: 10 })) {
  console.log(`${service.foldername}/${service.filename}`);
}

const records = Array.from({ length: 500 }, (_, age) => ({ age: age % 100 }));
const rows = await spark.batches.run({ service: "pricing/quote", records }, { onProgress: ({ pulled, total }) => console.log(`${pulled} of ${total}`) });
console.log(`${rows.length} premiums, the last one ${rows.at(-1)?.outputs?.["premium"]}`);

try {
  await spark.folders.create({ name: "pricing" });
} catch (error) {
  if (!(error instanceof ConflictError)) throw error;
  console.log(`${error.message} (${error.code})`);
}

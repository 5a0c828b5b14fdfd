import { createSpark } from "@clientwright/clients/coherent-spark";
import { createFolder } from "@clientwright/clients/coherent-spark/operations/folders";
import { ConflictError, call, events, everything, failedWith, type Operation } from "@clientwright/runtime";

/**
 * The same program on every runtime, over a generated client: JSON both ways, an API key, a retry, pages, a typed error inside
 * HTTP 200, a form with a file, bytes, gzip, a stream that is left in the middle, an abort. Gives one line a step.
 */
export async function smoke(baseUrl: string): Promise<string> {
  const lines: string[] = [];
  const spark = createSpark({ baseUrl, tenant: "acme", auth: { apiKey: "key" }, retries: 2, codecs: everything });

  const quote = await spark.services.execute({ folder: "pricing", service: "quote", inputs: { age: 30 } });
  lines.push(`execute ${/"premium":60\b/.test(JSON.stringify(quote))}`);

  const names: string[] = [];
  for await (const hit of spark.services.search({})) names.push(String(hit.name));
  lines.push(`search ${names.join(",")}`);

  const outcome = await spark.folders.create({ name: "taken" }).settle();
  lines.push(`conflict ${outcome.ok ? "no" : outcome.cause instanceof ConflictError}`);
  await spark.folders
    .create({ name: "taken" })
    .catch((error: unknown) => lines.push(`caught ${failedWith(createFolder, error, "default") || error instanceof ConflictError}`));

  const upload: Operation = { id: "upload", method: "POST", path: "/upload", in: { body: "multipart" }, auth: [[]] };
  const sent = await call<{ fields: string[] }>(spark.client, upload, { note: "hi", file: new Blob(["content"], { type: "text/plain" }) });
  lines.push(`upload ${sent.fields.join(",")}`);

  const bytes: Operation = { id: "bytes", path: "/bytes", out: "bytes", auth: [[]] };
  lines.push(`bytes ${(await call<Uint8Array>(spark.client, bytes, {})).length}`);
  const gzip: Operation = { id: "gzip", path: "/gzip", auth: [[]] };
  lines.push(`gzip ${JSON.stringify(await call(spark.client, gzip, {}))}`);

  const ticks: Operation = { id: "ticks", path: "/ticks", out: "sse", auth: [[]] };
  const seen: number[] = [];
  for await (const tick of events<{ tick: number }>(spark.client, ticks, {})) {
    seen.push(tick.tick);
    if (seen.length === 3) break;
  }
  lines.push(`events ${seen.join(",")}`);

  const abort = new AbortController();
  const slow = spark.request("GET", "/slow", { signal: abort.signal });
  setTimeout(() => abort.abort(), 20);
  lines.push(
    `abort ${await slow.then(
      () => "answered",
      (error: { kind?: string }) => error.kind,
    )}`,
  );
  lines.push(
    `timeout ${await spark.request("GET", "/slow", { timeout: 30 }).then(
      () => "answered",
      (error: { kind?: string }) => error.kind,
    )}`,
  );
  return lines.join("\n");
}

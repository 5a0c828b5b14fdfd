import { pollUntil, walk } from "@clientwright/runtime";
import { undiciSend } from "@clientwright/runtime/node";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { FreshClient } from "../../support/generated-client.js";
import { inOtherProcess } from "../../support/other-process.js";
import { closeServers, startServer, type TestServer } from "../../support/server.js";
import { formsClient } from "./forms-client.js";
import { jobs } from "./jobs-service.js";

// Each form of long-running work, declared in client.yaml, over a real server; what one process began, another one finishes.

interface Form {
  readonly form: string;
  readonly operation: string;
  readonly input: object;
  readonly done: object;
  /** Requests from the beginning to the end, by their first words. */
  readonly requests: readonly string[];
}
const forms: readonly Form[] = [
  {
    form: "a status to poll (Spark)",
    operation: "compileService",
    input: { service: "quote" },
    done: { status: "Completed", progress: 100 },
    requests: ["POST /spark/services/quote/compile", ...Array(3).fill("GET /spark/services/quote/progress/compile-N")],
  },
  {
    form: "202, Location and Retry-After, then its result (Fabric)",
    operation: "getItemDefinition",
    input: { item: "i1" },
    done: { definition: "parts" },
    requests: [
      "POST /fabric/v1/items/i1/getDefinition",
      ...Array(3).fill("GET /fabric/v1/operations/definition-N?beta=true"),
      "GET /fabric/v1/operations/definition-N/result?beta=true",
    ],
  },
  {
    form: "Operation-Location, by the document's own x-ms-long-running-operation (Azure)",
    operation: "createThing",
    input: { name: "t1" },
    done: { status: "Succeeded" },
    requests: ["PUT /azure/things/t1", ...Array(3).fill("GET /azure/ops/thing-N")],
  },
  {
    form: "wait_timeout, then polling (Databricks SQL)",
    operation: "executeStatement",
    input: { statement: "SELECT 1", wait_timeout: "0s" },
    done: { status: { state: "SUCCEEDED" }, result: { data_array: [["0a"], ["0b"]] } },
    requests: ["POST /databricks/sql/statements", ...Array(3).fill("GET /databricks/sql/statements/statement-N")],
  },
  {
    form: "a plan, polled (Iceberg)",
    operation: "planTableScan",
    input: { table: "t" },
    done: { "plan-status": "completed", "plan-tasks": ["t1", "t2"] },
    requests: ["POST /iceberg/tables/t/plan", ...Array(3).fill("GET /iceberg/tables/t/plan/plan-N")],
  },
];

let server: TestServer;
let generated: FreshClient;
beforeAll(async () => {
  [server, generated] = await Promise.all([startServer(jobs()), formsClient()]);
});
afterAll(async () => {
  generated?.remove();
  await closeServers();
});
// biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
const client = (more = {}): any => generated.exports.createFormsClient({ baseUrl: server.url, ...more });
const sent = (from: number): string[] => server.requests.slice(from).map(({ method, path }) => `${method} ${path.replace(/-\d+/g, "-N")}`);
const importing = (
  ...names: readonly string[]
): string => `import { createFormsClient, ${names.join(", ")} } from ${JSON.stringify(`${generated.folder}/index.ts`)};
  const client = createFormsClient({ baseUrl: input.url });\n`;

describe.each([
  ["fetch", () => ({})],
  ["undici", () => ({ send: undiciSend() })],
])("a generated job over %s", (_, network) => {
  it.each(forms)("$form is followed to its end", async ({ operation, input, done, requests }) => {
    const from = server.requests.length;
    expect(await generated.exports[operation](client(network()), input).untilDone()).toMatchObject(done);
    expect(sent(from)).toEqual(requests);
  });

  it("a statement that was quick is not polled; its rows go on by chunk links (Databricks SQL)", async () => {
    const { executeStatement, getChunk } = generated.exports;
    const from = server.requests.length;
    const { statement_id } = await executeStatement(client(network()), { statement: "SELECT 1", wait_timeout: "10s" }).untilDone();
    expect(sent(from)).toEqual(["POST /databricks/sql/statements"]);
    const rows = await getChunk(client(network()), { statement_id, chunk_index: 0 }).all();
    expect(rows.flat()).toEqual(["0a", "0b", "1a", "1b", "2a", "2b"]);
  });
});

describe("a job that one process began", () => {
  const handles: [string, string][] = [];
  let results: Record<string, object>;
  let from: number;
  beforeAll(async () => {
    for (const { operation, input } of forms) handles.push([operation, await generated.exports[operation](client(), input).handle()]);
    from = server.requests.length;
    results = (await inOtherProcess(
      `import * as forms from ${JSON.stringify(`${generated.folder}/index.ts`)};
       import { resumeJob } from "./runtime/index.js";
       const client = forms.createFormsClient({ baseUrl: input.url });
       const results = {};
       for (const [operation, handle] of input.handles) results[operation] = await resumeJob(client, forms[operation], handle).untilDone();
       output(results);`,
      { url: server.url, handles },
    )) as typeof results; // what the lines above put out
  });

  it.each(forms)("$form is finished by another, with nothing but the handle", ({ operation, done }) => {
    expect(results[operation]).toMatchObject(done);
  });

  it("is begun once: the other process only looks", () => {
    expect(sent(from)).toEqual(forms.flatMap(({ requests }) => requests.slice(1)));
  });
});

describe("a tree of tasks (Iceberg)", () => {
  it("is walked in another process from the plan's handle on", async () => {
    const handle = await generated.exports.planTableScan(client(), { table: "t" }).handle();
    const files = await inOtherProcess(
      `${importing("planTableScan", "fetchTasks")}
       import { resumeJob, walk } from "./runtime/index.js";
       const plan = await resumeJob(client, planTableScan, input.handle).untilDone();
       const files = [...plan["file-scan-tasks"]];
       const open = [...plan["plan-tasks"]];
       const fetchNext = (task) => fetchTasks(client, { table: "t", "plan-task": task });
       for await (const tasks of walk(open.shift(), fetchNext, (page) => (open.push(...(page["plan-tasks"] ?? [])), open.shift() ?? null)))
         files.push(...tasks["file-scan-tasks"]);
       output(files);`,
      { url: server.url, handle },
    );
    expect(files).toEqual(["t0.parquet", "t1.parquet", "t2.parquet", "t3.parquet"]);
  });
});

describe("push and pull buffers (Spark batch)", () => {
  const numbers = [1, 2, 3, 4, 5, 6, 7];
  const doubled = numbers.map((number) => number * 2);

  it("are pushed to, pulled from and drained", async () => {
    const { createBatch, pushChunk, closeBatch, pullResults, getBatchStatus } = generated.exports;
    const here = client();
    const { id } = await createBatch(here);
    for (const part of [numbers.slice(0, 4), numbers.slice(4)]) await pushChunk(here, { id, data: part });
    await closeBatch(here, { id });
    const pulled: number[] = [];
    const look = async (): Promise<{ batch_status: string }> => {
      pulled.push(...(await pullResults(here, { id })).data);
      return getBatchStatus(here, { id });
    };
    await pollUntil(here, look, { done: ({ batch_status }) => batch_status === "completed", interval: 1 });
    expect(pulled).toEqual(doubled);
  });

  it("are drained by another process, by the batch's id", async () => {
    const { createBatch, pushChunk, pullResults, getBatchStatus } = generated.exports;
    const { id } = await createBatch(client());
    await pushChunk(client(), { id, data: numbers });
    await getBatchStatus(client(), { id });
    const { data: first } = await pullResults(client(), { id });
    const rest = await inOtherProcess(
      `${importing("closeBatch", "pullResults", "getBatchStatus")}
       import { pollUntil } from "./runtime/index.js";
       const { id } = input;
       const pulled = [];
       await closeBatch(client, { id });
       const look = async () => (pulled.push(...(await pullResults(client, { id })).data), getBatchStatus(client, { id }));
       await pollUntil(client, look, { done: (seen) => seen.batch_status === "completed", interval: 1 });
       output(pulled);`,
      { url: server.url, id },
    );
    expect([...first, ...(rest as number[])]).toEqual(doubled);
  });
});

it("a tree of tasks is walked in this process, too (Iceberg)", async () => {
  const { planTableScan, fetchTasks } = generated.exports;
  interface Tasks {
    readonly "plan-tasks"?: readonly string[];
    readonly "file-scan-tasks": readonly string[];
  }
  const here = client();
  const plan: Tasks = await planTableScan(here, { table: "t" }).untilDone();
  const files = [...plan["file-scan-tasks"]];
  const open = [...(plan["plan-tasks"] ?? [])];
  const next = (page: Tasks): string | null => {
    open.push(...(page["plan-tasks"] ?? []));
    return open.shift() ?? null;
  };
  for await (const page of walk(open.shift() ?? "", (task) => fetchTasks(here, { table: "t", "plan-task": task }) as PromiseLike<Tasks>, next))
    files.push(...page["file-scan-tasks"]);
  expect(files).toEqual(["t0.parquet", "t1.parquet", "t2.parquet", "t3.parquet"]);
});

import { walk } from "@clientwright/runtime";
import { undiciSend } from "@clientwright/runtime/node";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { FreshClient } from "../../support/generated-client.js";
import { inOtherProcess } from "../../support/other-process.js";
import { closeServers, startServer, type TestServer } from "../../support/server.js";
import { formsClient } from "./forms-client.js";
import { ids, lines, lists, pointIds } from "./lists-service.js";

// Each form of paging, declared in client.yaml, over a real server; what one process left, another one finishes.

interface Form {
  readonly form: string;
  readonly operation: string;
  readonly input?: object;
  /** Requests that a whole walk takes. */
  readonly requests?: number;
}
const forms: readonly Form[] = [
  { form: "a page number in the body (Spark)", operation: "searchServices", input: { request_data: { page_size: 3, sort: "-name" } } },
  { form: "page and per_page (StateSet, GitHub)", operation: "listOrders", input: { per_page: 3 } },
  { form: "page and limit, until a short page (Grafana)", operation: "searchDashboards", input: { limit: 3 } },
  { form: "limit and offset with a total (Airflow)", operation: "listDags", input: { limit: 3 } },
  { form: "a cursor with a has_more flag (StateSet)", operation: "listReturns", input: { limit: 3 } },
  { form: "page_token, over an empty page (Databricks, Unity Catalog)", operation: "listCatalogs", input: { max_results: 3 }, requests: 4 },
  { form: "a token in the header x-ms-continuation (ADLS)", operation: "listPaths", input: { filesystem: "files", recursive: true } },
  { form: "a token from a header into a header (Cosmos)", operation: "listDocs" },
  { form: "continuationUri (Fabric)", operation: "listItems", input: { workspaceId: "w1", type: "Lakehouse" } },
  { form: "a token in XML (S3)", operation: "listObjects", input: { bucket: "bucket" } },
  { form: "group_next_token (Prometheus rules)", operation: "listRules", input: { group_limit: 3 } },
  { form: "the last item's id (Stripe)", operation: "listCharges" },
  { form: "a Link header (Ably)", operation: "listMessages" },
];

let server: TestServer;
let generated: FreshClient;
beforeAll(async () => {
  [server, generated] = await Promise.all([startServer(lists), formsClient()]);
});
afterAll(async () => {
  generated?.remove();
  await closeServers();
});
// biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
const client = (more = {}): any => generated.exports.createFormsClient({ baseUrl: server.url, ...more });
// biome-ignore lint/suspicious/noExplicitAny: generated while the test runs
const start = ({ operation, input = {} }: Form, more = {}): any => generated.exports[operation](client(more), input, { prefetch: 0 });
const idsOf = (items: readonly { readonly id: unknown }[]): unknown[] => items.map(({ id }) => id);

describe.each([
  ["fetch", () => ({})],
  ["undici", () => ({ send: undiciSend() })],
])("a generated list over %s", (_, network) => {
  it.each(forms)("$form is walked to its end", async (form) => {
    const before = server.requests.length;
    expect(idsOf(await start(form, network()).all())).toEqual(ids);
    expect(server.requests.length - before).toBe(form.requests ?? 3);
  });

  it("an id offset beyond 2^53, then a UUID (Qdrant)", async () => {
    const points = await generated.exports.scrollPoints(client(network()), { collection_name: "c", limit: 2 }).all();
    expect(idsOf(points)).toEqual([...pointIds.slice(0, 4).map(BigInt), JSON.parse(pointIds[4] ?? "")]);
  });
});

describe("a list that one process began", () => {
  const saved = new Map<string, { readonly seen: unknown[]; readonly resume: string | null }>();
  let rest: Record<string, { id: number }[]>;
  beforeAll(async () => {
    for (const form of forms) {
      for await (const page of start(form).pages()) {
        saved.set(form.operation, { seen: idsOf(page.items), resume: page.resume });
        break;
      }
    }
    rest = (await inOtherProcess(
      `import * as forms from ${JSON.stringify(`${generated.folder}/index.ts`)};
       import { resumePages } from "./runtime/index.js";
       const client = forms.createFormsClient({ baseUrl: input.url });
       const rest = {};
       for (const [operation, resume] of input.saved) rest[operation] = await resumePages(client, forms[operation], resume).all();
       output(rest);`,
      { url: server.url, saved: [...saved].map(([operation, { resume }]) => [operation, resume]) },
    )) as typeof rest; // what the lines above put out
  });

  it.each(forms)("$form is finished by another, with nothing but the text", ({ operation }) => {
    const { seen = [] } = saved.get(operation) ?? {};
    expect(seen.length).toBe(3);
    expect([...seen, ...idsOf(rest[operation] ?? [])]).toEqual(ids);
  });

  it("an id offset keeps all its digits on the way (Qdrant)", async () => {
    const walked = generated.exports.scrollPoints(client(), { collection_name: "c", limit: 2 }, { prefetch: 0 }).pages();
    const { value: first } = await walked.next();
    await walked.return();
    const found = await inOtherProcess(
      `import { createFormsClient, scrollPoints } from ${JSON.stringify(`${generated.folder}/index.ts`)};
       import { resumePages } from "./runtime/index.js";
       output((await resumePages(createFormsClient({ baseUrl: input.url }), scrollPoints, input.resume).all()).map(({ id }) => String(id)));`,
      { url: server.url, resume: first.resume },
    );
    expect(found).toEqual(pointIds.slice(2).map((id) => id.replaceAll('"', "")));
  });
});

describe("a walk through time (Loki)", () => {
  type Page = { readonly data: { readonly result: readonly { readonly values: readonly (readonly [string, string])[] }[] } };
  type Input = { readonly query: string; readonly limit: number; readonly start?: string };
  const linesOf = (page: Page) => page.data.result.flatMap(({ values }) => values);
  const limit = 3;

  it("goes on from the last line's time; lines of that moment come once", async () => {
    const { queryRange } = generated.exports;
    const found = new Set<string>();
    const first: Input = { query: "{}", limit };
    const next = (page: Page, input: Input): Input | null => {
      const last = linesOf(page).at(-1)?.[0];
      return last === undefined || linesOf(page).length < limit ? null : { ...input, start: last };
    };
    for await (const page of walk(first, (input) => queryRange(client(), input) as PromiseLike<Page>, next))
      for (const [time, line] of linesOf(page)) found.add(`${time} ${line}`);
    expect([...found]).toEqual(lines.map((line) => line.join(" ")));
  });

  it("the input of the next page is all that another process needs", async () => {
    const first: Page = await generated.exports.queryRange(client(), { query: "{}", limit });
    const rest = await inOtherProcess(
      `import { createFormsClient, queryRange } from ${JSON.stringify(`${generated.folder}/index.ts`)};
       import { walk } from "./runtime/index.js";
       const client = createFormsClient({ baseUrl: input.url });
       const linesOf = (page) => page.data.result.flatMap(({ values }) => values);
       const found = [];
       const next = (page, at) => (linesOf(page).length < at.limit ? null : { ...at, start: linesOf(page).at(-1)[0] });
       for await (const page of walk(input.next, (at) => queryRange(client, at), next)) found.push(...linesOf(page));
       output(found);`,
      { url: server.url, next: { query: "{}", limit, start: linesOf(first).at(-1)?.[0] } },
    );
    const whole = [...linesOf(first), ...(rest as [string, string][])].map((line) => line.join(" "));
    expect([...new Set(whole)]).toEqual(lines.map((line) => line.join(" ")));
  });
});

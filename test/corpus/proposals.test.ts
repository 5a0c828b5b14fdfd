import { describe, expect, it } from "@jest/globals";
import { loadDocument } from "../../generator/load/load.js";
import { lowerOpenApi } from "../../generator/openapi/lower.js";
import { propose } from "../../generator/propose/propose.js";
import { pathOf, withCorpus } from "./documents.js";

/**
 * Labelled by hand from the documents and the services' own documentation: what `init` has to propose for each of these
 * operations, and for which it has to keep quiet (null). `pages` and `poll` as they would stand in client.yaml.
 */
interface Label {
  readonly operation: string;
  readonly pages?: object | null;
  readonly poll?: object | null;
}
const stripeList = { style: "cursor", items: "/data", cursor: "starting_after", next: "/data/-1/id", more: "/has_more" };
const stripeSearch = { style: "cursor", items: "/data", cursor: "page", next: "/next_page", more: "/has_more" };
const airflowList = (items: string): object => ({ style: "offset", items, offset: "offset", limit: "limit", total: "/total_entries" });
const fabricJob = { at: { header: ["Location"] }, status: "/status" };

const labels: Readonly<Record<string, readonly Label[]>> = {
  "openapi/stripe-spec3.yaml": [
    { operation: "GetCustomers", pages: stripeList },
    { operation: "GetCharges", pages: stripeList },
    { operation: "GetInvoicesInvoiceLines", pages: stripeList },
    { operation: "GetAccountsAccountExternalAccounts", pages: stripeList },
    { operation: "GetReportingReportRuns", pages: stripeList },
    { operation: "GetChargesSearch", pages: stripeSearch },
    { operation: "GetCustomersSearch", pages: stripeSearch },
    { operation: "GetAccount", pages: null, poll: null },
    { operation: "GetEventsId", pages: null },
    { operation: "GetAccountsAccountCapabilities", pages: null },
    { operation: "PostCustomers", pages: null, poll: null },
    { operation: "PostPaymentIntents", poll: null },
    { operation: "PostCheckoutSessions", poll: null },
    {
      operation: "PostCharges",
      poll: { at: { operation: "GetChargesCharge", from: { charge: "/id" } }, status: "/status", done: ["succeeded"], failed: ["failed"] },
    },
  ],
  "openapi/github-api.json": [
    { operation: "issues/list-for-repo", pages: { style: "link", items: "" } },
    { operation: "repos/list-commits", pages: { style: "link", items: "" } },
    { operation: "pulls/list", pages: { style: "link", items: "" } },
    { operation: "search/repos", pages: { style: "link", items: "/items" } },
    { operation: "actions/list-workflow-runs-for-repo", pages: { style: "link", items: "/workflow_runs" } },
    { operation: "actions/list-repo-secrets", pages: { style: "link", items: "/secrets" } },
    { operation: "security-advisories/list-global-advisories", pages: { style: "link", items: "" } },
    { operation: "apps/list-webhook-deliveries", pages: { style: "link", items: "" } },
    { operation: "activity/list-public-events", pages: { style: "link", items: "" } },
    { operation: "users/get-authenticated", pages: null, poll: null },
    { operation: "repos/get", pages: null },
    { operation: "repos/list-languages", pages: null },
    { operation: "issues/create", pages: null, poll: null },
    { operation: "code-scanning/create-variant-analysis", poll: { status: "/status", done: ["succeeded"], failed: ["failed", "cancelled"] } },
  ],
  "openapi/qdrant.json": [
    { operation: "scroll_points", pages: { style: "cursor", items: "/result/points", cursor: "offset", next: "/result/next_page_offset" } },
    { operation: "query_points", pages: { style: "offset", items: "/result/points", offset: "offset", limit: "limit" } },
    { operation: "get_collections", pages: null },
    { operation: "get_points", pages: null },
    { operation: "facet", pages: null },
    { operation: "count_points", pages: null, poll: null },
    { operation: "list_snapshots", pages: null },
    { operation: "create_snapshot", poll: null },
    { operation: "upsert_points", poll: null },
  ],
  "openapi/airflow-v2.yaml": [
    { operation: "get_dags", pages: airflowList("/dags") },
    { operation: "get_dag_runs", pages: airflowList("/dag_runs") },
    { operation: "get_task_instances", pages: airflowList("/task_instances") },
    { operation: "get_variables", pages: airflowList("/variables") },
    {
      operation: "get_list_dag_runs_batch",
      pages: { style: "offset", items: "/dag_runs", offset: "page_offset", limit: "page_limit", total: "/total_entries" },
    },
    { operation: "get_dag", pages: null, poll: null },
    { operation: "get_version", pages: null },
    { operation: "get_log", pages: null },
    { operation: "post_variable", pages: null, poll: null },
    {
      operation: "trigger_dag_run",
      poll: {
        at: { operation: "get_dag_run", carry: ["dag_id"], from: { dag_run_id: "/dag_run_id" } },
        status: "/state",
        done: ["success"],
        failed: ["failed"],
      },
    },
  ],
  "openapi/fabric/platform/swagger.json": [
    // The document declares these itself (x-ms-pageable): there is nothing to propose.
    { operation: "Workspaces_ListWorkspaces", pages: null },
    { operation: "Items_ListItems", pages: null },
    { operation: "Catalog_Search", pages: { style: "cursor", items: "/value", cursor: "continuationToken", next: "/continuationToken" } },
    { operation: "Gateways_ListGatewayMembers", pages: { style: "url", items: "/value", next: "/continuationUri" } },
    { operation: "Items_GetItem", pages: null, poll: null },
    { operation: "Workspaces_GetWorkspace", pages: null, poll: null },
    { operation: "Items_CreateItem", poll: { ...fabricJob, result: { suffix: "/result" } } },
    { operation: "Items_GetItemDefinition", poll: { ...fabricJob, result: { suffix: "/result" } } },
    { operation: "DeploymentPipelines_DeployStageContent", poll: fabricJob },
    { operation: "Items_DeleteItem", pages: null, poll: null },
  ],
};

describe("init's proposals agree with the table labelled by hand", () => {
  withCorpus("proposals", () => {
    it.each(Object.keys(labels))("%s", async (path) => {
      const document = await loadDocument(pathOf({ path }), { allowOutside: true }, () => undefined);
      if (document === null) throw new Error(`${path} could not be read`);
      const api = lowerOpenApi(document, () => undefined);
      const ids = new Set(api.operations.map((operation) => operation.id));
      const proposals = propose(api);
      const want = labels[path] ?? [];
      expect(want.filter(({ operation }) => !ids.has(operation))).toEqual([]);
      for (const { operation, ...kinds } of want) {
        for (const [kind, value] of Object.entries(kinds)) {
          const found = proposals.find((proposal) => proposal.operation === operation && proposal.kind === kind);
          if (value === null) expect({ operation, [kind]: found?.value ?? null }).toEqual({ operation, [kind]: null });
          else expect({ operation, [kind]: found?.value }).toMatchObject({ operation, [kind]: value });
          if (found !== undefined) expect(found.reason.length).toBeGreaterThan(10);
        }
      }
    });
  });
});

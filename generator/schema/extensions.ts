import type { Extension } from "../ir/index.js";
import type { JsonObject } from "./json.js";

/** Vendor extensions that carry a fact which a later stage may act on; all others are dropped. */
const exact: ReadonlySet<string> = new Set([
  "x-ms-pageable",
  "x-ms-long-running-operation",
  "x-ms-long-running-operation-options",
  "x-ms-fabric-sdk-long-running-operation",
  "x-ms-client-name",
  "x-ms-client-flatten",
  "x-ms-client-request-id",
  "x-ms-parameter-location",
  "x-ms-parameter-grouping",
  "x-ms-skip-url-encoding",
  "x-ms-header-collection-prefix",
  "x-ms-request-id",
  "x-ms-retryable",
  "x-multi-segment",
  "x-pagination",
  "x-paginated",
  "x-cursor-pagination",
  "x-codegen-request-body-name",
  "x-group",
  "x-group-name",
  "x-operation-group",
  "x-sdk-group",
  "x-sdk-operation",
  "x-sdk-name",
  "x-method-name",
  "x-client-name",
  "x-internal",
  "x-beta",
  "x-stability",
  "x-idempotent",
  "x-idempotency",
  "x-idempotency-key",
  "x-retry",
  "x-retries",
  "x-polling",
  "x-streaming",
  "x-timeout",
]);

const families = ["x-speakeasy-", "x-fern-", "x-stainless-"];

/** Extensions of these families that only show things (samples, prose): of no use to a client. */
const shown: ReadonlySet<string> = new Set([
  "x-fern-examples",
  "x-fern-availability",
  "x-speakeasy-usage-example",
  "x-stainless-snippets",
  "x-stainless-const",
]);

const none: readonly Extension[] = [];

/** The node's extensions that `plan` may act on, in document order. */
export function extensionsOf(node: JsonObject): readonly Extension[] {
  let found: Extension[] | null = null;
  for (const key in node) {
    const value = key.startsWith("x-") && isKnown(key) ? node[key] : undefined;
    if (value === undefined) continue;
    if (found === null) found = [];
    found.push({ key, value });
  }
  return found ?? none;
}

/** The operation's own extensions, and those of its path item that it doesn't repeat. */
export function inheritedExtensions(own: readonly Extension[], around: readonly Extension[]): readonly Extension[] {
  if (around.length === 0) return own;
  const named = new Set(own.map((each) => each.key));
  return [...own, ...around.filter((each) => !named.has(each.key))];
}

function isKnown(key: string): boolean {
  return exact.has(key) || (families.some((family) => key.startsWith(family)) && !shown.has(key));
}

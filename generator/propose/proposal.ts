import type { PagingConfig, PollingConfig } from "../plan/config/client-config.js";

/** One guess about an operation, with what it rests on. It acts only once it stands in client.yaml. */
export type Proposal = {
  /** operationId, or `METHOD /path` where there is none: the key under `operations` in client.yaml. */
  readonly operation: string;
  /** What in the document led to it, in words. */
  readonly reason: string;
} & ({ readonly kind: "pages"; readonly value: PagingConfig } | { readonly kind: "poll"; readonly value: PollingConfig });

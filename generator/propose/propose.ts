import type { Api } from "../ir/index.js";
import { proposePaging } from "./paging.js";
import { proposePolling } from "./polling.js";
import type { Proposal } from "./proposal.js";
import { readApi } from "./reading.js";

/** Everything that the document suggests but does not say; pure, in document order. */
export function propose(api: Api): readonly Proposal[] {
  const reading = readApi(api);
  return [...proposePaging(reading), ...proposePolling(reading)];
}

import { doubt, type Report } from "../../diagnostics.js";
import type { Api, Operation } from "../../ir/index.js";
import type { Exchange } from "../channels/channel-exchanges.js";
import { rawGroup } from "../names/channel-names.js";
import type { Conventions } from "../names/conventions.js";
import { groupKeys } from "../names/group-path.js";
import { nameHints } from "../names/operation-hints.js";
import type { ClientConfig } from "./client-config.js";
import { didYouMean } from "./closest.js";
import { configPlace } from "./unmatched.js";

interface Given {
  readonly api: Api;
  readonly config: ClientConfig;
  readonly conventions: Conventions;
  readonly exchanges: readonly Exchange[];
}

/** Tells entries of `names.groups` that rename no group. */
export function reportUnmatchedGroups(operations: readonly Operation[], { api, config, conventions, exchanges }: Given, report: Report): void {
  const asked = Object.keys(config.names?.groups ?? {});
  if (asked.length === 0) return;
  const parents = new Map(api.tags.map((tag) => [tag.name, tag.parent]));
  const keys = operations.flatMap((operation) => groupKeys(operation, nameHints(operation).group, { conventions, parents }));
  const known = new Set([...keys, ...exchanges.map(rawGroup)]);
  for (const name of asked) {
    if (known.has(name)) continue;
    const otherwise = "Use a tag, or the group that extensions give, as the document has it.";
    report(doubt("config-group-unknown", configPlace("names", "groups", name), `No group is called "${name}".`, didYouMean(name, known, otherwise)));
  }
}

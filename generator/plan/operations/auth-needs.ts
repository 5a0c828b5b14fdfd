import type { Api, AuthNeed, Operation } from "../../ir/index.js";
import type { ClientConfig } from "../config/client-config.js";
import { configOf } from "../config/operation-config.js";
import { createAllocator } from "../names/allocator.js";
import { camelCase } from "../names/casing.js";

/** An operation's alternatives as the runtime takes them; `[]` among them: no credentials needed. */
export type Alternatives = readonly (string | readonly string[])[];

/** Names of the security schemes as options: from client.yaml, else the document's key in camel case. */
export function nameSchemes(api: Api, config: ClientConfig): ReadonlyMap<string, string> {
  const scope = createAllocator();
  const asked = new Map(Object.entries(config.auth ?? {}));
  for (const name of asked.values()) scope.hold(name);
  return new Map(api.auth.map(({ key }) => [key, asked.get(key) ?? scope.give([camelCase(key) || "auth"])]));
}

/** Null: the document says nothing. The alternative that needs no credentials comes last, so that given ones are used. */
export function alternatives(needs: readonly AuthNeed[] | null, schemes: ReadonlyMap<string, string>): Alternatives | null {
  if (needs === null) return null;
  const list: (string | readonly string[])[] = [];
  let open = false;
  const seen = new Set<string>();
  for (const need of needs) {
    const names = need.flatMap(({ scheme }) => schemes.get(scheme) ?? []);
    if (names.length < need.length || seen.has(names.join(" "))) continue; // a scheme that the document does not define
    seen.add(names.join(" "));
    if (names.length === 0) open = true;
    else list.push(names.length === 1 ? (names[0] as string) : names); // length just checked
  }
  if (open) list.push([]);
  return list;
}

/** An operation's alternatives: what client.yaml says for it, or for all operations, else what the document says. */
export function alternativesOf(operation: Operation, schemes: ReadonlyMap<string, string>, config: ClientConfig): Alternatives | null {
  return configOf(operation, config)?.auth ?? config.defaults?.auth ?? alternatives(operation.auth, schemes);
}

/** What most operations need: the client's default, left out where it applies. Ties go to what comes first in pointer order. */
export function commonAlternatives(operations: readonly Operation[], schemes: ReadonlyMap<string, string>, config: ClientConfig = {}): Alternatives | null {
  const counts = new Map<string, { count: number; readonly value: Alternatives }>();
  for (const operation of operations) {
    const value = alternativesOf(operation, schemes, config);
    if (value === null || value.length === 0) continue;
    const id = JSON.stringify(value);
    const entry = counts.get(id) ?? { count: 0, value };
    entry.count += 1;
    counts.set(id, entry);
  }
  let best: { count: number; readonly value: Alternatives } | null = null;
  for (const entry of counts.values()) if (best === null || entry.count > best.count) best = entry;
  return best?.value ?? null;
}

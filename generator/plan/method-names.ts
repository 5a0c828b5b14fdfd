import { type Allocator, createAllocator } from "./names/allocator.js";
import { camelCase, singular, words } from "./names/casing.js";
import { isReservedMember } from "./names/reserved.js";

/** An operation whose function is named and whose method is not yet. */
export interface MethodDraft {
  readonly group: readonly string[];
  readonly functionName: string;
  /** What client.yaml or the document calls it; null: the function's name without the group's words. */
  readonly wanted: string | null;
  /** The name of an earlier run, which stands. */
  readonly locked: string | null;
}

interface Scope {
  readonly members: Allocator;
  /** How many operations want a name. */
  readonly counts: Map<string, number>;
}

/** Names inside each façade: what is locked, what was asked for, then the function's name without the group's words. */
export function nameMethods(drafts: readonly MethodDraft[]): readonly string[] {
  const scopes = openScopes(drafts);
  const scopeOf = (draft: MethodDraft): Scope => scopes.get(draft.group.join(".")) as Scope; // one was opened for every group
  const held = drafts.map((draft) => (draft.locked !== null && scopeOf(draft).members.hold(draft.locked) ? draft.locked : null));
  const short = drafts.map((draft) => draft.wanted ?? methodName(draft.functionName, draft.group));
  for (const [index, draft] of drafts.entries()) {
    const { counts } = scopeOf(draft);
    const name = short[index] ?? "";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return drafts.map((draft, index) => {
    const { members, counts } = scopeOf(draft);
    const name = short[index] ?? "";
    const isShared = draft.wanted === null && (counts.get(name) ?? 0) > 1;
    return held[index] ?? members.give(isShared ? [draft.functionName] : [name, draft.functionName]);
  });
}

/** One scope a façade; the façades nested in it come first. */
function openScopes(drafts: readonly MethodDraft[]): ReadonlyMap<string, Scope> {
  const scopes = new Map<string, Scope>();
  for (const { group } of drafts) {
    for (let depth = 1; depth <= group.length; depth += 1) {
      const id = group.slice(0, depth).join(".");
      const scope = scopes.get(id) ?? { members: createAllocator(isReservedMember), counts: new Map<string, number>() };
      scopes.set(id, scope);
      if (depth < group.length) scope.members.hold(group[depth] ?? "");
    }
  }
  return scopes;
}

const prepositions = new Set(["for", "by", "of", "in", "from", "to", "with", "at", "on", "as", "and", "or", "is", "has"]);

/** `listPets` in pets is list; `executeService` in services is execute; `listReposForPet` in pets stays. */
export function methodName(functionName: string, group: readonly string[]): string {
  const parts = words(functionName).map((part) => part);
  const last = words(group.at(-1) ?? "").map(singular);
  const rest = without(parts, last);
  const name = rest === null ? functionName : camelCase(rest.join(" "));
  return name === "" || /^\P{ID_Start}/u.test(name) ? functionName : name;
}

function without(parts: readonly string[], group: readonly string[]): readonly string[] | null {
  if (group.length === 0 || parts.length <= group.length) return null;
  for (let start = 0; start + group.length <= parts.length; start += 1) {
    if (!group.every((part, offset) => singular(parts[start + offset] as string) === part)) continue; // within bounds
    const before = parts[start - 1]?.toLowerCase();
    const after = parts[start + group.length]?.toLowerCase();
    if ((before !== undefined && prepositions.has(before)) || after === "and" || after === "or") continue;
    return [...parts.slice(0, start), ...parts.slice(start + group.length)];
  }
  return null;
}

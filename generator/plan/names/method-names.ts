import { type Allocator, createAllocator } from "./allocator.js";
import { camelCase, singular, words } from "./casing.js";
import { articles, attributes, isPlural, prepositions, verbs } from "./english.js";
import { isReservedMember } from "./reserved.js";

/** An operation whose function is named and whose method is not yet. */
export interface MethodDraft {
  readonly group: readonly string[];
  readonly functionName: string;
  /** What client.yaml or the document calls it; null: nobody has said it. */
  readonly wanted: string | null;
  /** What its path calls it, unless another operation of the group would be called the same; null: `own` without the group's words. */
  readonly proposed: string | null;
  /** What its id calls it, or its function is called. */
  readonly own: string;
  /** The name of an earlier run, which stands. */
  readonly locked: string | null;
  /** Whether it only reads: what gets many things lists them then. */
  readonly isRead: boolean;
}

/** Names that a façade has already, by group. */
export type TakenMembers = ReadonlyMap<string, readonly string[]>;

interface Scope {
  readonly members: Allocator;
  /** Operations by the name that they want. */
  readonly wishes: Map<string, Short[]>;
}

/** A method's name, and the group's word that it leaves out. */
interface Short {
  readonly name: string;
  readonly noun: string | null;
}

/** Names inside each façade: what is locked, what was asked for, then the function's name without the group's words. */
export function nameMethods(drafts: readonly MethodDraft[], taken: TakenMembers = new Map()): readonly string[] {
  const scopes = openScopes(drafts);
  for (const [group, names] of taken) for (const name of names) scopes.get(group)?.members.hold(name);
  const scopeOf = (draft: MethodDraft): Scope => scopes.get(draft.group.join(".")) as Scope; // one was opened for every group
  const held = drafts.map((draft) => (draft.locked !== null && scopeOf(draft).members.hold(draft.locked) ? draft.locked : null));
  const short = drafts.map(shortOf);
  for (const [index, draft] of drafts.entries()) {
    const { wishes } = scopeOf(draft);
    const wish = short[index] as Short; // one for each draft
    const sharing = wishes.get(wish.name);
    if (sharing === undefined) wishes.set(wish.name, [wish]);
    else sharing.push(wish);
  }
  return drafts.map((draft, index) => {
    const { members, wishes } = scopeOf(draft);
    const wish = short[index] as Short; // as above
    const name = draft.wanted ?? settled(wish, wishes, draft.isRead);
    return held[index] ?? members.give([...(name === null ? [] : [name]), draft.own, draft.functionName]);
  });
}

function shortOf({ wanted, proposed, own, group }: MethodDraft): Short {
  const given = wanted ?? proposed;
  return given === null ? shorten(own, group) : { name: given, noun: null };
}

/** The name that is wished for where only one wishes for it. Of `getPets` and `getPet`, one becomes list and the other get; else null. */
function settled(wish: Short, wishes: ReadonlyMap<string, readonly Short[]>, isRead: boolean): string | null {
  const sharing = wishes.get(wish.name) ?? [];
  if (sharing.length === 1) return wish.name;
  const [one, ...ones] = sharing.filter(({ noun }) => noun !== null && !isPlural(noun));
  const [many, ...others] = sharing.filter(({ noun }) => noun !== null && isPlural(noun));
  if (one === undefined || many === undefined || ones.length + others.length > 0 || sharing.length > 2) return null;
  if (wish === one) return one.name;
  return isRead && many.name === "get" && !wishes.has("list") ? "list" : null;
}

/** One scope a façade; the façades nested in it come first. */
function openScopes(drafts: readonly MethodDraft[]): ReadonlyMap<string, Scope> {
  const scopes = new Map<string, Scope>();
  for (const { group } of drafts) {
    for (let depth = 1; depth <= group.length; depth += 1) {
      const id = group.slice(0, depth).join(".");
      const scope = scopes.get(id) ?? { members: createAllocator(isReservedMember), wishes: new Map<string, Short[]>() };
      scopes.set(id, scope);
      if (depth < group.length) scope.members.hold(group[depth] ?? "");
    }
  }
  return scopes;
}

/** `listPets` in pets is list; `executeService` in services is execute; `listReposForPet` and `listPetOwnersPets` in pets stay. */
export function methodName(functionName: string, group: readonly string[]): string {
  return shorten(functionName, group).name;
}

function shorten(functionName: string, group: readonly string[]): Short {
  const parts = withoutPath(words(functionName), group);
  const last = words(group.at(-1) ?? "").map(singular);
  const found = placeOf(parts, last) ?? placeAtEnd(parts, last);
  const before = found === null ? parts : parts.slice(0, found.start).filter((part, at) => at === 0 || !articles.has(part.toLowerCase()));
  const name = camelCase([...before, ...(found === null ? [] : parts.slice(found.end))].join(" "));
  if (name === "" || /^\P{ID_Start}/u.test(name)) return { name: functionName, noun: null };
  return { name, noun: found === null ? null : (parts[found.end - 1] ?? null) };
}

/** Words without those of the groups around the group in front: `admin_apps_approve` in admin.apps is about apps. */
function withoutPath(parts: readonly string[], group: readonly string[]): readonly string[] {
  const around = group.slice(0, -1).flatMap(words).map(singular);
  const isAround = around.length > 0 && parts.length > around.length && around.every((part, at) => singular(parts[at] ?? "") === part);
  return isAround ? parts.slice(around.length) : parts;
}

interface Found {
  readonly start: number;
  readonly end: number;
}

/** Where the words speak of the group itself: in front, or behind the verb. */
function placeOf(parts: readonly string[], group: readonly string[]): Found | null {
  if (group.length === 0 || parts.length <= group.length) return null;
  for (let start = 0; start + group.length <= parts.length; start += 1) {
    if (!group.every((part, offset) => singular(parts[start + offset] ?? "") === part)) continue;
    const before = parts[start - 1]?.toLowerCase();
    const after = parts[start + group.length]?.toLowerCase();
    if ((before !== undefined && prepositions.has(before)) || after === "and" || after === "or") continue;
    if (parts.slice(1, start).every(isBeside)) return { start, end: start + group.length };
  }
  return null;
}

/** `listAccount` in `apiAccount`, `listAccounts` in accountService: the group's name says more than the operation's. */
function placeAtEnd(parts: readonly string[], group: readonly string[]): Found | null {
  const nouns = group.filter((part) => !kinds.has(part));
  for (let length = Math.min(nouns.length, parts.length - 1); length > 0; length -= 1) {
    const start = parts.length - length;
    const isSame = nouns.slice(-length).every((part, offset) => singular(parts[start + offset] ?? "") === part);
    if (isSame && length < group.length && parts.slice(1, start).every(isBeside)) return { start, end: parts.length };
  }
  return null;
}

/** Says nothing of another noun: `getAllPets`, `batchGetPets`. */
const isBeside = (part: string): boolean => attributes.has(part.toLowerCase()) || verbs.has(part.toLowerCase());

/** What a group may be called besides its noun. */
const kinds: ReadonlySet<string> = new Set(["service", "controller", "resource", "api", "endpoint", "handler", "operation", "management"]);

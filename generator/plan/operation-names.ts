import type { Api, Operation } from "../ir/index.js";
import type { ClientConfig, OperationConfig } from "./client-config.js";
import { type Allocator, createAllocator } from "./names/allocator.js";
import { camelCase, capital, pascalCase, singular, words } from "./names/casing.js";
import { isReservedMember } from "./names/reserved.js";
import { nameHints } from "./operation-hints.js";
import { operationKey } from "./select.js";
import type { Manifest } from "./views.js";

/** What an operation is called, everywhere. */
export interface OperationNames {
  /** `GET /pets`: its key in the manifest. */
  readonly key: string;
  /** Path of group names, each an identifier: `["channels", "history"]`. */
  readonly group: readonly string[];
  readonly functionName: string;
  /** Inside its façade. */
  readonly methodName: string;
}

interface Draft {
  readonly operation: Operation;
  readonly key: string;
  readonly group: readonly string[];
  /** Proposals for the exported function, best first. */
  readonly functions: Iterable<string>;
  /** The method's name when somebody said it; null: the function's name without the group's words. */
  readonly method: string | null;
}

/** Names every operation; those of an earlier run stand. Operations come in pointer order, which settles collisions. */
export function nameOperations(
  operations: readonly Operation[],
  api: Api,
  config: ClientConfig,
  scope: { readonly exports: Allocator; readonly lock: Manifest | null },
): readonly OperationNames[] {
  const parents = new Map(api.tags.map((tag) => [tag.name, tag.parent]));
  const drafts = operations.map((operation) => draft(operation, config, parents));
  const locked = drafts.map(({ key }) => scope.lock?.operations[key]?.function ?? null);
  const held = locked.map((name) => name !== null && scope.exports.hold(name));
  const functions = drafts.map((each, index) => (held[index] === true ? (locked[index] as string) : scope.exports.give(each.functions))); // held: not null
  const methods = nameMethods(drafts, functions, scope.lock);
  return drafts.map(({ key, group }, index) => ({ key, group, functionName: functions[index] as string, methodName: methods[index] as string })); // same length
}

function draft(operation: Operation, config: ClientConfig, parents: ReadonlyMap<string, string | null>): Draft {
  const key = operationKey(operation);
  const hints = nameHints(operation);
  const asked = configOf(operation, config)?.name?.split(".") ?? [];
  const method = asked.at(-1) ?? hints.method;
  const group = asked.length > 1 ? asked.slice(0, -1).map(memberName) : groupOf(operation, hints.group, config, parents);
  return {
    operation,
    key,
    group,
    method: method === null || method === undefined ? null : memberName(method),
    functions: functionNames(operation, group, method ?? null, config),
  };
}

/** What client.yaml says for an operation; a stream twin without rules of its own goes by its sibling's. */
export function configOf(operation: Operation, config: ClientConfig): OperationConfig | undefined {
  const rules = config.operations;
  if (rules === undefined) return undefined;
  const key = operationKey(operation);
  const own = rules[key] ?? (operation.id === null ? undefined : rules[operation.id]);
  if (own !== undefined || !key.endsWith("#stream")) return own;
  const sibling = rules[key.slice(0, -"#stream".length)] ?? rules[(operation.id ?? "").replace(/Stream$/, "")];
  if (sibling === undefined) return undefined;
  const { name, pages, poll, out, ...rest } = sibling;
  return name === undefined ? rest : { ...rest, name: `${name}Stream` };
}

function memberName(text: string): string {
  return camelCase(text) || "unnamed";
}

/** Extension, then tag (with its parents), then the id's prefix, then the first telling path segment. */
function groupOf(operation: Operation, hint: readonly string[] | null, config: ClientConfig, parents: ReadonlyMap<string, string | null>): readonly string[] {
  const [tag] = operation.tags;
  const raw = hint ?? (tag === undefined ? [idPrefix(operation) ?? pathWord(operation) ?? "general"] : withParents(tag, parents));
  const renamed = config.names?.groups?.[raw.join(".")] ?? (tag === undefined ? undefined : config.names?.groups?.[tag]);
  const path = renamed?.split(".") ?? raw.flatMap(splitDotted);
  const named = path.map((part) => camelCase(part)).filter((part) => part !== "");
  return named.length > 0 ? named : ["general"];
}

function withParents(tag: string, parents: ReadonlyMap<string, string | null>): readonly string[] {
  const path = [tag];
  for (let parent = parents.get(tag); parent != null && !path.includes(parent); parent = parents.get(parent)) path.unshift(parent);
  return path;
}

/** `channels.history` is a group in a group; `v1.2` and `Node.js things` are not. */
function splitDotted(name: string): readonly string[] {
  return /^[A-Za-z][\w-]*(\.[A-Za-z][\w-]*)+$/.test(name) ? name.split(".") : [name];
}

function idPrefix(operation: Operation): string | null {
  return operation.id === null ? null : (/^([A-Za-z][\w-]*)[./]./.exec(operation.id)?.[1] ?? null);
}

function pathWord(operation: Operation): string | null {
  const segments = operation.path.split("/").filter((segment) => segment !== "" && !segment.includes("{") && !/^(api|rest|latest|v\d[\w.]*)$/i.test(segment));
  return segments.find((segment) => words(segment).length > 0) ?? null;
}

function* functionNames(operation: Operation, group: readonly string[], method: string | null, config: ClientConfig): Iterable<string> {
  const own = operation.id === null ? "" : camelCase(strip(operation.id, config.names?.strip ?? []));
  const last = group.at(-1) ?? "";
  if (method !== null && own === "") yield withGroup(camelCase(method), last);
  const plain = own === "" ? pathNames(operation)[0] + (operation.at.includes("#stream/") ? "Stream" : "") : own;
  yield plain;
  yield withGroup(plain, last);
  yield `${operation.method.toLowerCase()}${capital(plain)}`;
  yield* pathNames(operation);
}

function withGroup(name: string, group: string): string {
  return words(name).some((part) => singular(part) === singular(group)) ? name : `${name}${capital(group)}`;
}

function strip(id: string, prefixes: readonly string[]): string {
  const found = prefixes.find((prefix) => id.startsWith(prefix) && id.length > prefix.length);
  return found === undefined ? id : id.slice(found.length);
}

/** `GET /pets/{petId}/toys` gives getPetsToys, then getPetsByPetIdToys. */
function pathNames(operation: Operation): readonly [string, string] {
  const segments = operation.path.split("/").filter((segment) => segment !== "");
  const verb = camelCase(operation.method);
  const last = segments.at(-1) ?? "";
  const fixed = segments.filter((segment) => !segment.includes("{")).map(pascalCase);
  const query = operation.fixedQuery.map(({ name, value }) => pascalCase(`${name} ${value}`)).join("");
  const short = verb + fixed.join("") + (last.includes("{") ? `By${pascalCase(last)}` : "") + query;
  const long = verb + segments.map((segment) => (segment.includes("{") ? `By${pascalCase(segment)}` : pascalCase(segment))).join("") + query;
  return [short === verb ? `${verb}Root` : short, long];
}

/** Names inside each façade: what is locked, what was asked for, then the function's name without the group's words. */
function nameMethods(drafts: readonly Draft[], functions: readonly string[], lock: Manifest | null): readonly string[] {
  const scopes = new Map<string, { readonly members: Allocator; readonly counts: Map<string, number> }>();
  const wanted = drafts.map((each, index) => each.method ?? methodName(functions[index] as string, each.group)); // same length
  const scopeOf = (group: readonly string[]) => {
    const id = group.join(".");
    let scope = scopes.get(id);
    if (scope === undefined) {
      scope = { members: createAllocator(isReservedMember), counts: new Map<string, number>() };
      scopes.set(id, scope);
    }
    return scope;
  };
  for (const { group } of drafts) for (let depth = 1; depth < group.length; depth += 1) scopeOf(group.slice(0, depth)).members.hold(group[depth] as string); // nested façades come first
  const settled = drafts.map(({ key, group }) => {
    const before = lock?.operations[key];
    return before !== undefined && before.group === group.join(".") && scopeOf(group).members.hold(before.method) ? before.method : null;
  });
  for (const [index, { group }] of drafts.entries()) {
    const { counts } = scopeOf(group);
    counts.set(wanted[index] as string, (counts.get(wanted[index] as string) ?? 0) + 1); // same length
  }
  return drafts.map(({ group, method }, index) => {
    const { members, counts } = scopeOf(group);
    const name = wanted[index] as string; // same length
    const full = functions[index] as string; // same length
    const clash = method === null && (counts.get(name) ?? 0) > 1;
    return settled[index] ?? members.give(clash ? [full] : [name, full]);
  });
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

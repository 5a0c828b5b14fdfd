import type { Api, Operation } from "../../ir/index.js";
import type { ClientConfig } from "../config/client-config.js";
import { configOf } from "../config/operation-config.js";
import { operationKey } from "../config/select.js";
import type { Manifest } from "../views.js";
import { camelCase, capital, pascalCase, singular, words } from "./casing.js";
import type { Conventions } from "./conventions.js";
import { groupPath, isPrefix } from "./group-path.js";
import { nameMethods } from "./method-names.js";
import { type NameBook, owners } from "./name-book.js";
import { nameHints } from "./operation-hints.js";
import { indexPaths, type PathIndex, repeatsPath, restName } from "./rest-names.js";

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
  readonly key: string;
  readonly group: readonly string[];
  /** Proposals for the exported function, best first. */
  readonly functions: Iterable<string>;
  /** The method's name when somebody said it. */
  readonly method: string | null;
  /** The method's name by its path, where the id says no more. */
  readonly proposed: string | null;
  /** What stands behind the group's name in the id. */
  readonly own: string | null;
  /** The method's name of an earlier run, unless client.yaml says otherwise now. */
  readonly locked: string | null;
  readonly isRead: boolean;
  /** client.yaml names an operation that the document does not: its function may be called anew. */
  readonly isFreed: boolean;
}

interface Scope {
  readonly book: NameBook;
  readonly conventions: Conventions;
  readonly lock: Manifest | null;
}

/** Names every operation; those of an earlier run stand. Operations come in pointer order, which settles collisions. */
export function nameOperations(operations: readonly Operation[], api: Api, config: ClientConfig, scope: Scope): readonly OperationNames[] {
  const parents = new Map(api.tags.map((tag) => [tag.name, tag.parent]));
  const { conventions, lock } = scope;
  const paths = indexPaths(operations, api.models);
  const drafts = operations.map((operation) => draft(operation, { config, conventions, parents, paths, lock }));
  const functions = drafts.map((each) => (each.isFreed ? scope.book.exports.give(each.functions) : scope.book.take(owners.function(each.key), each.functions)));
  const methods = nameMethods(
    drafts.map(({ group, method, proposed, own, locked, isRead }, index) => ({
      group,
      functionName: functions[index] ?? "",
      wanted: method,
      proposed,
      own: own ?? functions[index] ?? "",
      locked,
      isRead,
    })),
  );
  return drafts.map(({ key, group }, index) => ({ key, group, functionName: functions[index] ?? "", methodName: methods[index] ?? "" })); // all of one length
}

interface Given {
  readonly config: ClientConfig;
  readonly conventions: Conventions;
  readonly parents: ReadonlyMap<string, string | null>;
  readonly paths: PathIndex;
  readonly lock: Manifest | null;
}

function draft(operation: Operation, given: Given): Draft {
  const { config, lock } = given;
  const key = operationKey(operation);
  const hints = nameHints(operation);
  const asked = configOf(operation, config)?.name?.split(".") ?? [];
  const before = lock?.operations[key] ?? null;
  const method = asked.at(-1) ?? hints.method;
  const askedGroup = asked.length > 1 ? asked.slice(0, -1).map(memberName) : null;
  const path = groupPath(operation, hints.group, given);
  const group = askedGroup ?? (before !== null && !path.isAsked ? before.group.split(".") : path.names);
  return {
    key,
    group,
    method: method === null || method === undefined ? null : memberName(method),
    proposed: saysNothing(operation) ? restName(operation, group.at(-1) ?? "", given.paths) : null,
    own: ownName(operation, group.at(-1) ?? ""),
    functions: functionNames(operation, group, method ?? null, given),
    locked: before === null || asked.length > 0 || before.group !== group.join(".") ? null : before.method,
    isRead: operation.method === "GET",
    isFreed: asked.length > 0 && operation.id === null,
  };
}

function memberName(text: string): string {
  return camelCase(text) || "unnamed";
}

/** Whether the id says no more than method and path do. */
function saysNothing(operation: Operation): boolean {
  return operation.id === null ? !operation.at.includes("#stream/") : repeatsPath(operation.id, operation);
}

/** What stands behind the group's name in an id: `drive.files.list` in files is list. */
function ownName({ id }: Operation, group: string): string | null {
  const parts = id?.split(/[./#]/) ?? [];
  const at = parts.findLastIndex((part, index) => index < parts.length - 1 && singular(camelCase(part)) === singular(group));
  return at < 0 ? null : camelCase(parts.slice(at + 1).join(" ")) || null;
}

function* functionNames(operation: Operation, group: readonly string[], method: string | null, { config, conventions }: Given): Iterable<string> {
  const own = operation.id === null ? "" : camelCase(conventions.idName(strip(operation.id, config.names?.strip ?? []), operation));
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

/** `GET /api/v1/pets/{petId}/toys` gives getPetsToys, then getApiV1PetsByPetIdToys. */
function pathNames(operation: Operation): readonly [string, string] {
  const segments = operation.path.split("/").filter((segment) => segment !== "");
  const verb = camelCase(operation.method);
  const last = segments.at(-1) ?? "";
  const telling = segments.slice(segments.findIndex((segment) => !isPrefix(segment)));
  const fixed = telling.filter((segment) => !segment.includes("{")).map(pascalCase);
  const query = operation.fixedQuery.map(({ name, value }) => pascalCase(`${name} ${value}`)).join("");
  const short = verb + fixed.join("") + (last.includes("{") ? `By${pascalCase(last)}` : "") + query;
  const long = verb + segments.map((segment) => (segment.includes("{") ? `By${pascalCase(segment)}` : pascalCase(segment))).join("") + query;
  return [short === verb ? `${verb}Root` : short, long];
}

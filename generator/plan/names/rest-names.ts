import type { Model, Operation, Schema } from "../../ir/index.js";
import { camelCase, pascalCase, singular, words } from "./casing.js";
import { isPlural, verbs } from "./english.js";
import { isPrefix } from "./group-path.js";

/** The paths of a document by what is asked of them: enough to tell a collection from a thing and an action. */
export interface PathIndex {
  /** Methods by path, the names of parameters left out. */
  readonly methods: ReadonlyMap<string, ReadonlySet<string>>;
  /** Paths that have a parameter below them. */
  readonly parents: ReadonlySet<string>;
  readonly models: ReadonlyMap<string, Model>;
}

/** Indexes every path once. */
export function indexPaths(operations: readonly Operation[], models: readonly Model[]): PathIndex {
  const methods = new Map<string, Set<string>>();
  const parents = new Set<string>();
  for (const { path, method } of operations) {
    const shape = shapeOf(path);
    const known = methods.get(shape) ?? new Set();
    methods.set(shape, known.add(method));
    if (shape.endsWith("/{}")) parents.add(shape.slice(0, -3));
  }
  return { methods, parents, models: new Map(models.map((model) => [model.key, model])) };
}

const shapeOf = (path: string): string => path.replace(/\{[^{}]*\}/g, "{}").replace(/\/$/, "");

interface Target {
  /** Words of the path behind the group's own, in order. */
  readonly nouns: readonly string[];
  /** Nouns in front of the group's own: `/users/{id}/posts` in posts is about users. */
  readonly of: readonly string[];
  /** `{id}:cancel` */
  readonly action: string | null;
  /** Whether one thing of its kind is meant. */
  readonly isOne: boolean;
}

/**
 * What an operation without a name of its own is called in its façade, by method and path: `GET /pets` is list, `GET /pets/{id}`
 * get, `POST /pets/{id}/toys` createToy, `POST /pets/{id}/feed` feed. Null where these say nothing.
 */
export function restName(operation: Operation, group: string, index: PathIndex): string | null {
  const target = targetOf(operation.path, group);
  const verb = isBare(operation.path) ? null : verbOf(operation, target, index);
  if (verb === null) return null;
  const nouns = target.nouns.slice(0, verb.leavesLast ? -1 : undefined);
  const named = nouns.map((noun, at) => pascalCase(verb.isMany && at === nouns.length - 1 ? noun : lastSingular(noun))).join("");
  return camelCase(verb.word) + named + (target.of.length > 0 ? `For${target.of.map((noun) => pascalCase(lastSingular(noun))).join("")}` : "");
}

/** Whether a path says nothing: `/`, `/api/v1`. */
const isBare = (path: string): boolean => path.split("/").every((segment) => segment === "" || isPrefix(segment));

/** `bank_accounts` is bank_account. */
function lastSingular(noun: string): string {
  const parts = words(noun);
  return [...parts.slice(0, -1), singular(parts.at(-1) ?? "")].join(" ");
}

interface Verb {
  readonly word: string;
  /** The last noun is the verb. */
  readonly leavesLast?: boolean;
  readonly isMany?: boolean;
}

function verbOf(operation: Operation, target: Target, index: PathIndex): Verb | null {
  if (target.action !== null) return { word: target.action, isMany: !target.isOne };
  const shape = shapeOf(operation.path);
  const others = index.methods.get(shape) ?? new Set();
  const last = target.nouns.at(-1) ?? null;
  const isParent = index.parents.has(shape);
  const isAction = last !== null && !target.isOne && !isParent && verbs.has(words(last)[0]?.toLowerCase() ?? "");
  switch (operation.method) {
    case "GET":
      if (isAction) return { word: last, leavesLast: true, isMany: true };
      return !target.isOne && (isParent || isList(operation, index)) ? { word: "list", isMany: true } : { word: "get", isMany: !target.isOne };
    case "POST":
      if (target.isOne) return others.has("PUT") || others.has("PATCH") ? null : { word: "update" };
      if (isParent || (last === null && isPlural(tailOf(operation.path)))) return { word: "create" };
      if (others.has("GET")) return { word: isPlural(tailOf(operation.path)) ? "create" : "update", isMany: !isPlural(tailOf(operation.path)) };
      return last === null ? null : isAction || target.nouns.length === 1 ? { word: last, leavesLast: true } : null;
    case "PUT":
      return { word: others.has("PATCH") ? "replace" : "update", isMany: !target.isOne };
    case "PATCH":
      return { word: "update", isMany: !target.isOne };
    case "DELETE":
      return { word: !target.isOne && isParent ? "deleteAll" : "delete", isMany: !target.isOne };
    default:
      return null;
  }
}

const tailOf = (path: string): string => words(path.replace(/\/$/, "").split("/").at(-1) ?? "").at(-1) ?? "";

function targetOf(path: string, group: string): Target {
  const all = path.split("/").filter((segment) => segment !== "");
  const telling = all.slice(
    Math.max(
      0,
      all.findIndex((segment) => !isPrefix(segment)),
    ),
  );
  const last = telling.at(-1) ?? "";
  const action = /\}?:(\w+)$/.exec(last)?.[1] ?? null;
  const nouns = telling.map((segment) => segment.replace(/:\w+$/, "").replace(/\(?\{[^{}]*\}\)?|\.(?:json|xml)$/g, ""));
  const at = nouns.findIndex((noun) => noun !== "" && singular(camelCase(noun)) === singular(group));
  const isWord = (noun: string): boolean => /[\p{L}\p{Nd}]/u.test(noun);
  return {
    nouns: nouns.slice(at + 1).filter(isWord),
    of: nouns.slice(0, Math.max(0, at)).filter(isWord),
    action,
    isOne: /\{[^{}]*\}\)?(?:\.\w+)?$/.test(action === null ? last : last.slice(0, -action.length - 1)),
  };
}

const listKeys = /^(?:data|items|results?|values?|records|entries|list|rows|content)$/i;

/** Whether the reply is a list, or an object around one. */
function isList(operation: Operation, { models }: PathIndex): boolean {
  const resolved = (schema: Schema | null | undefined): Schema | null =>
    schema?.kind === "ref" ? (models.get(schema.model)?.schema ?? null) : (schema ?? null);
  const reply = resolved(operation.responses.find(({ status }) => status.startsWith("2"))?.contents[0]?.schema);
  if (reply?.kind === "array") return true;
  return reply?.kind === "object" && reply.fields.some((field) => listKeys.test(field.name) && resolved(field.schema)?.kind === "array");
}

/** Whether an id only repeats method and path (`PostCustomersCustomer`, `api_books_id_get`): it says no more than they do. */
export function repeatsPath(id: string, operation: Operation): boolean {
  const text = letters(id);
  const verb = letters(operation.method);
  if (text.startsWith(verb)) return follows(text.slice(verb.length), operation.path);
  const end = text.endsWith("collection") ? text.slice(0, -"collection".length) : text;
  return end.endsWith(verb) && follows(end.slice(0, -verb.length), operation.path);
}

/** `getBlob` of `/{container}/{blob}` is a name of its own: nothing of the path that is no parameter stands in it. */
function follows(text: string, path: string): boolean {
  let left = text;
  let isFixed = text === "";
  for (const segment of path.split("/")) {
    const isParameter = segment.includes("{");
    const found = (isParameter ? parameterSpellings(segment) : [letters(segment)]).find((each) => left.startsWith(each));
    if (found !== undefined) left = left.slice(found.length);
    else if (!isPrefix(segment)) return false;
    isFixed ||= !isParameter && (found ?? "") !== "";
  }
  return left === "" && isFixed;
}

function parameterSpellings(segment: string): readonly string[] {
  const full = letters(segment);
  const last = words(segment).at(-1)?.toLowerCase() ?? "";
  return [`by${full}`, full, `by${last}`, last, ""];
}

const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{Nd}]/gu, "");

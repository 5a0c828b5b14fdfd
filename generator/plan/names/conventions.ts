import type { Operation } from "../../ir/index.js";
import { camelCase, singular, words } from "./casing.js";
import { verbs } from "./english.js";
import { isPrefix } from "./group-path.js";

/** What the ids and tags of a document share because a framework wrote them, and what they say without it. */
export interface Conventions {
  /** What groups an operation: the name in front of its id where all ids have one (`Users_List`), else its tag; null: neither. */
  groupOf(operation: Operation): string | null;
  /** A tag, or the like, without what all of them share. */
  groupName(name: string): string;
  /** The id without a framework's additions: what the function is called after. */
  idName(id: string, operation: Operation): string;
}

/** Reads the conventions off all operations: NestJS, Spring, FastAPI, AutoRest, gRPC gateways and others leave their marks. */
export function conventionsOf(operations: readonly Operation[]): Conventions {
  const ids = new Set(operations.flatMap(({ id }) => (id === null ? [] : [id])));
  const areGrouped = ids.size > 0 && [...ids].filter(isGrouped).length >= ids.size * mostly;
  const prefix = sharedPrefix([...ids]);
  const given = ({ id, tags }: Operation): string | null =>
    id !== null && areGrouped && isGrouped(id) ? id.slice(0, id.indexOf("_")) : (tags[0] ?? (id === null ? null : controllerIn(id)));
  const groups = [...new Set(operations.map(given))].filter((group) => group !== null);
  const saysNothing = groups.length === 1 && operations.length > 1 && isPrefix(groups[0] ?? "");
  const names = nameGroups(groups);
  return {
    groupOf: (operation) => (saysNothing ? null : given(operation)),
    groupName: (name) => names.get(name) ?? withoutController(name),
    idName: (id, operation) => (areGrouped && isGrouped(id) ? grouped(id, names) : telling(id, { operation, prefix, ids })),
  };
}

/** Of all ids so many must have a group in front for it to be meant; the few others are written by hand. */
const mostly = 0.8;

/** `BlockBlob_Upload`, as AutoRest, NSwag and gRPC gateways write ids; `Get_Pets` is no such one. */
function isGrouped(id: string): boolean {
  const group = /^(\p{Lu}[\p{L}\p{Nd}]*)_\p{Lu}/u.exec(id)?.[1];
  return group !== undefined && !verbs.has(group.toLowerCase());
}

/** `AccountService_ListAccounts` is about listAccounts, `AccountService_Stop` about accountStop. */
function grouped(id: string, names: ReadonlyMap<string, string>): string {
  const head = id.slice(0, id.indexOf("_"));
  const rest = id.slice(head.length + 1);
  const group = names.get(head) ?? head;
  const said = new Set(words(rest).map(singular));
  return words(group)
    .map(singular)
    .every((part) => said.has(part))
    ? rest
    : `${group}_${rest}`;
}

const controllerIn = (id: string): string | null => /^(\w+?Controller)[_.]\w/.exec(id)?.[1] ?? null;

const withoutController = (name: string): string => name.replace(/(?<=.)[-_ .]?controller$/i, "");

interface IdScope {
  readonly operation: Operation;
  readonly prefix: string;
  readonly ids: ReadonlySet<string>;
}

function telling(id: string, { operation, prefix, ids }: IdScope): string {
  const own = id.slice(prefix.length);
  const fastApi = `_${operation.path.replace(/^\//, "").replace(/\W/g, "_")}_${operation.method.toLowerCase()}`;
  if (id.endsWith(fastApi) && id.length > fastApi.length) return id.slice(0, -fastApi.length).replace(/_$/, "");
  const spring = /^(.+)Using(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)(?:_\d+)?$/.exec(own)?.[1];
  if (spring !== undefined) return spring;
  const twin = /^(.+)_\d+$/.exec(id)?.[1];
  const single = twin !== undefined && ids.has(twin) ? twin.slice(prefix.length) : own;
  return single.replace(/^(\w+?)Controller(?=[_.]\w)/, "$1");
}

/** `api_v1_` of `api_v1_users_list`: what every id begins with and every API might. */
function sharedPrefix(ids: readonly string[]): string {
  const [first = "", ...others] = ids;
  let prefix = "";
  for (const [part] of first.matchAll(/[^_./-]+[_./-]/gy)) {
    if (!isPrefix(part.slice(0, -1)) || others.length === 0 || others.some((id) => !id.startsWith(prefix + part) || id.length === prefix.length + part.length))
      break;
    prefix += part;
  }
  return prefix;
}

const lastWords: ReadonlySet<string> = new Set(["service", "controller", "resource", "api", "endpoint", "endpoints", "handler"]);

/** What each group is called: without a word that all of them end with, or begin with and every API might; unless two would be called the same. */
function nameGroups(groups: readonly string[]): ReadonlyMap<string, string> {
  const given = groups.map((group) => ({ group, parts: words(withoutController(group)) }));
  const [first = "", last = ""] = [given[0]?.parts[0], given[0]?.parts.at(-1)];
  const start = given.length > 1 && isPrefix(first) && given.every(({ parts }) => parts.length > 1 && parts[0] === first) ? 1 : 0;
  const dropsLast = given.length > 1 && lastWords.has(last.toLowerCase()) && given.every(({ parts }) => parts.length > start + 1 && parts.at(-1) === last);
  const names = given.map(({ group, parts }) => {
    const name = start === 0 && !dropsLast ? withoutController(group) : parts.slice(start, dropsLast ? -1 : undefined).join(" ");
    return [group, name] as const;
  });
  const isDistinct = new Set(names.map(([, name]) => camelCase(name))).size === new Set(groups.map(camelCase)).size;
  return new Map(isDistinct ? names : groups.map((group) => [group, group]));
}

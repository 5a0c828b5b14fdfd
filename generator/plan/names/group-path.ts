import type { Operation } from "../../ir/index.js";
import type { ClientConfig } from "../config/client-config.js";
import { camelCase, words } from "./casing.js";
import type { Conventions } from "./conventions.js";
import { own } from "./own.js";

/** A group's path, each part an identifier. `isAsked`: client.yaml names it. */
export interface GroupPath {
  readonly names: readonly string[];
  readonly isAsked: boolean;
}

interface Given {
  readonly config: ClientConfig;
  readonly conventions: Conventions;
  /** Parents of tags. */
  readonly parents: ReadonlyMap<string, string | null>;
}

/** Groups nest no deeper than this: a chain of parents (or of dots) that is longer loses its beginning. */
const deepest = 8;

/** Extension, then tag (with its parents) or what all ids begin with, then the id's prefix, then the first telling path segment; client.yaml renames. */
export function groupPath(operation: Operation, hint: readonly string[] | null, { config, conventions, parents }: Given): GroupPath {
  const { raw, tag } = rawGroup(operation, hint, { conventions, parents });
  const renames = config.names?.groups;
  const renamed = renames === undefined ? undefined : (own(renames, raw.join(".")) ?? (tag === null ? undefined : own(renames, tag)));
  const path = renamed?.split(".") ?? (hint ?? raw.map(conventions.groupName)).flatMap(splitDotted);
  const names = path.map((part) => camelCase(part)).filter((part) => part !== "");
  return { names: names.length > 0 ? names.slice(-deepest) : ["general"], isAsked: renamed !== undefined };
}

/** Before anything renames it; `tag` alone counts in client.yaml, too. */
function rawGroup(operation: Operation, hint: readonly string[] | null, { conventions, parents }: Omit<Given, "config">) {
  const tag = conventions.groupOf(operation);
  return { raw: hint ?? (tag === null ? [idPrefix(operation) ?? pathWord(operation) ?? "general"] : withParents(tag, parents)), tag };
}

/** Names under which `names.groups` of client.yaml may rename the group. */
export function groupKeys(operation: Operation, hint: readonly string[] | null, given: Omit<Given, "config">): readonly string[] {
  const { raw, tag } = rawGroup(operation, hint, given);
  return [raw.join("."), ...(tag === null ? [] : [tag])];
}

function withParents(tag: string, parents: ReadonlyMap<string, string | null>): readonly string[] {
  const path = [tag];
  for (let parent = parents.get(tag); parent != null && path.length < deepest && !path.includes(parent); parent = parents.get(parent)) path.unshift(parent);
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
  const segments = operation.path.split("/").filter((segment) => segment !== "" && !segment.includes("{") && !isPrefix(segment));
  return segments.find((segment) => words(segment).length > 0) ?? null;
}

/** A segment that every path of an API may begin with, and that says nothing about one of them: a version, a date. */
export const isPrefix = (segment: string): boolean => /^(?:api|rest|latest|(?:api|v)\d[\w.]*|\d+(?:\.\d+)*|\d{4}-\d\d-\d\d)$/i.test(segment);

import type { Extension, Operation, Param, Server } from "../ir/index.js";
import { deref, entriesOf } from "../schema/deref.js";
import { docsOf } from "../schema/docs.js";
import { extensionsOf } from "../schema/extensions.js";
import { isObject, type JsonObject, objectAt, step } from "../schema/json.js";
import { type Place, type Scope, warn } from "../schema/scope.js";
import { lowerServers } from "../schema/server.js";
import { lowerOperation } from "./operation.js";
import { lowerParams } from "./parameter.js";
import { type PathKey, parsePathKey } from "./path-key.js";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"] as const;

/** What the operations of a path item share. */
export interface PathItem extends Place {
  readonly key: PathKey;
  readonly params: readonly Param[];
  readonly servers: readonly Server[];
  readonly extensions: readonly Extension[];
  readonly summary: string | null;
  /** The path's own place, where the item may be a reference. */
  readonly pathAt: string;
}

/** An operation of a path item, before it is lowered. */
export interface MethodPlace extends Place {
  readonly method: string;
}

/** The operations of a `paths` (or x-ms-paths) object. */
export function lowerPaths(scope: Scope, paths: JsonObject, at: string): readonly Operation[] {
  const operations: Operation[] = [];
  for (const { key, node, scope: inner, at: here } of entriesOf(scope, paths, at)) {
    if (key.startsWith("x-")) continue;
    if (!key.startsWith("/")) {
      warn(scope, "path-without-slash", {
        at: here,
        message: `The path "${key}" doesn't start with a slash; one is put before it.`,
        remedy: "Start the path with /.",
      });
    }
    const item = readPathItem(inner, node, { at: here, key });
    if (item !== null) for (const place of operationsOf(item)) operations.push(lowerOperation(item, place));
  }
  return operations;
}

/** A path item with what its reference leads to merged in; the item's own keys win. Null when there is none. */
export function readPathItem(scope: Scope, node: JsonObject[string] | undefined, from: { readonly at: string; readonly key: string }): PathItem | null {
  if (node === null) return null;
  const place = deref(scope, node, from.at);
  if (place === null || !isObject(node)) return null;
  const key = parsePathKey(from.key);
  const beside = place.node !== node && Object.keys(node).length > 1 ? { scope, node, at: from.at } : null;
  const params = [
    ...lowerParams(place.scope, place.node["parameters"], `${place.at}/parameters`),
    ...(beside === null ? [] : lowerParams(scope, node["parameters"], `${from.at}/parameters`)),
  ];
  const merged = beside === null ? place : mergeBeside(place, beside);
  tellUnknown(merged);
  return {
    ...merged,
    key,
    params,
    servers: lowerServers(merged),
    extensions: extensionsOf(merged.node),
    summary: docsOf(merged.node).summary,
    pathAt: from.at,
  };
}

const known = new Set(["$ref", "summary", "description", "servers", "parameters", "additionalOperations"]);

/** A misspelt method loses its operation. */
function tellUnknown({ scope, node, at }: Place): void {
  for (const key of Object.keys(node)) {
    if (known.has(key) || key.startsWith("x-") || methods.some((method) => method === key.toLowerCase())) continue;
    warn(scope, "path-item-key-unknown", {
      at: step(at, key),
      message: `A path item has no ${JSON.stringify(key)}; left out.`,
      remedy: `It may hold ${methods.join(", ")}, and ${[...known].join(", ")}; other methods stand under additionalOperations.`,
    });
  }
}

/** Every operation in a path item: the fixed methods, then 3.2's additional ones, whose names are used as they are. */
export function operationsOf(item: PathItem): readonly MethodPlace[] {
  const found: MethodPlace[] = [];
  for (const key of Object.keys(item.node)) {
    const method = methods.find((each) => each === key.toLowerCase());
    const node = item.node[key];
    if (method === undefined || node === null || node === undefined) continue;
    const place = deref(item.scope, node, step(item.at, key));
    if (place !== null) found.push({ ...place, method: method.toUpperCase() });
  }
  const additional = objectAt(item.node, "additionalOperations") ?? {};
  for (const method of Object.keys(additional)) {
    const at = step(`${item.at}/additionalOperations`, method);
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method)) {
      warn(item.scope, "method-invalid", { at, message: `${JSON.stringify(method)} is no HTTP method; left out.`, remedy: "Use a token (RFC 9110)." });
      continue;
    }
    const place = deref(item.scope, additional[method], at);
    if (place !== null) found.push({ ...place, method });
  }
  return found;
}

/** Own keys of a path item beside its `$ref` win; places of referenced keys stay those of the target. */
function mergeBeside(target: Place, beside: Place): Place {
  const { $ref: _ref, parameters: _parameters, ...own } = beside.node;
  return Object.keys(own).length === 0 ? target : { ...target, node: { ...target.node, ...own } };
}

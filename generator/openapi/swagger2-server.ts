import type { Server, ServerVariable } from "../ir/index.js";
import { deref } from "../schema/deref.js";
import { type JsonObject, listAt, objectAt, step, textAt, textsAt } from "../schema/json.js";
import type { Place } from "../schema/scope.js";

/**
 * Swagger 2's host, basePath and schemes as servers, https first. Without a host the base path is relative to where the document
 * was read. x-ms-parameterized-host becomes one server with variables.
 */
export function swaggerServers(place: Place): readonly Server[] {
  const { node, at } = place;
  const parameterized = objectAt(node, "x-ms-parameterized-host");
  if (parameterized !== null) return [parameterizedServer({ ...place, node: parameterized, at: `${at}/x-ms-parameterized-host` }, basePath(node))];
  const host = textAt(node, "host");
  if (host === null || host === "") return [plain(basePath(node) || "/", `${at}/basePath`)];
  return schemesOf(node).map((scheme) => plain(`${scheme}://${host.replace(/\/+$/, "")}${basePath(node)}`, `${at}/host`));
}

/** An operation's own `schemes`, where they differ from the document's. */
export function swaggerOperationServers(root: Place, operation: JsonObject): readonly Server[] {
  if (operation["schemes"] === undefined || textAt(root.node, "host") === null) return [];
  const schemes = schemesOf(operation);
  if (schemes.join() === schemesOf(root.node).join()) return [];
  return swaggerServers({ ...root, node: { ...root.node, schemes } });
}

function schemesOf(node: JsonObject): readonly string[] {
  const schemes = textsAt(node, "schemes").filter((scheme) => scheme !== "ws" && scheme !== "wss");
  if (schemes.length === 0) return ["https"];
  return [...new Set(schemes)].sort((a, b) => Number(b === "https") - Number(a === "https"));
}

function basePath(node: JsonObject): string {
  const path = textAt(node, "basePath") ?? "";
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" || trimmed.startsWith("/") ? trimmed : `/${trimmed}`;
}

function parameterizedServer(place: Place, path: string): Server {
  const { node, at, scope } = place;
  const template = textAt(node, "hostTemplate") ?? "{host}";
  const variables: ServerVariable[] = [];
  for (const [index, each] of listAt(node, "parameters").entries()) {
    const param = deref(scope, each, step(`${at}/parameters`, index));
    const name = param === null ? null : textAt(param.node, "name");
    if (param === null || name === null) continue;
    const values = listAt(param.node, "enum").flatMap((value) => (typeof value === "string" ? [value] : []));
    variables.push({ name, default: textAt(param.node, "default"), values, description: textAt(param.node, "description") });
  }
  const prefix = node["useSchemePrefix"] === false ? "" : "https://";
  return { url: `${prefix}${template}${path}`, name: null, description: null, variables, at };
}

function plain(url: string, at: string): Server {
  return { url, name: null, description: null, variables: [], at };
}

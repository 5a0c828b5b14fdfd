import type { Content, Link, Param, Response } from "../ir/index.js";
import { deref, entriesOf, once } from "../schema/deref.js";
import { docsOf } from "../schema/docs.js";
import { isObject, type JsonObject, objectAt } from "../schema/json.js";
import { type Place, type Scope, warn } from "../schema/scope.js";
import { withRefDocs } from "./body.js";
import { lowerContents } from "./content.js";
import { lowerLinks } from "./link.js";
import { lowerHeader } from "./parameter.js";
import { swaggerContents } from "./swagger2-body.js";

/** The responses of an operation by status; `produces` are Swagger 2's media types. */
export function lowerResponses(scope: Scope, from: { readonly node: JsonObject; readonly at: string }, produces: readonly string[]): readonly Response[] {
  const responses: Response[] = [];
  for (const { key, node, scope: inner, at } of entriesOf(scope, from.node, from.at)) {
    if (key.startsWith("x-")) continue;
    const status = statusOf(key);
    if (status === null) {
      warn(scope, "status-invalid", { at, message: `"${key}" is no status; left out.`, remedy: "Use a status like 404, a range like 4XX, or default." });
      continue;
    }
    const place = deref(inner, node, at);
    if (place === null) continue;
    const lowered = once(place, `response ${produces.join()}`, () => lowerResponse(place, produces));
    responses.push(withRefDocs({ status, ...lowered }, node));
  }
  return responses;
}

/** Headers by name; Content-Type is the content's own business. */
export function lowerHeaders(scope: Scope, node: JsonObject | null, at: string): readonly Param[] {
  if (node === null) return [];
  const headers: Param[] = [];
  for (const { key: name, node: entry, scope: inner, at: here } of entriesOf(scope, node, at)) {
    const header = name.toLowerCase() === "content-type" ? null : lowerHeader(inner, entry, { name, at: here });
    if (header !== null) headers.push(header);
  }
  return headers;
}

function lowerResponse(place: Place, produces: readonly string[]): Omit<Response, "status"> {
  const { scope, node, at } = place;
  return {
    docs: docsOf(withoutExamples(node)),
    headers: lowerHeaders(scope, objectAt(node, "headers"), `${at}/headers`),
    contents: contentsOf(place, produces),
    links: linksOf(place),
    at,
  };
}

function contentsOf(place: Place, produces: readonly string[]): readonly Content[] {
  const { scope, node, at } = place;
  if (scope.lowering.dialect === "2.0") return swaggerContents(place, produces);
  const content = objectAt(node, "content");
  return content === null ? [] : lowerContents(scope, content, `${at}/content`);
}

function linksOf({ scope, node, at }: Place): readonly Link[] {
  const links = objectAt(node, "links");
  return links === null ? [] : lowerLinks(scope, links, `${at}/links`);
}

/** Swagger 2 keeps examples by media type on the response: they are the contents', not the response's. */
function withoutExamples(node: JsonObject): JsonObject {
  if (!isObject(node["examples"])) return node;
  const { examples: _examples, ...rest } = node;
  return rest;
}

function statusOf(key: string): string | null {
  if (key.toLowerCase() === "default") return "default";
  if (/^[1-5]\d\d$/.test(key)) return key;
  return /^[1-5]xx$/i.test(key) ? key.toUpperCase() : null;
}

import type { Link } from "../ir/index.js";
import { deref } from "../schema/deref.js";
import { docsOf } from "../schema/docs.js";
import { type JsonObject, objectAt, step } from "../schema/json.js";
import type { Scope } from "../schema/scope.js";

/** The links of a response. */
export function lowerLinks(scope: Scope, links: JsonObject, at: string): readonly Link[] {
  const lowered: Link[] = [];
  for (const name of Object.keys(links)) {
    const place = deref(scope, links[name], step(at, name));
    if (place === null) continue;
    const { node } = place;
    const parameters = objectAt(node, "parameters") ?? {};
    lowered.push({
      name,
      operationId: typeof node["operationId"] === "string" ? node["operationId"] : null,
      operationRef: typeof node["operationRef"] === "string" ? node["operationRef"] : null,
      parameters: Object.keys(parameters).map((key) => ({ name: key, value: parameters[key] ?? null })),
      body: node["requestBody"] ?? null,
      docs: docsOf(node),
      at: place.at,
    });
  }
  return lowered;
}

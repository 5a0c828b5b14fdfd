import type { Server, ServerVariable } from "../ir/index.js";
import { isObject, type JsonObject, listAt, objectAt, own, step, textAt } from "./json.js";
import { type Place, type Scope, warn } from "./scope.js";

/** The servers of a document, path item or operation; empty when it lists none. */
export function lowerServers(place: Place): readonly Server[] {
  const { node, scope } = place;
  const at = `${place.at}/servers`;
  const servers: Server[] = [];
  for (const [index, each] of listAt(node, "servers").entries()) {
    const url = isObject(each) ? textAt(each, "url") : null;
    if (isObject(each) && url !== null) servers.push(lowerServer(scope, each, { url, at: step(at, index) }));
    else warn(scope, "server-invalid", { at: step(at, index), message: "A server without a URL; left out.", remedy: 'Add "url".' });
  }
  return servers;
}

function lowerServer(scope: Scope, node: JsonObject, as: { readonly url: string; readonly at: string }): Server {
  const declared = objectAt(node, "variables") ?? {};
  const used = new Set([...as.url.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? ""));
  const variables: ServerVariable[] = [];
  for (const name of used) {
    const variable = own(declared, name);
    if (isObject(variable)) variables.push(lowerVariable(name, variable));
    else {
      variables.push({ name, default: null, values: [], description: null });
      warn(scope, "server-variable-undeclared", {
        at: as.at,
        message: `The server's variable "${name}" isn't declared: it must be given.`,
        remedy: "Declare it under variables, with a default.",
      });
    }
  }
  return {
    url: as.url,
    name: textAt(node, "name") ?? textAt(node, "x-name") ?? textAt(node, "x-speakeasy-server-id") ?? textAt(node, "x-fern-server-name"),
    description: textAt(node, "description"),
    variables,
    at: as.at,
  };
}

function lowerVariable(name: string, node: JsonObject): ServerVariable {
  const values = listAt(node, "enum").flatMap((each) => (each === null || typeof each === "object" ? [] : [String(each)]));
  return { name, default: textAt(node, "default"), values, description: textAt(node, "description") };
}

import type { Api } from "../ir/index.js";
import { noDocs } from "../ir/index.js";
import { docsOf } from "../schema/docs.js";
import { extensionsOf } from "../schema/extensions.js";
import { isObject, type JsonObject, listAt, objectAt, textAt } from "../schema/json.js";
import { registerComponents } from "../schema/model.js";
import { type Place, warn } from "../schema/scope.js";
import { lowerNeeds, lowerSchemes } from "../schema/security.js";
import { lowerServers } from "../schema/server.js";
import { lowerTags } from "../schema/tag.js";
import { lowerPaths } from "./path-item.js";
import { swaggerServers } from "./swagger2-server.js";
import { lowerWebhooks } from "./webhook.js";

/** Everything of a document but its models, which are queued on the way. */
export function lowerDocument(place: Place): Omit<Api, "models" | "channels" | "channelServers" | "framing"> {
  const { scope, node, at } = place;
  const { lowering } = scope;
  const swagger = lowering.dialect === "2.0";
  const components = objectAt(node, "components") ?? {};
  const schemas = swagger ? objectAt(node, "definitions") : objectAt(components, "schemas");
  if (schemas !== null) registerComponents(scope, schemas, swagger ? "/definitions" : "/components/schemas");
  const schemes = swagger ? objectAt(node, "securityDefinitions") : objectAt(components, "securitySchemes");
  const auth = schemes === null ? [] : lowerSchemes(scope, schemes, swagger ? `${at}/securityDefinitions` : `${at}/components/securitySchemes`);
  for (const scheme of auth) lowering.schemes.add(scheme.key);
  lowering.security = lowerNeeds(place, lowering.schemes);
  const info = objectAt(node, "info") ?? {};
  return {
    title: textAt(info, "title") ?? "",
    version: textAt(info, "version") ?? "",
    docs: infoDocs(node, info),
    licence: licenceOf(info),
    servers: swagger ? swaggerServers(place) : lowerServers(place),
    auth,
    tags: lowerTags(listAt(node, "tags")),
    extensions: extensionsOf(node),
    operations: operationsOf(place),
    webhooks: webhooksOf(place),
  };
}

function operationsOf({ scope, node, at }: Place): Api["operations"] {
  const operations: Api["operations"][number][] = [];
  for (const key of ["paths", "x-ms-paths"]) {
    const paths = node[key];
    if (isObject(paths)) for (const each of lowerPaths(scope, paths, `${at}/${key}`)) operations.push(each);
    else if (paths !== undefined && paths !== null)
      warn(scope, "node-invalid", { at: `${at}/${key}`, message: `"${key}" is not an object; ignored.`, remedy: "Give path items by path." });
  }
  return operations.sort(byPlace);
}

/** The order of places, whatever the order of keys in the document. */
function byPlace(a: { readonly at: string }, b: { readonly at: string }): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
}

function webhooksOf({ scope, node, at }: Place): Api["webhooks"] {
  const webhooks: Api["webhooks"][number][] = [];
  for (const key of ["webhooks", "x-webhooks"]) {
    const found = objectAt(node, key);
    if (found !== null) for (const each of lowerWebhooks(scope, found, `${at}/${key}`)) webhooks.push(each);
  }
  return webhooks.sort(byPlace);
}

function infoDocs(node: JsonObject, info: JsonObject): Api["docs"] {
  const own = docsOf(info);
  const { link } = docsOf({ externalDocs: node["externalDocs"] ?? null });
  return link === null ? own : { ...(own === noDocs ? noDocs : own), link };
}

function licenceOf(info: JsonObject): string | null {
  const licence = objectAt(info, "license");
  return licence === null ? null : (textAt(licence, "identifier") ?? textAt(licence, "name"));
}

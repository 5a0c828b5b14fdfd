import type { AuthNeed, AuthScheme, OAuthFlow } from "../ir/index.js";
import { deref, entriesOf } from "./deref.js";
import { docsOf } from "./docs.js";
import { isList, isObject, type JsonObject, objectAt, own, step, textAt } from "./json.js";
import { type Place, type Scope, warn } from "./scope.js";

/** A scheme without its key, prose and place. */
export type SchemeType = AuthScheme extends infer S ? (S extends AuthScheme ? Omit<S, "key" | "docs" | "at"> : never) : never;

/** The security schemes of a document, both dialects' spellings; one that can't be used is warned of and left out. */
export function lowerSchemes(scope: Scope, schemes: JsonObject, at: string): readonly AuthScheme[] {
  const lowered: AuthScheme[] = [];
  for (const { key, node, scope: inner, at: here } of entriesOf(scope, schemes, at)) {
    if (key.startsWith("x-") && !isObject(node)) continue;
    const place = deref(inner, node, here);
    const type = place === null ? null : schemeType(place);
    if (place !== null && type !== null) lowered.push({ key, docs: docsOf(place.node), at: place.at, ...type });
  }
  return lowered;
}

/** A `security` list; null when the document says nothing, or nothing that can be used. */
export function lowerNeeds(place: Place, known: ReadonlySet<string>): readonly AuthNeed[] | null {
  const list = place.node["security"];
  const at = `${place.at}/security`;
  if (list === undefined || list === null) return null;
  if (!isList(list)) {
    warn(place.scope, "security-invalid", { at, message: '"security" is not a list; ignored.', remedy: "Give a list of requirements." });
    return null;
  }
  const needs = list.map((each, index) => lowerNeed(place.scope, each, { at: step(at, index), known })).filter((need) => need !== null);
  return list.length > 0 && needs.length === 0 ? null : needs;
}

function lowerNeed(scope: Scope, need: JsonObject[string], as: { readonly at: string; readonly known: ReadonlySet<string> }): AuthNeed | null {
  if (!isObject(need)) {
    warn(scope, "security-invalid", { at: as.at, message: "A requirement is an object of scheme names; ignored.", remedy: "Give { scheme: [scopes] }." });
    return null;
  }
  const keys = Object.keys(need).filter((key) => !key.startsWith("x-"));
  const schemes = keys.filter((key) => as.known.has(key) || undeclared(scope, key, as.at));
  if (schemes.length === 0 && keys.length > 0) return null;
  return schemes.map((scheme) => {
    const scopes = own(need, scheme);
    return { scheme, scopes: isList(scopes) ? scopes.filter((each) => typeof each === "string") : [] };
  });
}

function undeclared(scope: Scope, key: string, at: string): false {
  warn(scope, "security-scheme-undeclared", {
    at,
    message: `The security scheme "${key}" isn't declared; left out.`,
    remedy: "Declare it under components.securitySchemes (securityDefinitions).",
  });
  return false;
}

/** What a security scheme is; null when it lacks what it needs (reported). */
export function schemeType(place: Place): SchemeType | null {
  const { node, scope, at } = place;
  const type = textAt(node, "type");
  switch (type?.toLowerCase()) {
    case "apikey":
      return apiKey(place);
    case "basic":
      return { type: "basic" };
    case "http":
      return http(place);
    case "oauth2":
      return { type: "oauth2", flows: flowsOf(place), metadataUrl: textAt(node, "oauth2MetadataUrl") };
    case "openidconnect":
      return { type: "openIdConnect", url: textAt(node, "openIdConnectUrl") ?? "" };
    case "mutualtls":
      return { type: "mutualTls" };
    default:
      warn(scope, "security-scheme-unknown", {
        at,
        message: `${JSON.stringify(type)} is no type of security scheme; credentials must be added by hand.`,
        remedy: "Use apiKey, http, oauth2, openIdConnect or mutualTLS.",
      });
      return { type: "other", kind: type ?? "unknown" };
  }
}

function apiKey({ node, scope, at }: Place): SchemeType | null {
  const name = textAt(node, "name");
  const where = node["in"];
  const known = where === "header" || where === "query" || where === "cookie" ? where : null;
  if (name !== null && name !== "" && known !== null) return { type: "apiKey", in: known, name };
  if (name !== null && name !== "") {
    warn(scope, "security-scheme-incomplete", { at, message: "The API key doesn't say where it goes; sent as a header.", remedy: 'Add "in".' });
    return { type: "apiKey", in: "header", name };
  }
  warn(scope, "security-scheme-incomplete", { at, message: "The API key has no name; left out.", remedy: 'Add "name".' });
  return null;
}

function http({ node, scope, at }: Place): SchemeType {
  const scheme = textAt(node, "scheme") ?? "";
  switch (scheme.toLowerCase()) {
    case "bearer":
      return { type: "bearer", format: textAt(node, "bearerFormat") };
    case "basic":
      return { type: "basic" };
    case "digest":
      return { type: "digest" };
    case "":
      warn(scope, "security-scheme-incomplete", { at, message: "The HTTP scheme isn't named; bearer is assumed.", remedy: 'Add "scheme".' });
      return { type: "bearer", format: textAt(node, "bearerFormat") };
    default:
      return { type: "http", scheme };
  }
}

type FlowName = OAuthFlow["flow"];
const flowNames: ReadonlyMap<string, FlowName> = new Map<string, FlowName>([
  ["clientCredentials", "clientCredentials"],
  ["application", "clientCredentials"],
  ["password", "password"],
  ["authorizationCode", "authorizationCode"],
  ["accessCode", "authorizationCode"],
  ["implicit", "implicit"],
  ["deviceAuthorization", "deviceAuthorization"],
  ["deviceCode", "deviceAuthorization"],
]);

function flowsOf({ node, scope, at }: Place): readonly OAuthFlow[] {
  const own = textAt(node, "flow");
  const named = own === null ? null : flowNames.get(own);
  if (named !== null && named !== undefined) return [flowOf(node, named)];
  const flows = objectAt(node, "flows") ?? objectAt(node, "flow");
  if (flows === null) {
    warn(scope, "security-scheme-incomplete", { at, message: "The OAuth2 scheme has no flows: tokens must be handed in.", remedy: "Add flows." });
    return [];
  }
  return Object.keys(flows).flatMap((key) => {
    const flow = flows[key];
    const name = flowNames.get(key);
    return name !== undefined && isObject(flow) ? [flowOf(flow, name)] : [];
  });
}

function flowOf(node: JsonObject, flow: FlowName): OAuthFlow {
  const scopes = objectAt(node, "scopes") ?? objectAt(node, "availableScopes") ?? {};
  return {
    flow,
    authorizationUrl: textAt(node, "authorizationUrl"),
    tokenUrl: textAt(node, "tokenUrl"),
    refreshUrl: textAt(node, "refreshUrl"),
    deviceAuthorizationUrl: textAt(node, "deviceAuthorizationUrl"),
    scopes: Object.keys(scopes)
      .filter((name) => !name.startsWith("x-"))
      .map((name) => ({ name, description: textAt(scopes, name) })),
  };
}

import type { AuthNeed, AuthScheme } from "../ir/index.js";
import { deref, entriesOf } from "../schema/deref.js";
import { docsOf } from "../schema/docs.js";
import { isList, isObject, type JsonObject, objectAt, step, textAt, textsAt } from "../schema/json.js";
import { type Place, type Scope, warn } from "../schema/scope.js";
import { lowerNeeds, type SchemeType, schemeType } from "../schema/security.js";

/** The document's security schemes, by key; those that stand in a `security` list itself join them on the way. */
export interface Schemes {
  readonly schemes: Map<string, AuthScheme>;
  /** Place of a scheme -> its key. */
  readonly places: Map<string, string>;
}

/** Reads `components.securitySchemes`. */
export function declareSchemes({ scope, node, at }: Place): Schemes {
  const found: Schemes = { schemes: new Map(), places: new Map() };
  const declared = objectAt(objectAt(node, "components") ?? {}, "securitySchemes") ?? {};
  for (const { key, node: scheme, scope: inner, at: here } of entriesOf(scope, declared, `${at}/components/securitySchemes`)) {
    const place = deref(inner, scheme, here);
    if (place === null) continue;
    found.places.set(here, key);
    declare(found, place, key);
  }
  return found;
}

function declare(into: Schemes, place: Place, key: string): void {
  const type = typeOf(place);
  if (type === null) return;
  into.places.set(place.at, key);
  into.schemes.set(key, { key, docs: docsOf(place.node), at: place.at, ...type });
}

/** A `security` list: names of schemes with their scopes (2.x), or the schemes themselves (3.x). Null when there is none. */
export function lowerSecurity(place: Place, auth: Schemes, isVersion2: boolean): readonly AuthNeed[] | null {
  if (isVersion2) return lowerNeeds(place, new Set(auth.schemes.keys()));
  const list = place.node["security"];
  if (!isList(list)) return null;
  const needs = list.flatMap((each, index) => need(place.scope, each, { at: step(`${place.at}/security`, index), auth }));
  return list.length > 0 && needs.length === 0 ? null : needs;
}

function need(scope: Scope, node: JsonObject[string], { at, auth }: { readonly at: string; readonly auth: Schemes }): readonly AuthNeed[] {
  const place = deref(scope, node, at);
  if (place === null) return [];
  const ref = isObject(node) ? node["$ref"] : undefined;
  const hop = typeof ref === "string" ? scope.lowering.refs.step(ref, scope.base) : null;
  const known = (hop === null ? undefined : auth.places.get(hop.key)) ?? auth.places.get(place.at);
  if (known === undefined) declare(auth, place, freeKey(auth, place));
  const scheme = known ?? auth.places.get(place.at);
  return scheme === undefined || !auth.schemes.has(scheme) ? [] : [[{ scheme, scopes: textsAt(place.node, "scopes") }]];
}

function freeKey({ schemes }: Schemes, { node }: Place): string {
  const stem = textAt(node, "type") ?? "auth";
  let key = stem;
  for (let count = 2; schemes.has(key); count++) key = `${stem}${count}`;
  return key;
}

/** AsyncAPI's own types; those that it shares with OpenAPI are read the same way. */
function typeOf(place: Place): SchemeType | null {
  const { node, scope, at } = place;
  switch (textAt(node, "type")?.toLowerCase()) {
    case "userpassword":
      return { type: "userPassword", mechanism: null };
    case "plain":
      return { type: "userPassword", mechanism: "plain" };
    case "scramsha256":
      return { type: "userPassword", mechanism: "scramSha256" };
    case "scramsha512":
      return { type: "userPassword", mechanism: "scramSha512" };
    case "x509":
      return { type: "x509" };
    case "apikey":
      return { type: "connectionKey", in: node["in"] === "password" ? "password" : "user" };
    case "httpapikey":
      return schemeType({ ...place, node: { ...node, type: "apiKey" } });
    case "gssapi":
    case "symmetricencryption":
    case "asymmetricencryption":
      warn(scope, "security-scheme-manual", {
        at,
        message: `${JSON.stringify(node["type"])} is nothing that the client can do by itself; a credential of your own must be given.`,
        remedy: "Hand in a custom credential, or a connection that is set up already.",
      });
      return { type: "other", kind: textAt(node, "type") ?? "unknown" };
    default:
      return schemeType(place);
  }
}

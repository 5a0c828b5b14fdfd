import type { ChannelServer, ServerVariable } from "../ir/index.js";
import { deref, entriesOf } from "../schema/deref.js";
import { docsOf } from "../schema/docs.js";
import { type JsonObject, listAt, objectAt, own, step, textAt } from "../schema/json.js";
import { type Place, warn } from "../schema/scope.js";
import { lowerBindings } from "./binding.js";
import { framingOf } from "./framing.js";
import type { Reading } from "./reading.js";
import { lowerSecurity } from "./security.js";
import { tagNames } from "./tag-names.js";

/** The servers of a document, in document order: the first is what clients use unless told otherwise. */
export function lowerServers(reading: Reading): readonly ChannelServer[] {
  const { scope, node, at } = reading.place;
  const map = objectAt(node, "servers") ?? {};
  return entriesOf(scope, map, `${at}/servers`).flatMap((entry) => {
    const place = deref(entry.scope, entry.node, entry.at);
    return place === null ? [] : (lowerServer(reading, place, entry) ?? []);
  });
}

function lowerServer(reading: Reading, place: Place, entry: { readonly key: string; readonly at: string }): ChannelServer | null {
  const { node, scope } = place;
  const address = addressOf(node);
  const protocol = textAt(node, "protocol") ?? address?.scheme ?? null;
  if (address === null || protocol === null) {
    const message = "A server needs a protocol and a host (2.x: a url); left out.";
    warn(scope, "server-invalid", { at: place.at, message, remedy: "Add what is missing." });
    return null;
  }
  return {
    id: entry.key,
    protocol: protocol.toLowerCase(),
    protocolVersion: textAt(node, "protocolVersion"),
    host: address.host,
    path: address.path,
    title: textAt(node, "title"),
    docs: docsOf(node),
    tags: tagNames([place]),
    variables: variablesOf(place, `${address.host}${address.path ?? ""}`),
    auth: lowerSecurity(place, reading.auth, reading.isVersion2),
    bindings: lowerBindings([place], "server"),
    framing: framingOf(place),
    at: entry.at,
  };
}

/** 3.x gives host and pathname, 2.x one url, which may have a scheme. */
function addressOf(node: JsonObject): { readonly scheme: string | null; readonly host: string; readonly path: string | null } | null {
  const host = textAt(node, "host");
  const written = host ?? textAt(node, "url");
  if (written === null || written === "") return null;
  const [, scheme = null, rest = ""] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(.*)$/s.exec(written) ?? [];
  const slash = rest.search(/[/?]/);
  const path = textAt(node, "pathname") ?? (slash < 0 ? null : rest.slice(slash));
  return { scheme, host: slash < 0 ? rest : rest.slice(0, slash), path: path === "" || path === "/" ? null : path };
}

function variablesOf({ scope, node, at }: Place, template: string): readonly ServerVariable[] {
  const declared = objectAt(node, "variables") ?? {};
  const used = new Set([...template.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? ""));
  return [...used].map((name) => {
    const variable = own(declared, name);
    const place = variable === undefined ? null : deref(scope, variable, step(`${at}/variables`, name));
    if (place !== null) return lowerVariable(name, place.node);
    const message = `The server's variable "${name}" isn't declared: it must be given.`;
    warn(scope, "server-variable-undeclared", { at, message, remedy: "Declare it under variables, with a default." });
    return { name, default: null, values: [], description: null };
  });
}

function lowerVariable(name: string, node: JsonObject): ServerVariable {
  const values = listAt(node, "enum").flatMap((each) => (each === null || typeof each === "object" ? [] : [String(each)]));
  return { name, default: textAt(node, "default"), values, description: textAt(node, "description") };
}

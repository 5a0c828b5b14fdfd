import { type ChannelParam, emptyMeta, literalOf, type Schema, stringSchema, templateName } from "../ir/index.js";
import { deref } from "../schema/deref.js";
import { docsOf } from "../schema/docs.js";
import { type JsonObject, listAt, objectAt, own, step, textAt } from "../schema/json.js";
import { lowerSchema } from "../schema/schema.js";
import { type Place, warn } from "../schema/scope.js";
import { locationOf } from "./location.js";

/** The parameters of a channel's address: those of the template, in its order. */
export function lowerParams(place: Place, address: string | null): readonly ChannelParam[] {
  const { scope, node, at } = place;
  const declared = objectAt(node, "parameters") ?? {};
  const used = [...new Set([...(address ?? "").matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? ""))];
  const known = new Set<string>();
  const params = used.map((written) => {
    const name = own(declared, written) === undefined ? templateName(written).name : written;
    known.add(name);
    const found = own(declared, name);
    const param = found === undefined ? null : deref(scope, found, step(`${at}/parameters`, name));
    if (param !== null) return lowerParam(param, written);
    const message = `The address has a {${written}} that isn't declared; taken as a string.`;
    warn(scope, "channel-param-undeclared", { at, message, remedy: "Declare it under parameters." });
    return { name: written, schema: stringSchema(), docs: docsOf(null), location: null, at };
  });
  for (const name of Object.keys(declared)) if (!known.has(name) && !name.startsWith("x-") && name !== "$ref") unused(place, name, address);
  return params;
}

function unused({ scope, at }: Place, name: string, address: string | null): void {
  if (address === null) return;
  const message = `"${name}" is declared, but the address has no {${name}}; left out.`;
  warn(scope, "channel-param-unused", {
    at: step(`${at}/parameters`, name),
    message,
    remedy: "Put it into the address, or remove it (query and headers of a WebSocket: its ws binding).",
  });
}

function lowerParam({ scope, node, at }: Place, name: string): ChannelParam {
  return { name, schema: schemaOf({ scope, node, at }), docs: docsOf(node), location: locationOf(scope, textAt(node, "location"), `${at}/location`), at };
}

/** 2.x has a schema; 3.x lists values, and everything is text. */
function schemaOf({ scope, node, at }: Place): Schema {
  if (node["schema"] !== undefined) return lowerSchema(scope, node["schema"], `${at}/schema`);
  const values = listAt(node, "enum").filter((each) => typeof each === "string" || typeof each === "number");
  const schema: Schema = values.length > 0 ? literalOf(values.map(String)) : stringSchema();
  return withDefault(schema, node);
}

function withDefault(schema: Schema, node: JsonObject): Schema {
  const value = textAt(node, "default");
  return value === null ? schema : { ...schema, meta: { ...emptyMeta, default: { value } } };
}

import { InputError } from "../../../core/errors.js";
import type { Route } from "../../bus.js";
import type { Operation } from "./frames.js";
import type { GraphqlOperation, GraphqlTransportWsSettings } from "./settings.js";

/** The GraphQL operation of a route, with what is sent as its variables. PROTOCOL.md, section 1. */
export function operationOf({ channel, params }: Route, settings: GraphqlTransportWsSettings, payload: unknown): Operation {
  const own: GraphqlOperation = (channel.framing as GraphqlOperation | undefined) ?? {}; // of the published schema
  const named = settings.operations !== undefined && Object.hasOwn(settings.operations, channel.id) ? settings.operations[channel.id] : undefined;
  const { query, operationName } = { ...settings, ...named, ...own };
  if (query === undefined)
    throw new InputError(`The channel ${channel.id} has no GraphQL operation`, {
      remedy: "Give the channel an x-clientwright-framing with its query, or name it under operations.",
    });
  if (payload !== undefined && payload !== null && typeof payload !== "object") throw new InputError("The payload of a GraphQL operation holds its variables");
  const variables = { ...convert(query, params), ...payload };
  return { query, ...(operationName !== undefined && { operationName }), ...(Object.keys(variables).length > 0 && { variables }) };
}

/** Parameters are text; variables have the types that the operation declares. */
function convert(query: string, params: Readonly<Record<string, string>>): Record<string, unknown> {
  const types = new Map([...query.matchAll(/\$(\w+)\s*:\s*(\w+)/g)].map(([, name, type]) => [name, type]));
  // Without a prototype: a document may well have a parameter "__proto__".
  const variables: Record<string, unknown> = Object.create(null);
  for (const [name, text] of Object.entries(params)) if (types.has(name)) variables[name] = typed(text, types.get(name));
  return variables;
}

function typed(text: string, type: string | undefined): unknown {
  if (type === "Boolean") return text === "true";
  return type === "Int" || type === "Float" ? Number(text) : text;
}

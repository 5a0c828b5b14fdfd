import { InputError } from "../core/errors.js";
import type { Route } from "./bus.js";
import type { Channel, ChannelOperation } from "./channel.js";
import type { RealtimeClient } from "./realtime-client.js";

/** The fields of an input, by what they are for. */
export interface Given {
  readonly route: Route;
  readonly payload: unknown;
  readonly headers: Readonly<Record<string, unknown>> | null;
}

/** Names of the query parameters that the channel's socket takes, by its WebSocket binding. */
export function queryNames({ bindings }: Channel): readonly string[] {
  const properties = (bindings?.["ws"]?.["query"] as { readonly properties?: object } | undefined)?.properties; // a schema, as the binding's definition says
  return Object.keys(properties ?? {});
}

/** Takes an input apart. Throws an InputError when a parameter is missing. */
export function given(client: RealtimeClient, operation: ChannelOperation, input: object): Given {
  const { channel } = operation;
  const { params, rest } = split(channel, input);
  const { headers, ...others } = rest;
  const payload = operation.input === "flat" ? others : others["payload"];
  const route = { channel, operation, params, address: fillAddress(channel, { ...client.realtime.variables, ...params }) };
  return { route, payload, headers: (headers as Readonly<Record<string, unknown>> | undefined) ?? null }; // typed by the generated function
}

function split(channel: Channel, input: object): { readonly params: Record<string, string>; readonly rest: Record<string, unknown> } {
  const names = new Set([...(channel.params ?? []), ...queryNames(channel)]);
  // Without a prototype: a document may well have a field "__proto__".
  const params: Record<string, string> = Object.create(null);
  const rest: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(input)) {
    if (!names.has(name)) rest[name] = value;
    else if (value !== undefined && value !== null) params[name] = `${value}`;
  }
  return { params, rest };
}

/** The channel's address with its parameters in it, as they are. */
export function fillAddress({ id, address }: Channel, params: Readonly<Record<string, string>>, encode: (text: string) => string = String): string {
  if (address === null) throw new InputError(`The address of the channel ${id} is known at run time only`, { remedy: "Use a reply that tells its address." });
  return address.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined || value === "") throw new InputError(`The channel ${id} needs the parameter ${name}`, { remedy: `Pass { ${name}: ... }.` });
    return encode(value);
  });
}

/** A parameter as a part of a URL's path. */
export function encodeSegment(value: string): string {
  if (value === "." || value === "..") throw new InputError(`"${value}" can't be a part of a path`);
  return encodeURIComponent(value);
}

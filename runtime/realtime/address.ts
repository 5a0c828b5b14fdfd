import { InputError } from "../core/errors.js";
import { fillTemplate, own } from "../core/own.js";
import type { Route } from "./bus.js";
import type { Channel, ChannelOperation } from "./channel.js";
import type { RealtimeClient } from "./realtime-client.js";

/** The fields of an input, by what they are for. */
export interface Given {
  readonly route: Route;
  readonly payload: unknown;
  readonly headers: Readonly<Record<string, unknown>> | null;
  /** The record's key, where the protocol has one; else undefined. */
  readonly key: unknown;
}

/** Takes an input apart. Throws an InputError when a parameter is missing. */
export function given(client: RealtimeClient, operation: ChannelOperation, input: object): Given {
  const { channel } = operation;
  const { params: names, bindings: { ws = {} } = {}, defaults } = channel;
  const lists: readonly unknown[] = [names, ws["query"], ws["headers"]];
  // Without a prototype: a document may well have a field "__proto__".
  const [params, query, headers, rest] = [empty<string>(), empty<string>(), empty<string>(), empty<unknown>()];
  for (const [name, value] of Object.entries(input)) {
    const places = [params, query, headers].filter((_, index) => [lists[index]].flat().includes(name));
    if (places.length === 0) rest[name] = value;
    else if (value !== undefined && value !== null) for (const place of places) place[name] = `${value}`;
  }
  const { headers: sent, key, ...others } = rest;
  const address = addressOf(channel, others["address"], { ...defaults, ...client.realtime.variables, ...params });
  // It is no field of the payload then.
  if (channel.address === null) delete others["address"];
  return {
    route: { channel, operation, params, address, ...(lists[1] || lists[2] ? { opening: { query, headers } } : {}) },
    payload: operation.input === "flat" ? others : others["payload"],
    headers: (sent as Given["headers"] | undefined) ?? null, // typed by the generated function
    key,
  };
}

const empty = <T>(): Record<string, T> => Object.create(null);

/** The address that the input gives where the document leaves it open, else the channel's own. */
function addressOf(channel: Channel, given: unknown, params: Readonly<Record<string, string>>): string {
  return channel.address === null && typeof given === "string" && given !== "" ? given : fillAddress(channel, params);
}

/** The channel's address with its parameters in it, as they are. Throws an InputError when one is missing, or the address is open. */
export function fillAddress({ id, address }: Channel, params: Readonly<Record<string, string>>, encode: (text: string) => string = String): string {
  const needed = (what: string, name: string, example = "..."): never => {
    throw new InputError(`The channel ${id} needs ${what}`, { remedy: `Pass { ${name}: ${example} }.` });
  };
  if (address === null) return needed("an address, which is known at run time only", "address", '"..."');
  return fillTemplate(address, {}, (name) => encode(own(params, name) || needed(`the parameter ${name}`, name)));
}

/** A parameter as a part of a URL's path. */
export function encodeSegment(value: string): string {
  if (value === "." || value === "..") throw new InputError(`"${value}" can't be a part of a path`);
  return encodeURIComponent(value);
}

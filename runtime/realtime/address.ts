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
  const lists: readonly unknown[] = [ws["query"], ws["headers"], names];
  const rest: Record<string, unknown> = { ...input };
  const [query = {}, headers = {}, params = {}] = lists.map((list) => (list ? textsOf(input, [list].flat(), rest) : {}));
  const { headers: sent, key, ...others } = rest;
  const { address: told } = others;
  const isOpen = channel.address === null;
  // It is no field of the payload then.
  if (isOpen) delete others["address"];
  const address = isOpen && told && typeof told === "string" ? told : fillAddress(channel, { ...defaults, ...client.realtime.variables, ...params });
  return {
    route: { channel, operation, params, address, ...(lists[0] || lists[1] ? { opening: { query, headers } } : {}) },
    payload: operation.input === "flat" ? others : others["payload"],
    headers: (sent as Given["headers"] | undefined) ?? null, // typed by the generated function
    key,
  };
}

/** The fields of these names, as text; they are not among the rest. */
function textsOf(input: object, names: readonly unknown[], rest: Record<string, unknown>): Readonly<Record<string, string>> {
  const own = Object.entries(input).filter(([name]) => names.includes(name));
  for (const [name] of own) delete rest[name];
  return Object.fromEntries(own.flatMap(([name, value]) => ((value ?? null) === null ? [] : [[name, `${value}`]])));
}

/** The channel's address with its parameters in it, as they are. Throws an InputError when one is missing, or the address is open. */
export function fillAddress({ id, address }: Channel, params: Readonly<Record<string, string>>, encode: (text: string) => string = String): string {
  const needed = (what: string, name: string, example = "..."): never => {
    throw new InputError(`The channel ${id} needs ${what}`, { remedy: `Pass { ${name}: ${example} }.` });
  };
  if (address === null) return needed("an address, known at run time only", "address", '"..."');
  return fillTemplate(address, {}, (name) => encode(own(params, name) || needed(`the parameter ${name}`, name)));
}

/** A parameter as a part of a URL's path. */
export function encodeSegment(value: string): string {
  if (value === "." || value === "..") throw new InputError(`"${value}" can't be a part of a path`);
  return encodeURIComponent(value);
}

import { InputError } from "../core/errors.js";
import type { Opening, Route } from "./bus.js";
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
  const { params, opening, rest } = split(channel, input);
  const { headers, key, ...others } = rest;
  const values = { ...channel.defaults, ...client.realtime.variables, ...params };
  const address = channel.address === null ? openAddress(channel, others) : fillAddress(channel, values);
  const payload = operation.input === "flat" ? others : others["payload"];
  const route = { channel, operation, params, address, ...(opening && { opening }) };
  return { route, payload, headers: (headers as Readonly<Record<string, unknown>> | undefined) ?? null, key }; // typed by the generated function
}

interface Split {
  readonly params: Record<string, string>;
  /** Undefined where there is nothing of the kind. */
  readonly opening: Opening | undefined;
  readonly rest: Record<string, unknown>;
}

function split(channel: Channel, input: object): Split {
  const bound = channel.bindings?.["ws"];
  const [inQuery, inHeaders] = [namesOf(bound?.["query"]), namesOf(bound?.["headers"])];
  // Without a prototype: a document may well have a field "__proto__".
  const [params, query, headers]: Record<string, string>[] = [Object.create(null), Object.create(null), Object.create(null)];
  const rest: Record<string, unknown> = Object.create(null);
  const places: readonly (readonly [ReadonlySet<string>, Record<string, string> | undefined])[] = [
    [new Set(channel.params), params],
    [inQuery, query],
    [inHeaders, headers],
  ];
  for (const [name, value] of Object.entries(input)) {
    const known = places.filter(([names]) => names.has(name));
    if (known.length === 0) rest[name] = value;
    else if (value !== undefined && value !== null) for (const [, place = rest] of known) place[name] = `${value}`;
  }
  return { params: params ?? {}, opening: inQuery.size + inHeaders.size > 0 ? { query: query ?? {}, headers: headers ?? {} } : undefined, rest };
}

/** The names that a binding lists. */
const namesOf = (names: unknown): ReadonlySet<string> => new Set(Array.isArray(names) ? (names as readonly string[]) : []); // as the generator writes them

/** Takes the address out of the input where the document leaves it open: it is no field of the payload. */
function openAddress({ id }: Channel, input: Record<string, unknown>): string {
  const { address } = input;
  delete input["address"];
  if (typeof address === "string" && address !== "") return address;
  throw new InputError(`The address of the channel ${id} is known at run time only`, { remedy: 'Pass { address: "..." }.' });
}

/** The channel's address with its parameters in it, as they are. Throws an InputError when one is missing, or the address is open. */
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

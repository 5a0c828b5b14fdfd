import type { Call, CallOptions, CallTrace } from "./call.js";
import type { Client } from "./client.js";
import { type BodyInput, type Codec, type Encoded, fromCodecs, type Place } from "./codec.js";
import { InputError } from "./errors.js";
import type { Body, Operation, Param } from "./operation.js";

/** What single values and lists have in common with text. */
type Printable = { readonly toJSON?: () => unknown; readonly flat?: unknown } | undefined;

/** Codecs in the order in which they are asked: the operation's own first. */
export const codecsOf = (client: Client, operation: Operation): readonly Codec[] => [...(operation.use ?? []), ...(client.settings.codecs ?? [])];

/** Plain text of a single value; dates say themselves what they are. */
const textOf = (value: unknown): string => String((value as Printable)?.toJSON?.() ?? value); // whatever has the method

/** A parameter in its plain form: lists exploded in a query, joined by commas elsewhere. */
function printPlain(place: Place, name: string, value: unknown): string {
  const before = place === "query" ? `${/[^\w$[\].-]/.test(name) ? encodeURIComponent(name) : name}=` : "";
  return [value ?? []]
    .flat()
    .map((member) => before + (place === "header" ? textOf(member) : encodeURIComponent(textOf(member))))
    .join(before ? "&" : ",");
}

/**
 * Everything of a call that is known before it goes out: address, headers, encoded body, deadline. Rejects with an
 * InputError when the input would be sent wrong.
 */
export async function prepare(client: Client, operation: Operation, input: object, options: CallOptions = {}, trace?: CallTrace): Promise<Call> {
  const { settings } = client;
  const { in: inputs = {}, server, method = "GET" } = operation;
  const codecs = codecsOf(client, operation);
  const values = codecs.reduce((seen, codec) => codec.input?.(operation, seen) ?? seen, input) as Record<string, unknown>; // an input is an object by its type
  const claimed = new Set<string>();
  const take = (key: string): unknown => {
    claimed.add(key);
    return Object.hasOwn(values, key) ? values[key] : undefined;
  };
  const takeForPath = (key: string): unknown => take(key) ?? settings.variables[key];
  const rest = (): [string, unknown][] => Object.entries(values).filter(([key, value]) => value !== undefined && !claimed.has(key));

  const print = (place: Place, param: string | Param, read = take): string => {
    const value = typeof param === "string" && (read(param) as Printable); // looked at before it is used
    return typeof param === "object" || (value && typeof value === "object" && !value.flat && !value.toJSON)
      ? fromCodecs(codecs, (codec) => codec.params, "styles")(place, typeof param === "object" ? param : { name: param }, read)
      : printPlain(place, param, value);
  };
  const fill = (template: string): string =>
    template.replace(
      /\{(.+?)\}/g,
      (_, name: string) => print("path", /^[+.;]|\*$/.test(name) ? { name } : name, takeForPath) || refuse(`Path input "${name}" is empty`),
    );

  const path = fill(operation.path);
  // URL parsers resolve such segments: they would reach another address.
  if (/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(path)) refuse(`"${path}" has a . or .. segment`);
  const query = [
    ...(inputs.query ?? []).map((param) => print("query", param)),
    ...Object.entries(options.query ?? {}).map(([name, value]) => printPlain("query", name, value)),
  ]
    .filter(Boolean)
    .join("&");

  const headers: Record<string, string> = { accept: "application/json, */*;q=0.5", ...settings.headers };
  const put = (name: string, value: string | undefined): void => {
    if (/[\0\r\n]/.test(value ?? "")) refuse(`Header "${name}" has a line break`);
    if (value) headers[name.toLowerCase()] = value;
    else delete headers[name.toLowerCase()];
  };
  for (const param of inputs.header ?? []) {
    const text = print("header", param);
    if (text) put(typeof param === "string" ? param : param.name, text);
  }
  for (const param of inputs.cookie ?? [])
    put("cookie", [headers.cookie, print("cookie", typeof param === "string" ? { name: param } : param)].filter(Boolean).join("; "));
  const encoded = await encodeBody({ operation, take, rest, codecs });
  Object.assign(headers, encoded?.headers);
  for (const name in options.headers) put(name, options.headers[name]);

  const timeout = options.timeout ?? settings.timeout;
  return {
    operation,
    method,
    url: (options.baseUrl ?? (server ? serverOf(server, settings.variables) : client.baseUrl)) + path + (query && `?${query}`),
    headers,
    body: encoded?.body ?? null,
    attempt: 1,
    deadline: timeout ? settings.clock.now() + timeout : Number.POSITIVE_INFINITY,
    signal: options.signal ?? null,
    replayable: !(encoded?.body instanceof ReadableStream),
    options,
    trace,
  };
}

/** An operation's own address: variables are the client's and stand as they are (`{runner}` may be a whole URL). */
const serverOf = (template: string, variables: Client["settings"]["variables"]): string =>
  template.replace(/\{(.+?)\}/g, (_, name: string) => variables[name] ?? refuse(`variables.${name} is missing`)).replace(/\/+$/, "");

function refuse(message: string): never {
  throw new InputError(message);
}

/** JSON, flat or under one key; every other body is for `bodies`. */
async function encodeBody(input: BodyInput): Promise<Encoded | null> {
  const { operation, rest, take, codecs } = input;
  const { body } = operation.in ?? {};
  if (!body) return rest()[0] ? refuse(`${operation.id} takes no input "${rest()[0]?.[0]}"`) : null;
  // Lists have no kind, and are for the codec. A word is a kind; strings have an `at` of their own.
  const { kind, at, type = "application/json", optional, lift, rename, encoding } = (typeof body === "string" ? { kind: body } : body) as Partial<Body>;
  if (kind !== "json" || lift || rename || encoding || codecs.some((codec) => codec.bodies?.json))
    return fromCodecs(codecs, (codec) => codec.body, "bodies")(input);
  const value = at ? take(at) : optional && !rest()[0] ? undefined : Object.fromEntries(rest());
  return value === undefined ? null : { body: JSON.stringify(value), headers: { "content-type": type } };
}

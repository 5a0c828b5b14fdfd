import { addressOf } from "./address.js";
import type { Call, CallOptions, CallTrace } from "./call.js";
import type { Client } from "./client.js";
import { type Codec, type Encoded, fromCodecs } from "./codec.js";
import { InputError } from "./errors.js";
import { InputReader, printPlain, refuse } from "./input-reader.js";
import { checkNumbers } from "./numbers.js";
import type { Body, Operation } from "./operation.js";
import { fillTemplate } from "./own.js";
import { putHeader } from "./put-header.js";

type Headers = Record<string, string>;

const none: readonly Codec[] = [];

/** Codecs in the order in which they are asked: the operation's own first. */
export function codecsOf({ settings: { codecs = none } }: Client, { use = none }: Operation): readonly Codec[] {
  return codecs[0] && use[0] ? [...use, ...codecs] : use[0] ? use : codecs;
}

/**
 * Everything of a call that is known before it goes out: address, headers, encoded body, deadline. Throws (or rejects with)
 * an InputError when the input would be sent wrong.
 */
export function prepare(client: Client, operation: Operation, input: object, options: CallOptions = {}, trace?: CallTrace): Call | Promise<Call> {
  const { settings } = client;
  const { method = "GET" } = operation;
  checkNumbers(options);
  const codecs = codecsOf(client, operation);
  const values = codecs.reduce((seen, codec) => codec.input?.(operation, seen) ?? seen, input);
  const inputs = new InputReader(values, codecs, settings.variables);
  const path = inputs.path(operation);
  const query = queryOf(operation, inputs, options);
  const headers = headersOf(client, operation, inputs);
  const encoded = encodeBody(operation, inputs);
  const timeout = options.timeout ?? settings.timeout;
  // Copied, and whole: V8 takes literals for long-lived where many calls are under way, and copies that add a field cost twenty times more.
  const call: Call = Object.assign(
    {},
    {
      operation,
      method,
      url: baseOf(client, operation, options, path) + path + (query && `?${query}`),
      headers,
      deadline: settings.clock.now() + (timeout || 1 / 0),
      limit: timeout,
      maxResponseSize: options.maxResponseSize ?? settings.maxResponseSize,
      signal: options.signal ?? null,
      options,
      trace,
      body: null,
      attempt: 1,
      replayable: true,
      secrets: undefined,
    },
  );
  return encoded instanceof Promise ? encoded.then((body) => complete(call, body)) : complete(call, encoded);
}

/** The call with its body, and the headers that the caller gave for this call alone. */
function complete(call: Call, encoded: Encoded | null): Call {
  const { headers, options } = call;
  if (encoded) Object.assign(headers, encoded.headers);
  for (const name in options.headers) putHeader(headers as Headers, name, options.headers[name]); // made above, seen by nobody yet
  return encoded ? { ...call, body: encoded.body, replayable: !(encoded.body instanceof ReadableStream) } : call;
}

function queryOf({ in: inside }: Operation, inputs: InputReader, options: CallOptions): string {
  let text = "";
  const add = (part: string): void => {
    if (part) text += text ? `&${part}` : part;
  };
  for (const param of inside?.query ?? []) add(inputs.print("query", param));
  for (const name in options.query) add(printPlain("query", name, options.query[name]));
  return text;
}

function headersOf({ settings }: Client, { accept = "application/json, */*;q=0.5", in: inside }: Operation, inputs: InputReader): Headers {
  const headers: Headers = Object.assign({ accept }, settings.headers);
  for (const param of inside?.header ?? []) {
    const text = inputs.print("header", param);
    if (text) putHeader(headers, typeof param === "string" ? param : param.name, text);
  }
  for (const param of inside?.cookie ?? []) {
    const text = inputs.print("cookie", typeof param === "string" ? { name: param } : param);
    if (text) putHeader(headers, "cookie", headers["cookie"] ? `${headers["cookie"]}; ${text}` : text);
  }
  return headers;
}

/** Where a path stands. None given: it is a whole address itself, as `request` takes them. */
function baseOf({ baseUrl, settings }: Client, { server, id }: Operation, options: CallOptions, path: string): string {
  const given = options.baseUrl ?? (server && serverOf(server, settings.variables));
  if (given === undefined) return baseUrl;
  const address = addressOf(given || path.replace(/[?#].*/s, ""), id);
  return given && address;
}

/** An operation's own address: variables are the client's and stand as they are (`{runner}` may be a whole URL). */
const serverOf = (template: string, variables: Client["settings"]["variables"]): string =>
  fillTemplate(template, variables, (name) => refuse(`variables.${name} is missing`)).replace(/\/+$/, "");

/** The value as JSON; undefined for undefined. Throws an InputError for what JSON can't hold (a bigint, a circle). */
export function printJson(value: unknown, { id }: Operation): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new InputError(`${id} was not sent: ${(cause as Error).message}`, { cause }); // JSON.stringify throws errors, as do toJSON methods
  }
}

/** JSON, flat or under one key; every other body is for `bodies`. */
function encodeBody(operation: Operation, inputs: InputReader): Encoded | null | Promise<Encoded | null> {
  const { body } = operation.in ?? {};
  if (!body) {
    const [unknown] = inputs.rest();
    return unknown ? refuse(`${operation.id} takes no input "${unknown[0]}"`) : null;
  }
  // Lists have no kind, and are for the codec. A word is a kind; strings have an `at` of their own.
  const { kind, at, type = "application/json", optional, lift, rename, encoding } = (typeof body === "string" ? { kind: body } : body) as Partial<Body>;
  const { codecs } = inputs;
  const isPlain = kind === "json" && !lift && !rename && !encoding && !codecs.some((codec) => codec.bodies?.["json"]);
  if (!isPlain) return fromCodecs(codecs, (codec) => codec.body, "bodies")({ operation, take: (key) => inputs.take(key), rest: () => inputs.rest(), codecs });
  const fields = at ? [] : inputs.rest();
  const value = at ? inputs.take(at) : optional && !fields[0] ? undefined : Object.fromEntries(fields);
  return value === undefined ? null : { body: printJson(value, operation), headers: { "content-type": type } };
}

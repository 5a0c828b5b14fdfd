import { compose, type Middleware, type Send, type WireReply } from "./call.js";
import type { Client, Engine } from "./client.js";
import { systemClock } from "./clock.js";
import { ApiError, DecodeError, InputError } from "./errors.js";
import type { Body } from "./operation.js";
import { checkPath } from "./path.js";
import { plainSend } from "./wire.js";

/** Options of `plainClient`. */
export interface PlainClientOptions {
  readonly baseUrl: string;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The network; default: `plainSend`. Deadlines (`timeout`) and progress need `fetchSend()` here. */
  readonly send?: Send | undefined;
  /** Outermost first. */
  readonly layers?: readonly Middleware[] | undefined;
}

const notPlain = "needs createClient()";
const encode = (value: unknown): string => encodeURIComponent(`${value}`);

/**
 * Plain parameters, JSON in, JSON out: what most operations need, in few bytes. Operations and inputs that need more are
 * refused, never sent wrong.
 */
export const plainEngine: Engine = {
  prepare({ baseUrl, settings }, operation, input, options, trace) {
    const { id, method = "GET", path, in: { query = [], header = [], cookie, body } = {}, use, server, out, unwrap } = operation;
    const refuse = (what: string): never => {
      throw new InputError(`${id} ${what}`);
    };
    const values: Record<string, unknown> = { __proto__: null, ...input };
    const take = (key: unknown): unknown[] => {
      const found = [values[key as string] ?? []].flat(); // a Param is no key, and refused here
      delete values[key as string];
      return typeof key !== "string" || found.some((member) => typeof member === "object") ? refuse(notPlain) : found;
    };
    // Strings have an `at` of their own.
    const { kind, at, type = "application/json", optional, ...more } = (typeof body === "string" ? { kind: body } : (body ?? {})) as Partial<Body>;
    if (use || server || out || unwrap || cookie || (body && kind !== "json") || Object.keys(more)[0]) refuse(notPlain);
    const target = checkPath(path.replace(/\{(.+?)\}/g, (_, name: string) => take(name).map(encode).join() || refuse(`needs "${name}"`)));
    const search = [...query.map((name) => [name, take(name)] as const), ...Object.entries(options.query ?? {})].flatMap(([name, value]) =>
      [value ?? []].flat().map((member) => `${encode(name)}=${encode(member)}`),
    );
    const headers: Record<string, string> = { accept: "application/json", ...settings.headers };
    for (const name of header) {
      const found = take(name);
      if (found[0] !== undefined) headers[`${name}`.toLowerCase()] = found.join();
    }
    for (const name in options.headers) headers[name.toLowerCase()] = options.headers[name] ?? "";
    const [unknown] = Object.keys(values);
    if (unknown && !body) refuse(`takes no "${unknown}"`);
    const content = at ? values[at] : body && (unknown || !optional) ? values : undefined;
    if (content !== undefined) headers["content-type"] = type;
    const timeout = options.timeout ?? settings.timeout;
    return {
      operation,
      method,
      url: (options.baseUrl ?? baseUrl) + target + (search[0] ? `?${search.join("&")}` : ""),
      headers,
      body: content === undefined ? null : JSON.stringify(content),
      attempt: 1,
      deadline: timeout ? settings.clock.now() + timeout : Number.POSITIVE_INFINITY,
      signal: options.signal ?? null,
      replayable: true,
      options,
      trace,
    };
  },

  async decode(_, { id }, reply) {
    const { value, text, cause } = await parse(reply);
    const { status, headers } = reply;
    if (cause) throw new DecodeError(`${id} answered ${status} without JSON: ${text}`, { status, contentType: headers.get("content-type"), text, cause });
    return value;
  },

  async fail(_, { id }, reply, { attempts }) {
    const { value, text, cause } = await parse(reply);
    const { status, headers } = reply;
    const message = (value as { message?: unknown } | undefined)?.message; // most APIs have one
    return new ApiError(`${id} answered ${status}${message ? `: ${message}` : ""}`, {
      operation: id,
      status,
      headers,
      attempts,
      body: cause ? text : value,
      readable: !cause,
      code: null,
      requestId: null,
      retryAfter: null,
    });
  },
};

/** JSON; what is not comes with the parser's error. */
async function parse(reply: WireReply): Promise<{ readonly value?: unknown; readonly text: string; readonly cause?: unknown }> {
  const text = await reply.text();
  try {
    return { value: text ? JSON.parse(text) : undefined, text };
  } catch (cause) {
    return { text: text.slice(0, 200), cause };
  }
}

/**
 * A client without retries, auth, deadlines and logs: for bundles where each byte counts. Give it layers for what it should
 * have; `createClient` has everything.
 */
export function plainClient({ baseUrl, headers = {}, send = plainSend, layers = [] }: PlainClientOptions): Client {
  return {
    api: { name: "plain", version: "", environments: {} },
    baseUrl,
    send: compose(send, layers),
    engine: plainEngine,
    settings: { timeout: 0, headers, variables: {}, onDrift: null, clock: systemClock },
  };
}

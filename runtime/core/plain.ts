import { compose, type Middleware, type Send } from "./call.js";
import type { Client, Engine } from "./client.js";
import { ApiError, DecodeError, InputError } from "./errors.js";
import type { Body } from "./operation.js";
import { plainClock } from "./plain-clock.js";
import { plainSend, told } from "./wire.js";

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

const encode = (value: unknown): string => encodeURIComponent(`${value}`);

/**
 * Plain parameters, JSON in, JSON out: what most operations need, in few bytes. Operations and inputs that need more are
 * refused, never sent wrong.
 */
export const plainEngine: Engine = {
  prepare({ baseUrl, settings }, operation, input, options, trace) {
    const { id, method = "GET", path, in: { query = [], header = [], cookie, body } = {}, use, server, out, unwrap } = operation;
    const refuse = (what = "needs createClient"): never => {
      throw new InputError(`${id} ${what}`);
    };
    const values: Record<string, unknown> = { __proto__: null, ...input };
    const take = (key: unknown): unknown[] => {
      const found = [values[key as string] ?? []].flat(); // a Param is no key, and refused here
      delete values[key as string];
      return typeof key !== "string" || found.some((member) => typeof member === "object") ? refuse() : found;
    };
    // Strings have an `at` of their own.
    const { kind, at, type = "application/json", ...more } = (typeof body === "string" ? { kind: body } : (body ?? {})) as Partial<Body>;
    if (use || server || out || unwrap || cookie || (body && kind !== "json") || Object.keys(more)[0]) refuse();
    // URL parsers resolve segments of dots: they would reach another address.
    let url =
      (options.baseUrl ?? baseUrl) +
      path.replace(/\{(.+?)\}/g, (_, name: string) => {
        const text = take(name).map(encode).join();
        return /[^.]/.test(text) ? text : refuse(`needs ${name}`);
      });
    const add = (name: unknown, list: unknown[]): void => {
      for (const member of list) url += `${url.includes("?") ? "&" : "?"}${encode(name)}=${encode(member)}`;
    };
    for (const name of query) add(name, take(name));
    for (const name in options.query) add(name, [options.query[name] ?? []].flat());
    // No prototype: even `__proto__` is a name like others.
    const headers: Record<string, string> = { __proto__: null as never, accept: "application/json", ...settings.headers };
    const put = (name: string, value: string | undefined): void => {
      if (value) headers[name.toLowerCase()] = value;
    };
    for (const name of header) put(name as string, take(name).join()); // a Param was refused
    if (!body) for (const name in values) refuse(`takes no ${name}`);
    const content = at ? values[at] : body && values;
    if (content !== undefined) put("content-type", type);
    for (const name in options.headers) put(name, options.headers[name]);
    return {
      operation,
      method,
      url,
      headers,
      body: JSON.stringify(content) ?? null, // undefined for undefined, whatever its type says
      attempt: 1,
      deadline: settings.clock.now() + (options.timeout || 1 / 0),
      signal: options.signal ?? null,
      replayable: true,
      options,
      trace,
    };
  },

  async decode(_, { id }, reply) {
    const text = await reply.text();
    try {
      return text ? JSON.parse(text) : undefined;
    } catch (cause) {
      const { status, headers } = reply;
      throw new DecodeError(`${id} answered ${status} without JSON`, {
        status,
        contentType: headers.get("content-type"),
        text: text.slice(0, 200),
        cause,
      });
    }
  },

  async fail(client, operation, reply, { attempts }) {
    const { id } = operation;
    const { status, headers } = reply;
    return new ApiError(`${id} answered ${status}`, {
      operation: id,
      status,
      headers,
      attempts,
      code: null,
      requestId: null,
      retryAfter: null,
      readable: true,
      // What is no JSON is told by its start.
      ...(await plainEngine.decode(client, operation, reply).then(
        (body) => ({ body }),
        ({ text }) => ({ body: text, readable: false }),
      )),
    });
  },
};

/**
 * A client without retries, auth, deadlines and logs: for bundles where each byte counts. Give it layers for what it should
 * have; `createClient` has everything. Path inputs whose slashes are kept (`{key+}`) need `createClient` too.
 * @throws TypeError when the base URL is none; in browsers it may be relative to the page.
 */
export function plainClient({ baseUrl, headers = {}, send = plainSend, layers = [] }: PlainClientOptions): Client {
  // Throws: better now than at each call. Browsers have a location, whose text is what a relative address belongs to.
  new URL(baseUrl, (globalThis as { readonly location?: { toString(): string } }).location as string | undefined);
  return {
    baseUrl,
    api: { name: "plain", version: "", environments: {} },
    settings: { timeout: 0, headers, clock: plainClock, variables: {}, onDrift: null },
    engine: plainEngine,
    send: compose((call) => told(() => send(call), call.operation.id), layers),
  };
}

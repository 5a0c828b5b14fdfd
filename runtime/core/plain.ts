import { compose, type Middleware, type Send } from "./call.js";
import type { Client, Engine } from "./client.js";
import { systemClock } from "./clock.js";
import { ApiError, DecodeError, InputError } from "./errors.js";
import type { Body } from "./operation.js";
import { checkPath } from "./path.js";
import { plainSend } from "./wire.js";

/** Options of `plainClient`. */
export interface PlainClientOptions {
  readonly baseUrl: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The network; default: `plainSend`. Deadlines (`timeout`) and progress need `fetchSend()` here. */
  readonly send?: Send | undefined;
  /** Outermost first. */
  readonly layers?: readonly Middleware[] | undefined;
}

const list = (value: unknown): unknown[] => [value ?? []].flat();
const encode = (value: unknown): string => encodeURIComponent(`${value}`);

/**
 * Plain parameters, JSON in, JSON out: what most operations need, in few bytes. Operations and inputs that need more are
 * refused, never sent wrong.
 */
export const plainEngine: Engine = {
  async prepare({ baseUrl, settings }, operation, input, options, trace) {
    const { id, path, in: { query = [], header = [], cookie, body } = {}, method = "GET" } = operation;
    const refuse = (what = "is not plain: it needs createClient()"): never => {
      throw new InputError(`${id} ${what}`);
    };
    const { kind = body, at, type = "application/json", ...more } = (body ?? {}) as Partial<Body>; // a word has no fields
    const values: Record<string, unknown> = { __proto__: null, ...input };
    const take = (key: unknown): unknown[] => {
      const found = list(values[key as string]); // a Param is no key, and refused here
      delete values[key as string];
      return typeof key !== "string" || found.some((member) => typeof member === "object") ? refuse() : found;
    };
    if (operation.use || operation.server || cookie || (kind && kind !== "json") || (at && Object.keys(more)[0])) refuse();
    const target = checkPath(path.replace(/\{(.+?)\}/g, (_, name: string) => take(name).map(encode).join() || refuse(`needs "${name}"`)));
    const search = [...query.map((name) => [name, take(name)] as const), ...Object.entries(options.query ?? {})]
      .flatMap(([name, value]) => list(value).map((member) => `${encode(name)}=${encode(member)}`))
      .join("&");
    const headers: Record<string, string> = { accept: "application/json", ...settings.headers };
    for (const [name, value] of [...header.map((name) => [name, take(name)] as const), ...Object.entries(options.headers ?? {})])
      headers[`${name}`.toLowerCase()] = list(value).join();
    const content = at ? values[at] : kind && values;
    if (!kind && Object.keys(values)[0]) refuse(`takes no "${Object.keys(values)[0]}"`);
    if (content) headers["content-type"] = type;
    const timeout = options.timeout ?? settings.timeout;
    return {
      operation,
      method,
      url: (options.baseUrl ?? baseUrl) + target + (search && `?${search}`),
      headers,
      body: content ? JSON.stringify(content) : null,
      attempt: 1,
      deadline: timeout ? settings.clock.now() + timeout : Number.POSITIVE_INFINITY,
      signal: options.signal ?? null,
      replayable: true,
      options,
      trace,
    };
  },

  async decode(_, { id, out }, reply) {
    const text = await reply.text();
    try {
      return text && !out ? JSON.parse(text) : text || undefined;
    } catch (cause) {
      const { status, headers } = reply;
      throw new DecodeError(`${id} answered ${status} with no JSON: ${text.slice(0, 80)}`, {
        status,
        contentType: headers.get("content-type"),
        text: text.slice(0, 200),
        cause,
      });
    }
  },

  async fail(_, { id }, reply, { attempts }) {
    const { status, headers } = reply;
    const text = await reply.text();
    const facts = { operation: id, status, headers, attempts, code: null, requestId: null, retryAfter: null };
    try {
      return new ApiError(`${id} answered ${status}`, { ...facts, body: text ? JSON.parse(text) : undefined, readable: true });
    } catch {
      return new ApiError(`${id} answered ${status}`, { ...facts, body: text, readable: false });
    }
  },
};

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

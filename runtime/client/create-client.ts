import { authenticate } from "../auth/authenticate.js";
import { optionsFromEnv } from "../config/env.js";
import { mergeOptions } from "../config/merge.js";
import { addressOf as parseAddress } from "../core/address.js";
import type { ApiDefinition } from "../core/api-definition.js";
import { type Call, compose, type Middleware, type Send } from "../core/call.js";
import type { Client, Engine } from "../core/client.js";
import { systemClock } from "../core/clock.js";
import { decodeBody, decodeError } from "../core/decode.js";
import { InputError } from "../core/errors.js";
import { fetchSend } from "../core/fetch-send.js";
import { logged, quietly } from "../core/log.js";
import { checkNumbers } from "../core/numbers.js";
import { prepare } from "../core/prepare.js";
import { uploadProgress } from "../core/progress.js";
import { redirects } from "../core/redirects.js";
import { releasing } from "../core/release.js";
import { failureOf } from "../core/watch.js";
import { attemptHooks } from "../retry/attempt-hooks.js";
import { type RetryOptions, retry } from "../retry/retry.js";
import { plainMakers } from "./makers.js";
import type { ClientOptions } from "./options.js";

/** Everything that operations may ask for. */
export const fullEngine: Engine = { prepare, decode: decodeBody, fail: decodeError };

/**
 * A client with everything on: deadlines, credentials with one replay on 401, retries, redirects that keep secrets at home,
 * hooks, logs. Options that are not given come from the API's environment variables (`api.env`).
 * @throws InputError when the address is not known.
 */
export function createClient(api: ApiDefinition, given: ClientOptions = {}): Client {
  const options: ClientOptions = mergeOptions<ClientOptions>(optionsFromEnv(api), given);
  const { clock = systemClock, timeout = api.timeout ?? 60_000, codecs, onDrift, maxResponseSize } = options;
  const variables = variablesOf(api, options);
  const baseUrl = addressOf(api, options, variables);
  const headers = headersOf(api, options, variables);
  const { send, retries, attemptTimeout } = options;
  const retrying: RetryOptions = { attemptTimeout, ...(typeof retries === "object" ? retries : { retries }) };
  checkNumbers({ ...options, retries: 0, ...retrying });
  const network = send ? known(send) : fetchSend({ fetch: options.fetch, clock });
  return {
    api,
    baseUrl,
    send: compose(network, layersOf(api, { ...options, retries: retrying, baseUrl, variables, clock, clientHeaders: headers })),
    engine: fullEngine,
    settings: { timeout, maxResponseSize, headers, variables, onDrift: onDrift ? (drift) => quietly(() => onDrift(drift)) : null, clock, codecs },
  };
}

/** What a Send of one's own throws is an error of this package too. */
const known =
  (send: Send): Send =>
  async (call) => {
    try {
      return await send(call);
    } catch (error) {
      throw failureOf(error, call);
    }
  };

type Resolved = Omit<ClientOptions, "retries"> & {
  readonly retries: RetryOptions;
  readonly baseUrl: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly clock: Client["settings"]["clock"];
  readonly clientHeaders: Readonly<Record<string, string>>;
};

/** Outermost first: every attempt is signed afresh, and hooks and logs see each one as it goes out. */
function layersOf(api: ApiDefinition, options: Resolved): Middleware[] {
  const { layers = [], hooks, attemptHooks: attempts, retries, logger, logLevel, clock } = options;
  return [
    releasing,
    ...layers,
    ...(api.requestIdHeader ? [requestIds(api.requestIdHeader.toLowerCase())] : []),
    ...(hooks ? [attemptHooks({ onAttempt: hooks.onRequest, onReply: hooks.onResponse, onFailure: hooks.onError })] : []),
    retry(api, retries, clock),
    authenticate(api, { makers: plainMakers, ...options }),
    ...(attempts ? [attemptHooks(attempts)] : []),
    ...(logger ? [logged({ logger, level: logLevel, clock })] : []),
    redirects,
    uploadProgress,
  ];
}

/** A fresh id for each call, the same for all of its attempts. */
const requestIds =
  (name: string): Middleware =>
  (next) =>
  (call: Call) =>
    next(call.headers[name] ? call : { ...call, headers: { ...call.headers, [name]: crypto.randomUUID() } });

/** A variable is given under its own name (`tenant: "acme"`), unless an option is called so, or among `variables`. */
function variablesOf(api: ApiDefinition, options: ClientOptions): Record<string, string> {
  const found: Record<string, string> = Object.create(null); // a variable may be called "constructor"
  const given = options as Readonly<Record<string, unknown>>; // generated clients add the variables' names to the options
  const own = Object.keys(api.variables ?? {}).filter((name) => typeof given[name] === "string" && !/^(environment|baseUrl|auth|logLevel)$/.test(name));
  const variables = { ...options.variables, ...Object.fromEntries(own.map((name) => [name, String(given[name])])) };
  for (const [name, { default: usual }] of Object.entries(api.variables ?? {})) if (usual !== undefined) found[name] = usual;
  // A value that ended the host's name early would send credentials to a host of its choice.
  const hosts = `${[...Object.values(api.environments), ...(api.hosts ?? []).map((host) => `://${host}`)].map((text) => /.*:\/\/[^/]*/.exec(text))}`;
  for (const [name, value] of Object.entries(variables)) {
    const allowed = api.variables?.[name]?.values;
    if (value !== undefined && allowed && !allowed.includes(value)) throw new InputError(`variables.${name} must be one of ${allowed.join(", ")}`);
    if (value !== undefined && /[/?#@\\]/.test(value) && hosts.includes(`{${name}}`))
      throw new InputError(`variables.${name}: "${value}" can't be part of a host`);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function addressOf(
  api: ApiDefinition,
  { baseUrl, environment = Object.keys(api.environments)[0] ?? "" }: ClientOptions,
  variables: Readonly<Record<string, string>>,
): string {
  const template = baseUrl ?? (Object.hasOwn(api.environments, environment) ? api.environments[environment] : undefined);
  if (template === undefined) {
    const names = Object.keys(api.environments);
    throw new InputError(`${api.name} has no environment "${environment}"`, {
      remedy: names.length ? `Choose ${names.join(", ")}, or pass baseUrl` : "Pass baseUrl",
    });
  }
  return parseAddress(fill(template, variables), "baseUrl");
}

function fill(template: string, variables: Readonly<Record<string, string>>): string {
  return template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new InputError(`variables.${name} is missing`, { remedy: `Pass ${name}: "..."` });
    return value;
  });
}

/** Names in lower case; of several sources the caller's wins. Browsers have a User-Agent of their own. */
function headersOf(api: ApiDefinition, { headers = {} }: ClientOptions, variables: Readonly<Record<string, string>>): Record<string, string> {
  const found: Record<string, string> = "document" in globalThis ? {} : { "user-agent": `${api.name}/${api.version} clientwright` };
  for (const [name, value] of Object.entries(api.headers ?? {})) found[name.toLowerCase()] = fill(value, variables);
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) delete found[name.toLowerCase()];
    else found[name.toLowerCase()] = value;
  }
  return found;
}

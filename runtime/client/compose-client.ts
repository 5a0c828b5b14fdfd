import { authenticate } from "../auth/authenticate.js";
import type { CredentialMakers } from "../auth/choose.js";
import type { ApiDefinition } from "../core/api-definition.js";
import { type Call, compose, type Middleware, type Send } from "../core/call.js";
import type { Client, Engine } from "../core/client.js";
import { systemClock } from "../core/clock.js";
import { decodeBody, decodeError } from "../core/decode.js";
import { InputError } from "../core/errors.js";
import { fetchSend } from "../core/fetch-send.js";
import { checkNumbers } from "../core/numbers.js";
import { prepare } from "../core/prepare.js";
import { quietly } from "../core/quietly.js";
import { redirects } from "../core/redirects.js";
import { releasing } from "../core/release.js";
import { failureOf } from "../core/watch.js";
import { attemptHooks } from "../retry/attempt-hooks.js";
import { retry } from "../retry/retry.js";
import { addressOf, headersOf } from "./address.js";
import type { ClientOptions } from "./options.js";
import type { ClientPart } from "./parts.js";

/** Everything that operations may ask for. */
export const fullEngine: Engine = { prepare, decode: decodeBody, fail: decodeError };

/**
 * `createClient` out of named parts: what generated clients call, with those that their API has a use for. Without any, credentials
 * are those of `apiKey(...)`, `oauth(...)` and their like, no variable of the process is read, variables of addresses have the values
 * that are given for them, and `onUpload` is not told.
 * @throws InputError when the address is not known, or an option can't be meant.
 */
export function composeClient(api: ApiDefinition, given: ClientOptions = {}, parts: readonly ClientPart[] = []): Client {
  const options = parts.reduce((seen, part) => part.options?.(api, seen) ?? seen, given);
  const { clock = systemClock, timeout = api.timeout ?? 60_000, codecs, onDrift, maxResponseSize, layers = [], hooks, send, logger } = options;
  const { variables: read, uploads, sharing }: ClientPart = Object.assign({}, ...parts);
  const variables = read?.(api, options) ?? ((options.variables ?? {}) as Record<string, string>); // who reads one passes over what is undefined
  const baseUrl = addressOf(api, options, variables);
  const headers = headersOf(api, options, variables);
  const retries = { attemptTimeout: options.attemptTimeout, ...(typeof options.retries === "object" ? options.retries : { retries: options.retries }) };
  checkNumbers({ ...options, retries: 0, ...retries });
  if (logger && typeof logger !== "function") throw new InputError("logger is no layer", { remedy: "Wrap it: logger: logged(console)" });
  const made: CredentialMakers = Object.assign({}, ...parts.map((part) => part.makers), options.makers);
  const makers = sharing ? sharing(given, made) : made;
  // Outermost first: every attempt is signed afresh, and hooks and logs see each one as it goes out.
  const stack: readonly (Middleware | false | undefined)[] = [
    releasing,
    ...layers,
    requestIds(api),
    hooks && attemptHooks({ onAttempt: hooks.onRequest, onReply: hooks.onResponse, onFailure: hooks.onError }),
    retry(api, retries, clock),
    authenticate(api, { ...options, makers, baseUrl, variables, clock, clientHeaders: headers }),
    options.attemptHooks && attemptHooks(options.attemptHooks),
    logger,
    redirects,
    uploads,
  ];
  return {
    api,
    baseUrl,
    send: compose(
      send ? known(send) : fetchSend({ fetch: options.fetch, clock }),
      stack.filter((layer): layer is Middleware => !!layer),
    ),
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

/** A fresh id for each call, the same for all of its attempts. */
const requestIds = ({ requestIdHeader }: ApiDefinition): Middleware | undefined => {
  const name = requestIdHeader?.toLowerCase();
  return !name
    ? undefined
    : (next) => (call: Call) => next(Object.hasOwn(call.headers, name) ? call : { ...call, headers: { ...call.headers, [name]: crypto.randomUUID() } });
};

import type { Clock } from "../../../../core/client.js";
import { type AblyError, ablyError, messageOfError } from "../ably-error.js";
import { within } from "../deadline.js";
import type { AblyKey } from "./key.js";
import { isTokenRequest, readToken, signTokenRequest, type TokenDetails, type TokenParams, type TokenRequest } from "./tokens.js";

/** Where tokens come from, and how to be authenticated (AO). */
export interface AuthOptions {
  /** `APP.KEYID:SECRET`. Alone it is sent as it is; with `useTokenAuth` or a token source it signs. */
  readonly key?: string | undefined;
  /** A token or JWT. It can't be renewed, unless there is a source too. */
  readonly token?: string | undefined;
  readonly tokenDetails?: TokenDetails | undefined;
  /** Answers with a token, TokenDetails, a TokenRequest or a JWT, as text or JSON. */
  readonly authUrl?: string | undefined;
  readonly authMethod?: "GET" | "POST" | undefined;
  readonly authHeaders?: Readonly<Record<string, string>> | undefined;
  readonly authParams?: Readonly<Record<string, string>> | undefined;
  /** Gives a token, TokenDetails, a TokenRequest, or JSON of one. Called again whenever a token ends. */
  readonly authCallback?: ((params: TokenParams) => unknown) | undefined;
  /** Tokens even where the key could be sent. */
  readonly useTokenAuth?: boolean | undefined;
  /** Ask the server for its time when signing, for clocks that are off. */
  readonly queryTime?: boolean | undefined;
}

/** What getting a token needs of the world. */
export interface TokenWorld {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** How long a source may take (ms). */
  readonly timeout: number;
  /** Ably's own REST interface, without credentials: answers with the body. */
  readonly ask: (method: "GET" | "POST", path: string, body?: unknown) => Promise<unknown>;
}

/**
 * A new token (RSA8, RSA10): from the callback, the URL, or signed with the key; TokenRequests are exchanged at Ably. Rejects with 80019, or
 * with Ably's own error where Ably refused; with status 403 where the source said so for good.
 */
export async function fetchToken(options: AuthOptions, params: TokenParams, world: TokenWorld, key: AblyKey | null): Promise<TokenDetails> {
  const given = await requested(options, params, world, key);
  return isTokenRequest(given) ? exchange(given, world) : given;
}

async function requested(options: AuthOptions, params: TokenParams, world: TokenWorld, key: AblyKey | null): Promise<TokenDetails | TokenRequest> {
  if (options.authCallback !== undefined || options.authUrl !== undefined) {
    try {
      return readToken(
        await within(world.clock, world.timeout, async (signal) =>
          options.authCallback ? options.authCallback(params) : fromUrl(options, params, (url, init) => world.fetch(url, { ...init, signal })),
        ),
      );
    } catch (cause) {
      throw sourceFailed(cause);
    }
  }
  if (key === null) throw ablyError(40171, "The token has ended, and there is no way to get another");
  return signTokenRequest(key, { ...params, timestamp: params.timestamp ?? world.clock.now() });
}

/** What a callback or URL fails with is the cause; a 403 of it is for good (RSA4d). */
function sourceFailed(cause: unknown): AblyError {
  const statusCode = (cause as { readonly statusCode?: unknown } | null)?.statusCode === 403 ? 403 : 401; // whatever it is, it may have one
  return ablyError(80019, `No token could be had: ${messageOfError(cause)}`, { statusCode, cause });
}

async function fromUrl(
  { authUrl = "", authMethod = "GET", authHeaders, authParams }: AuthOptions,
  params: TokenParams,
  fetcher: typeof fetch,
): Promise<unknown> {
  const url = new URL(authUrl);
  // tokenParams win over authParams, and both over what stands in the address (RSA8c).
  const fields = { ...authParams, ...textFields(params) };
  if (authMethod === "GET") for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  const reply = await fetcher(url, { method: authMethod, headers: { ...authHeaders }, ...(authMethod === "POST" && { body: new URLSearchParams(fields) }) });
  const text = await reply.text();
  if (!reply.ok) throw ablyError(40170, `The authUrl answered with status ${reply.status}`, { statusCode: reply.status });
  const type = reply.headers.get("content-type")?.split(";")[0]?.trim() ?? "";
  if (!/^(text\/plain|application\/jwt|application\/json)$/.test(type))
    throw ablyError(40170, `The authUrl answered with the content type ${type || "(none)"}`);
  return text;
}

function textFields(params: TokenParams): Record<string, string> {
  const given = Object.entries(params).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]));
}

async function exchange(request: TokenRequest, { ask }: TokenWorld): Promise<TokenDetails> {
  return readToken(await ask("POST", `/keys/${encodeURIComponent(request.keyName)}/requestToken`, request)) as TokenDetails; // Ably answers a TokenRequest with TokenDetails
}

/** Ably's own time (ms since epoch). Rejects with 80019 when it doesn't say. */
export async function serverTime({ ask }: Pick<TokenWorld, "ask">): Promise<number> {
  const times = await ask("GET", "/time");
  return Array.isArray(times) && typeof times[0] === "number" ? times[0] : Promise.reject(ablyError(80019, "Ably did not tell its time"));
}

import { ablyError } from "../ably-error.js";
import { randomText, toBase64, toUtf8 } from "../message/bytes.js";
import { type Capability, printCapability } from "./capability.js";
import type { AblyKey } from "./key.js";

/** What a token should be (TK). */
export interface TokenParams {
  /** Milliseconds that it lasts; the server's default is 60 minutes, at most 24 hours. */
  readonly ttl?: number | undefined;
  readonly capability?: Capability | string | undefined;
  /** Who it identifies; `*` for anyone. */
  readonly clientId?: string | undefined;
  /** When it was asked for (ms since epoch); default: now. */
  readonly timestamp?: number | undefined;
  readonly nonce?: string | undefined;
}

/** A signed request for a token: the holder of the key makes it, whoever has it may use it once (TE). */
export interface TokenRequest {
  readonly keyName: string;
  readonly ttl?: number | undefined;
  readonly capability?: string | undefined;
  readonly clientId?: string | undefined;
  readonly timestamp: number;
  readonly nonce: string;
  readonly mac: string;
}

/** A token and what is known of it (TD). */
export interface TokenDetails {
  readonly token: string;
  /** When it ends (ms since epoch), if known. */
  readonly expires?: number | undefined;
  readonly issued?: number | undefined;
  readonly capability?: string | undefined;
  readonly clientId?: string | undefined;
  readonly keyName?: string | undefined;
}

/** Signs a request for a token (RSA9). Throws 40106 without a `timestamp`. */
export async function signTokenRequest(key: AblyKey, params: TokenParams & { readonly timestamp: number }): Promise<TokenRequest> {
  const capability = params.capability === undefined ? undefined : printCapability(params.capability);
  const request = { ...params, capability, keyName: key.name, nonce: params.nonce ?? randomText(16) };
  return { ...request, mac: await macOf(key.secret, request) };
}

/** The signature that a TokenRequest must have (RSA9g): over its fields, each followed by a line feed, an absent one empty. */
export async function macOf(secret: string, request: Omit<TokenRequest, "mac">): Promise<string> {
  const { keyName, ttl, capability, clientId, timestamp, nonce } = request;
  const text = [keyName, ttl ?? "", capability ?? "", clientId ?? "", timestamp, nonce].map((field) => `${field}\n`).join("");
  const imported = await crypto.subtle.importKey("raw", toUtf8(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return toBase64(new Uint8Array(await crypto.subtle.sign("HMAC", imported, toUtf8(text))));
}

/** Whatever a token source may answer (RSA8c, RSA8d): token text, a JWT, TokenDetails, a TokenRequest, or JSON of one of them. */
export function readToken(given: unknown): TokenDetails | TokenRequest {
  if (typeof given === "string") return textToken(given);
  const { token, mac, keyName } = (given ?? {}) as Readonly<Record<string, unknown>>; // whatever it is, it may have them
  if (typeof token === "string" && token !== "") return given as TokenDetails; // it names itself by this field
  if (typeof mac === "string" && keyName !== undefined) return given as TokenRequest; // likewise
  throw ablyError(40170, "The token source answered with neither a token, TokenDetails nor a TokenRequest");
}

function textToken(text: string): TokenDetails | TokenRequest {
  if (text.length > 128 * 1024) throw ablyError(40170, "The token source answered with more than 128 KiB");
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) {
    try {
      return readToken(JSON.parse(trimmed));
    } catch (cause) {
      throw ablyError(40170, "The token source answered with JSON that holds no token", { cause });
    }
  }
  if (trimmed === "") throw ablyError(40170, "The token source answered with nothing");
  return { token: trimmed };
}

/** Whether this is to be exchanged for a token first. */
export function isTokenRequest(given: TokenDetails | TokenRequest): given is TokenRequest {
  return "mac" in given;
}

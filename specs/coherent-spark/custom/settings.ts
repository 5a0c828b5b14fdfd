/** What a URL or a token tells about where a tenant lives: spread it into `createSpark({ ... })`. */
export interface SparkSettings {
  /** Region or stage, e.g. `us` or `uat.us`. */
  readonly env: string;
  readonly tenant?: string;
}

/**
 * Reads a Spark address as people paste it: `https://excel.us.coherent.global/acme`, `https://spark.us.coherent.global/acme/...`
 * or `us/acme`. Throws a TypeError when it is none.
 */
export function settingsFromUrl(address: string): SparkSettings {
  const [, host, path = ""] = /^https?:\/\/[^./]+\.([^/]+)\.coherent\.global\/?(.*)$/.exec(address.trim()) ?? /^([\w.]+)\/([\w-]+)$/.exec(address.trim()) ?? [];
  if (host === undefined) throw new TypeError(`"${address}" is no Spark address: expected https://excel.{env}.coherent.global/{tenant} or {env}/{tenant}`);
  const tenant = path.split("/")[0];
  return tenant ? { env: host, tenant } : { env: host };
}

/** Claims of an access token that say who it was issued to, and by whom. */
export interface TokenClaims {
  /** `https://keycloak.{env}.coherent.global/auth/realms/{tenant}` */
  readonly iss: string;
  /** The tenant, where the issuer writes it apart. */
  readonly realm?: string;
  /** Seconds since 1970. */
  readonly exp?: number;
  readonly aud?: string | readonly string[];
  readonly preferred_username?: string;
  readonly [claim: string]: unknown;
}

/** Reads an access token without checking its signature. Throws a TypeError when it is no JWT. */
export function readToken(token: string): TokenClaims {
  const claims = jsonPart(token, 1);
  if (typeof claims["iss"] !== "string") throw new TypeError("The token names no issuer");
  return { ...claims, iss: claims["iss"] };
}

/** Region and tenant of an access token: `createSpark({ ...settingsFromToken(token), auth: { bearer: token } })`. */
export function settingsFromToken(token: string): SparkSettings {
  const { iss, realm } = readToken(token);
  const [, env, tenant] = /^https:\/\/keycloak\.([^/]+)\.coherent\.global\/auth\/realms\/([^/]+)/.exec(iss) ?? [];
  if (env === undefined || tenant === undefined) throw new TypeError(`The token's issuer is not Spark's: ${iss}`);
  return { env, tenant: realm ?? tenant };
}

/** What a token is verified against. */
export interface VerifyOptions {
  /** Who the token must be for; `product-factory` by default. */
  readonly audience?: string;
  readonly fetch?: typeof fetch;
  /** Milliseconds since 1970. */
  readonly now?: number;
}

/**
 * Checks an access token's RS256 signature against its issuer's keys, its audience and its expiry, and gives its claims.
 * Only Spark's own issuers are asked. Throws a TypeError that says what is wrong with it.
 */
export async function verifyToken(
  token: string,
  { audience = "product-factory", fetch: get = fetch, now = Date.now() }: VerifyOptions = {},
): Promise<TokenClaims> {
  const claims = readToken(token);
  const header = jsonPart(token, 0);
  settingsFromToken(token);
  if (header["alg"] !== "RS256") throw new TypeError(`The token is signed by ${String(header["alg"])}, not RS256`);
  if (claims.exp !== undefined && claims.exp * 1000 <= now) throw new TypeError("The token has expired");
  if (![claims.aud ?? []].flat().includes(audience)) throw new TypeError(`The token is not for ${audience}`);
  const reply = await get(`${claims.iss}/protocol/openid-connect/certs`);
  const { keys = [] } = (await reply.json()) as { readonly keys?: readonly (JsonWebKey & { readonly kid?: string })[] }; // RFC 7517; checked by importKey
  const jwk = keys.find(({ kid }) => kid === header["kid"]);
  if (jwk === undefined) throw new TypeError("The token's key is not among its issuer's");
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
  const [head = "", body = "", signature = ""] = token.split(".");
  const good = await crypto.subtle.verify(algorithm, key, bytesOf(signature), new TextEncoder().encode(`${head}.${body}`));
  if (!good) throw new TypeError("The token's signature is wrong");
  return claims;
}

function jsonPart(token: string, index: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytesOf(token.replace(/^Bearer\s+/i, "").split(".")[index] ?? "")));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>; // just checked
  } catch {
    // Neither base64url nor JSON: told below.
  }
  throw new TypeError("The token is no JWT");
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/**
 * Client credentials as the platform hands them out, in a JSON file with `client_id` and `client_secret` (the one that
 * CSPARK_OAUTH_PATH names): `auth: { oauth: credentialsFromJson(text) }`. Throws a TypeError when they are not in it.
 */
export function credentialsFromJson(text: string): { readonly clientId: string; readonly clientSecret: string } {
  const { client_id: clientId, client_secret: clientSecret } = JSON.parse(text) as { readonly client_id?: unknown; readonly client_secret?: unknown }; // both are checked
  if (typeof clientId !== "string" || typeof clientSecret !== "string") throw new TypeError("The text has no client_id and client_secret");
  return { clientId, clientSecret };
}

import type { Capability } from "../../realtime/protocols/ably/auth/capability.js";
import { type Bytes, fromBase64, toBase64, toUtf8 } from "../../realtime/protocols/ably/message/bytes.js";

/** What a JWT for Ably says. */
export interface JwtClaims {
  /** Seconds since epoch. */
  readonly iat: number;
  readonly exp: number;
  readonly "x-ably-capability"?: string | Capability;
  readonly "x-ably-clientId"?: string;
  /** A token of Ably's own inside: it grants what the JWT would. */
  readonly "x-ably-token"?: string;
}

/** A JWT for Ably (HS256), as a server of the user's would sign it. */
export async function signJwt(key: { readonly name: string; readonly secret: string }, claims: JwtClaims): Promise<string> {
  const text = [{ typ: "JWT", alg: "HS256", kid: key.name }, claims].map((part) => url(toUtf8(JSON.stringify(part)))).join(".");
  return `${text}.${url(await signature(key.secret, text))}`;
}

/** The name of the key that a JWT says it is signed with; null for what is no JWT. */
export function keyOfJwt(token: string): string | null {
  try {
    const [header = ""] = token.split(".");
    const { kid, alg } = JSON.parse(new TextDecoder().decode(fromBase64(header))) as { kid?: string; alg?: string }; // fields are looked at
    return alg === "HS256" ? (kid ?? null) : null;
  } catch {
    return null;
  }
}

/** The claims of a JWT that this secret signed; null for others. */
export async function jwtClaims(token: string, secret: string): Promise<JwtClaims | null> {
  const [header = "", claims = "", signed = ""] = token.split(".");
  if (url(await signature(secret, `${header}.${claims}`)) !== signed) return null;
  return JSON.parse(new TextDecoder().decode(fromBase64(claims))) as JwtClaims; // signed by whoever has the secret
}

async function signature(secret: string, text: string): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", toUtf8(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, toUtf8(text)));
}

const url = (bytes: Uint8Array): string => toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

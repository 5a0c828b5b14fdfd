import type { TokenDetails } from "./tokens.js";

/** The clientId that a JWT names (`x-ably-clientId`), or null; other tokens can't be read (RSA7b). */
export function clientIdOfToken({ token, clientId }: TokenDetails): string | null {
  if (clientId !== undefined) return clientId;
  const claims = token.split(".");
  if (claims.length !== 3) return null;
  try {
    const payload: unknown = JSON.parse(atob((claims[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));
    return typeof payload === "object" && payload !== null && "x-ably-clientId" in payload ? String(payload["x-ably-clientId"]) : null;
  } catch {
    return null;
  }
}

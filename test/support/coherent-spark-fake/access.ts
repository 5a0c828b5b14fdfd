import { type SparkAnswer, type SparkRequest, textOf } from "./exchange.js";
import { refusal } from "./replies.js";

export interface AccessOptions {
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiKey: string;
  /** Seconds that a token lives by its own account. */
  readonly tokenLifetime: number;
  /** Calls after which a token is refused, whatever its lifetime says. */
  readonly tokenUses: number;
}

/** Who may do what: issues tokens, knows which are still good. */
export interface Access {
  /** Answers a token request. */
  token(request: SparkRequest, tenant: string): SparkAnswer;
  /** Null when the request may go on. */
  check(request: SparkRequest, need: Need): SparkAnswer | null;
  /** Makes every token issued so far worthless. */
  expireTokens(): void;
  /** A token as a user would paste it. */
  issue(): string;
  /** Tokens issued so far. */
  readonly issued: () => number;
}

/** `key`: API keys do as well; `user`: tokens only; `nobody`: open to all. */
export type Need = "key" | "user" | "nobody";

/** Tokens are good for a number of calls, so that tests and the demo see one end without waiting. */
export function createAccess(options: AccessOptions): Access {
  const uses = new Map<string, number>();
  let issued = 0;
  const issue = (): string => {
    issued++;
    const claims = { iss: `https://keycloak.us.coherent.global/auth/realms/${options.tenant}`, realm: options.tenant, jti: issued };
    const token = ["{}", JSON.stringify(claims), "signature"].map((part) => Buffer.from(part).toString("base64url")).join(".");
    uses.set(token, options.tokenUses);
    return token;
  };
  return {
    issue,
    issued: () => issued,
    expireTokens: () => uses.clear(),
    token({ form }, tenant) {
      const field = (name: string): string | undefined => textOf(form?.get(name));
      if (field("grant_type") !== "client_credentials") return { status: 400, body: { error: "unsupported_grant_type" } };
      const known = tenant === options.tenant && field("client_id") === options.clientId && field("client_secret") === options.clientSecret;
      if (!known) return { status: 401, body: { error: "invalid_client", error_description: "Invalid client or Invalid client credentials" } };
      const life = { expires_in: options.tokenLifetime, refresh_expires_in: 0 };
      return { body: { access_token: issue(), ...life, token_type: "Bearer", "not-before-policy": 0, scope: "profile email" } };
    },
    check({ headers, path }, need) {
      if (need === "nobody") return null;
      const token = headers["authorization"]?.replace(/^Bearer /, "");
      if (token !== undefined) {
        const left = uses.get(token) ?? 0;
        if (left <= 0) return refusal(path);
        uses.set(token, left - 1);
        return null;
      }
      const byKey = headers["x-synthetic-key"] === options.apiKey && headers["x-tenant-name"] === options.tenant;
      return byKey && need === "key" ? null : refusal(path);
    },
  };
}

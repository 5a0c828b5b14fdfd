import { sleep } from "../core/clock.js";
import { AuthError, TimeoutError } from "../core/errors.js";
import type { Credential, SignContext } from "./credential.js";
import { fetchToken, type OAuthOptions } from "./oauth.js";
import { type Token, tokenCredential } from "./token.js";
import { endpoint, postForm } from "./token-request.js";

/** What to show the user. */
export interface DevicePrompt {
  readonly userCode: string;
  readonly verificationUrl: string;
  /** The same with the code already in it; null when the server gives none. */
  readonly completeUrl: string | null;
  /** Milliseconds since epoch. */
  readonly expiresAt: number;
}

/** A login on another device. */
export interface DeviceCodeOptions extends OAuthOptions {
  readonly clientId: string;
  /** Default: the API's own. */
  readonly deviceUrl?: string | undefined;
  /** Shows the user where to go and what to type. */
  readonly onPrompt: (prompt: DevicePrompt) => void | Promise<void>;
}

/** OAuth 2 device code (RFC 8628): the user confirms on another device. Give a `store`, or it asks again with every process. */
export function deviceCode(options: DeviceCodeOptions): Credential {
  return tokenCredential({
    ...options,
    fetch: async (at, old) => {
      if (!old?.refreshToken) return login(at, options);
      try {
        return await fetchToken(at, old, { ...options, grant: null });
      } catch (error) {
        if ("transient" in (error as object)) throw error; // postForm and readToken throw errors only
        return login(at, options);
      }
    },
  });
}

async function login(at: SignContext, options: DeviceCodeOptions): Promise<Token> {
  const { scheme, clock } = at;
  const declared = scheme?.type === "oauth2" ? scheme : undefined;
  const { deviceUrl = declared?.deviceUrl, clientId, scopes, audience, onPrompt } = options;
  if (!deviceUrl) throw new AuthError("No device URL is known", { remedy: "Pass deviceUrl to deviceCode()" });
  const { url, status, body } = await postForm(at, { url: endpoint(at, deviceUrl), form: { client_id: clientId, scope: scopes?.join(" "), audience } });
  const { device_code, user_code } = body;
  if (typeof device_code !== "string" || typeof user_code !== "string")
    throw new AuthError(`No device code from ${url}: ${[status, body.error, body.error_description].filter(Boolean).join(" ")}`, { status });
  // Both by RFC 8628, 3.2; a life is required there, and left out all the same.
  const [life, pause] = [seconds(body.expires_in, 1800), seconds(body["interval"], 5)];
  const expiresAt = clock.now() + life;
  const verificationUrl = text(body["verification_uri"]) ?? text(body["verification_url"]) ?? "";
  await onPrompt({ userCode: user_code, verificationUrl, completeUrl: text(body["verification_uri_complete"]), expiresAt });
  const grant = { grant_type: "urn:ietf:params:oauth:grant-type:device_code", device_code };
  for (let interval = pause; clock.now() + interval <= expiresAt; ) {
    await sleep(clock, interval);
    try {
      return await fetchToken(at, null, { ...options, grant });
    } catch (error) {
      interval = slower(interval, error as Refusal); // fetchToken throws errors only
    }
  }
  throw new TimeoutError(`Nobody confirmed the code ${user_code} within ${life / 1000} s`, { remedy: "Call again, which shows a new code" });
}

/** What errors of the token endpoint have beside their message. */
type Refusal = Error & { readonly code?: unknown; readonly transient?: boolean };

/** The pause after a reply that gave no token (RFC 8628, 3.5); throws what ends the login. */
function slower(interval: number, error: Refusal): number {
  if (error.code === "authorization_pending") return interval;
  if (error.code === "slow_down") return interval + 5000;
  if (error.transient) return interval * 2;
  throw error;
}

/** A number of seconds as milliseconds; what can't be meant is left to the usual. */
const seconds = (value: unknown, usual: number): number => (Number(value) > 0 ? Number(value) : usual) * 1000;
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

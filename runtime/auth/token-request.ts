import type { Call } from "../core/call.js";
import { AuthError } from "../core/errors.js";
import type { SignContext } from "./credential.js";
import type { Token } from "./token.js";

/** A reply of an authorisation server, field names as on the wire (RFC 6749, 5.1 and 5.2). */
export interface TokenReply {
  readonly access_token?: string;
  readonly expires_in?: number | string;
  readonly refresh_token?: string;
  readonly scope?: string;
  readonly error?: string;
  readonly error_description?: string;
  readonly [field: string]: unknown;
}

/** One form sent to an authorisation server. */
export interface FormRequest {
  /** May hold `{variables}` of the client's environment, and be relative to its base URL. */
  readonly url: string;
  readonly form: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How long an authorisation server may take. Not the caller's deadline: others wait for the same token. */
const patience = 30_000;

/** Posts a form and reads the JSON reply, whatever its status. Throws an AuthError when it is not JSON; `transient` when a repeat may help. */
export async function postForm(at: SignContext, { url, form, headers }: FormRequest): Promise<{ readonly status: number; readonly body: TokenReply }> {
  const fields = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "");
  const address = new URL(
    url.replace(/\{([^{}]+)\}/g, (text, name: string) => at.variables[name] ?? text),
    `${at.baseUrl}/`,
  ).href;
  const call: Call = {
    operation: { id: "token", method: "POST", path: "" },
    method: "POST",
    url: address,
    headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded", ...headers },
    secrets: ["authorization"],
    body: `${new URLSearchParams(fields)}`,
    attempt: 1,
    deadline: at.clock.now() + patience,
    signal: null,
    replayable: true,
    options: {},
  };
  const reply = await at.send(call);
  const { status } = reply;
  const text = await reply.text();
  const transient = status === 429 || status >= 500 ? { transient: true } : {};
  try {
    const body: TokenReply | null = JSON.parse(text);
    if (body && typeof body === "object" && !("transient" in transient)) return { status, body };
  } catch {
    // Told below, by its status.
  }
  throw new AuthError(`${address} answered ${status}, without a token`, { status, ...transient });
}

/** A token from the reply; throws an AuthError that quotes the server when it refused. */
export function readToken({ status, body }: { readonly status: number; readonly body: TokenReply }, now: number): Token {
  const { access_token, expires_in, refresh_token, scope, error, error_description } = body;
  if (!access_token) {
    const reason = [error, error_description].filter(Boolean).join(": ");
    throw new AuthError(`The authorisation server gave no token: ${reason || `status ${status}`}`, {
      status,
      code: error ?? null,
      remedy:
        error === "invalid_client" ? "Check client id and secret" : error === "invalid_grant" ? "Log in again: the grant is used up, expired or revoked" : null,
    });
  }
  const life = Number(expires_in);
  return { accessToken: access_token, expiresAt: life > 0 ? now + life * 1000 : null, refreshToken: refresh_token, scope };
}

import type { Call } from "../core/call.js";
import { AuthError, isClientError } from "../core/errors.js";
import { fillTemplate } from "../core/own.js";
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
  readonly url: string;
  readonly form: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came of it, whatever the status. */
export interface FormReply {
  readonly url: string;
  readonly status: number;
  /** Empty when the reply is no JSON object. */
  readonly body: TokenReply;
}

/** Posts a form. Network errors are `transient`: the call that wanted the token was not sent, so it may be repeated. */
export async function postForm({ clock, send }: Pick<SignContext, "clock" | "send">, { url, form, headers }: FormRequest): Promise<FormReply> {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) if (value) fields.set(name, value);
  const call: Call = {
    operation: { id: "token", path: "" },
    method: "POST",
    url,
    headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded", ...headers },
    secrets: ["authorization"],
    body: `${fields}`,
    attempt: 1,
    // Not the caller's deadline: others wait for the same token.
    deadline: clock.now() + 30_000,
    signal: null,
    replayable: true,
    options: {},
  };
  try {
    const reply = await send(call);
    return { url, status: reply.status, body: parse(await reply.text()) };
  } catch (error) {
    if (isClientError(error)) Object.assign(error, { transient: true });
    throw error;
  }
}

function parse(text: string): TokenReply {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** A token from the reply; throws an AuthError that quotes the server when it gave none, `transient` when a repeat may help. */
export function readToken({ url, status, body }: FormReply, now: number): Token {
  const { access_token, expires_in, refresh_token, scope, error = null, error_description } = body;
  if (!access_token)
    throw new AuthError(`No token from ${url}: ${[status, error, error_description].filter(Boolean).join(" ")}`, {
      status,
      code: error,
      remedy: error === "invalid_client" ? "Check client id and secret" : error === "invalid_grant" ? "Log in again" : null,
      ...((status === 429 || status > 499) && { transient: true }),
    });
  return { accessToken: access_token, expiresAt: Number(expires_in) > 0 ? now + Number(expires_in) * 1000 : null, refreshToken: refresh_token, scope };
}

/** The address of an endpoint that may hold `{variables}` of the client's environment, or be relative to its base URL. */
export function endpoint({ baseUrl, variables }: SignContext, url: string): string {
  return new URL(
    fillTemplate(url, variables, (name) => `{${name}}`),
    `${baseUrl}/`,
  ).href;
}

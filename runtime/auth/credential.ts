import type { ApiDefinition, SchemeDefinition } from "../core/api-definition.js";
import type { Call, Send, WireReply } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { AuthError } from "../core/errors.js";
import type { ClientCertificate } from "./certificate.js";

/** A value, or a function that gives it afresh for every request, so that keys can rotate. */
export type Supplied<T> = T | (() => T | Promise<T>);

/** Proves to the API who calls. Made by `apiKey`, `bearer`, `oauth` ... or written by you (`custom`). */
export interface Credential {
  /** Scheme types that it can serve; left out: any. */
  readonly serves?: readonly SchemeDefinition["type"][];
  /** The call with the credential in it; it never changes the call that it was given. */
  readonly sign: (call: Call, at: SignContext) => Call | Promise<Call>;
  /** Told that the signed call was answered with 401. True: something was renewed, sign and send it once more. */
  readonly renew?: (signed: Call, reply: WireReply, at: SignContext) => boolean | Promise<boolean>;
  /** Sees every other reply to a call that it signed. */
  readonly seen?: (signed: Call, reply: WireReply) => void;
  /** What proves it below the protocol: brokers are connected to with it. */
  readonly certificate?: () => Promise<ClientCertificate>;
}

/** What a credential may know about where it is used. */
export interface SignContext {
  readonly api: ApiDefinition;
  /** The scheme that it serves; undefined where the API declares none. */
  readonly scheme: SchemeDefinition | undefined;
  readonly baseUrl: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** The network below, for token requests: neither signed nor retried. */
  readonly send: Send;
}

/** The value behind a supplier. No promise when there is none, so that fixed keys cost no turn. Throws an AuthError when there is no value. */
export function supplied<T extends string | object>(value: Supplied<T>): T | Promise<T> {
  const found = typeof value === "function" ? (value as () => T | Promise<T>)() : value; // T holds no functions
  return found instanceof Promise ? found.then(given) : given(found);
}

/** What a variable of the process lacks comes as undefined, whatever its type says. */
function given<T>(value: T): T {
  if (value === undefined || value === null)
    throw new AuthError("A credential has no value", { remedy: "Look at the variable or the function that it comes from" });
  return value;
}

/** A copy of the call with a secret header. */
export function withSecret(call: Call, name: string, value: string): Call {
  const headers: Record<string, string> = Object.assign({}, call.headers); // a literal with one more field costs ten times that
  headers[name] = value;
  return { ...call, headers, secrets: (call.secrets ?? []).concat(name) };
}

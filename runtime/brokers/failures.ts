import { AuthError, type ClientError, ConnectionError, InputError } from "../core/errors.js";
import { BrokerError } from "./broker.js";

/** The system's or the package's words for an error; an AggregateError of several addresses has none of its own. */
export function wordsOf(error: unknown): string {
  const { message, code, errors } = error as { message?: string; code?: unknown; errors?: readonly unknown[] }; // any thrown value may lack them
  if (message) return message;
  return errors?.[0] !== undefined ? wordsOf(errors[0]) : String(code ?? error);
}

/** The broker refused the login. */
export const refusedLogin = (url: string, cause: unknown): AuthError =>
  new AuthError(`The broker at ${bare(url)} refused the login: ${wordsOf(cause)}`, {
    cause,
    remedy: "Check user and password (or the token, the certificate) and their rights.",
  });

/**
 * What TLS makes of a connection that fails: the broker refuses our certificate, we don't trust the broker's, or ours can't be used.
 * Trying again helps in none of these. Null: TLS has no part in it.
 */
export function tlsFailure(url: string, error: unknown): ClientError | null {
  for (let here: unknown = error, depth = 0; typeof here === "object" && here !== null && depth < 6; depth++) {
    const { code, message, cause, originalError } = here as { code?: unknown; message?: unknown; cause?: unknown; originalError?: unknown }; // any thrown object may lack them
    const words = `${code} ${message}`;
    if (refusals.test(words)) return refusedLogin(url, here);
    if (distrusts.test(words))
      return hopeless(`The certificate of the broker at ${bare(url)} is not trusted: ${wordsOf(here)}`, "Pass its authority: certificate({ ..., ca }).", error);
    if (unusable.test(words))
      return hopeless(`The client's certificate can't be used: ${wordsOf(here)}`, "Check that key, passphrase and certificate fit together.", error);
    here = cause ?? originalError;
  }
  return null;
}

/** Alerts by which a server ends a handshake over the client's certificate. */
const refusals =
  /alert[ _](?:number[ _])?(?:unknown[ _]ca|bad[ _]certificate|certificate[ _]\w+|unsupported[ _]certificate|access[ _]denied|decrypt[ _]error|handshake[ _]failure)/i;
/** What Node says of a server's certificate. */
const distrusts =
  /\b(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w*(?:CERT|ISSUER|LEAF|CRL)\w*|ERR_TLS_CERT_ALTNAME_INVALID|CERT_(?:HAS_EXPIRED|NOT_YET_VALID|UNTRUSTED|REJECTED|REVOKED))\b/;
/** By its code, or in OpenSSL's words where a package keeps no code. */
const unusable =
  /\bERR_(?:OSSL|SSL|CRYPTO)_\w*(?:BAD_DECRYPT|KEY_VALUES_MISMATCH|NO_START_LINE|BAD_PASSWORD|PEM|X509|UNSUPPORTED|INTERRUPTED)\w*|routines::(?:bad decrypt|key values mismatch|no start line|bad base64 decode|unsupported|interrupted)/;

/** The broker knows who asks, and doesn't allow it. */
export const forbidden = (what: string, cause: unknown): AuthError =>
  new AuthError(`${what} is not allowed: ${wordsOf(cause)}`, { cause, remedy: "Check the rights of the login at the broker." });

/** No connection, or it broke. */
export const noConnection = (url: string, cause: unknown, remedy: string | null = null): ConnectionError =>
  new ConnectionError(`The connection to the broker at ${bare(url)} failed: ${wordsOf(cause)}`, { cause, remedy });

/** The broker or its client refused what was asked, for good. */
export const refused = (what: string, cause: unknown, code: string | number | null = null): ClientError =>
  new BrokerError(`${what} was refused: ${wordsOf(cause)}`, { cause, code });

/** Trying again is pointless. */
export const hopeless = (message: string, remedy: string, cause?: unknown): InputError => new InputError(message, { cause, remedy });

/** Without what may be secret: a login goes to the last @, as in any URL. */
export const bare = (url: string): string => url.replace(/\/\/[^/?#]*@/g, "//").replace(/[?#].*$/s, "");

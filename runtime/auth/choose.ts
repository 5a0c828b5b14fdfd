import type { ApiDefinition, SchemeDefinition } from "../core/api-definition.js";
import { AuthError } from "../core/errors.js";
import type { Operation } from "../core/operation.js";
import type { Credential } from "./credential.js";
import { open } from "./custom.js";

/** Makes a credential of plain option values (from variables, files, or the caller): `apiKey`, `bearer`, `oauth` ... by scheme. */
export type CredentialMakers = Readonly<Record<string, (value: never) => Credential>>;

/** What users pass as `auth`: one credential, "open" for none, or credentials (or their plain values) by scheme. */
export type Auth = Credential | "open" | { readonly [scheme: string]: Credential | string | object | undefined };

/** A credential and the scheme that it serves for one operation. */
export interface Chosen {
  readonly credential: Credential;
  readonly scheme: SchemeDefinition | undefined;
}

const isCredential = (value: object): value is Credential => "sign" in value && typeof value.sign === "function";

/**
 * Which credentials an operation goes out with: the first of its alternatives for which all are given. Schemes without a
 * value of their own (mutual TLS) count as given. Throws an AuthError that names options and variables when none fits.
 */
export function chooser(api: ApiDefinition, auth: Auth = {}, makers: CredentialMakers = {}): (operation: Operation) => readonly Chosen[] {
  const single = auth === "open" ? open : isCredential(auth) ? auth : null;
  const made: Record<string, Credential> = {};
  for (const [key, value] of Object.entries(single ? {} : auth)) {
    const make = makers[key];
    if (typeof value === "object" && isCredential(value)) made[key] = value;
    else if (value && make) made[key] = make(value as never); // the maker of this scheme reads its own option values
  }
  const find = (key: string): Chosen | null => {
    const scheme = api.auth?.[key];
    const credential = single ? (fits(single, scheme) ? single : undefined) : (made[key] ?? (scheme?.type === "mutualTls" ? open : undefined));
    return credential ? { credential, scheme } : null;
  };
  return ({ auth: own, id }) => {
    if (single === open) return [];
    const alternatives = own ?? api.security;
    if (!alternatives)
      return Object.keys(single ? { ...api.auth, "": 0 } : made)
        .map(find)
        .filter((one) => one !== null)
        .slice(0, 1);
    for (const alternative of alternatives) {
      const found = (typeof alternative === "string" ? [alternative] : alternative).map(find);
      if (found.length > 0 && !found.includes(null)) return found as readonly Chosen[]; // just looked for null
    }
    if (alternatives.every((one) => one.length > 0) && alternatives.length > 0) throw missing(api, id, alternatives);
    return [];
  };
}

const fits = ({ serves }: Credential, scheme: SchemeDefinition | undefined): boolean => !serves || !scheme || serves.includes(scheme.type);

function missing({ env = {} }: ApiDefinition, operation: string, alternatives: readonly (string | readonly string[])[]): AuthError {
  const options = alternatives.map((one) => `auth: { ${[one].flat().join(", ")} }`);
  const variables = Object.keys(env).filter((name) => env[name]?.startsWith("auth."));
  const set = variables.length > 0 ? `, or set ${variables.join(", ")}` : "";
  return new AuthError(`No credentials for ${operation}`, { remedy: `Pass ${options.join(" or ")}${set}; auth: "open" sends none` });
}

import type { ApiDefinition, SchemeDefinition } from "../core/api-definition.js";
import { AuthError, InputError } from "../core/errors.js";
import type { Operation } from "../core/operation.js";
import type { Credential } from "./credential.js";
import { open } from "./custom.js";
import type { CredentialValue } from "./values.js";

/** Makes credentials of plain option values (from variables, files, or the caller), by type of scheme: `{ apiKey, bearer, oauth2: oauth }`. */
export type CredentialMakers = { readonly [type in SchemeDefinition["type"]]?: (value: never) => Credential } & {
  /** Calls the maker of a scheme, or gives what it made for another client of the same API. */
  readonly shared?: (scheme: SchemeDefinition, value: unknown, make: (value: never) => Credential) => Credential;
};

/** What users pass as `auth`: one credential, "open" for none, or credentials (or their plain values) by scheme. */
export type Auth = Credential | "open" | { readonly [scheme: string]: Credential | CredentialValue | undefined };

/** A credential and the scheme that it serves for one operation. */
export interface Chosen {
  readonly credential: Credential;
  readonly scheme: SchemeDefinition | undefined;
}

const isCredential = (value: unknown): value is Credential => typeof (value as Credential | null)?.sign === "function"; // anything may have it

/**
 * Which credentials an operation goes out with: the first of its alternatives for which all are given. Schemes without a
 * value of their own (mutual TLS) count as given. Throws an AuthError that names options and variables when none fits.
 */
export function chooser(api: ApiDefinition, auth: Auth = {}, makers: CredentialMakers = {}): (operation: Operation) => readonly Chosen[] {
  if (typeof auth !== "object" && auth !== "open") throw none("auth");
  const single = auth === "open" ? open : isCredential(auth) ? auth : null;
  // Without a prototype: a scheme may be called "constructor".
  const byScheme: Record<string, Credential> = Object.create(null);
  const schemes: NonNullable<ApiDefinition["auth"]> = Object.assign(Object.create(null), api.auth);
  const names = Object.keys(schemes);
  for (const [key, value] of Object.entries(single ? {} : auth)) {
    if (!value) continue;
    if (names[0] && !schemes[key]) throw new InputError(`auth: ${api.name} has no credential "${key}"`, { remedy: `It has ${names.join(", ")}` });
    byScheme[key] = made(value, makers, { name: `auth.${key}`, scheme: schemes[key] ?? { type: "custom" } });
  }
  const find = (key: string): Chosen | null => {
    const scheme = schemes[key];
    const credential = single ? (fits(single, scheme) ? single : undefined) : (byScheme[key] ?? (scheme?.type === "mutualTls" ? open : undefined));
    return credential ? { credential, scheme } : null;
  };
  return ({ auth: own, id }) => {
    if (single === open) return [];
    const alternatives = own ?? api.security;
    if (!alternatives) return undeclared(Object.keys(single ? { ...schemes, "": 0 } : byScheme).map(find));
    for (const alternative of alternatives) {
      const found = [alternative].flat().map(find);
      if (found[0] && !found.includes(null)) return found as readonly Chosen[]; // just looked for null
    }
    if (!alternatives[0] || alternatives.some((one) => !one[0])) return [];
    throw missing(api, id, alternatives);
  };
}

/** An API that says nothing about credentials gets the first that was given. */
const undeclared = (found: readonly (Chosen | null)[]): readonly Chosen[] => found.filter((one) => !!one).slice(0, 1);

function made(
  value: Credential | CredentialValue,
  makers: CredentialMakers,
  { name, scheme }: { readonly name: string; readonly scheme: SchemeDefinition },
): Credential {
  if (value === "open") return open;
  if (isCredential(value)) return value;
  const make = makers[scheme.type];
  // Functions supply whatever it takes.
  const isFit = typeof value === "function" || typeof value === (/^(apiKey|bearer|http)$/.test(scheme.type) ? "string" : "object");
  if (!make || !isFit) throw none(name);
  return makers.shared?.(scheme, value, make) ?? make(value as never); // the maker of this scheme reads its own option values
}

const none = (what: string): InputError => new InputError(`${what} is no credential`, { remedy: "Wrap it: bearer(...)" });

const fits = ({ serves }: Credential, scheme: SchemeDefinition | undefined): boolean => !serves || !scheme || serves.includes(scheme.type);

function missing({ env = {} }: ApiDefinition, operation: string, alternatives: readonly (string | readonly string[])[]): AuthError {
  const options = alternatives.map((one) => `auth: { ${[one].flat().join(", ")} }`);
  const wanted = alternatives.flat();
  const variables = Object.keys(env).filter((name) => wanted.some((key) => `${env[name]}.`.startsWith(`auth.${key}.`)));
  const set = variables[0] ? `, or set ${variables.join(", ")}` : "";
  return new AuthError(`No credentials for ${operation}`, { remedy: `Pass ${options.join(" or ")}${set}; auth: "open" sends none` });
}

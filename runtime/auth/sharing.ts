import type { SchemeDefinition } from "../core/api-definition.js";
import type { CredentialMakers } from "./choose.js";
import type { Credential } from "./credential.js";

/** Of one options object: credentials by scheme (each API has objects of its own), then by the value that they were made of. */
type Made = WeakMap<SchemeDefinition, Map<unknown, Credential>>;

const shared: WeakMap<object, Made> = new WeakMap();

/**
 * Makers that make one credential of one value for one scheme of an API, in all clients of the same options object: HTTP and channels
 * of one client share its tokens, and renew them once. Another scheme or API never gets them: its tokens are other servers'.
 */
export function sharing(options: object, makers: CredentialMakers): CredentialMakers {
  const made: Made = shared.get(options) ?? new WeakMap();
  shared.set(options, made);
  return {
    ...makers,
    shared: (scheme, value, make) => {
      const known = made.get(scheme) ?? new Map<unknown, Credential>();
      made.set(scheme, known);
      const key = keyOf(value);
      const credential = known.get(key) ?? make(value as never); // the chooser has checked that it fits
      known.set(key, credential);
      return credential;
    },
  };
}

/** Values count by what they say, for variables are read anew each time; suppliers and whatever else is no plain value by themselves. */
function keyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return `of ${JSON.stringify(value, (_, part: unknown) => (isPlain(part) ? part : `#${numberOf(part as object)}`))}`; // what is not plain is an object or a function
}

function isPlain(value: unknown): boolean {
  if (typeof value === "function") return false;
  return typeof value !== "object" || value === null || Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

const numbers: WeakMap<object, number> = new WeakMap();
let last = 0;

function numberOf(value: object): number {
  const known = numbers.get(value) ?? ++last;
  numbers.set(value, known);
  return known;
}

import type { CredentialMakers } from "./choose.js";
import type { Credential } from "./credential.js";

/** Of one options object: credentials by type of scheme, then by the value that they were made of. */
type Made = Map<string, Map<unknown, Credential>>;

const shared: WeakMap<object, Made> = new WeakMap();

/**
 * Makers that make one credential of one value for all clients of the same options object: HTTP and channels of one client share
 * its tokens, and renew them once.
 */
export function sharing(options: object, makers: CredentialMakers): CredentialMakers {
  const made: Made = shared.get(options) ?? new Map();
  shared.set(options, made);
  const one = (type: string, make: (value: never) => Credential) => (value: never) => {
    const known = made.get(type) ?? new Map<unknown, Credential>();
    made.set(type, known);
    const key = keyOf(value);
    const credential = known.get(key) ?? make(value);
    known.set(key, credential);
    return credential;
  };
  return Object.fromEntries(Object.entries(makers).map(([type, make]) => [type, one(type, make)]));
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

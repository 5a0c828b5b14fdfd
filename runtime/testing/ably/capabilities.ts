import { type Capability, parseCapability } from "../../realtime/protocols/ably/auth/capability.js";
import { MockError } from "./mock-error.js";

const operations = [
  "*",
  "publish",
  "subscribe",
  "presence",
  "history",
  "stats",
  "push-admin",
  "push-subscribe",
  "channel-metadata",
  "object-subscribe",
  "object-publish",
  "annotation-subscribe",
  "annotation-publish",
  "message-update-own",
  "message-update-any",
  "message-delete-own",
  "message-delete-any",
  "privileged-headers",
];

/** The capability that a token request asks for. Throws 40000 for operations that there aren't, for `*` with others, for none. */
export function checkCapability(text: string): Capability {
  const asked = parseCapability(text);
  for (const [pattern, wanted] of Object.entries(asked)) {
    const unknown = wanted.find((operation) => !operations.includes(operation));
    if (unknown !== undefined) throw new MockError(40000, `No such operation: ${unknown}`);
    if (wanted.length === 0) throw new MockError(40000, `No operation on ${pattern}`);
    if (wanted.length > 1 && wanted.includes("*")) throw new MockError(40000, `"*" stands alone, on ${pattern}`);
  }
  return asked;
}

/** What both grant. Patterns meet where one covers the other as text, or is `*`. */
export function intersection(one: Capability, two: Capability): Capability {
  const both: Record<string, string[]> = {};
  for (const [a, first] of Object.entries(one))
    for (const [b, second] of Object.entries(two)) {
      const pattern = a === b || covers(a, b) ? b : covers(b, a) ? a : null;
      if (pattern === null) continue;
      const shared = first.includes("*") ? second : second.includes("*") ? first : first.filter((operation) => second.includes(operation));
      if (shared.length > 0) both[pattern] = [...new Set([...(both[pattern] ?? []), ...shared])];
    }
  return both;
}

const covers = (pattern: string, other: string): boolean =>
  pattern === "*" || pattern === "[*]*" || (pattern.endsWith(":*") && other.startsWith(pattern.slice(0, -1)));

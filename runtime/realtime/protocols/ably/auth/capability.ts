import { ablyError } from "../ably-error.js";

/** What may be done where: operations such as `publish`, `subscribe`, `presence`, `history` or `*`, by channel pattern. */
export type Capability = Readonly<Record<string, readonly string[]>>;

/** A capability as it is signed and sent: JSON with its names in order (RSA9f). Text is taken as it is. */
export function printCapability(capability: Capability | string): string {
  if (typeof capability === "string") return capability;
  return JSON.stringify(
    Object.fromEntries(
      Object.keys(capability)
        .sort()
        .map((pattern) => [pattern, [...(capability[pattern] ?? [])].sort()]),
    ),
  );
}

/** The capability in JSON text. Throws 40003 for other text. */
export function parseCapability(text: string): Capability {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && Object.values(value).every((each) => Array.isArray(each))) return value as Capability; // every value was looked at
  } catch (cause) {
    throw ablyError(40003, "The capability is no JSON", { cause });
  }
  throw ablyError(40003, "A capability is an object of channel patterns, each with a list of operations");
}

/** Whether an operation is allowed on a channel. A qualifier (`[meta]name`) is only covered by a pattern with one, or by `[*]`. */
export function allows(capability: Capability, channel: string, operation: string): boolean {
  return Object.entries(capability).some(([pattern, operations]) => (operations.includes("*") || operations.includes(operation)) && covers(pattern, channel));
}

function covers(pattern: string, channel: string): boolean {
  const [wanted, given] = [qualified(pattern), qualified(channel)];
  if (wanted.qualifier !== "*" && wanted.qualifier !== given.qualifier) return false;
  const [parts, names] = [wanted.name.split(":"), given.name.split(":")];
  const open = parts.at(-1) === "*";
  if (open ? names.length < parts.length : names.length !== parts.length) return false;
  return parts.every((part, index) => part === "*" || part === names[index]);
}

function qualified(name: string): { readonly qualifier: string; readonly name: string } {
  const match = /^\[([^\]]*)\](.*)$/s.exec(name);
  return match ? { qualifier: (match[1] ?? "").split("?")[0] ?? "", name: match[2] ?? "" } : { qualifier: "", name };
}

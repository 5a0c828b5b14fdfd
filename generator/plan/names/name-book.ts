import type { Manifest } from "../views.js";
import type { Allocator } from "./allocator.js";
import { capital, isIdentifier } from "./casing.js";
import { keywords } from "./reserved.js";

/** Exported names by what they belong to: those of an earlier run are taken before any new one is given. */
export interface NameBook {
  /** The name of an earlier run, if it still is one; null: none. */
  locked(owner: string): string | null;
  /** The owner's name of an earlier run, else the first candidate that is free. */
  take(owner: string, candidates: Iterable<string>): string;
  readonly exports: Allocator;
}

/** Owners, as the book knows them. */
export const owners = {
  model: (key: string): string => `model ${key}`,
  modelInput: (key: string): string => `model ${key} input`,
  function: (operation: string): string => `function ${operation}`,
  type: (operation: string, suffix: string): string => `type ${operation} ${suffix}`,
  facade: (group: string): string => `facade ${group}`,
} as const;

/** What an operation's file may declare besides its function; the first three as a rule. */
export const typeSuffixes = ["Input", "Output", "Errors"] as const;

/** Opens the book on a manifest: only owners that are still there keep their names. */
export function openNameBook(
  exports: Allocator,
  lock: Manifest | null,
  present: { readonly models: readonly string[]; readonly operations: readonly string[] },
): NameBook {
  const held = new Map<string, string>();
  const hold = (owner: string, name: string | undefined): void => {
    if (name !== undefined && isIdentifier(name) && !keywords.has(name) && exports.hold(name)) held.set(owner, name);
  };
  if (lock !== null) {
    for (const key of present.models) {
      hold(owners.model(key), lock.models[key]);
      hold(owners.modelInput(key), lock.models[`${key} input`]);
    }
    for (const [id, name] of Object.entries(lock.groups ?? {})) hold(owners.facade(id), name);
    for (const key of present.operations) holdOperation(key, lock.operations[key], hold);
  }
  return { exports, locked: (owner) => held.get(owner) ?? null, take: (owner, candidates) => held.get(owner) ?? exports.give(candidates) };
}

function holdOperation(key: string, entry: Manifest["operations"][string] | undefined, hold: (owner: string, name: string | undefined) => void): void {
  if (entry === undefined) return;
  hold(owners.function(key), entry.function);
  const types = entry.types ?? {};
  for (const suffix of typeSuffixes) if (types[suffix] === undefined) hold(owners.type(key, suffix), `${capital(entry.function)}${suffix}`);
  for (const [suffix, name] of Object.entries(types)) hold(owners.type(key, suffix), name);
}

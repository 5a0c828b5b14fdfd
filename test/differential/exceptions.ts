import { readFileSync } from "node:fs";
import type { Direction } from "./models.js";

/** Why a model of ours is not openapi-typescript's. */
export interface Kind {
  readonly reason: string;
  /** What is not assignable, where no rule can put the schema in words that both read alike. */
  readonly fails?: readonly Direction[];
}

interface Exceptions {
  readonly kinds: Readonly<Record<string, Kind>>;
  /** Documents that openapi-typescript can't read, with the reason. */
  readonly unreadable: Readonly<Record<string, string>>;
  /** Document -> kind -> component schemas; of a document that validators refuse only those that no rule accounts for. */
  readonly models: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Every model that openapi-typescript types otherwise than we do. */
export const exceptions = JSON.parse(readFileSync("test/differential/exceptions.json", "utf8")) as Exceptions; // our own file

/** A document's exceptions: `[kind, component schemas]`. */
export const listedOf = (path: string): readonly (readonly [string, readonly string[]])[] => Object.entries(exceptions.models[path] ?? {});

/** Component schemas of a document that no rule accounts for, with what fails. */
export function unruledOf(path: string): Readonly<Record<string, readonly Direction[]>> {
  const unruled = listedOf(path).flatMap(([kind, names]) => {
    const fails = exceptions.kinds[kind]?.fails;
    return fails === undefined ? [] : names.map((name) => [name, fails] as const);
  });
  return Object.fromEntries(unruled);
}

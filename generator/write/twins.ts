/** How a path reads on disks that take `Pets.ts` and `pets.ts` for one file (macOS, Windows): there, equal folds are one file. */
export const fold = (path: string): string => path.normalize("NFC").toUpperCase().toLowerCase();

/** Stale paths, by their fold, that a current file (or a folder on the way to one) replaces under another spelling. */
export type Twins = ReadonlyMap<string, readonly string[]>;

/**
 * Finds them. They have to go before the new files come, and the new ones have to come though their text is there already:
 * on such a disk, removing the old name afterwards would remove the new file.
 */
export function twinsOf(stale: readonly string[], current: readonly string[]): Twins {
  const spelled = new Map(current.flatMap(prefixes).map((path) => [fold(path), path]));
  const twins = new Map<string, readonly string[]>();
  for (const path of stale) {
    const isTwin = prefixes(path).some((prefix) => (spelled.get(fold(prefix)) ?? prefix) !== prefix);
    if (isTwin) twins.set(fold(path), [...(twins.get(fold(path)) ?? []), path]);
  }
  return twins;
}

/** `a/b/c.ts`: `a`, `a/b`, `a/b/c.ts`. */
const prefixes = (path: string): string[] => path.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));

/** Gives out names in one scope (a module's exports, a class's members, a folder's files), each once. */
export interface Allocator {
  /** Takes a name that is settled already (a lock's, an import's); false when it is gone. */
  hold(name: string): boolean;
  /** The first candidate that is free; when all are taken, the last one with the lowest free number from 2. Asks for no more candidates than it needs. */
  give(candidates: Iterable<string>): string;
  has(name: string): boolean;
}

/** `reserved` names are never given (but may be held: a lock is a lock). `fold` tells which names count as equal, e.g. in a folder. */
export function createAllocator(reserved: (name: string) => boolean = () => false, fold: (name: string) => string = (name) => name): Allocator {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  const take = (name: string): boolean => {
    const key = fold(name);
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  };
  return {
    hold: take,
    has: (name) => taken.has(fold(name)) || reserved(name),
    give(candidates) {
      let stem = "_";
      for (const name of candidates) {
        if (name === "") continue;
        if (!reserved(name) && take(name)) return name;
        stem = name;
      }
      const glue = /\p{Nd}$/u.test(stem) ? "_" : "";
      for (let number = next.get(stem) ?? 2; ; number += 1) {
        const name = `${stem}${glue}${number}`;
        if (reserved(name) || !take(name)) continue;
        next.set(stem, number + 1);
        return name;
      }
    },
  };
}

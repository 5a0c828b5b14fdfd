import { readFileSync } from "node:fs";
import { DEFAULT_LIMITS } from "../../generator/load/options.js";
import { parseText, textOf } from "../../generator/load/parse.js";
import { anyConfig } from "./config.js";
import { type Node, operationsOf, slice } from "./document.js";
import { mutations } from "./mutations.js";
import { type Random, random } from "./random.js";
import type { Trial } from "./try.js";

/** How to make one mutant: the same recipe gives the same document. */
export interface Recipe {
  readonly source: string;
  readonly seed: number;
  /** Seeds of the changes, one each: leaving some out shrinks the mutant. */
  readonly steps: readonly number[];
}

/** A recipe of 3 to 14 changes. */
export function recipe(source: string, seed: number): Recipe {
  const chance = random(seed);
  return { source, seed, steps: Array.from({ length: 3 + chance.below(12) }, () => chance.below(1 << 30)) };
}

const read = new Map<string, Promise<Node>>();

async function readDocument(path: string): Promise<Node> {
  const { value } = await parseText(textOf(readFileSync(path)), DEFAULT_LIMITS);
  return value as Node; // the corpus holds documents
}

/** The mutant of a recipe: a few paths of its source, changed; every second one under settings of its own. */
export async function mutant({ source, seed, steps }: Recipe): Promise<Trial> {
  const known = read.get(source) ?? readDocument(source);
  read.set(source, known);
  const whole = await known;
  const root = slice(whole, keeper(whole, random(seed)));
  for (const step of steps) {
    const chance = random(step);
    chance.pick(mutations)?.(root, chance);
  }
  return { document: root, config: seed % 2 === 0 ? {} : anyConfig(random(-seed)) };
}

/** About eight paths of the document. */
function keeper(root: Node, chance: Random): (path: string) => boolean {
  const share = Math.max(1, Math.round(new Set(operationsOf(root).map(({ path }) => path)).size / 8));
  return () => share === 1 || chance.once(share);
}

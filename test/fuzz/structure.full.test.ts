import { describe, expect, it } from "@jest/globals";
import { openapiDocuments, pathOf, withCorpus } from "../corpus/documents.js";
import { mutant, type Recipe, recipe } from "./mutant.js";
import { complaintsOf } from "./try.js";

const rounds = 8;
const perRound = 60;

/** Documents of one file, up to the size at which a hundred of them are read in a moment. */
const sources = openapiDocuments()
  .filter(
    ({ size, operations, traits }) =>
      size < 2_000_000 && operations > 0 && !["external-ref", "multi-file", "broken-yaml"].some((trait) => traits.includes(trait)),
  )
  .map(pathOf);

function recipesOf(round: number): readonly Recipe[] {
  return Array.from({ length: perRound }, (_, index) => {
    const seed = round * perRound + index;
    return recipe(sources[seed % sources.length] ?? "", seed);
  });
}

/** The recipe without every step that the complaint does not need, so that what is left tells what is wrong. */
async function shrunk(given: Recipe): Promise<Recipe> {
  const shorter = given.steps.map((_, left) => ({ ...given, steps: given.steps.filter((__, index) => index !== left) }));
  const complaints = await complaintsOf(await Promise.all(shorter.map(mutant)));
  const found = shorter[complaints.findIndex((each) => each.length > 0)];
  return found === undefined ? given : shrunk(found);
}

describe("documents whose structure was changed at random", () => {
  withCorpus("structural mutants", () => {
    it.each(Array.from({ length: rounds }, (_, round) => ({ round })))(
      "generate and compile without a complaint, round $round",
      async ({ round }) => {
        const recipes = recipesOf(round);
        const complaints = await complaintsOf(await Promise.all(recipes.map(mutant)));
        const failed = complaints.flatMap((said, index) => (said.length > 0 ? [{ recipe: recipes[index] as Recipe, said: said.slice(0, 3) }] : [])); // one each
        const [first] = failed;
        const smallest = first === undefined ? null : await mutant(await shrunk(first.recipe));
        expect({ failed, smallest }).toEqual({ failed: [], smallest: null });
      },
      120_000,
    );
  });
});

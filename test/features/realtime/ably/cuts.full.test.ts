import { expect, it } from "@jest/globals";
import { sessionWithCuts } from "./cuts.js";

it("200 cuts in a session of 20,000 messages: nothing is lost, nothing comes twice, each channel keeps its order", async () => {
  const { published, heard, refused, links, gaps } = await sessionWithCuts({ cuts: 200, messages: 20_000, seed: 7 });
  expect(refused).toEqual([]);
  expect(heard).toEqual(published);
  expect(links).toBeGreaterThan(100);
  expect(gaps).toEqual([]);
});

import { describe, expect, it } from "@jest/globals";
import { sessionWithCuts } from "./cuts.js";

describe("a session that is cut again and again", () => {
  it.each([1, 2, 3])("loses nothing, says nothing twice, keeps the order of each channel (seed %d)", async (seed) => {
    const { published, heard, refused, links, repeats, gaps } = await sessionWithCuts({ cuts: 30, messages: 1500, seed });
    expect(refused).toEqual([]);
    expect(heard).toEqual(published);
    expect(links).toBeGreaterThan(15);
    expect(repeats).toBeGreaterThan(0);
    expect(gaps).toEqual([]);
  });
});

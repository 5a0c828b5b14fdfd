import { describe, expect, it } from "@jest/globals";
import { ahead } from "../../../../runtime/pagination/ahead.js";
import { settle } from "../../../support/clock.js";

/** Links 1, 2 ... up to `end`; those asked for so far stand in `asked`. */
function chain(end: number, broken = 0): { asked: number[]; next: (link: number) => Promise<number> | null } {
  const asked: number[] = [];
  return {
    asked,
    next: (link) => {
      if (link >= end) return null;
      asked.push(link + 1);
      return link + 1 === broken ? Promise.reject(new Error(`link ${broken} is broken`)) : Promise.resolve(link + 1);
    },
  };
}

describe("ahead", () => {
  it.each([0, 1, 2, 9])("walks the whole chain, %i ahead", async (count) => {
    const { next } = chain(5);
    const seen: number[] = [];
    for await (const link of ahead(Promise.resolve(1), next, count)) seen.push(link);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([
    { count: 0, want: [] },
    { count: 1, want: [2] },
    { count: 3, want: [2, 3, 4] },
  ])("fetches $want while the first of $count ahead is looked at", async ({ count, want }) => {
    const { asked, next } = chain(9);
    await ahead(Promise.resolve(1), next, count).next();
    await settle();
    expect(asked).toEqual(want);
  });

  it("throws a failure ahead when its turn comes, not before", async () => {
    const { next } = chain(9, 3);
    const links = ahead(Promise.resolve(1), next, 5);
    expect([await links.next(), await links.next()]).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
    ]);
    await expect(links.next()).rejects.toThrow("link 3 is broken");
  });

  it("a failure ahead of a consumer who left concerns nobody", async () => {
    const { next } = chain(9, 2);
    const links = ahead(Promise.resolve(1), next, 1);
    await links.next();
    await links.return();
    await settle();
  });

  it("gives the failure of the first link", async () => {
    await expect(ahead(Promise.reject(new Error("no")), () => null, 1).next()).rejects.toThrow("no");
  });
});

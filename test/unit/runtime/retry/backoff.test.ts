import { describe, expect, it } from "@jest/globals";
import { backoff } from "../../../../runtime/retry/backoff.js";

describe("backoff", () => {
  it.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [5, 8000],
    [50, 8000],
  ])("after attempt %i waits at most %i ms", (attempt, want) => {
    expect(backoff(attempt, { random: () => 1 })).toBe(want);
  });

  it("spreads over the whole range down to zero", () => {
    expect(backoff(3, { random: () => 0 })).toBe(0);
    expect(backoff(3, { random: () => 0.5 })).toBe(1000);
  });

  it("takes its own delays", () => {
    expect(backoff(2, { delay: 10, maxDelay: 15, random: () => 1 })).toBe(15);
  });

  it("rolls its own dice by default", () => {
    const waits = Array.from({ length: 50 }, () => backoff(1));
    expect(Math.max(...waits)).toBeLessThan(500);
    expect(new Set(waits).size).toBeGreaterThan(1);
  });
});

import { describe, expect, it } from "@jest/globals";
import { retryBudget } from "../../../../runtime/retry/budget.js";

describe("retryBudget", () => {
  it("pays for a burst, then nothing", () => {
    const budget = retryBudget(2);
    expect([budget.spend(), budget.spend(), budget.spend()]).toEqual([true, true, false]);
  });

  it("earns a repeat back with enough successes, never more than the burst", () => {
    const budget = retryBudget(1, 0.5);
    budget.spend();
    budget.earn();
    expect(budget.spend()).toBe(false);
    budget.earn();
    expect(budget.spend()).toBe(true);
    for (let success = 0; success < 10; success++) budget.earn();
    expect([budget.spend(), budget.spend()]).toEqual([true, false]);
  });
});

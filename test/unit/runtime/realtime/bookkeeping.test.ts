import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Ring } from "../../../../runtime/realtime/ring.js";
import { Seen } from "../../../../runtime/realtime/seen.js";
import { verdictOf } from "../../../../runtime/realtime/verdict.js";

describe("the ring buffer", () => {
  it("does what an array of bounded length does, whatever is asked of it", () => {
    const asked = fc.array(fc.constantFrom("push", "push", "shift"), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), asked, (limit, steps) => {
        const ring = new Ring<number>(limit);
        const model: number[] = [];
        for (const [index, step] of steps.entries()) {
          if (step === "push") expect(ring.push(index)).toBe(model.length < limit && model.push(index) > 0);
          else expect(ring.shift()).toBe(model.shift());
          expect(ring.size).toBe(model.length);
        }
      }),
    );
  });
});

describe("the ids that were seen", () => {
  it("are known for as long as the window goes", () => {
    const seen = new Seen(3);
    expect(["a", "b", "a", "c", "b"].map((id) => seen.isNew(id))).toEqual([true, true, false, true, false]);
    expect(seen.isNew("d")).toBe(true); // pushes a out
    expect(["a", "c", "d"].map((id) => seen.isNew(id))).toEqual([true, false, false]);
  });
});

describe("what the end of a link calls for", () => {
  it.each([
    { end: { code: 1000 }, want: "retry" },
    { end: { code: 1006 }, want: "retry" },
    { end: { code: 1011 }, want: "retry" },
    { end: { code: 4000 }, want: "retry" },
    { end: { code: 1008 }, want: "renew" },
    { end: { code: 4401 }, want: "renew" },
    { end: { code: 1002 }, want: "fatal" },
    { end: { code: 4403 }, want: "fatal" },
    { end: { code: 1006, status: 401 }, want: "renew" },
    { end: { code: 1006, status: 204 }, want: "fatal" },
    { end: { code: 1006, status: 404 }, want: "fatal" },
    { end: { code: 1006, status: 429 }, want: "retry" },
    { end: { code: 1006, status: 503 }, want: "retry" },
  ])("$end: $want", ({ end, want }) => expect(verdictOf({ reason: "", status: null, cause: null, ...end })).toBe(want));
});

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { happenings, live } from "./session-model.js";

describe("whatever happens to a connection", () => {
  it("has one socket, loses no message without a report, repeats no state, and leaves nothing behind", async () => {
    await fc.assert(
      fc.asyncProperty(happenings, async (events) => {
        expect(await live(events)).toEqual([]);
      }),
      { numRuns: 10_000 },
    );
  });
});

import { describe, expect, it } from "@jest/globals";
import { createPace, type PaceOptions } from "../../../../runtime/polling/pace.js";
import { fakeClock } from "../../../support/clock.js";

/** How long each of the waits lasts. */
async function waits(options: PaceOptions, asked: readonly (number | null)[]): Promise<number[]> {
  const clock = fakeClock(0);
  const pace = createPace(clock, "job", options);
  const found: number[] = [];
  for (const retryAfter of asked) {
    const waiting = pace(retryAfter);
    const [due = 0] = clock.pending();
    found.push(due - clock.now());
    await Promise.all([waiting, clock.advance(due - clock.now())]);
  }
  return found;
}

describe("createPace", () => {
  it("grows by half up to the longest interval", async () => {
    expect(await waits({ interval: 1000, maxInterval: 3000 }, [null, null, null, null, null])).toEqual([1000, 1500, 2250, 3000, 3000]);
  });

  it("begins with a second and ends with half a minute when nothing is said", async () => {
    const found = await waits(
      {},
      Array.from({ length: 12 }, () => null),
    );
    expect([found[0], found.at(-1)]).toEqual([1000, 30_000]);
  });

  it("waits as long as the server asks, shorter or longer", async () => {
    expect(await waits({ interval: 1000, maxInterval: 3000 }, [7000, 0, null])).toEqual([7000, 0, 2250]);
  });

  it("an interval above the longest one is kept", async () => {
    expect(await waits({ interval: 60_000 }, [null, null])).toEqual([60_000, 60_000]);
  });

  it("takes a last look when the time is over, then throws", async () => {
    expect(await waits({ interval: 1000, timeout: 2000 }, [null, null])).toEqual([1000, 1000]);
    await expect(waits({ interval: 1000, timeout: 2000 }, [null, null, null])).rejects.toMatchObject({
      kind: "timeout",
      message: "job was not done within 2000 ms",
      remedy: expect.stringContaining("goes on at the server"),
    });
  });

  it("ends with the signal", async () => {
    const controller = new AbortController();
    const waiting = createPace(fakeClock(), "job", { signal: controller.signal })(null);
    controller.abort("enough");
    await expect(waiting).rejects.toMatchObject({ kind: "abort", cause: "enough" });
  });
});

import { describe, expect, it } from "@jest/globals";
import { sleep, systemClock } from "../../../../runtime/core/clock.js";
import { fakeClock } from "../../../support/clock.js";

describe("systemClock", () => {
  it("wakes at a time that has come, and not when cancelled", async () => {
    const woken: string[] = [];
    systemClock.wake(systemClock.now() + 1, () => woken.push("cancelled"))();
    await new Promise<void>((resolve) => systemClock.wake(systemClock.now() + 5, resolve));
    expect(woken).toEqual([]);
  });

  it("takes waits that are too long for a timer", () => {
    const cancel = systemClock.wake(systemClock.now() + 2 ** 33, () => undefined);
    expect(cancel).not.toThrow();
  });
});

describe("sleep", () => {
  it("resolves when its time has come and lets go of the signal", async () => {
    const clock = fakeClock();
    const { signal } = new AbortController();
    const asleep = sleep(clock, 100, signal);
    await clock.advance(100);
    await expect(asleep).resolves.toBeUndefined();
    expect(clock.pending()).toEqual([]);
  });

  it("rejects with an AbortError when its signal aborts", async () => {
    const clock = fakeClock();
    const controller = new AbortController();
    const asleep = sleep(clock, 100, controller.signal);
    controller.abort("enough");
    await expect(asleep).rejects.toMatchObject({ kind: "abort", cause: "enough", message: "sleep was aborted by its signal" });
    expect(clock.pending()).toEqual([]);
  });

  it("rejects at once when the signal is aborted already", async () => {
    const clock = fakeClock();
    await expect(sleep(clock, 100, AbortSignal.abort("before"))).rejects.toMatchObject({ kind: "abort", cause: "before" });
    expect(clock.pending()).toEqual([]);
  });
});

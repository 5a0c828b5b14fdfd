import { describe, expect, it } from "@jest/globals";
import { AuthError, ConnectionError, InputError, TimeoutError } from "../../../../runtime/core/errors.js";
import { plainRetry } from "../../../../runtime/retry/plain-retry.js";
import { callOf } from "../../../support/call.js";
import { fakeClock } from "../../../support/clock.js";
import { type Answer, memorySend } from "../../../support/send.js";

const post = { id: "pay", method: "POST", path: "/pay" };

async function attempts(answer: Answer, { call = callOf(), retries = 2, within = 100_000 } = {}) {
  const clock = fakeClock();
  const memory = memorySend(answer);
  const outcome = plainRetry(retries, clock)(memory.send)(call).catch((error: unknown) => error);
  await clock.advance(within);
  const made = memory.calls.length;
  await clock.advance(1_000_000);
  await outcome;
  return made;
}

describe("plainRetry", () => {
  it.each<[string, Answer, number, number]>([
    ["200", { status: 200 }, 1, 1],
    ["404", { status: 404 }, 1, 1],
    ["500", { status: 500 }, 3, 1],
    ["501", { status: 501 }, 1, 1],
    ["503", { status: 503 }, 3, 1],
    ["503 with a time", { status: 503, headers: { "retry-after": "1" } }, 3, 3],
    ["429", { status: 429 }, 3, 3],
    ["408", { status: 408 }, 3, 1],
    ["a broken connection", new ConnectionError("reset"), 3, 1],
    ["a deadline", new TimeoutError("late"), 3, 1],
    ["a token server that is down", new AuthError("no", { transient: true }), 3, 3],
    ["a refused token", new AuthError("no"), 1, 1],
    ["bad input", new InputError("no"), 1, 1],
  ])("after %s", async (_, answer, get, pay) => {
    expect([await attempts(answer), await attempts(answer, { call: callOf({ operation: post }) })]).toEqual([get, pay]);
  });

  it("takes the number of repeats from the call before its own", async () => {
    expect(await attempts({ status: 500 }, { retries: 4 })).toBe(5);
    expect(await attempts({ status: 500 }, { retries: 4, call: callOf({ options: { retries: 0 } }) })).toBe(1);
  });

  it("waits as the server says, within the deadline or not at all", async () => {
    const answer = { status: 429, headers: { "retry-after": "5" } };
    expect(await attempts(answer, { within: 4999 })).toBe(1);
    expect(await attempts(answer, { within: 5000 })).toBe(2);
    expect(await attempts(answer, { call: callOf({ deadline: fakeClock().now() + 5000 }) })).toBe(1);
  });
});

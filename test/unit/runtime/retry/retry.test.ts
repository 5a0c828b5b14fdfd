import { describe, expect, it } from "@jest/globals";
import type { ApiDefinition } from "../../../../runtime/core/api-definition.js";
import type { Call } from "../../../../runtime/core/call.js";
import { AbortError, ConnectionError, TimeoutError } from "../../../../runtime/core/errors.js";
import { retryBudget } from "../../../../runtime/retry/budget.js";
import { type RetryEvent, type RetryOptions, retry } from "../../../../runtime/retry/retry.js";
import { callOf } from "../../../support/call.js";
import { fakeClock } from "../../../support/clock.js";
import { type Answer, memorySend, wireReply } from "../../../support/send.js";

const api: ApiDefinition = { name: "test", version: "1", environments: { production: "https://api.test" } };
const post = { id: "pay", method: "POST", path: "/pay" };
const broken = new ConnectionError("broken");

function setup(answers: readonly Answer[], { options, api: more }: { options?: RetryOptions; api?: Partial<ApiDefinition> } = {}) {
  const clock = fakeClock();
  const memory = memorySend(...answers);
  const send = retry({ ...api, ...more }, { random: () => 1, ...options }, clock)(memory.send);
  return { clock, memory, send, start: clock.now() };
}

describe("retry", () => {
  it("delivers a success at once, with the very call that it was given", async () => {
    const { memory, send } = setup([{ status: 200 }]);
    const call = callOf();
    expect((await send(call)).status).toBe(200);
    expect(memory.calls).toEqual([call]);
    expect(memory.calls[0]).toBe(call);
  });

  it.each([
    ["ConnectionError", new ConnectionError("reset"), "reset (3 attempts)"],
    ["TimeoutError", new TimeoutError("late"), "late (3 attempts)"],
  ])("tells in the %s that ends it how many attempts there were, once", async (_, error, message) => {
    const { send, clock } = setup([error]);
    for (let round = 0; round < 2; round++) {
      const ended = expect(send(callOf())).rejects.toMatchObject({ message, attempts: 3 });
      await clock.advance(60_000);
      await ended;
    }
  });

  it("leaves the message of an only attempt alone", async () => {
    const { send } = setup([new ConnectionError("reset")]);
    await expect(send(callOf({ operation: post }))).rejects.toMatchObject({ message: "reset", attempts: 1 });
  });

  it("does not wait beyond the deadline when a failure's body took its time", async () => {
    const clock = fakeClock();
    let sent = 0;
    const send = retry(
      api,
      {},
      clock,
    )(async () => {
      sent++;
      const reply = wireReply({ status: 429, headers: { "retry-after": "5" } });
      reply.text = async () => {
        await clock.advance(8000);
        return "slow";
      };
      return reply;
    });
    expect((await send(callOf({ deadline: clock.now() + 10_000 }))).status).toBe(429);
    expect(sent).toBe(1);
  });

  it("releases a repeat whose status differs from the text that broke off", async () => {
    const clock = fakeClock();
    let cancelled = 0;
    const first = wireReply({ status: 200 });
    first.text = () => Promise.reject(broken);
    const second = wireReply({ status: 204 });
    second.cancel = async () => void cancelled++;
    const replies = [first, second];
    const reply = await retry(api, { random: () => 0 }, clock)(async () => replies.shift() ?? second)(callOf());
    const text = expect(reply.text()).rejects.toBe(broken);
    await clock.advance(1);
    await text;
    expect(cancelled).toBe(1);
  });

  it("repeats with doubled delays until it succeeds, counting attempts", async () => {
    const { clock, memory, send } = setup([{ status: 500 }, broken, { status: 200 }]);
    const trace = { attempts: 1 };
    const reply = send(callOf({ trace }));
    await clock.advance(499);
    expect(memory.calls.length).toBe(1);
    await clock.advance(1);
    expect(memory.calls.length).toBe(2);
    await clock.advance(1000);
    expect((await reply).status).toBe(200);
    expect(memory.calls.map((call) => call.attempt)).toEqual([1, 2, 3]);
    expect(trace.attempts).toBe(3);
  });

  it("gives up after two repeats and delivers the last failure, readable", async () => {
    const { clock, memory, send } = setup([{ status: 500, body: { n: 1 } }]);
    const reply = send(callOf());
    await clock.advance(10_000);
    expect(memory.calls.length).toBe(3);
    expect(await (await reply).text()).toBe('{"n":1}');
  });

  it.each<[string, RetryOptions | undefined, Partial<ApiDefinition> | undefined, Call["options"], number]>([
    ["the call's", { retries: 5 }, { retry: { retries: 4 } }, { retries: 1 }, 2],
    ["the client's", { retries: 3 }, { retry: { retries: 4 } }, {}, 4],
    ["the API's", { retries: undefined }, { retry: { retries: 4 } }, {}, 5],
    ["none", undefined, undefined, { retries: 0 }, 1],
  ])("takes the number of repeats from %s options", async (_, options, more, callOptions, want) => {
    const { clock, memory, send } = setup([{ status: 500 }], { ...(options && { options }), ...(more && { api: more }) });
    const reply = send(callOf({ options: callOptions }));
    await clock.advance(100_000);
    await reply;
    expect(memory.calls.length).toBe(want);
  });

  it("does not repeat a POST that may have been processed", async () => {
    const { memory, send } = setup([{ status: 500 }]);
    expect((await send(callOf({ operation: post }))).status).toBe(500);
    expect(memory.calls.length).toBe(1);
    const second = setup([broken]);
    await expect(second.send(callOf({ operation: post }))).rejects.toBe(broken);
    expect(second.memory.calls.length).toBe(1);
  });

  it("repeats a POST whose idempotency key goes out with every attempt", async () => {
    const { clock, memory, send } = setup([{ status: 500 }, { status: 201 }], { api: { idempotencyHeader: "Idempotency-Key" } });
    const reply = send(callOf({ operation: post }));
    await clock.advance(500);
    expect((await reply).status).toBe(201);
    const keys = memory.calls.map((call) => call.headers["idempotency-key"]);
    expect(keys[0]).toMatch(/-/);
    expect(keys[1]).toBe(keys[0]);
  });

  it("does not repeat a body that can be sent only once", async () => {
    const { memory, send } = setup([{ status: 500 }]);
    expect((await send(callOf({ replayable: false }))).status).toBe(500);
    expect(memory.calls.length).toBe(1);
  });

  it("waits exactly as long as the server asks", async () => {
    const { clock, memory, send } = setup([{ status: 503, headers: { "retry-after": "7" } }, { status: 200 }]);
    const reply = send(callOf({ operation: post }));
    await clock.advance(6999);
    expect(memory.calls.length).toBe(1);
    await clock.advance(1);
    expect((await reply).status).toBe(200);
  });

  it("reads the headers that the API declares", async () => {
    const { clock, send } = setup([{ status: 429, headers: { "x-ratelimit-reset": "3" } }, { status: 200 }], {
      api: { retry: { retryAfter: ["x-ratelimit-reset"] } },
    });
    const reply = send(callOf());
    await clock.advance(0);
    expect(clock.pending()).toEqual([clock.now() + 3000]);
    await clock.advance(3000);
    expect((await reply).status).toBe(200);
  });

  it("fails at once when the server asks for more than the deadline allows", async () => {
    const { memory, send, start } = setup([{ status: 429, headers: { "retry-after": "60" } }]);
    const reply = await send(callOf({ deadline: start + 30_000 }));
    expect(reply.status).toBe(429);
    expect(reply.headers.get("retry-after")).toBe("60");
    expect(memory.calls.length).toBe(1);
  });

  it("fails at once when the next attempt would begin after the deadline", async () => {
    const { clock, memory, send, start } = setup([{ status: 500 }]);
    const reply = send(callOf({ deadline: start + 600 }));
    await clock.advance(500);
    expect((await reply).status).toBe(500);
    expect(memory.calls.length).toBe(2);
  });

  it("stops waiting when the caller aborts", async () => {
    const { clock, memory, send } = setup([{ status: 500 }]);
    const controller = new AbortController();
    const reply = send(callOf({ signal: controller.signal, options: { signal: controller.signal } }));
    await clock.advance(100);
    controller.abort(new Error("enough"));
    await expect(reply).rejects.toBeInstanceOf(AbortError);
    expect(memory.calls.length).toBe(1);
    expect(clock.pending()).toEqual([]);
  });

  it("does not repeat a used-up quota, and its body can still be read", async () => {
    const { memory, send } = setup([{ status: 429, body: { error: { code: "insufficient_quota" } }, headers: { "x-request-id": "r1" } }]);
    const reply = await send(callOf());
    expect(memory.calls.length).toBe(1);
    expect(await reply.text()).toBe('{"error":{"code":"insufficient_quota"}}');
    const response = reply.toResponse();
    expect([response.status, response.headers.get("x-request-id"), await response.json()]).toEqual([429, "r1", { error: { code: "insufficient_quota" } }]);
  });

  it("repeats although the failed attempt's body breaks off", async () => {
    const { clock, memory } = setup([{ status: 500 }, { status: 200 }]);
    const cut = retry(
      api,
      { random: () => 0 },
      clock,
    )(async (call) => {
      const reply = await memory.send(call);
      if (reply.status === 500) reply.text = async () => Promise.reject(broken);
      return reply;
    });
    const reply = cut(callOf());
    await clock.advance(0);
    expect((await reply).status).toBe(200);
  });

  describe("a reply whose text breaks off", () => {
    const breaking = (answers: readonly Answer[], breaks: number) => {
      const { clock, memory } = setup(answers);
      const send = retry(
        api,
        { random: () => 0 },
        clock,
      )(async (call) => {
        const reply = await memory.send(call);
        if (memory.calls.length <= breaks) reply.text = () => Promise.reject(broken);
        return reply;
      });
      return { clock, memory, send };
    };

    it("is asked for again", async () => {
      const { clock, memory, send } = breaking([{ body: "whole" }], 1);
      const text = (await send(callOf())).text();
      await clock.advance(0);
      expect(await text).toBe("whole");
      expect(memory.calls.map((call) => call.attempt)).toEqual([1, 2]);
    });

    it("is given up after as many attempts as any other failure", async () => {
      const { clock, memory, send } = breaking([{ body: "whole" }], 10);
      const text = (await send(callOf())).text().catch((error: unknown) => error);
      await clock.advance(0);
      expect(await text).toBe(broken);
      expect(memory.calls.length).toBe(3);
    });

    it("keeps its error when the repeat is answered otherwise", async () => {
      const { clock, send } = breaking([{ body: "whole" }, { status: 404 }], 1);
      const text = (await send(callOf())).text().catch((error: unknown) => error);
      await clock.advance(0);
      expect(await text).toBe(broken);
    });

    it("is not asked for again where the call must not happen twice", async () => {
      const { memory, send } = breaking([{ body: "whole" }], 1);
      await expect((await send(callOf({ operation: post }))).text()).rejects.toBe(broken);
      expect(memory.calls.length).toBe(1);
    });
  });

  it("gives every attempt its own deadline within the call's", async () => {
    const { clock, memory, send, start } = setup([broken, broken, { status: 200 }], { options: { attemptTimeout: 10_000 } });
    const reply = send(callOf({ deadline: start + 11_000 }));
    await clock.advance(2000);
    await reply;
    expect(memory.calls.map((call) => call.deadline - start)).toEqual([10_000, 10_500, 11_000]);
  });

  it("spends the budget across calls, then delivers failures at once", async () => {
    const { clock, memory, send } = setup([{ status: 500 }], { options: { budget: retryBudget(3), random: () => 0 } });
    const replies = Promise.all(Array.from({ length: 10 }, () => send(callOf())));
    await clock.advance(10_000);
    expect((await replies).every((reply) => reply.status === 500)).toBe(true);
    expect(memory.calls.length).toBe(13);
  });

  it("does not charge the budget for times that the server named", async () => {
    const { clock, memory, send } = setup([{ status: 429, headers: { "retry-after": "1" } }, { status: 200 }], { options: { budget: retryBudget(0) } });
    const reply = send(callOf());
    await clock.advance(1000);
    expect((await reply).status).toBe(200);
    expect(memory.calls.length).toBe(2);
  });

  it("knows no budget when told so", async () => {
    const { clock, memory, send } = setup([{ status: 500 }], { options: { budget: null, random: () => 0 } });
    const replies = Promise.all(Array.from({ length: 100 }, () => send(callOf())));
    await clock.advance(1000);
    await replies;
    expect(memory.calls.length).toBe(300);
  });

  it("tells about each repeat before it waits", async () => {
    const events: RetryEvent[] = [];
    const { clock, send } = setup([{ status: 500 }, broken, { status: 200 }], { options: { onRetry: (event) => events.push(event) } });
    const reply = send(callOf());
    await clock.advance(2000);
    await reply;
    expect(events.map(({ attempt, wait, status, error }) => ({ attempt, wait, status, error }))).toEqual([
      { attempt: 1, wait: 500, status: 500, error: null },
      { attempt: 2, wait: 1000, status: null, error: broken },
    ]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { ConnectionError } from "../../../../runtime/core/errors.js";
import { attemptHooks } from "../../../../runtime/retry/attempt-hooks.js";
import { callOf } from "../../../support/call.js";
import { memorySend } from "../../../support/send.js";

describe("attemptHooks", () => {
  it("sees call and reply of an attempt", async () => {
    const seen: unknown[] = [];
    const { send } = memorySend({ status: 204 });
    const hooked = attemptHooks({
      onAttempt: (call) => {
        seen.push(call.attempt);
        return undefined;
      },
      onReply: (call, reply) => seen.push([call.attempt, reply.status]),
      onFailure: () => seen.push("failed"),
    })(send);
    await hooked(callOf({ attempt: 2 }));
    expect(seen).toEqual([2, [2, 204]]);
  });

  it("sends the call that a hook gives back", async () => {
    const memory = memorySend({ status: 200 });
    await attemptHooks({ onAttempt: async (call) => ({ ...call, headers: { "x-trace": "t" } }) })(memory.send)(callOf());
    expect(memory.calls[0]?.headers).toEqual({ "x-trace": "t" });
  });

  it("sees why there was no reply, and passes it on", async () => {
    const error = new ConnectionError("broken");
    const seen: unknown[] = [];
    const hooked = attemptHooks({ onFailure: (_, reason) => seen.push(reason) })(memorySend(error).send);
    await expect(hooked(callOf())).rejects.toBe(error);
    expect(seen).toEqual([error]);
  });

  it("works with no hook at all", async () => {
    expect((await attemptHooks({})(memorySend({ status: 200 }).send)(callOf())).status).toBe(200);
  });
});

import { describe, expect, it } from "@jest/globals";
import { AbortError, AuthError, ConnectionError, InputError, TimeoutError } from "../../../../runtime/core/errors.js";
import { isFinal, isRepeatable, mayRepeatError, mayRepeatReply } from "../../../../runtime/retry/verdict.js";
import { callOf } from "../../../support/call.js";
import { wireReply } from "../../../support/send.js";

const post = { id: "pay", method: "POST", path: "/pay" };
const refused = new ConnectionError("no", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) });
const reset = new ConnectionError("no", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });

describe("isRepeatable", () => {
  it("holds for reads, and for writes with a key", () => {
    expect(isRepeatable(callOf(), undefined)).toBe(true);
    expect(isRepeatable(callOf({ operation: post }), undefined)).toBe(false);
    expect(isRepeatable(callOf({ operation: post, headers: { "idempotency-key": "k" } }), undefined)).toBe(true);
    expect(isRepeatable(callOf({ operation: post, headers: { "x-key": "k" } }), "X-Key")).toBe(true);
  });
});

describe("mayRepeatError", () => {
  it.each<[string, unknown, boolean, boolean]>([
    ["a reset, of a call that may run twice", reset, true, true],
    ["a reset, of a call that may not", reset, false, false],
    ["a refused connection: nothing was sent", refused, false, true],
    ["a deadline, of a call that may run twice", new TimeoutError("late"), true, true],
    ["a deadline, of a call that may not", new TimeoutError("late"), false, false],
    ["the caller's abort", new AbortError("stop"), true, false],
    ["a refused token", new AuthError("no"), true, false],
    ["a token server that was down", new AuthError("no", { transient: true }), false, true],
    ["bad input", new InputError("no"), true, false],
    ["a bug", new TypeError("x is not a function"), true, false],
  ])("%s", (_, error, repeatable, want) => {
    expect(mayRepeatError(error, repeatable)).toBe(want);
  });
});

describe("mayRepeatReply", () => {
  it.each<[number, Record<string, string>, boolean, boolean]>([
    [500, {}, true, true],
    [500, {}, false, false],
    [502, {}, true, true],
    [503, {}, false, false],
    [504, {}, true, true],
    [408, {}, true, true],
    [425, {}, true, true],
    [429, {}, false, true],
    [400, {}, true, false],
    [404, {}, true, false],
    [501, {}, true, false],
    [404, { "x-should-retry": "true" }, false, true],
    [503, { "x-should-retry": "false" }, true, false],
    [503, { "x-should-retry": "perhaps" }, true, true],
  ])("%i with %j, repeatable: %s -> %s", (status, headers, repeatable, want) => {
    expect(mayRepeatReply(wireReply({ status, headers }), repeatable, { waits: false })).toBe(want);
  });

  it("takes 503 with a named time as not processed", () => {
    expect(mayRepeatReply(wireReply({ status: 503 }), false, { waits: true })).toBe(true);
    expect(mayRepeatReply(wireReply({ status: 500 }), false, { waits: true })).toBe(false);
  });

  it("takes the API's own statuses", () => {
    const rules = { statuses: [409], unprocessed: [420], waits: false };
    expect([409, 420, 500, 429].map((status) => mayRepeatReply(wireReply({ status }), true, rules))).toEqual([true, true, false, false]);
  });
});

describe("isFinal", () => {
  it.each([
    ['{"error":{"code":"insufficient_quota"}}', true],
    ['{"error":{"errors":[{"reason":"quotaExceeded"}]}}', true],
    ['{"error":{"errors":[{"reason":"dailyLimitExceeded"}]}}', true],
    ['{"code":"QUOTA_EXCEEDED"}', true],
    ['{"code":"billing_hard_limit_reached"}', true],
    ['{"isRetriable":false}', true],
    ['{"retryable": false}', true],
    ['{"isRetriable":true}', false],
    ['{"error":{"code":"rate_limit_exceeded"}}', false],
    ['{"error":{"message":"Quota exceeded for queries per minute"}}', false],
    ["", false],
    ["<html>Too many requests</html>", false],
  ])("%s -> %s", (body, want) => {
    expect(isFinal(body)).toBe(want);
  });
});

import { describe, expect, it } from "@jest/globals";
import { repeatOf, withIdempotencyKey } from "../../../../runtime/retry/repeat.js";
import { callOf } from "../../../support/call.js";

describe("repeatOf", () => {
  it.each([
    [undefined, "safe"],
    ["GET", "safe"],
    ["HEAD", "safe"],
    ["OPTIONS", "safe"],
    ["QUERY", "safe"],
    ["PUT", "idempotent"],
    ["DELETE", "idempotent"],
    ["POST", "never"],
    ["PATCH", "never"],
  ])("%s is %s", (method, want) => {
    expect(repeatOf({ id: "x", path: "/", ...(method && { method }) })).toBe(want);
  });

  it("believes the operation rather than its method", () => {
    expect(repeatOf({ id: "x", path: "/", method: "POST", repeat: "safe" })).toBe("safe");
  });
});

describe("withIdempotencyKey", () => {
  const post = { id: "pay", method: "POST", path: "/pay" };

  it("makes a key for a call that must not happen twice, where the API declares a header", () => {
    expect(withIdempotencyKey(callOf({ operation: post }), "Idempotency-Key").headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("leaves alone what may be repeated anyway, and APIs without such a header", () => {
    const get = callOf({});
    expect(withIdempotencyKey(get, "Idempotency-Key")).toBe(get);
    const pay = callOf({ operation: post });
    expect(withIdempotencyKey(pay, undefined)).toBe(pay);
  });

  it("prefers the caller's key, under the declared or the usual name", () => {
    const call = callOf({ operation: post, options: { idempotencyKey: "k1" } });
    expect(withIdempotencyKey(call, "X-Request-Key").headers["x-request-key"]).toBe("k1");
    expect(withIdempotencyKey(call, undefined).headers["idempotency-key"]).toBe("k1");
  });

  it("keeps a key that stands in the headers already", () => {
    const call = callOf({ operation: post, headers: { "idempotency-key": "mine" } });
    expect(withIdempotencyKey(call, "Idempotency-Key").headers["idempotency-key"]).toBe("mine");
  });
});

import { describe, expect, it } from "@jest/globals";
import type { JsonValue } from "../../../../generator/ir/index.js";
import { isLeftOut, rulesOf } from "../../../../generator/plan/config/declared-rules.js";
import { operation, planned, response } from "../build.js";

const marked = (key: string, value: JsonValue) => operation("POST /x", { id: "op", extensions: [{ key, value }], responses: [response("204")] });

describe("an operation that an extension keeps from generated clients", () => {
  it.each<[string, JsonValue, boolean]>([
    ["x-fern-ignore", true, true],
    ["x-speakeasy-ignore", true, true],
    ["x-stainless-skip", true, true],
    ["x-stainless-skip", ["node", "go"], true],
    ["x-stainless-skip", ["python"], false],
    ["x-fern-ignore", false, false],
  ])("%s: %j: left out is %s", (key, value, want) => {
    expect(isLeftOut(marked(key, value), {})).toBe(want);
  });

  it("is generated where client.yaml says so", () => {
    expect(isLeftOut(marked("x-fern-ignore", true), { operations: { op: { skip: false } } })).toBe(false);
  });

  it("is no function of the client", () => {
    const made = planned({ operations: [marked("x-fern-ignore", true), operation("GET /y", { id: "other", responses: [response("204")] })] });
    expect(() => made.operation("op")).toThrow();
    expect(made.operation("other").functionName).toBe("other");
    expect(made.diagnostics).toEqual([
      expect.objectContaining({ code: "operation-left-out", severity: "note", message: "POST /x is left out: x-fern-ignore keeps it from generated clients." }),
    ]);
  });

  it("is not told of where client.yaml leaves it out by itself", () => {
    expect(planned({ operations: [marked("x-fern-ignore", true)] }, { operations: { op: { skip: true } } }).diagnostics).toEqual([]);
  });
});

describe("what a failed attempt may do, by extensions", () => {
  it.each<[string, JsonValue, string | undefined]>([
    ["x-speakeasy-retries", { strategy: "none" }, "never"],
    ["x-speakeasy-retries", { strategy: "backoff" }, undefined],
    ["x-speakeasy-retries", { strategy: "backoff", retryConnectionErrors: true }, "idempotent"],
    ["x-speakeasy-retries", "none", undefined],
    ["x-fern-retries", { disabled: true }, "never"],
    ["x-ms-retryable", true, "idempotent"],
    ["x-ms-retryable", false, "never"],
    ["x-idempotent", true, "idempotent"],
  ])("%s: %j is %s", (key, value, want) => {
    expect(rulesOf(marked(key, value), {}).repeat).toBe(want);
  });

  it("is what client.yaml says where it says something", () => {
    expect(rulesOf(marked("x-idempotent", true), { operations: { op: { repeat: "never" } } }).repeat).toBe("never");
  });
});

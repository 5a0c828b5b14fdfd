import { describe, expect, it } from "@jest/globals";
import type { CallOptions } from "../../../../runtime/core/call.js";
import type { Client } from "../../../../runtime/core/client.js";
import { failedWith } from "../../../../runtime/core/failed-with.js";
import type { Operation } from "../../../../runtime/core/operation.js";
import { operationOf } from "../../../../runtime/core/operation-of.js";
import type { Reply } from "../../../../runtime/core/reply.js";
import { call } from "../../../../runtime/core/start.js";
import { clientWith } from "../../../support/client.js";

interface Missing {
  readonly hint: string;
}
const operation: Operation = { id: "getThing", path: "/things/{id}", errors: [404, "5XX"] };

function getThing(client: Client, input: { readonly id: string }, options?: CallOptions): Reply<{ readonly a: number }, { 404: Missing; "5XX": string }> {
  return call(client, operation, input, options);
}

const caught = async (status: number, body: unknown): Promise<unknown> =>
  getThing(clientWith([{ status, body }]).client, { id: "x" }).catch((error: unknown) => error);

describe("operationOf", () => {
  it("finds the constant behind a function, sending nothing", () => expect(operationOf(getThing)).toBe(operation));

  it("says when a function is no operation", () => {
    expect(() => operationOf(function idle() {})).toThrow("idle is no operation");
    expect(() =>
      operationOf(() => {
        throw new Error("own");
      }),
    ).toThrow("own");
  });
});

describe("failedWith", () => {
  it("narrows by the declared status", async () => {
    const error = await caught(404, { hint: "look elsewhere" });
    if (!failedWith(getThing, error, 404)) throw new Error("expected a 404");
    expect(error.body.hint).toBe("look elsewhere");
    expect(failedWith(getThing, error, "5XX")).toBe(false);
  });

  it("takes ranges", async () => expect(failedWith(getThing, await caught(503, { a: 1 }), "5XX")).toBe(true));

  it("is false for bodies that were not understood, other operations and other errors", async () => {
    expect(failedWith(getThing, await caught(404, "<html>"), 404)).toBe(false);
    expect(failedWith(getThing, new Error("x"), 404)).toBe(false);
    const { client } = clientWith([{ status: 404, body: {} }]);
    expect(failedWith(getThing, await call(client, { ...operation, id: "other" }, { id: "x" }).catch((error: unknown) => error), 404)).toBe(false);
  });
});

import { describe, expect, it } from "@jest/globals";
import { plainClient } from "../../../../runtime/core/plain.js";
import { call } from "../../../../runtime/core/start.js";
import { type Answer, memorySend } from "../../../support/send.js";

const operation = { id: "op", path: "/things/{id}" };
const plainWith = (...answers: Answer[]) => plainClient({ baseUrl: "http://test.invalid", send: memorySend(...answers).send });

describe("plainClient", () => {
  it("speaks JSON", async () => expect(await call(plainWith({ body: { a: 1 } }), operation, { id: 1 })).toEqual({ a: 1 }));
  it("takes empty answers", async () => expect(await call(plainWith({ status: 204 }), operation, { id: 1 })).toBeUndefined());

  it("throws typed errors", async () => {
    await expect(call(plainWith({ status: 404, body: { message: "none" } }), operation, { id: 1 })).rejects.toMatchObject({
      kind: "api",
      status: 404,
      message: "op answered 404",
      readable: true,
    });
    await expect(call(plainWith({ status: 502, body: "<html>" }), operation, { id: 1 })).rejects.toMatchObject({
      kind: "api",
      status: 502,
      body: "<html>",
      readable: false,
    });
    await expect(call(plainWith({ body: "<html>" }), operation, { id: 1 })).rejects.toMatchObject({ kind: "decode", status: 200, text: "<html>" });
    await expect(call(plainWith(new Error("reset")), operation, { id: 1 })).rejects.toMatchObject({ kind: "connection", message: "op: reset" });
  });

  it("sends a header called __proto__, its own or the call's", async () => {
    const { send, calls } = memorySend({ body: 1 });
    const client = plainClient({ baseUrl: "http://test.invalid", headers: JSON.parse('{"__proto__":"client"}'), send });
    await call(client, { ...operation, in: { header: ["__proto__"] } }, JSON.parse('{"id":1,"__proto__":"input"}'));
    await call(client, operation, { id: 1 }, { headers: JSON.parse('{"__Proto__":"call"}') });
    expect(calls.map(({ headers }) => Object.entries(headers).find(([name]) => name === "__proto__")?.[1])).toEqual(["input", "call"]);
  });

  it.each(["nonsense", "api.test/v1", "", "https://"])("tells at once that %j is no base URL", (baseUrl) => {
    expect(() => plainClient({ baseUrl })).toThrow("Invalid URL");
  });

  it("runs layers, outermost first", async () => {
    const order: string[] = [];
    const note =
      (name: string) =>
      (next: ReturnType<typeof memorySend>["send"]): ReturnType<typeof memorySend>["send"] =>
      (sent) => {
        order.push(name);
        return next(sent);
      };
    await call(plainClient({ baseUrl: "http://test.invalid", send: memorySend({}).send, layers: [note("outer"), note("inner")] }), operation, { id: 1 });
    expect(order).toEqual(["outer", "inner"]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { bearer } from "../../../../runtime/auth/bearer.js";
import { callOf } from "../../../support/call.js";
import { wireReply } from "../../../support/send.js";
import { signContext } from "../../../support/sign.js";

describe("bearer", () => {
  it.each(["t", "Bearer t", "bearer t", " Bearer  t \n"])("sends %j as one clean token", async (token) => {
    const signed = await bearer(token).sign(callOf(), signContext());
    expect(signed.headers).toEqual({ authorization: "Bearer t" });
    expect(signed.secrets).toEqual(["authorization"]);
  });

  it("uses the word that the API declares for other HTTP schemes", async () => {
    expect((await bearer("t").sign(callOf(), signContext({ scheme: { type: "http", scheme: "Token" } }))).headers.authorization).toBe("Token t");
  });

  it("after a 401 signs again only when a supplier has a new token", async () => {
    const reply = wireReply({ status: 401 });
    let token = "a";
    const credential = bearer(() => token);
    const signed = await credential.sign(callOf(), signContext());
    expect(await credential.renew?.(signed, reply, signContext())).toBe(false);
    token = "b";
    expect(await credential.renew?.(signed, reply, signContext())).toBe(true);
    expect((await credential.sign(callOf(), signContext())).headers.authorization).toBe("Bearer b");
    expect(await bearer("fixed").renew?.(signed, reply, signContext())).toBe(false);
  });

  it("waits for a supplier that takes its time", async () => {
    expect((await bearer(async () => "Bearer late").sign(callOf(), signContext())).headers.authorization).toBe("Bearer late");
  });
});

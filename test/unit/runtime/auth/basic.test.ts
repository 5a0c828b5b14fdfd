import { describe, expect, it } from "@jest/globals";
import { basic } from "../../../../runtime/auth/basic.js";
import { callOf } from "../../../support/call.js";
import { signContext } from "../../../support/sign.js";

describe("basic", () => {
  it.each([
    ["Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="],
    ["test", "123£", "Basic dGVzdDoxMjPCow=="],
    ["", "", "Basic Og=="],
  ])("encodes %s:%s as RFC 7617 does", async (username, password, want) => {
    const signed = await basic({ username, password }).sign(callOf(), signContext());
    expect(signed.headers.authorization).toBe(want);
    expect(signed.secrets).toEqual(["authorization"]);
  });

  it("takes a supplier", async () => {
    const signed = await basic(async () => ({ username: "Aladdin", password: "open sesame" })).sign(callOf(), signContext());
    expect(signed.headers.authorization).toBe("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  });
});

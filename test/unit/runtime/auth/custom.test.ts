import { describe, expect, it } from "@jest/globals";
import { custom, open } from "../../../../runtime/auth/custom.js";
import { callOf } from "../../../support/call.js";
import { signContext } from "../../../support/sign.js";

describe("custom and open", () => {
  it("signs as the function says, with all that it may want to know", async () => {
    const credential = custom((call, at) => ({ ...call, headers: { "x-sig": `${at.baseUrl} ${at.clock.now()}` } }));
    expect((await credential.sign(callOf(), signContext())).headers).toEqual({ "x-sig": "https://api.test 1700000000000" });
    expect(credential.serves).toBeUndefined();
  });

  it("open leaves the call as it is", () => {
    const call = callOf();
    expect(open.sign(call, signContext())).toBe(call);
  });
});

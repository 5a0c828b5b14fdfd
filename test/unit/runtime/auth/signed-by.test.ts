import { describe, expect, it } from "@jest/globals";
import { apiKey } from "../../../../runtime/auth/api-key.js";
import { signedBy } from "../../../../runtime/auth/signed-by.js";
import { callOf } from "../../../support/call.js";
import { memorySend } from "../../../support/send.js";

describe("signedBy", () => {
  it.each([
    ["https://api.test/v1/things", { "x-api-key": "k" }],
    ["https://api.test/v2/things", {}],
    ["https://api.test/v1.evil.test/", {}],
    ["https://evil.test/v1/", {}],
  ])("%s", async (url, want) => {
    const memory = memorySend({ status: 200 });
    await signedBy(apiKey("k"), { baseUrl: "https://api.test/v1" })(memory.send)(callOf({ url }));
    expect(memory.calls[0]?.headers).toEqual(want);
  });
});

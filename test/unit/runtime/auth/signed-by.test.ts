import { describe, expect, it } from "@jest/globals";
import { apiKey } from "../../../../runtime/auth/api-key.js";
import { bearer } from "../../../../runtime/auth/bearer.js";
import { clientCredentials } from "../../../../runtime/auth/client-credentials.js";
import { signedBy } from "../../../../runtime/auth/signed-by.js";
import type { Call } from "../../../../runtime/core/call.js";
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

  it("sends once more after a 401 that the credential can mend", async () => {
    const memory = memorySend({ body: { access_token: "t1" } }, { status: 401 }, { body: { access_token: "t2" } }, { status: 200 });
    const credential = clientCredentials({ tokenUrl: "https://login.test/token", clientId: "id", clientSecret: "s", scope: "a b" });
    const reply = await signedBy(credential, { baseUrl: "https://api.test" })(memory.send)(callOf());
    expect(reply.status).toBe(200);
    expect(memory.calls.map(({ url, headers }) => headers.authorization ?? url)).toEqual([
      "https://login.test/token",
      "Bearer t1",
      "https://login.test/token",
      "Bearer t2",
    ]);
    expect(Object.fromEntries(new URLSearchParams(String(memory.calls[0]?.body)))).toEqual({
      grant_type: "client_credentials",
      client_id: "id",
      client_secret: "s",
      scope: "a b",
    });
  });

  it.each<[string, Partial<Call>]>([
    ["a key that stays the same", {}],
    ["a body that can't be sent again", { replayable: false }],
  ])("delivers the 401 of %s", async (_, call) => {
    const memory = memorySend({ status: 401 });
    const credential = call.replayable === false ? bearer(() => `${memory.calls.length}`) : apiKey("k");
    expect((await signedBy(credential, { baseUrl: "https://api.test" })(memory.send)(callOf(call))).status).toBe(401);
    expect(memory.calls.length).toBe(1);
  });
});

import { describe, expect, it } from "@jest/globals";
import type { Credential } from "../../../../runtime/auth/credential.js";
import { password, refreshToken, tokenExchange } from "../../../../runtime/auth/grants.js";
import { callOf } from "../../../support/call.js";
import { fakeClock } from "../../../support/clock.js";
import { type Answer, memorySend } from "../../../support/send.js";
import { signContext } from "../../../support/sign.js";

const granted = (token: string, more: object = {}): Answer => ({ body: { access_token: token, expires_in: 60, ...more } });
const client = { tokenUrl: "https://login.test/token", clientId: "id" };

async function formsOf(credential: Credential, ...answers: Answer[]) {
  const clock = fakeClock();
  const memory = memorySend(...answers);
  const at = signContext({ clock, send: memory.send });
  for (const _ of answers) {
    await credential.sign(callOf(), at);
    await clock.advance(60_000);
  }
  return memory.calls.map((call) => Object.fromEntries(new URLSearchParams(String(call.body))));
}

describe("grants", () => {
  it("refreshToken starts from a token that you have, and follows its rotation", async () => {
    const forms = await formsOf(refreshToken({ ...client, refreshToken: () => "r0" }), granted("t1", { refresh_token: "r1" }), granted("t2"));
    expect(forms).toEqual([
      { grant_type: "refresh_token", refresh_token: "r0", client_id: "id" },
      { grant_type: "refresh_token", refresh_token: "r1", client_id: "id" },
    ]);
  });

  it("password sends name and password, once", async () => {
    const forms = await formsOf(password({ ...client, user: { username: "u", password: "p" } }), granted("t1", { refresh_token: "r1" }), granted("t2"));
    expect(forms).toEqual([
      { grant_type: "password", username: "u", password: "p", client_id: "id" },
      { grant_type: "refresh_token", refresh_token: "r1", client_id: "id" },
    ]);
  });

  it("tokenExchange asks its supplier afresh for every exchange", async () => {
    let count = 0;
    const credential = tokenExchange({
      ...client,
      subjectToken: async () => `jwt${++count}`,
      subjectTokenType: "urn:ietf:params:oauth:token-type:jwt",
      requestedTokenType: "x",
    });
    const forms = await formsOf(credential, granted("t1"), granted("t2"));
    expect(forms).toEqual(
      [1, 2].map((n) => ({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token: `jwt${n}`,
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
        requested_token_type: "x",
        client_id: "id",
      })),
    );
  });

  it("tokenExchange takes an actor, and access tokens by default", async () => {
    const [form] = await formsOf(tokenExchange({ ...client, subjectToken: "s", actorToken: "a", actorTokenType: "at" }), granted("t"));
    expect(form).toMatchObject({ subject_token_type: "urn:ietf:params:oauth:token-type:access_token", actor_token: "a", actor_token_type: "at" });
  });
});

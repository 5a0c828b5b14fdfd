import { describe, expect, it } from "@jest/globals";
import { discover, oidc } from "../../../../runtime/auth/oidc.js";
import { callOf } from "../../../support/call.js";
import { fakeClock } from "../../../support/clock.js";
import { type Answer, memorySend } from "../../../support/send.js";
import { signContext } from "../../../support/sign.js";

const issuer = "https://login.test/realms/a";
const metadata: Answer = { body: { issuer, token_endpoint: `${issuer}/token` } };

describe("discover", () => {
  it.each([issuer, `${issuer}/`, `${issuer}/.well-known/openid-configuration`])("reads the document of %s", async (url) => {
    const memory = memorySend(metadata);
    expect(await discover(url, { send: memory.send, clock: fakeClock() })).toEqual({ issuer, token_endpoint: `${issuer}/token` });
    expect(memory.calls[0]?.url).toBe(`${issuer}/.well-known/openid-configuration`);
  });

  it.each<[string, Answer, object]>([
    ["another issuer's document", { body: { issuer: "https://evil.test" } }, { kind: "auth" }],
    ["a page", { body: "<html>" }, { kind: "auth" }],
    ["half a document", { body: '{"issuer":' }, { kind: "auth" }],
    ["a refusal", { status: 404, body: {} }, { kind: "auth", message: expect.stringContaining("status 404") }],
    ["a server that is down", { status: 503, body: {} }, { kind: "auth", transient: true }],
  ])("refuses %s", async (_, answer, want) => {
    await expect(discover(issuer, { send: memorySend(answer).send, clock: fakeClock() })).rejects.toMatchObject(want);
  });
});

describe("oidc", () => {
  it("discovers the token URL once, from the API's own issuer", async () => {
    const clock = fakeClock();
    const memory = memorySend((call) => (call.method === "GET" ? (metadata as object) : { body: { access_token: "t", expires_in: 60 } }));
    const at = signContext({ clock, send: memory.send, scheme: { type: "oidc", url: `${issuer}/.well-known/openid-configuration` } });
    const credential = oidc({ clientId: "id", clientSecret: "s" });
    expect((await credential.sign(callOf(), at)).headers.authorization).toBe("Bearer t");
    await clock.advance(60_000);
    await credential.sign(callOf(), at);
    expect(memory.calls.map((call) => `${call.method} ${call.url}`)).toEqual([
      `GET ${issuer}/.well-known/openid-configuration`,
      `POST ${issuer}/token`,
      `POST ${issuer}/token`,
    ]);
  });

  it("tries again after a failed discovery", async () => {
    const memory = memorySend({ status: 503 }, metadata, { body: { access_token: "t" } });
    const credential = oidc({ issuer, clientId: "id" });
    await expect(credential.sign(callOf(), signContext({ send: memory.send }))).rejects.toMatchObject({ transient: true });
    expect((await credential.sign(callOf(), signContext({ send: memory.send }))).headers.authorization).toBe("Bearer t");
  });

  it("tells what is not known", async () => {
    await expect(oidc({}).sign(callOf(), signContext())).rejects.toMatchObject({ remedy: "Pass issuer to oidc()" });
    await expect(oidc({ issuer }).sign(callOf(), signContext({ send: memorySend({ body: { issuer } }).send }))).rejects.toMatchObject({
      message: `${issuer} has no token endpoint`,
    });
  });
});

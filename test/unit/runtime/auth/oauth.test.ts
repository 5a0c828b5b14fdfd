import { describe, expect, it } from "@jest/globals";
import type { SignContext } from "../../../../runtime/auth/credential.js";
import { type OAuthOptions, oauth } from "../../../../runtime/auth/oauth.js";
import { AuthError, ConnectionError } from "../../../../runtime/core/errors.js";
import { callOf } from "../../../support/call.js";
import { fakeClock } from "../../../support/clock.js";
import { type Answer, memorySend, wireReply } from "../../../support/send.js";
import { signContext } from "../../../support/sign.js";

const tokenUrl = "https://login.test/token";
const granted = (token: string, more: object = {}): Answer => ({ body: { access_token: token, expires_in: 3600, token_type: "Bearer", ...more } });

function setup(options: OAuthOptions, answers: readonly Answer[], context: Partial<SignContext> = {}) {
  const clock = fakeClock();
  const memory = memorySend(...answers);
  const at = signContext({ clock, send: memory.send, ...context });
  const credential = oauth({ clientId: "id", clientSecret: "s&cret", ...options });
  const header = async () => (await credential.sign(callOf(), at)).headers.authorization;
  const form = (index: number) => Object.fromEntries(new URLSearchParams(String(memory.calls[index]?.body)));
  return { clock, at, credential, memory, header, form };
}

describe("oauth", () => {
  it("asks with client credentials in the form", async () => {
    const { memory, header, form } = setup({ tokenUrl, scopes: ["a", "b"], audience: "aud", params: { resource: "r" } }, [granted("t")]);
    expect(await header()).toBe("Bearer t");
    const [call] = memory.calls;
    expect([call?.method, call?.url, call?.headers["content-type"], call?.headers["accept"]]).toEqual([
      "POST",
      tokenUrl,
      "application/x-www-form-urlencoded",
      "application/json",
    ]);
    expect(form(0)).toEqual({ grant_type: "client_credentials", client_id: "id", client_secret: "s&cret", scope: "a b", audience: "aud", resource: "r" });
    expect(call?.secrets).toContain("authorization");
  });

  it("asks with HTTP Basic, both halves form-encoded first", async () => {
    const { memory, header, form } = setup({ tokenUrl, clientId: "i:d", clientAuth: "basic" }, [granted("t")]);
    await header();
    expect(memory.calls[0]?.headers.authorization).toBe(`Basic ${btoa("i%3Ad:s%26cret")}`);
    expect(form(0)).toEqual({ grant_type: "client_credentials" });
  });

  it("takes secret and parameters from suppliers at the time of asking", async () => {
    let count = 0;
    const { header, form } = setup({ tokenUrl, clientSecret: async () => `s${++count}`, params: () => ({ n: String(count) }) }, [granted("t")]);
    await header();
    expect(form(0)).toMatchObject({ client_secret: "s1", n: "1" });
  });

  it("fills the API's own token URL, relative ones too", async () => {
    const variables = { env: "us", tenant: "acme" };
    const first = setup({}, [granted("t")], { scheme: { type: "oauth2", tokenUrl: "https://login.{env}.test/{tenant}/token" }, variables });
    await first.header();
    expect(first.memory.calls[0]?.url).toBe("https://login.us.test/acme/token");
    const second = setup({}, [granted("t")], { scheme: { type: "oauth2", tokenUrl: "/v1/token" }, baseUrl: "https://api.test/base" });
    await second.header();
    expect(second.memory.calls[0]?.url).toBe("https://api.test/v1/token");
  });

  it("says that no token URL is known", async () => {
    await expect(setup({}, []).header()).rejects.toMatchObject({ kind: "auth", remedy: "Pass tokenUrl" });
  });

  it.each<[unknown, number | null]>([
    [3600, 3600_000],
    ["120", 120_000],
    [undefined, null],
    [0, null],
    ["soon", null],
  ])("reads expires_in %j", async (expires_in, want) => {
    const { clock, header, memory } = setup({ tokenUrl }, [granted("t1", { expires_in }), granted("t2")]);
    await header();
    await clock.advance(want ?? 1e9);
    await header();
    expect(memory.calls.length).toBe(want === null ? 1 : 2);
  });

  it("renews with the refresh token, and keeps it when the server sends no new one", async () => {
    const { clock, header, form } = setup({ tokenUrl }, [
      granted("t1", { refresh_token: "r1" }),
      granted("t2"),
      granted("t3", { refresh_token: "r2" }),
      granted("t4"),
    ]);
    for (const want of ["t1", "t2", "t3", "t4"]) {
      expect(await header()).toBe(`Bearer ${want}`);
      await clock.advance(3600_000);
    }
    expect(form(1)).toEqual({ grant_type: "refresh_token", refresh_token: "r1", client_id: "id", client_secret: "s&cret" });
    expect([form(2)["refresh_token"], form(3)["refresh_token"]]).toEqual(["r1", "r2"]);
  });

  it("sends refresh tokens to their own URL where there is one", async () => {
    const { clock, header, memory } = setup({ tokenUrl, refreshUrl: "https://login.test/refresh" }, [granted("t1", { refresh_token: "r1" }), granted("t2")]);
    await header();
    await clock.advance(3600_000);
    await header();
    expect(memory.calls[1]?.url).toBe("https://login.test/refresh");
  });

  it("marks a broken connection as worth a repeat of the call that wanted the token", async () => {
    const reset = new ConnectionError("reset");
    await expect(setup({ tokenUrl }, [reset]).header()).rejects.toMatchObject({ kind: "connection", transient: true });
  });

  it("goes back to the grant when the refresh token is refused", async () => {
    const refused = { status: 400, body: { error: "invalid_grant" } };
    const { clock, header, form } = setup({ tokenUrl }, [granted("t1", { refresh_token: "r1" }), refused, granted("t2")]);
    await header();
    await clock.advance(3600_000);
    expect(await header()).toBe("Bearer t2");
    expect(form(2)["grant_type"]).toBe("client_credentials");
  });

  it("does not give up a refresh token because the server is down", async () => {
    const { clock, header, memory, form } = setup({ tokenUrl }, [granted("t1", { refresh_token: "r1" }), { status: 503, body: "down" }, granted("t2")]);
    await header();
    await clock.advance(3600_000);
    await expect(header()).rejects.toMatchObject({ kind: "auth", status: 503, transient: true });
    expect(memory.calls.length).toBe(2);
    await header();
    expect(form(2)["refresh_token"]).toBe("r1");
  });

  it.each<[string, Answer, object]>([
    [
      "a wrong secret",
      { status: 401, body: { error: "invalid_client", error_description: "Bad secret" } },
      { message: "No token from https://login.test/token: 401 invalid_client Bad secret", code: "invalid_client", remedy: "Check client id and secret" },
    ],
    ["a grant that is used up", { status: 400, body: { error: "invalid_grant" } }, { code: "invalid_grant", remedy: "Log in again" }],
    ["another refusal", { status: 400, body: { error: "invalid_scope" } }, { code: "invalid_scope", remedy: null }],
    ["JSON without a token", { status: 200, body: {} }, { message: "No token from https://login.test/token: 200", code: null }],
    ["a page instead of JSON", { status: 404, body: "<html>" }, { message: "No token from https://login.test/token: 404", status: 404 }],
    ["JSON that is no object", { status: 200, body: "null" }, { status: 200 }],
  ])("tells about %s", async (_, answer, want) => {
    const error = await setup({ tokenUrl }, [answer])
      .header()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject(want);
    expect(error).not.toHaveProperty("transient");
    expect(String(error)).not.toContain("s&cret");
  });

  it("asks anew after a 401", async () => {
    const { at, credential, header } = setup({ tokenUrl }, [granted("t1"), granted("t2")]);
    const signed = await credential.sign(callOf(), at);
    expect(await credential.renew?.(signed, wireReply({ status: 401 }), at)).toBe(true);
    expect(await header()).toBe("Bearer t2");
  });
});

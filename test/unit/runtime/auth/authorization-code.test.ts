import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { authorizationCode, startLogin } from "../../../../runtime/auth/authorization-code.js";
import { AuthError } from "../../../../runtime/core/errors.js";
import { callOf } from "../../../support/call.js";
import { memorySend } from "../../../support/send.js";
import { signContext } from "../../../support/sign.js";

const options = { authorizationUrl: "https://login.test/authorize?tenant=t", clientId: "id", redirectUri: "http://localhost:8123/back" };

describe("a login in the browser", () => {
  it("starts with a PKCE challenge and a state of its own", async () => {
    const login = await startLogin({ ...options, scopes: ["a", "b"], audience: "aud", params: { prompt: "consent" } });
    const { origin, pathname, searchParams } = new URL(login.url);
    expect(origin + pathname).toBe("https://login.test/authorize");
    expect(Object.fromEntries(searchParams)).toEqual({
      tenant: "t",
      response_type: "code",
      client_id: "id",
      redirect_uri: options.redirectUri,
      state: login.state,
      code_challenge: createHash("sha256").update(login.verifier).digest("base64url"),
      code_challenge_method: "S256",
      scope: "a b",
      audience: "aud",
      prompt: "consent",
    });
    expect(login.verifier).toMatch(/^[\w-]{43}$/);
    expect((await startLogin(options)).state).not.toBe(login.state);
  });

  it("ends with the code and the verifier", async () => {
    const login = await startLogin(options);
    const memory = memorySend({ body: { access_token: "t" } });
    const credential = authorizationCode({ tokenUrl: "https://login.test/token", clientId: "id", login, callbackUrl: `/back?code=c1&state=${login.state}` });
    const signed = await credential.sign(callOf(), signContext({ send: memory.send }));
    expect(signed.headers.authorization).toBe("Bearer t");
    expect(Object.fromEntries(new URLSearchParams(String(memory.calls[0]?.body)))).toEqual({
      grant_type: "authorization_code",
      code: "c1",
      redirect_uri: options.redirectUri,
      code_verifier: login.verifier,
      client_id: "id",
    });
  });

  it("refuses another login's address and quotes a refusal", async () => {
    const login = await startLogin(options);
    const end = (callbackUrl: string) => () => authorizationCode({ clientId: "id", login, callbackUrl });
    expect(end("http://localhost:8123/back?code=c&state=other")).toThrow("another login");
    expect(end("http://localhost:8123/back?error=access_denied&error_description=No")).toThrow(AuthError);
    expect(end("http://localhost:8123/back?error=access_denied&error_description=No")).toThrow("access_denied: No");
  });
});

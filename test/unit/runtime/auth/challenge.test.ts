import { describe, expect, it } from "@jest/globals";
import { parseChallenges } from "../../../../runtime/auth/challenge.js";

describe("parseChallenges", () => {
  it.each([
    ["", []],
    ["Basic", [{ scheme: "basic", params: {} }]],
    ['Basic realm="a"', [{ scheme: "basic", params: { realm: "a" } }]],
    ['Digest realm="a, b=c", nonce=xyz ,  QOP="auth,auth-int"', [{ scheme: "digest", params: { realm: "a, b=c", nonce: "xyz", qop: "auth,auth-int" } }]],
    [
      'Basic realm="say \\"hi\\"", Bearer error="invalid_token"',
      [
        { scheme: "basic", params: { realm: 'say "hi"' } },
        { scheme: "bearer", params: { error: "invalid_token" } },
      ],
    ],
    [
      "Negotiate, Basic",
      [
        { scheme: "negotiate", params: {} },
        { scheme: "basic", params: {} },
      ],
    ],
    ['Digest realm = "spaced"', [{ scheme: "digest", params: { realm: "spaced" } }]],
    ['Digest realm="never closed', [{ scheme: "digest", params: {} }]],
    ["=,=", []],
    ["realm=x", []],
  ])("%s", (header, want) => {
    expect(parseChallenges(header)).toEqual(want);
  });
});

import { describe, expect, it } from "@jest/globals";
import { parseChallenges } from "../../../../runtime/auth/challenge.js";
import { digest } from "../../../../runtime/auth/digest.js";
import type { Call } from "../../../../runtime/core/call.js";
import { callOf } from "../../../support/call.js";
import { wireReply } from "../../../support/send.js";
import { signContext } from "../../../support/sign.js";

const at = signContext();
const user = { username: "Mufasa", password: "Circle of Life" };
const url = "http://www.example.org/dir/index.html";
const rfc7616 =
  'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
const cnonce = () => "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

async function answerTo(
  challenge: string,
  { call = callOf({ url }), options = { cnonce }, who = user }: { call?: Call; options?: { cnonce: () => string }; who?: typeof user } = {},
) {
  const credential = digest(who, options);
  await credential.renew?.(call, wireReply({ status: 401, headers: { "www-authenticate": challenge } }), at);
  const signed = await credential.sign(call, at);
  return { credential, signed, params: parseChallenges(signed.headers.authorization ?? "")[0]?.params };
}

describe("digest", () => {
  it("sends nothing before it was asked", async () => {
    const call = callOf({ url });
    expect(await digest(user).sign(call, at)).toBe(call);
  });

  it.each([
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
  ])("answers RFC 7616's own %s example", async (algorithm, response) => {
    const { signed, params } = await answerTo(`Digest ${rfc7616}, algorithm=${algorithm}`);
    expect(params).toEqual({
      username: "Mufasa",
      realm: "http-auth@example.org",
      uri: "/dir/index.html",
      algorithm,
      nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
      nc: "00000001",
      cnonce: cnonce(),
      qop: "auth",
      response,
      opaque: "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
    });
    expect(signed.secrets).toEqual(["authorization"]);
  });

  it("answers RFC 2617's own example", async () => {
    const challenge =
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';
    const { params } = await answerTo(challenge, { who: { username: "Mufasa", password: "Circle Of Life" }, options: { cnonce: () => "0a4f113b" } });
    expect(params?.["response"]).toBe("6629fae49393a05397450978507c4ef1");
  });

  it("answers servers of RFC 2069, without qop", async () => {
    const { params } = await answerTo(
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
      {
        who: { username: "Mufasa", password: "CircleOfLife" },
      },
    );
    expect(params).toMatchObject({ response: "1949323746fe6a43ef61f9606e7febea" });
    expect(params).not.toHaveProperty("nc");
    expect(params).not.toHaveProperty("cnonce");
  });

  it("prefers SHA-256 over MD5, and passes over what it doesn't know", async () => {
    const { params } = await answerTo(
      `Basic realm="x", Digest ${rfc7616}, algorithm=MD5, Digest ${rfc7616}, algorithm=SHA-512-256, Digest ${rfc7616}, algorithm=SHA-256`,
    );
    expect(params?.["algorithm"]).toBe("SHA-256");
  });

  it("counts the uses of a nonce, also when calls run at the same time", async () => {
    const { credential } = await answerTo(`Digest ${rfc7616}`);
    const calls = await Promise.all([1, 2, 3].map(() => credential.sign(callOf({ url }), at)));
    expect(calls.map((call) => parseChallenges(call.headers.authorization ?? "")[0]?.params["nc"])).toEqual(["00000002", "00000003", "00000004"]);
  });

  it("keeps each server's nonce to that server", async () => {
    const { credential } = await answerTo(`Digest ${rfc7616}`);
    const other = callOf({ url: "http://other.example.org/" });
    expect(await credential.sign(other, at)).toBe(other);
  });

  it("goes over to nextnonce", async () => {
    const { credential, signed } = await answerTo(`Digest ${rfc7616}`);
    credential.seen?.(signed, wireReply({ headers: { "authentication-info": 'nextnonce="n2", qop=auth' } }));
    const { params } = parseChallenges((await credential.sign(callOf({ url }), at)).headers.authorization ?? "")[0] ?? {};
    expect(params).toMatchObject({ nonce: "n2", nc: "00000001" });
    credential.seen?.(signed, wireReply({}));
    expect(parseChallenges((await credential.sign(callOf({ url }), at)).headers.authorization ?? "")[0]?.params["nonce"]).toBe("n2");
  });

  it("answers once: a wrong password is not tried again, a stale nonce is", async () => {
    const { credential, signed } = await answerTo(`Digest ${rfc7616}`);
    const again = (challenge: string) => credential.renew?.(signed, wireReply({ status: 401, headers: { "www-authenticate": challenge } }), at);
    expect(again(`Digest ${rfc7616}`)).toBe(false);
    expect(again(`Digest ${rfc7616}, stale=TRUE`)).toBe(true);
    expect(again('Basic realm="x"')).toBe(false);
    expect(again("Digest realm=x")).toBe(false);
    expect(credential.renew?.(signed, wireReply({ status: 401 }), at)).toBe(false);
  });

  it("signs the body where only auth-int is offered", async () => {
    const call = callOf({ url, operation: { id: "x", path: "/", method: "POST" }, body: "hello" });
    const one = await answerTo(`Digest realm="r", nonce="n", qop="auth-int"`, { call });
    const other = await answerTo(`Digest realm="r", nonce="n", qop="auth-int"`, { call: { ...call, body: "hullo" } });
    expect(one.params?.["qop"]).toBe("auth-int");
    expect(one.params?.["response"]).not.toBe(other.params?.["response"]);
  });

  it("refuses a qop that it doesn't know", async () => {
    await expect(answerTo('Digest realm="r", nonce="n", qop="auth-conf"')).rejects.toMatchObject({ kind: "auth" });
  });

  it("hashes the user's name where the server wants that, and escapes quotes", async () => {
    const hashed = await answerTo('Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256, userhash=true');
    expect(hashed.params).toMatchObject({ username: expect.stringMatching(/^[0-9a-f]{64}$/), userhash: "true" });
    const quoted = await answerTo('Digest realm="r", nonce="n", qop="auth"', { who: { username: 'a"b\\c', password: "p" } });
    expect(quoted.signed.headers.authorization).toContain('username="a\\"b\\\\c"');
    expect(quoted.params?.["username"]).toBe('a"b\\c');
  });

  it("mixes nonce and cnonce into the secret for -sess", async () => {
    const plain = await answerTo('Digest realm="r", nonce="n", qop="auth", algorithm=MD5');
    const session = await answerTo('Digest realm="r", nonce="n", qop="auth", algorithm=MD5-sess');
    expect(session.params).toMatchObject({ algorithm: "MD5-sess", cnonce: cnonce() });
    expect(session.params?.["response"]).not.toBe(plain.params?.["response"]);
  });

  it("rolls its own cnonce", async () => {
    const credential = digest(() => user);
    await credential.renew?.(callOf({ url }), wireReply({ status: 401, headers: { "www-authenticate": `Digest ${rfc7616}` } }), at);
    expect((await credential.sign(callOf({ url }), at)).headers.authorization).toMatch(/cnonce="[0-9a-f]{32}"/);
  });
});

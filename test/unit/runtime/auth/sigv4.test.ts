import { describe, expect, it } from "@jest/globals";
import { canonicalRequest, presignSigV4, sigV4 } from "../../../../runtime/auth/sigv4.js";
import type { Call } from "../../../../runtime/core/call.js";
import { callOf } from "../../../support/call.js";
import { fakeClock } from "../../../support/clock.js";
import { signContext } from "../../../support/sign.js";

// Keys, dates and signatures are those that AWS publishes: the Signature Version 4 test suite, the signing guide and the S3 API reference.
const suite = { region: "us-east-1", service: "service", keys: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" } };
const suiteDate = Date.UTC(2015, 7, 30, 12, 36);
const s3 = { region: "us-east-1", service: "s3", keys: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" } };
const s3Date = Date.UTC(2013, 4, 24);

async function sign(options: Parameters<typeof sigV4>[0], now: number, call: Partial<Call>) {
  const method = call.method ?? "GET";
  return sigV4(options).sign(callOf({ ...call, method }), signContext({ clock: fakeClock(now) }));
}
const signatureOf = (call: Call) => /Signature=([0-9a-f]+)$/.exec(call.headers.authorization ?? "")?.[1];

describe("sigV4", () => {
  it.each<[string, Partial<Call>, string]>([
    ["get-vanilla", { url: "https://example.amazonaws.com/" }, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
    [
      "get-vanilla-query-order-key-case",
      { url: "https://example.amazonaws.com/?Param2=value2&Param1=value1" },
      "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ],
    ["post-vanilla", { method: "POST", url: "https://example.amazonaws.com/" }, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"],
    [
      "post-x-www-form-urlencoded",
      { method: "POST", url: "https://example.amazonaws.com/", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "Param1=value1" },
      "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    ],
  ])("signs %s of the test suite", async (_, call, want) => {
    const signed = await sign(suite, suiteDate, call);
    expect(signatureOf(signed)).toBe(want);
    expect(signed.headers["x-amz-date"]).toBe("20150830T123600Z");
    expect(signed.headers).not.toHaveProperty("host");
    expect(signed.headers).not.toHaveProperty("x-amz-content-sha256");
  });

  it("signs the example of the signing guide, ListUsers", async () => {
    const url = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08";
    const signed = await sign({ ...suite, service: "iam" }, suiteDate, {
      url,
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    });
    expect(signed.headers.authorization).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    );
  });

  it.each<[string, Partial<Call>, string]>([
    [
      "GET object",
      { url: "https://examplebucket.s3.amazonaws.com/test.txt", headers: { range: "bytes=0-9" } },
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ],
    [
      "PUT object",
      {
        method: "PUT",
        url: "https://examplebucket.s3.amazonaws.com/test%24file.text",
        headers: { date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
        body: "Welcome to Amazon S3.",
      },
      "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    ],
    ["GET bucket lifecycle", { url: "https://examplebucket.s3.amazonaws.com/?lifecycle" }, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"],
    [
      "list objects",
      { url: "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J" },
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ],
  ])("signs S3's example %s", async (_, call, want) => {
    expect(signatureOf(await sign(s3, s3Date, call))).toBe(want);
  });

  it("leaves the body unsigned on request, and where nobody knows its bytes", async () => {
    const url = "https://examplebucket.s3.amazonaws.com/a";
    for (const [body, options] of [
      ["x", { ...s3, unsignedPayload: true }],
      [new ReadableStream(), s3],
      [new FormData(), s3],
    ] as const)
      expect((await sign(options, s3Date, { method: "PUT", url, body })).headers["x-amz-content-sha256"]).toBe("UNSIGNED-PAYLOAD");
  });

  it("sends and hides the session token, and takes keys from a supplier", async () => {
    const signed = await sign({ ...suite, keys: async () => ({ ...suite.keys, sessionToken: "st" }) }, suiteDate, { url: "https://example.amazonaws.com/" });
    expect(signed.headers["x-amz-security-token"]).toBe("st");
    expect(signed.headers.authorization).toContain("SignedHeaders=host;x-amz-date;x-amz-security-token,");
    expect(signed.secrets).toEqual(["authorization", "x-amz-security-token"]);
  });

  it("does not sign what changes on the way", async () => {
    const headers = { "user-agent": "x", accept: "*/*", traceparent: "00-1", "x-mine": "1" };
    expect((await sign(suite, suiteDate, { url: "https://example.amazonaws.com/", headers })).headers.authorization).toContain(
      "SignedHeaders=host;x-amz-date;x-mine,",
    );
  });
});

describe("canonicalRequest", () => {
  const request = (url: string, headers: Record<string, string> = { host: "h" }) => ({ method: "GET", url, headers, bodyHash: "HASH" });

  it.each([
    ["service", "https://h/a%20b/c", "/a%2520b/c", ""],
    ["s3", "https://h/a%20b/c", "/a%20b/c", ""],
    // What encodeURIComponent leaves alone, S3 encodes.
    ["s3", "https://h/a/it's(1)!*.pdf", "/a/it%27s%281%29%21%2A.pdf", ""],
    ["s3", "https://h/a%2Fb", "/a%2Fb", ""],
    ["service", "https://h/?b=2&a=2&a=1&c", "/", "a=1&a=2&b=2&c="],
    ["service", "https://h/?q=a+b%2Fc=d'", "/", "q=a%2Bb%2Fc%3Dd%27"],
    ["service", "https://h/?x=%zz", "/", "x=%25zz"],
  ])("for %s writes %s as %s ? %s", (service, url, path, query) => {
    expect(canonicalRequest(request(url), service)).toBe(`GET\n${path}\n${query}\nhost:h\n\nhost\nHASH`);
  });

  it("trims header values and folds their inner space", () => {
    expect(canonicalRequest(request("https://h/", { host: "h", "x-a": "  a   b  " }), "service")).toContain("x-a:a b\n");
  });
});

describe("presignSigV4", () => {
  it("makes S3's example URL", async () => {
    expect(await presignSigV4({ ...s3, url: "https://examplebucket.s3.amazonaws.com/test.txt", expires: 86_400, now: s3Date })).toBe(
      "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
    );
  });

  it("signs the headers that the user of the URL must send, and carries the session token", async () => {
    const url = await presignSigV4({
      ...suite,
      keys: { ...suite.keys, sessionToken: "s/t" },
      method: "PUT",
      url: "https://h.test/a?x=1",
      headers: { "Content-Type": "text/plain" },
    });
    const { searchParams } = new URL(url);
    expect([...searchParams.keys()]).toEqual([
      "x",
      "X-Amz-Algorithm",
      "X-Amz-Credential",
      "X-Amz-Date",
      "X-Amz-Expires",
      "X-Amz-Security-Token",
      "X-Amz-SignedHeaders",
      "X-Amz-Signature",
    ]);
    expect([searchParams.get("X-Amz-SignedHeaders"), searchParams.get("X-Amz-Security-Token"), searchParams.get("X-Amz-Expires")]).toEqual([
      "content-type;host",
      "s/t",
      "900",
    ]);
  });
});

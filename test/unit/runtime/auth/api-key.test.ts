import { describe, expect, it } from "@jest/globals";
import { apiKey } from "../../../../runtime/auth/api-key.js";
import { redactCall } from "../../../../runtime/core/redact.js";
import { callOf } from "../../../support/call.js";
import { signContext } from "../../../support/sign.js";

const scheme = (place: "header" | "query" | "cookie", name: string) => signContext({ scheme: { type: "apiKey", in: place, name } });

describe("apiKey", () => {
  it("goes into the declared header, marked as secret", async () => {
    const signed = await apiKey("k").sign(callOf({ headers: { accept: "a" } }), scheme("header", "X-Synthetic-Key"));
    expect(signed.headers).toEqual({ accept: "a", "x-synthetic-key": "k" });
    expect(signed.secrets).toEqual(["x-synthetic-key"]);
  });

  it.each([
    ["https://api.test/a", "https://api.test/a?api%20key=k%26"],
    ["https://api.test/a?b=1", "https://api.test/a?b=1&api%20key=k%26"],
  ])("goes into the query of %s, encoded", async (url, want) => {
    expect((await apiKey("k&").sign(callOf({ url }), scheme("query", "api key"))).url).toBe(want);
  });

  it("in the query is told to logs, whatever its name", async () => {
    const signed = await apiKey("hidden").sign(callOf({ url: "https://api.test/a?b=1" }), scheme("query", "app id"));
    expect(signed.secrets).toEqual(["?app%20id"]);
    expect(redactCall(signed)).toBe("GET https://api.test/a?b=1&app%20id=***");
  });

  it("goes into a cookie, beside others", async () => {
    expect((await apiKey("k").sign(callOf(), scheme("cookie", "sid"))).headers).toEqual({ cookie: "sid=k" });
    expect((await apiKey("k").sign(callOf({ headers: { cookie: "a=1" } }), scheme("cookie", "sid"))).headers).toEqual({ cookie: "a=1; sid=k" });
  });

  it("goes where the caller says, or into x-api-key, when the API declares nothing", async () => {
    expect((await apiKey("k", { in: "header", name: "Token" }).sign(callOf(), signContext())).headers).toEqual({ token: "k" });
    expect((await apiKey("k").sign(callOf(), signContext())).headers).toEqual({ "x-api-key": "k" });
  });

  it("asks a supplier for every request, so that keys rotate", async () => {
    let count = 0;
    const credential = apiKey(async () => `k${++count}`);
    const first = await credential.sign(callOf(), signContext());
    const second = await credential.sign(callOf(), signContext());
    expect([first.headers["x-api-key"], second.headers["x-api-key"]]).toEqual(["k1", "k2"]);
  });

  it("costs no promise when the key is fixed", () => {
    expect(apiKey("k").sign(callOf(), signContext())).not.toBeInstanceOf(Promise);
  });

  it("keeps the secrets that other credentials named", async () => {
    const signed = await apiKey("k").sign(callOf({ secrets: ["authorization"] }), scheme("header", "key"));
    expect(signed.secrets).toEqual(["authorization", "key"]);
  });
});

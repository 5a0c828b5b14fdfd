import { describe, expect, it } from "@jest/globals";
import { apiKey } from "../../../../runtime/auth/api-key.js";
import { bearer } from "../../../../runtime/auth/bearer.js";
import { type Auth, type CredentialMakers, chooser } from "../../../../runtime/auth/choose.js";
import { custom, open } from "../../../../runtime/auth/custom.js";
import { oauth } from "../../../../runtime/auth/oauth.js";
import type { ApiDefinition } from "../../../../runtime/core/api-definition.js";
import { AuthError, InputError } from "../../../../runtime/core/errors.js";
import type { Operation } from "../../../../runtime/core/operation.js";

const api: ApiDefinition = {
  name: "test",
  version: "1",
  environments: {},
  auth: {
    key: { type: "apiKey", in: "header", name: "x-key" },
    app: { type: "apiKey", in: "header", name: "x-app" },
    token: { type: "bearer" },
    login: { type: "oauth2", tokenUrl: "https://login.test" },
    cert: { type: "mutualTls" },
  },
  env: { T_KEY: "auth.key", T_ID: "auth.login.clientId", T_URL: "baseUrl" },
};
const key = apiKey("k");

it("a scheme named like what every object inherits is not taken for given", () => {
  const choose = chooser({ ...api, auth: { constructor: { type: "bearer" as const } } }, {});
  expect(() => choose({ id: "op", path: "/", auth: ["constructor"] })).toThrow(AuthError);
});

const token = bearer("t");
const login = oauth({ clientId: "c", clientSecret: "s" });

type Alternatives = Operation["auth"];
const chosen = (auth: Auth | undefined, alternatives: Alternatives, makers?: CredentialMakers) =>
  chooser(api, auth, makers)({ id: "op", path: "/", ...(alternatives && { auth: alternatives }) });

describe("chooser", () => {
  it.each<[string, Auth | undefined, Alternatives, unknown[]]>([
    ["the first alternative that is given", { token, login }, ["key", "token", "login"], [token]],
    ["all of a combination", { key, app: key }, ["token", ["key", "app"]], [key, key]],
    ["no half of a combination", { key, token }, [["key", "app"], "token"], [token]],
    ["one credential by its kind", token, ["key", "token"], [token]],
    ["one bearer token where OAuth is declared", token, ["login"], [token]],
    ["OAuth where a bearer token is declared", login, ["token"], [login]],
    ["a credential of one's own for anything", open, ["key"], []],
    ["none when nothing is needed", { key }, [], []],
    ["none when nothing is needed, spelt out", undefined, [[]], []],
    ["a given one although none is needed", { key }, [[], "key"], [key]],
    ["none where it is optional and not given", undefined, ["key", []], []],
    ["nothing when told so", "open", ["key"], []],
    ["nothing when the value says so", { key: "open" }, ["key"], [open]],
    ["the key beside a certificate, which needs no value", { key }, [["key", "cert"]], [key, open]],
  ])("takes %s", (_, auth, alternatives, want) => {
    expect(chosen(auth, alternatives).map((one) => one.credential)).toEqual(want);
  });

  it("tells each credential its scheme", () => {
    expect(chosen({ key, app: key }, [["key", "app"]]).map((one) => one.scheme)).toEqual([api.auth?.["key"], api.auth?.["app"]]);
  });

  it("takes the API's default where the operation says nothing", () => {
    const choose = chooser({ ...api, security: ["token"] }, { key, token });
    expect(choose({ id: "op", path: "/" }).map((one) => one.credential)).toEqual([token]);
    expect(choose({ id: "op", path: "/", auth: ["key"] }).map((one) => one.credential)).toEqual([key]);
  });

  it("signs with what is given where the API says nothing at all", () => {
    const silent: ApiDefinition = { name: "silent", version: "1", environments: {} };
    const own = custom((call) => call);
    expect(chooser(silent, token)({ id: "op", path: "/" })).toEqual([{ credential: token, scheme: undefined }]);
    expect(chooser(silent, { any: own })({ id: "op", path: "/" })).toEqual([{ credential: own, scheme: undefined }]);
    expect(chooser(silent)({ id: "op", path: "/" })).toEqual([]);
    expect(chooser(api, key)({ id: "op", path: "/" })).toEqual([{ credential: key, scheme: api.auth?.["key"] }]);
  });

  it("makes credentials of plain values by the kind of their scheme", () => {
    const made: unknown[] = [];
    const makers: CredentialMakers = {
      apiKey: (value) => {
        made.push(value);
        return key;
      },
    };
    expect(chosen({ key: "secret" }, ["key"], makers).map((one) => one.credential)).toEqual([key]);
    expect(made).toEqual(["secret"]);
    expect(() => chosen({ login: { clientId: "c" } }, ["login"], makers)).toThrow(InputError);
  });

  it("says what is missing, and how to give it", () => {
    let error: unknown;
    try {
      chosen({ app: key }, ["key", ["login", "app"]]);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({
      message: "No credentials for op",
      remedy: 'Pass auth: { key } or auth: { login, app }, or set T_KEY, T_ID; auth: "open" sends none',
    });
  });

  it("refuses one credential of a kind that the operation doesn't take", () => {
    expect(() => chosen(key, ["token"])).toThrow("No credentials for op");
  });
});

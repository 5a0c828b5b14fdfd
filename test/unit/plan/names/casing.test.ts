import { describe, expect, it } from "@jest/globals";
import { camelCase, isIdentifier, kebabCase, pascalCase, screamingCase, singular, words } from "../../../../generator/plan/names/casing.js";

describe("words", () => {
  it.each<[string, string[]]>([
    ["HTTPServer_v2", ["HTTP", "Server", "v2"]],
    ["getPets[]", ["get", "Pets"]],
    ["dags.list", ["dags", "list"]],
    ["x-rate-limit", ["x", "rate", "limit"]],
    ["2fa code", ["2fa", "code"]],
    ["appsV1beta1", ["apps", "V1beta1"]],
    ["Übergröße", ["Übergröße"]],
    ["ユーザー 一覧", ["ユーザー", "一覧"]],
    ["don't", ["dont"]],
    ["🎉", []],
  ])("of %j are %j", (given, want) => {
    expect(words(given)).toEqual(want);
  });
});

describe("pascalCase", () => {
  it.each([
    ["pet_store", "PetStore"],
    ["HTTPValidationError", "HTTPValidationError"],
    ["USER_STATUS", "UserStatus"],
    ["io.k8s.api.core.v1.Pod", "IoK8sApiCoreV1Pod"],
    ["Page«User»", "PageUser"],
    ["3dModel", "_3dModel"],
    ["v1.2", "V1_2"],
    ["用户", "用户"],
    ["🎉", ""],
  ])("makes %j a type's name: %j", (given, want) => {
    expect(pascalCase(given)).toBe(want);
  });
});

describe("camelCase", () => {
  it.each([
    ["getPets[]", "getPets"],
    ["Foo_bar", "fooBar"],
    ["LIST_VMS", "listVms"],
    ["URL", "url"],
    ["HTTPGet", "httpGet"],
    ["repos/list-for-user", "reposListForUser"],
    ["2fa", "_2fa"],
    ["", ""],
  ])("makes %j a function's name: %j", (given, want) => {
    expect(camelCase(given)).toBe(want);
  });

  it("always gives an identifier or nothing", () => {
    for (const given of ["a\u0000b", "$" + "{x}", "*/ x", "`", "\u2028", "a b", "__proto__", "٣abc", "e\u0301tat"]) {
      const name = camelCase(given);
      expect(name === "" || isIdentifier(name)).toBe(true);
    }
  });
});

describe("other casings", () => {
  it("makes file names of words", () => {
    expect(kebabCase("HTTPServer v2")).toBe("http-server-v2");
  });

  it("makes environment variables of ASCII letters only", () => {
    expect(screamingCase("coherent-spark")).toBe("COHERENT_SPARK");
    expect(screamingCase("用户")).toBe("");
  });

  it.each([
    ["pets", "pet"],
    ["Policies", "policy"],
    ["boxes", "box"],
    ["status", "status"],
    ["address", "address"],
    ["services", "service"],
  ])("knows the singular of %j: %j", (given, want) => {
    expect(singular(given)).toBe(want);
  });
});

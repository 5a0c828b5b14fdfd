import { describe, expect, it } from "@jest/globals";
import { mergeOptions } from "../../../../runtime/config/merge.js";

class Made {
  readonly sign = () => 1;
}

describe("mergeOptions", () => {
  const credential = new Made();
  it.each<[string, (object | undefined)[], object]>([
    ["nothing", [], {}],
    ["the stronger value", [{ timeout: 1, baseUrl: "a" }, { timeout: 2 }], { timeout: 2, baseUrl: "a" }],
    ["three sources", [{ a: 1, b: 1, c: 1 }, { b: 2, c: 2 }, { c: 3 }], { a: 1, b: 2, c: 3 }],
    ["no undefined over a value", [{ timeout: 1 }, { timeout: undefined }, undefined], { timeout: 1 }],
    ["headers key by key", [{ headers: { a: "1", b: "1" } }, { headers: { b: "2" } }], { headers: { a: "1", b: "2" } }],
    ["lists as a whole", [{ hosts: ["a", "b"] }, { hosts: ["c"] }], { hosts: ["c"] }],
    ["instances as a whole", [{ auth: { key: "k" } }, { auth: credential }], { auth: credential }],
    ["the stronger source's schemes only", [{ auth: { key: "k", token: "t" } }, { auth: { token: "u" } }], { auth: { token: "u" } }],
    [
      "a scheme completed by a weaker source",
      [{ auth: { oauth: { clientSecret: "s" }, key: "k" } }, { auth: { oauth: { clientId: "c" } } }],
      { auth: { oauth: { clientSecret: "s", clientId: "c" } } },
    ],
    ["open over anything", [{ auth: { key: "k" } }, { auth: "open" }], { auth: "open" }],
    ["credentials over open", [{ auth: "open" }, { auth: { key: "k" } }], { auth: { key: "k" } }],
    ["weak credentials where the stronger says nothing", [{ auth: { key: "k" } }, { timeout: 1 }], { auth: { key: "k" }, timeout: 1 }],
  ])("gives %s", (_, sources, want) => {
    expect(mergeOptions(...sources)).toEqual(want);
  });

  it("changes none of its sources, and no prototype", () => {
    const weak = { headers: { a: "1" } };
    const merged = mergeOptions<object>(weak, JSON.parse('{"headers":{"__proto__":{"polluted":true}}}'));
    expect(weak).toEqual({ headers: { a: "1" } });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.keys((merged as typeof weak).headers)).toEqual(["a", "__proto__"]);
  });
});

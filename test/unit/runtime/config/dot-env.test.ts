import { describe, expect, it } from "@jest/globals";
import { parseDotEnv } from "../../../../runtime/config/dot-env.js";

describe("parseDotEnv", () => {
  it.each([
    ["", {}],
    ["A=1\nB=2", { A: "1", B: "2" }],
    ["A=1\r\nB=2\r\n", { A: "1", B: "2" }],
    ["\uFEFFA=1", { A: "1" }],
    ["  export A = 1  ", { A: "1" }],
    ["# comment\nA=1 # rest\nB=x#y", { A: "1", B: "x#y" }],
    ["A=", { A: "" }],
    ["A=# none", { A: "" }],
    ["A='a # b $C \\n'", { A: "a # b $C \\n" }],
    ['A="a # b\\n\\t\\"c\\" \\\\"', { A: 'a # b\n\t"c" \\' }],
    ['KEY="-----BEGIN\nabc\n-----END" # key\nB=2', { KEY: "-----BEGIN\nabc\n-----END", B: "2" }],
    ["A=a b  c", { A: "a b  c" }],
    ["A=https://x.test/?a=b&c=d", { A: "https://x.test/?a=b&c=d" }],
    ["A=1\nA=2", { A: "2" }],
    ["no line\nA=1", { A: "1" }],
    ["A='never closed", { A: "'never closed" }],
  ])("%j gives %j", (text, want) => {
    expect(parseDotEnv(text)).toEqual(want);
  });

  it("keeps __proto__ a plain name", () => {
    expect(Object.keys(parseDotEnv("__proto__=x"))).toEqual(["__proto__"]);
  });
});

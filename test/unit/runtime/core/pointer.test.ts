import { describe, expect, it } from "@jest/globals";
import { parsePointer, readPointer, readSource, setTarget } from "../../../../runtime/core/pointer.js";

const document = { data: [{ id: 1 }, { id: 2 }], "a/b": { "m~n": "odd" }, "": "empty key", none: null };

describe("readPointer", () => {
  it.each([
    { given: "", want: document },
    { given: "/data/0/id", want: 1 },
    { given: "/data/-1/id", want: 2 },
    { given: "/a~1b/m~0n", want: "odd" },
    { given: "/", want: "empty key" },
    { given: "/none", want: null },
    { given: "/none/deeper", want: undefined },
    { given: "/data/7/id", want: undefined },
    { given: "/constructor", want: undefined },
    { given: "/__proto__", want: undefined },
  ])("$given", ({ given, want }) => {
    expect(readPointer(document, given)).toEqual(want);
  });
});

describe("parsePointer", () => {
  it("unescapes tokens", () => expect(parsePointer("/a~1b/~01")).toEqual(["a/b", "~1"]));
});

describe("readSource", () => {
  const headers = new Headers({ "x-next": "abc" });
  it.each([
    { given: "header:X-Next", want: "abc" },
    { given: "header:x-none", want: undefined },
    { given: "/data/0/id", want: 1 },
  ])("$given", ({ given, want }) => expect(readSource(document, headers, given)).toBe(want));
});

describe("setTarget", () => {
  it.each([
    { given: { page: 1 }, target: "page", want: { page: "new" } },
    { given: {}, target: "page", want: { page: "new" } },
    { given: { a: 1 }, target: "/request/page", want: { a: 1, request: { page: "new" } } },
    { given: { request: { size: 5 } }, target: "/request/page", want: { request: { size: 5, page: "new" } } },
    { given: { list: [{ a: 1 }, { a: 2 }] }, target: "/list/1/a", want: { list: [{ a: 1 }, { a: "new" }] } },
  ])("$target in $given", ({ given, target, want }) => {
    const before = JSON.stringify(given);
    expect(setTarget(given, target, "new")).toEqual(want);
    expect(JSON.stringify(given)).toBe(before);
  });

  it("treats __proto__ as a plain key", () => {
    const made = setTarget({}, "/__proto__/polluted", true);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(Object.hasOwn(made, "__proto__")).toBe(true);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

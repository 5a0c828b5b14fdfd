import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createQuerySerializer, defaultPathSerializer } from "openapi-fetch";
import type { Param } from "../../../../runtime/core/operation.js";
import { expandQuery, styles } from "../../../../runtime/core/styles.js";

const values = {
  list: ["red", "green", "blue"],
  keys: { semi: ";", dot: ".", comma: "," },
  path: "/foo/bar",
  x: "1024",
  half: "50%",
  hello: "Hello World",
  empty: "",
  none: [],
};
const inPath = (name: string, given: Readonly<Record<string, unknown>> = values): string => styles.params?.("path", { name }, (key) => given[key]) ?? "";
const inPlace = (place: "query" | "header" | "cookie", param: Param, value: unknown): string => styles.params?.(place, param, () => value) ?? "";

describe("path variables follow RFC 6570", () => {
  it.each([
    { given: "x", want: "1024" },
    { given: "hello", want: "Hello%20World" },
    { given: "half", want: "50%25" },
    { given: "list", want: "red,green,blue" },
    { given: "list*", want: "red,green,blue" },
    { given: "keys", want: "semi,%3B,dot,.,comma,%2C" },
    { given: "keys*", want: "semi=%3B,dot=.,comma=%2C" },
    { given: "+path", want: "/foo/bar" },
    { given: "+half", want: "50%25" },
    { given: "+keys", want: "semi,;,dot,.,comma,," },
    { given: "+keys*", want: "semi=;,dot=.,comma=," },
    { given: ".x", want: ".1024" },
    { given: ".list", want: ".red,green,blue" },
    { given: ".list*", want: ".red.green.blue" },
    { given: ".keys*", want: ".semi=%3B.dot=..comma=%2C" },
    { given: ";x", want: ";x=1024" },
    { given: ";list", want: ";list=red,green,blue" },
    { given: ";list*", want: ";list=red;list=green;list=blue" },
    { given: ";keys", want: ";keys=semi,%3B,dot,.,comma,%2C" },
    { given: ";keys*", want: ";semi=%3B;dot=.;comma=%2C" },
    { given: "=keys", want: "%7B%22semi%22%3A%22%3B%22%2C%22dot%22%3A%22.%22%2C%22comma%22%3A%22%2C%22%7D" },
    { given: "=hello", want: "%22Hello%20World%22" },
    { given: "empty", want: "" },
    { given: "none", want: "" },
    { given: "absent", want: "" },
  ])("{$given} is $want", ({ given, want }) => {
    expect(inPath(given)).toBe(want);
  });

  it("keeps encoded triplets and encodes what would end the path where reserved characters may stand", () => {
    expect(inPath("+path", { path: "/a%2Fb?c#d[e]" })).toBe("/a%2Fb%3Fc%23d[e]");
  });

  it("encodes everything but slashes where a variable takes segments, what looks encoded too", () => {
    expect(inPath("path+", { path: "/a%2Fb?c#d[e]//ü f+g" })).toBe("/a%252Fb%3Fc%23d%5Be%5D//%C3%BC%20f%2Bg");
  });

  it("writes dates as JSON does", () => {
    expect(inPath("x", { x: new Date(0) })).toBe("1970-01-01T00%3A00%3A00.000Z");
  });
});

describe("query parameters", () => {
  const table: { given: Omit<Param, "name">; value: unknown; want: string }[] = [
    { given: {}, value: "a b&c", want: "n=a%20b%26c" },
    { given: {}, value: ["a", "b", null], want: "n=a&n=b" },
    { given: {}, value: { a: 1, b: "x y" }, want: "a=1&b=x%20y" },
    { given: { explode: false }, value: ["a", "b,c"], want: "n=a,b%2Cc" },
    { given: { explode: false }, value: { a: 1, b: 2 }, want: "n=a,1,b,2" },
    { given: { style: "space" }, value: ["a", "b"], want: "n=a%20b" },
    { given: { style: "pipe" }, value: ["a", "b"], want: "n=a|b" },
    { given: { style: "tab" }, value: ["a", "b"], want: "n=a%09b" },
    { given: { style: "pipe", explode: true }, value: ["a", "b"], want: "n=a&n=b" },
    { given: { style: "deepObject" }, value: { a: { b: [1, { c: 2 }] }, d: null }, want: "n[a][b][0]=1&n[a][b][1][c]=2" },
    { given: { style: "deepObject" }, value: ["x", "y"], want: "n[0]=x&n[1]=y" },
    { given: { style: "json" }, value: { a: [1] }, want: "n=%7B%22a%22%3A%5B1%5D%7D" },
    { given: { style: "querystring" }, value: "?a=1&b", want: "a=1&b" },
    { given: { style: "querystring" }, value: { a: 1, b: [2, 3] }, want: "a=1&b=2&b=3" },
    { given: { reserved: true }, value: "a/b?c=d e", want: "n=a/b?c=d%20e" },
    { given: { reserved: true }, value: "a#b", want: "n=a%23b" },
    { given: { style: "querystring-value" }, value: { a: [1] }, want: "%7B%22a%22%3A%5B1%5D%7D" },
    { given: { style: "querystring-value" }, value: "$.a[1:2]", want: "%24.a%5B1%3A2%5D" },
    { given: { style: "querystring-value" }, value: undefined, want: "" },
    { given: {}, value: "", want: "n=" },
    { given: { allowEmpty: true }, value: null, want: "n=" },
    { given: { fixed: "2024-01-01" }, value: "ignored", want: "n=2024-01-01" },
    { given: {}, value: undefined, want: "" },
    { given: {}, value: [], want: "" },
    { given: {}, value: {}, want: "" },
    { given: {}, value: 12n, want: "n=12" },
  ];
  it.each(table)("$given $value: $want", ({ given, value, want }) => {
    expect(inPlace("query", { name: "n", ...given }, value)).toBe(want);
  });

  it.each([
    { given: "filter[name]", want: "filter[name]=1" },
    { given: "$top", want: "$top=1" },
    { given: "a b&c=d#", want: "a%20b%26c%3Dd%23=1" },
  ])("the name $given goes out as $want", ({ given, want }) => {
    expect(expandQuery({ name: given }, 1)).toBe(want);
  });

  it("reads the input under another key where the parameter was renamed", () => {
    expect(styles.params?.("query", { name: "name", as: "nameQuery" }, (key) => (key === "nameQuery" ? "x" : "wrong"))).toBe("name=x");
  });
});

describe("headers and cookies", () => {
  const table: { place: "header" | "cookie"; given: Omit<Param, "name">; value: unknown; want: string }[] = [
    { place: "header", given: {}, value: ["a b", "c"], want: "a b,c" },
    { place: "header", given: { explode: true }, value: { a: 1, b: 2 }, want: "a=1,b=2" },
    { place: "header", given: {}, value: { a: 1, b: 2 }, want: "a,1,b,2" },
    { place: "header", given: { style: "json" }, value: { a: 1 }, want: '{"a":1}' },
    { place: "cookie", given: {}, value: "a;b c", want: "n=a%3Bb%20c" },
    { place: "cookie", given: {}, value: { a: 1, b: 2 }, want: "a=1; b=2" },
    { place: "cookie", given: { explode: false }, value: ["x", "y"], want: "n=x,y" },
  ];
  it.each(table)("$place $given $value: $want", ({ place, given, value, want }) => {
    expect(inPlace(place, { name: "n", ...given }, value)).toBe(want);
  });
});

describe("openapi-fetch agrees", () => {
  const scalar = fc.oneof(fc.string({ unit: "grapheme", minLength: 1 }), fc.integer(), fc.boolean());
  const key = fc.stringMatching(/^[a-z]{1,5}$/);
  const members = fc.array(scalar, { minLength: 1, maxLength: 4 });
  const record = fc.dictionary(key, scalar, { minKeys: 1, maxKeys: 4 });

  it("on paths in every style", () => {
    fc.assert(
      fc.property(fc.oneof(scalar, members, record), fc.constantFrom("", ".", ";"), fc.constantFrom("", "*"), (value, operator, explode) => {
        const name = `${operator}v${explode}`;
        expect(inPath(name, { v: value })).toBe(defaultPathSerializer(`{${name}}`, { v: value }));
      }),
    );
  });

  it("on lists in a query", () => {
    const pairs = { form: "form", space: "spaceDelimited", pipe: "pipeDelimited" } as const;
    fc.assert(
      fc.property(members, fc.constantFrom("form" as const, "space" as const, "pipe" as const), fc.boolean(), (value, style, explode) => {
        const serialize = createQuerySerializer({ array: { style: pairs[style], explode } });
        expect(expandQuery({ name: "v", style, explode }, value)).toBe(serialize({ v: value }));
      }),
    );
  });

  it("on objects in a query", () => {
    fc.assert(
      fc.property(record, fc.constantFrom("form" as const, "deepObject" as const), fc.boolean(), (value, style, explode) => {
        if (style === "deepObject" && !explode) return;
        const serialize = createQuerySerializer({ object: { style, explode } });
        expect(expandQuery({ name: "v", style, explode }, value)).toBe(serialize({ v: value }));
      }),
    );
  });

  it("on single values in a query", () => {
    fc.assert(fc.property(scalar, (value) => expect(expandQuery({ name: "v" }, value)).toBe(createQuerySerializer()({ v: value }))));
  });
});

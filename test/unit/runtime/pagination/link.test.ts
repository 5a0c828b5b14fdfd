import { describe, expect, it } from "@jest/globals";
import { findLink, parseLinks } from "../../../../runtime/pagination/link.js";

describe("parseLinks", () => {
  const cases: readonly { name: string; given: string; want: readonly [target: string, rel: readonly string[], attributes?: Record<string, string>][] }[] = [
    { name: "nothing", given: "", want: [] },
    {
      name: "GitHub's form",
      given: '<https://a.example/i?page=2>; rel="next", <https://a.example/i?page=9>; rel="last"',
      want: [
        ["https://a.example/i?page=2", ["next"]],
        ["https://a.example/i?page=9", ["last"]],
      ],
    },
    {
      name: "commas and semicolons inside a target are its own",
      given: '<https://a.example/i?ids=1,2;x=3>; rel="next"',
      want: [["https://a.example/i?ids=1,2;x=3", ["next"]]],
    },
    {
      name: "bare values, several relations, any case",
      given: '<a>; REL=Next, <b>; rel="prev  START"',
      want: [
        ["a", ["next"]],
        ["b", ["prev", "start"]],
      ],
    },
    {
      name: "spaces around the signs, tabs, empty elements",
      given: ' , <a> ;\trel = "next" ,, <b>;rel="x"',
      want: [
        ["a", ["next"]],
        ["b", ["x"]],
      ],
    },
    { name: "escapes and signs inside quotes", given: '<a>; title="a \\"b\\", c; d"; rel="next"', want: [["a", ["next"], { title: 'a "b", c; d' }]] },
    {
      name: "the first of two equal attributes counts",
      given: '<a>; rel="next"; rel="prev"; results="true"; results="false"',
      want: [["a", ["next"], { results: "true" }]],
    },
    {
      name: "extended values win over plain ones",
      given: "<a>; rel=next; title=\"naive\"; title*=UTF-8'en'na%C3%AFve",
      want: [["a", ["next"], { title: "naïve" }]],
    },
    { name: "an extended value that is broken stays as written", given: "<a>; rel=next; title*=UTF-8''na%ZZ", want: [["a", ["next"], { title: "na%ZZ" }]] },
    {
      name: "attributes without value, and none at all",
      given: "<a>; crossorigin; rel=next, <b>;, <c>",
      want: [
        ["a", ["next"], { crossorigin: "" }],
        ["b", []],
        ["c", []],
      ],
    },
    { name: "a quote that never ends", given: '<a>; rel="next', want: [["a", ["next"]]] },
    {
      name: "relative targets and an empty one",
      given: '<./messages?x=1>; rel="next", <>; rel="self"',
      want: [
        ["./messages?x=1", ["next"]],
        ["", ["self"]],
      ],
    },
    { name: "reading ends at what is no link", given: '<a>; rel="next", nonsense, <b>; rel="prev"', want: [["a", ["next"]]] },
  ];
  it.each(cases)("$name", ({ given, want }) => {
    const links = parseLinks(given).map(({ target, rel, attributes }) => ({ target, rel, attributes: Object.fromEntries(attributes) }));
    expect(links).toEqual(want.map(([target, rel, attributes = {}]) => ({ target, rel, attributes })));
  });
});

describe("findLink", () => {
  it("finds the first link of a relation", () => {
    expect(findLink('<a>; rel="prev", <b>; rel="next last", <c>; rel="next"', "next")).toBe("b");
    expect(findLink('<a>; rel="prev"', "next")).toBeNull();
    expect(findLink(null, "next")).toBeNull();
  });

  it("passes over links about something else", () => {
    expect(findLink('<a>; rel="next"; anchor="#chapter2", <b>; rel="next"; anchor=""', "next")).toBe("b");
  });
});

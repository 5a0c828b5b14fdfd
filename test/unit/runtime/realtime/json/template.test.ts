import { describe, expect, it } from "@jest/globals";
import { reader, recogniser } from "../../../../../runtime/realtime/protocols/json/recognise.js";
import { filler, uses } from "../../../../../runtime/realtime/template.js";

describe("a template", () => {
  it.each([
    { name: "replaces words that stand alone", template: { op: "pub", to: "{channel}" }, want: { op: "pub", to: "a" } },
    { name: "leaves words inside text", template: { to: "x-{channel}" }, want: { to: "x-{channel}" } },
    { name: "leaves out what has no value", template: { op: "pub", id: "{id}", headers: "{headers}" }, want: { op: "pub" } },
    { name: "keeps a payload that is null, and a null of its own", template: { data: "{payload}", more: null }, want: { data: null, more: null } },
    { name: "reaches into lists and objects", template: ["1", { "2": ["{channel}"] }, "{id}"], want: ["1", { "2": ["a"] }, null] },
  ])("$name", ({ template, want }) => expect(filler(template)({ channel: "a", payload: null, headers: null })).toEqual(want));

  it("puts values in as they are, never as templates", () => {
    expect(filler({ data: "{payload}" })({ payload: { secret: "{credential}" }, credential: "t" })).toEqual({ data: { secret: "{credential}" } });
    expect(filler({ data: "{constructor}" })({ payload: 1 })).toEqual({});
  });

  it("knows whether it uses a word", () => {
    expect([uses({ a: ["{resume}"] }, "resume"), uses({ a: "resume" }, "resume"), uses(undefined, "resume")]).toEqual([true, false, false]);
  });
});

describe("what tells a frame", () => {
  it("is every place with its value", () => {
    const fits = recogniser({ when: { "/type": "reply", "/error/code": 4 } });
    expect([{ type: "reply", error: { code: 4 } }, { type: "reply" }, { type: "reply", error: { code: "4" } }, null, 5].map(fits)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(recogniser({})(null)).toBe(true);
  });

  it("reads own fields only", () => {
    expect([reader("/constructor")?.({}), reader("/a/__proto__")?.({ a: {} }), reader("")?.(7), reader("/a~1b")?.({ "a/b": 1 })]).toEqual([
      undefined,
      undefined,
      7,
      1,
    ]);
  });
});

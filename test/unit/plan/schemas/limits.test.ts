import { describe, expect, it } from "@jest/globals";
import type { Limit } from "../../../../generator/ir/index.js";
import { limitSentences, sentence } from "../../../../generator/plan/schemas/limits.js";

describe("a rule", () => {
  it.each<[string, string | number | boolean, string[]]>([
    ["minLength", 1, ["At least 1 character."]],
    ["minLength", 0, []],
    ["maxLength", 64, ["At most 64 characters."]],
    ["minItems", 2, ["At least 2 items."]],
    ["maxItems", 1, ["At most 1 item."]],
    ["minProperties", 1, ["At least 1 key."]],
    ["maxProperties", 9, ["At most 9 keys."]],
    ["minimum", 0, ["At least 0."]],
    ["maximum", 2147483647, []],
    ["exclusiveMinimum", 0, ["More than 0."]],
    ["exclusiveMaximum", 5, ["Less than 5."]],
    ["multipleOf", 0.01, ["A multiple of 0.01."]],
    ["uniqueItems", true, ["No item twice."]],
    ["uniqueItems", false, []],
    ["pattern", "^a*/$", ["Matches `^a*/$`."]],
    ["pattern", "^`$", ["Matches ^`$."]],
    ["x-else", 1, []],
  ])("%s %s reads %j", (rule, value, want) => {
    expect(sentence({ rule, value })).toEqual(want);
  });
});

describe("rules", () => {
  it.each<[string, readonly Limit[], string[]]>([
    [
      "of two bounds are one sentence",
      [
        { rule: "minimum", value: 1 },
        { rule: "maximum", value: 100 },
        { rule: "multipleOf", value: 5 },
      ],
      ["From 1 to 100.", "A multiple of 5."],
    ],
    [
      "of two lengths too",
      [
        { rule: "maxLength", value: 64 },
        { rule: "minLength", value: 1 },
      ],
      ["1 to 64 characters."],
    ],
    [
      "of equal lengths say how long",
      [
        { rule: "minItems", value: 2 },
        { rule: "maxItems", value: 2 },
      ],
      ["Exactly 2 items."],
    ],
    [
      "of a length from nothing say how long at most",
      [
        { rule: "minLength", value: 0 },
        { rule: "maxLength", value: 5 },
      ],
      ["At most 5 characters."],
    ],
    [
      "that every 32-bit number keeps are not told",
      [
        { rule: "minimum", value: -2147483648 },
        { rule: "maximum", value: 2147483647 },
      ],
      [],
    ],
    ["that nobody knows are not told", [{ rule: "unheardOf", value: 3 }], []],
  ])("%s", (_, given, want) => {
    expect(limitSentences(given)).toEqual(want);
  });
});

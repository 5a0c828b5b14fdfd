import { describe, expect, it } from "@jest/globals";
import { InputError } from "../../../../runtime/core/errors.js";
import { fromSavedText, toSavedText } from "../../../../runtime/core/saved-text.js";

describe("saved text", () => {
  it.each([
    { name: "plain values", value: { a: [1, "zażółć 😀", null, true], "": { b: 1.5 } } },
    { name: "dates", value: { since: new Date("2024-02-29T12:00:00.000Z") } },
    { name: "integers beyond 2^53", value: { offset: 18446744073709551615n } },
    { name: "objects without a prototype", value: { filter: Object.assign(Object.create(null), { a: 1 }) } },
  ])("comes back whole: $name", ({ value }) => {
    expect(fromSavedText(toSavedText(value))).toEqual(value);
  });

  it("can stand in a URL as it is", () => {
    expect(toSavedText({ text: "???>>>~~~ÿÿÿ" })).toMatch(/^[\w-]+$/);
  });

  it.each([{ value: new Blob(["x"]) }, { value: new Uint8Array(2) }, { value: new Map() }, { value: () => 1 }])(
    "refuses what text can't hold: $value",
    ({ value }) => {
      expect(() => toSavedText({ file: value })).toThrow(InputError);
      expect(() => toSavedText({ file: value })).toThrow('The value of "file" can\'t be kept as text');
    },
  );

  it.each(["", "%%%", "abc", toSavedText({ a: 1 }).slice(0, 6)])("refuses damaged text: %j", (text) => {
    expect(() => fromSavedText(text)).toThrow(InputError);
  });
});

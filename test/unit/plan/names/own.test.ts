import { describe, expect, it } from "@jest/globals";
import { own } from "../../../../generator/plan/names/own.js";

describe("a look-up by a name of the document's", () => {
  it("finds what was written", () => {
    expect(own({ pets: 1 }, "pets")).toBe(1);
  });

  it("never finds what every object inherits", () => {
    expect(own({ pets: 1 }, "constructor")).toBeUndefined();
    expect(own(undefined, "toString")).toBeUndefined();
  });
});

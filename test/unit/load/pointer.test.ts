import { describe, expect, it } from "@jest/globals";
import { decodeFragment, parsePointer, pointerOf } from "../../../generator/load/pointer.js";

describe("pointers", () => {
  it.each([
    { given: [], want: "" },
    { given: [""], want: "/" },
    { given: ["paths", "/pets/{id}", "get"], want: "/paths/~1pets~1{id}/get" },
    { given: ["a~b", "~1"], want: "/a~0b/~01" },
    { given: ["100%", "ü"], want: "/100%/ü" },
  ])("join and split again: $want", ({ given, want }) => {
    expect(pointerOf(given)).toBe(want);
    expect(parsePointer(want)).toEqual(given);
  });

  it("are null when they neither are empty nor begin with a slash", () => {
    expect(parsePointer("Pet")).toBeNull();
  });

  it.each([
    { given: "/a%20b", want: "/a b" },
    { given: "/%7Bid%7D", want: "/{id}" },
    { given: "/100%", want: "/100%" },
    { given: "/plain", want: "/plain" },
  ])("come out of a URL fragment decoded: $given", ({ given, want }) => {
    expect(decodeFragment(given)).toBe(want);
  });
});

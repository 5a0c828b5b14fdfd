import { describe, expect, it } from "@jest/globals";
import { headerText } from "../../../../runtime/core/header-text.js";

describe("text in a header", () => {
  it.each([
    { given: "evt-1", want: "evt-1" },
    { given: "é", want: "\u00c3\u00a9" },
    { given: "号42", want: "\u00e5\u008f\u00b742" },
  ])("$given goes out as its UTF-8 bytes, which every Headers takes", ({ given, want }) => {
    expect(headerText(given)).toBe(want);
    expect(new Headers({ "last-event-id": headerText(given) }).get("last-event-id")).toBe(want);
  });
});

import { describe, expect, it } from "@jest/globals";
import { templateName } from "../../../generator/ir/index.js";

describe("a variable of a path", () => {
  it.each([
    { given: "id", want: { name: "id", reserved: false } },
    { given: "+name", want: { name: "name", reserved: true } },
    { given: "proxy+", want: { name: "proxy", reserved: true } },
    { given: "path*", want: { name: "path", reserved: true } },
    { given: "**slug", want: { name: "slug", reserved: true } },
    { given: "id?", want: { name: "id", reserved: false } },
    { given: "id:int", want: { name: "id", reserved: false } },
    { given: "id: [0-9]+", want: { name: "id", reserved: false } },
    { given: ";color", want: { name: "color", reserved: false } },
    { given: "odd-name", want: { name: "odd-name", reserved: false } },
    { given: "+", want: { name: "+", reserved: false } },
    { given: " ", want: { name: " ", reserved: false } },
  ])("{$given}", ({ given, want }) => expect(templateName(given)).toEqual(want));
});

import { describe, expect, it } from "@jest/globals";
import { templateName } from "../../../generator/ir/index.js";

describe("a variable of a path", () => {
  it.each([
    { given: "id", want: { name: "id", takes: "segment" } },
    { given: "+name", want: { name: "name", takes: "reserved" } },
    { given: "proxy+", want: { name: "proxy", takes: "segments" } },
    { given: "path*", want: { name: "path", takes: "segments" } },
    { given: "**slug", want: { name: "slug", takes: "segments" } },
    { given: "id?", want: { name: "id", takes: "segment" } },
    { given: "id:int", want: { name: "id", takes: "segment" } },
    { given: "id: [0-9]+", want: { name: "id", takes: "segment" } },
    { given: ";color", want: { name: "color", takes: "segment" } },
    { given: "odd-name", want: { name: "odd-name", takes: "segment" } },
    { given: "+", want: { name: "+", takes: "segment" } },
    { given: " ", want: { name: " ", takes: "segment" } },
  ])("{$given}", ({ given, want }) => expect(templateName(given)).toEqual(want));
});

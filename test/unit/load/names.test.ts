import { describe, expect, it } from "@jest/globals";
import { fileName, isTextFile } from "../../../generator/load/names.js";

describe("the short name of a file", () => {
  it.each([
    { url: "file:///specs/api/openapi.yaml", entry: "file:///specs/api/openapi.yaml", want: "openapi.yaml" },
    { url: "file:///specs/api/models/pet%20shop.yaml", entry: "file:///specs/api/openapi.yaml", want: "models/pet shop.yaml" },
    { url: "file:///specs/common/error.yaml", entry: "file:///specs/api/openapi.yaml", want: "../common/error.yaml" },
    { url: "https://a.example/v1/openapi.json", entry: "https://a.example/v1/openapi.json", want: "openapi.json" },
    { url: "https://a.example/v1/x.json?v=2", entry: "https://a.example/v1/openapi.json", want: "x.json?v=2" },
    { url: "https://a.example/", entry: "https://a.example/", want: "a.example" },
    { url: "https://b.example/x.json", entry: "https://a.example/v1/openapi.json", want: "https://b.example/x.json" },
    { url: "https://b.example/x.json", entry: "file:///specs/openapi.yaml", want: "https://b.example/x.json" },
    { url: "file:///specs/100%/x.yaml", entry: "file:///specs/100%/a.yaml", want: "x.yaml" },
    { url: "file:///specs/a%231.yaml", entry: "file:///specs/b.yaml", want: "a%231.yaml" },
    { url: "https://a.example/x.json?key=hush", entry: "https://a.example/x.json?key=hush", want: "x.json" },
    { url: "https://me:hush@b.example/x.json", entry: "https://a.example/x.json", want: "https://b.example/x.json" },
  ])("$url beside $entry", ({ url, entry, want }) => {
    expect(fileName(url, entry)).toBe(want);
  });
});

describe("a reference", () => {
  it.each([
    { given: "tags/Auth.md", want: true },
    { given: "sample.py?raw=1", want: true },
    { given: "tags/Auth.md#/a", want: false },
    { given: "models.yaml", want: false },
    { given: "models.json", want: false },
    { given: "models", want: false },
  ])("to $given is to text: $want", ({ given, want }) => {
    expect(isTextFile(given)).toBe(want);
  });
});

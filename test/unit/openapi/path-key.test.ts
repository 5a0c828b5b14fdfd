import { describe, expect, it } from "@jest/globals";
import { type PathKey, parsePathKey } from "../../../generator/openapi/path-key.js";

const table: readonly { readonly given: string; readonly want: Partial<PathKey> }[] = [
  { given: "/pets/{id}", want: { path: "/pets/{id}", pairs: [], names: ["id"] } },
  { given: "/{a}.{b}/{a}", want: { names: ["a", "b"] } },
  { given: "pets", want: { path: "/pets" } },
  {
    given: "/x?beta=true&empty&a=b%20c",
    want: {
      path: "/x",
      pairs: [
        { name: "beta", value: "true", from: "query" },
        { name: "empty", value: "", from: "query" },
        { name: "a", value: "b c", from: "query" },
      ],
    },
  },
  { given: "/x?", want: { path: "/x", pairs: [] } },
  { given: "/x#v2", want: { path: "/x", pairs: [] } },
  { given: "/#Action=List", want: { path: "/", pairs: [{ name: "Action", value: "List", from: "fragment" }] } },
  { given: "/x?a=%zz", want: { pairs: [{ name: "a", value: "%zz", from: "query" }] } },
  { given: "/{}/{a b}", want: { path: "/{}/{a b}", names: ["a b"] } },
];

describe("a path key", () => {
  it.each(table)("$given is taken apart", ({ given, want }) => {
    expect(parsePathKey(given)).toMatchObject(want);
  });
});

import { describe, expect, it } from "@jest/globals";
import { type HeaderKind, readHeaders } from "../../../../runtime/core/read-headers.js";

const read = (text: string, kind: HeaderKind | readonly [HeaderKind]): unknown =>
  (readHeaders(new Headers({ "X-It": text }), { "x-it": kind }) as { "x-it": unknown })["x-it"]; // just named

describe("readHeaders", () => {
  it.each<{ kind: HeaderKind | readonly [HeaderKind]; text: string; want: unknown }>([
    { kind: "text", text: "7", want: "7" },
    { kind: "number", text: "7.5", want: 7.5 },
    { kind: "number", text: "many", want: "many" },
    { kind: "number", text: "", want: "" },
    { kind: "boolean", text: "True", want: true },
    { kind: "boolean", text: "false", want: false },
    { kind: "boolean", text: "no", want: "no" },
    { kind: "bigint", text: "9007199254740993", want: 9007199254740993n },
    { kind: "bigint", text: "1.5", want: "1.5" },
    { kind: "date", text: "2024-05-06T07:08:09Z", want: new Date("2024-05-06T07:08:09Z") },
    { kind: "date", text: "soon", want: "soon" },
    { kind: "json", text: '{"a":[1]}', want: { a: [1] } },
    { kind: "json", text: "{", want: "{" },
    { kind: ["text"], text: "a, b,c", want: ["a", "b", "c"] },
    { kind: ["number"], text: "1,2", want: [1, 2] },
    { kind: ["text"], text: "", want: [] },
  ])("reads $text as $kind", ({ kind, text, want }) => {
    expect(read(text, kind)).toEqual(want);
  });

  it("leaves out what did not come", () => {
    expect(readHeaders(new Headers({ a: "1" }), { a: "number", b: "number" })).toEqual({ a: 1 });
  });
});

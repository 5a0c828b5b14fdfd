import { describe, expect, it } from "@jest/globals";
import type { Schema } from "../../../generator/ir/index.js";
import { mayBeNever } from "../../../generator/plan/may-be-never.js";
import { array, integer, model, object, oneOfValues, ref, text, union } from "./build.js";

const all = (...of: Schema[]): Schema => ({ kind: "all", of, at: "api.yaml#/all", meta: null });
const never: Schema = { kind: "never", meta: null };
const listed = [model("None", never), model("Cat", object({ kind: oneOfValues("cat") })), model("Loop", ref("Loop"))];
const models = new Map(listed.map((each) => [each.key, each]));
const nested = (depth: number): Schema => (depth === 0 ? object({ a: text }) : all(nested(depth - 1), object({ b: text })));

describe("a type that may be never", () => {
  it.each<[string, Schema, boolean]>([
    ["never", never, true],
    ["a model that is", ref("None"), true],
    ["a union of nothing else", union(never, ref("None")), true],
    ["texts that are numbers", all(text, integer), true],
    ["objects that fix one field to different values", all(ref("Cat"), object({ kind: oneOfValues("dog") })), true],
    ["a union with one that can be", union(never, text), false],
    ["objects with fields of their own", all(ref("Cat"), object({ age: integer })), false],
    ["a list of nothing", array(never), false],
    ["a model that only names itself", ref("Loop"), false],
    ["text", text, false],
  ])("%s: %j", (_, schema, want) => {
    expect(mayBeNever(schema, models)).toBe(want);
  });

  it("is told of parts nested deeply, too", () => {
    expect(mayBeNever(nested(3), models)).toBe(false);
    expect(mayBeNever(nested(60), models)).toBe(true);
  });
});

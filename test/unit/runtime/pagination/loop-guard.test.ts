import { describe, expect, it } from "@jest/globals";
import type { Paging } from "../../../../runtime/core/operation.js";
import { loopGuard } from "../../../../runtime/pagination/loop-guard.js";
import { firstPosition, type Position } from "../../../../runtime/pagination/position.js";

const operation = { id: "listThings", path: "/things" };
const cursor: Paging = { style: "cursor", items: "", cursor: "after", next: "/next" };
const at = (input: object, url: string | null = null): Position => ({ ...firstPosition(input), url });

describe("loopGuard", () => {
  it("counts the token that the walk began with", () => {
    const guard = loopGuard(operation, cursor, at({ after: "a" }));
    guard.leaving(at({ after: "b" }));
    expect(() => guard.leaving(at({ after: "a" }))).toThrow('listThings leads in circles: "a" came twice');
  });

  it("tells tokens by value and type, bigints included", () => {
    const guard = loopGuard(operation, cursor, at({}));
    for (const after of [1, "1", 18446744073709551615n, ["a", 1], { id: 1 }]) guard.leaving(at({ after }));
    expect(() => guard.leaving(at({ after: ["a", 1] }))).toThrow("came twice");
  });

  it("tells URLs by their whole text", () => {
    const guard = loopGuard(operation, { style: "link", items: "" }, at({}));
    guard.leaving(at({}, "http://x/?p=1"));
    guard.leaving(at({}, "http://x/?p=2"));
    expect(() => guard.leaving(at({}, "http://x/?p=1"))).toThrow("http://x/?p=1");
  });

  it("remembers thousands of tokens, not all of an endless list", () => {
    const guard = loopGuard(operation, cursor, at({}));
    for (let after = 0; after < 10_001; after++) guard.leaving(at({ after }));
    expect(() => guard.leaving(at({ after: 1 }))).toThrow("came twice");
    expect(() => guard.leaving(at({ after: 0 }))).not.toThrow();
  });

  it("lets numbered pages repeat where a total bounds the walk, at its end, and when they are empty", () => {
    const bounded = loopGuard(operation, { style: "offset", items: "", offset: "offset", total: "/total" }, at({}));
    const open = loopGuard(operation, { style: "offset", items: "", offset: "offset" }, at({}));
    for (const guard of [bounded, open]) guard.arrived([{ id: 1 }], at({ offset: 1 }));
    expect(() => bounded.arrived([{ id: 1 }], at({ offset: 2 }))).not.toThrow();
    expect(() => open.arrived([{ id: 1 }], null)).not.toThrow();
    expect(() => open.arrived([{ id: 1 }], at({ offset: 2 }))).toThrow("2 came twice");
    for (let times = 0; times < 2; times++) expect(() => open.arrived([], at({ offset: 3 }))).not.toThrow();
  });

  it.each([
    { left: [{ a: 1 }], right: [{ a: 2 }] },
    { left: [{ a: 1 }], right: [{ a: 1, b: 1 }] },
    { left: [{ a: [1, 2] }], right: [{ a: [1] }] },
    { left: [null], right: [{}] },
    { left: ["1"], right: [1] },
  ])("$left and $right are different pages", ({ left, right }) => {
    const guard = loopGuard(operation, { style: "page", items: "", page: "page" }, at({}));
    guard.arrived(left, at({ page: 2 }));
    expect(() => guard.arrived(right, at({ page: 3 }))).not.toThrow();
  });
});

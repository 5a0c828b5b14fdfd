import { describe, expect, it } from "@jest/globals";
import { isReservedGroup, isReservedMember, isReservedType, isReservedValue } from "../../../../generator/plan/names/reserved.js";

describe("reserved names", () => {
  it.each(["Record", "Error", "Promise", "string", "Client", "Reply", "Operation", "ApiError"])("no type is called %s", (name) => {
    expect(isReservedType(name)).toBe(true);
  });

  it.each(["delete", "call", "pages", "client", "input", "options", "fetch", "undefined", "await"])("no function is called %s", (name) => {
    expect(isReservedValue(name)).toBe(true);
  });

  it("a façade has no member that would make it something else", () => {
    expect(["constructor", "then", "__proto__"].every(isReservedMember)).toBe(true);
    expect(isReservedMember("list")).toBe(false);
  });

  it("a client has no façade in the place of its own members", () => {
    expect(["client", "request", "constructor"].every(isReservedGroup)).toBe(true);
  });

  it("leaves ordinary names alone", () => {
    expect([isReservedType("Pet"), isReservedValue("listPets"), isReservedValue("status")]).toEqual([false, false, false]);
  });
});

import { describe, expect, it } from "@jest/globals";
import { isTelling, repeats } from "../../../../generator/plan/names/telling.js";

describe("a reply's description", () => {
  it.each<[string | null, boolean]>([
    [null, false],
    ["", false],
    ["OK", false],
    ["Successful operation", false],
    ["The request has succeeded.", false],
    ["Resource not found", false],
    ["Unexpected error", false],
    ["404 response", false],
    ["Invalid ID supplied", true],
    ["A list of pets", true],
    ["The pet was eaten", true],
  ])("%j tells something: %s", (description, want) => {
    expect(isTelling(description)).toBe(want);
  });
});

describe("a text that repeats another", () => {
  it.each<[string, string, boolean]>([
    ["Delete a pet by its id.", "Deletes a pet", true],
    ["Lists pets", "lists pets.", true],
    ["Pets", "Pets and owners", false],
    ["All pets", "Pets", false],
    ["Pets", "", false],
  ])("%j after %j: %s", (longer, shorter, want) => {
    expect(repeats(longer, shorter)).toBe(want);
  });
});

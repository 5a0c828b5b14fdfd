import { describe, expect, it } from "@jest/globals";
import { optionalPackage } from "../../../../runtime/brokers/optional-package.js";

const missing = Object.assign(new Error("Cannot find package 'mqtt'"), { code: "ERR_MODULE_NOT_FOUND" });

describe("a broker's package", () => {
  it("that is not there is an InputError which says what to install", async () => {
    const error = { kind: "input", message: "The package mqtt is not installed", remedy: "Run: npm install mqtt", cause: missing };
    await expect(optionalPackage("mqtt", () => Promise.reject(missing))).rejects.toMatchObject(error);
  });

  it("that is there is given, and its own errors are not hidden", async () => {
    expect(await optionalPackage("mqtt", async () => 7)).toBe(7);
    await expect(optionalPackage("mqtt", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  });
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";

/** The folder of ably-common's data files, or null when FIXTURES_DIR does not name one. */
const folder: string | null =
  process.env["FIXTURES_DIR"] && existsSync(join(process.env["FIXTURES_DIR"], "ably-common")) ? join(process.env["FIXTURES_DIR"], "ably-common") : null;

/** One of ably-common's JSON files. The shape is the caller's claim: it is test data, and a wrong claim fails the test. */
export const fixture = <T>(name: string): T => JSON.parse(readFileSync(join(folder ?? "", name), "utf8")) as T;

/** Declares the tests of `declare` when the fixtures are there; else one skipped test that says why (in CI: a failed one). */
export function withFixtures(name: string, declare: () => void): void {
  if (folder !== null) declare();
  else if (process.env["CI"] === "true")
    it(`${name}: needs FIXTURES_DIR`, () => {
      expect(process.env["FIXTURES_DIR"]).toBe("a folder with ably-common");
    });
  else it.skip(`${name}: skipped, FIXTURES_DIR names no fixtures`, () => undefined);
}

/** Bytes of base64 text, by Node. */
export const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));

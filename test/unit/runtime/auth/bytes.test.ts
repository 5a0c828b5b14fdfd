import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { base64, base64Url, fromBase64, hex, hmacSha256, sha256, utf8 } from "../../../../runtime/auth/bytes.js";

describe("bytes", () => {
  it("print and read as everybody else does", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const buffer = Buffer.from(bytes);
        expect([hex(bytes), base64(bytes), base64Url(bytes)]).toEqual([buffer.toString("hex"), buffer.toString("base64"), buffer.toString("base64url")]);
        expect(fromBase64(base64(bytes))).toEqual(bytes);
      }),
    );
  });

  it("hash and sign as everybody else does", async () => {
    expect(hex(await sha256("ü"))).toBe(createHash("sha256").update("ü").digest("hex"));
    expect(hex(await sha256(utf8("ü")))).toBe(createHash("sha256").update("ü").digest("hex"));
    expect(hex(await hmacSha256(utf8("key"), "ü"))).toBe(createHmac("sha256", "key").update("ü").digest("hex"));
  });
});

import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { hex } from "../../../../runtime/auth/bytes.js";
import { md5 } from "../../../../runtime/auth/md5.js";

const of = (text: string) => hex(md5(new TextEncoder().encode(text)));

describe("md5", () => {
  it.each([
    ["", "d41d8cd98f00b204e9800998ecf8427e"],
    ["a", "0cc175b9c0f1b6a831c399e269772661"],
    ["abc", "900150983cd24fb0d6963f7d28e17f72"],
    ["message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
    ["12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a"],
  ])("of %j is that of RFC 1321", (text, want) => {
    expect(of(text)).toBe(want);
  });

  it("agrees with the machine's own at every length", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => hex(md5(bytes)) === createHash("md5").update(bytes).digest("hex")));
  });
});

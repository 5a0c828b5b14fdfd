import { describe, expect, it } from "@jest/globals";
import { isAddress, isInternalAddress, isNamed } from "../../../generator/load/access.js";

describe("an address", () => {
  it.each([
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "[::1]",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "::ffff:127.0.0.1",
    "::ffff:a00:1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "::127.0.0.1",
    "::ffff:0:7f00:1",
    "192.88.99.1",
    "3fff::1",
    "not an address",
  ])("%s is internal", (given) => {
    expect(isInternalAddress(given)).toBe(true);
  });

  it.each(["1.1.1.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "2606:4700::1111", "[2606:4700::1111]", "::ffff:1.1.1.1"])("%s is public", (given) => {
    expect(isInternalAddress(given)).toBe(false);
  });

  it("is told from a name", () => {
    expect(isAddress("[::1]")).toBe(true);
    expect(isAddress("127.0.0.1")).toBe(true);
    expect(isAddress("localhost")).toBe(false);
  });
});

describe("a named origin", () => {
  it.each([
    { given: "https://a.example/x", origin: "https://a.example", want: true },
    { given: "https://a.example/x", origin: "http://a.example", want: true },
    { given: "http://a.example/x", origin: "https://a.example", want: false },
    { given: "https://a.example:8443/x", origin: "http://a.example:8443", want: false },
    { given: "https://a.example:8443/x", origin: "http://a.example", want: false },
    { given: "https://a.example/x", origin: "http://a.example:8080", want: false },
    { given: "https://b.a.example/x", origin: "https://a.example", want: false },
  ])("of $origin: $given is $want", ({ given, origin, want }) => {
    expect(isNamed(new URL(given), [origin])).toBe(want);
  });
});

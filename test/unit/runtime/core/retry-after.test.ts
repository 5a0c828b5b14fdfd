import { describe, expect, it } from "@jest/globals";
import { retryAfter } from "../../../../runtime/core/retry-after.js";

const now = Date.parse("2026-03-01T12:00:00Z");
const inTenSeconds = (now + 10_000) / 1000;

describe("retryAfter", () => {
  it.each<[string, Record<string, string>, number | null]>([
    ["nothing", {}, null],
    ["seconds", { "retry-after": "3" }, 3000],
    ["a fraction of a second", { "retry-after": "0.25" }, 250],
    ["zero", { "retry-after": "0" }, 0],
    ["a negative number, which says nothing", { "retry-after": "-5" }, null],
    ["seconds where the milliseconds are negative", { "retry-after-ms": "-1", "retry-after": "2" }, 2000],
    ["Azure's spelling of milliseconds", { "x-ms-retry-after-ms": "250", "retry-after": "1" }, 250],
    ["milliseconds by the header's name", { "retry-after-ms": "1500" }, 1500],
    ["milliseconds before seconds", { "retry-after-ms": "1500", "retry-after": "2" }, 1500],
    ["seconds where the milliseconds are unreadable", { "retry-after-ms": "soon", "retry-after": "2" }, 2000],
    ["the unofficial x- spelling", { "x-retry-after": "4" }, 4000],
    ["an HTTP date", { "retry-after": "Sun, 01 Mar 2026 12:00:10 GMT" }, 10_000],
    ["an RFC 850 date", { "retry-after": "Sunday, 01-Mar-26 12:00:10 GMT" }, 10_000],
    ["an asctime date, which is GMT too", { "retry-after": "Sun Mar  1 12:00:10 2026" }, 10_000],
    ["an ISO date, though no RFC allows it", { "retry-after": "2026-03-01T12:00:10Z" }, 10_000],
    ["a date that has passed", { "retry-after": "Sun, 01 Mar 2026 11:59:00 GMT" }, 0],
    ["a date on a server whose clock is an hour ahead", { "retry-after": "Sun, 01 Mar 2026 13:00:10 GMT", date: "Sun, 01 Mar 2026 13:00:00 GMT" }, 10_000],
    ["nonsense", { "retry-after": "a while" }, null],
    ["an empty header", { "retry-after": "" }, null],
    ["a rate limit reset that nobody declared", { "x-ratelimit-reset": "5" }, null],
  ])("reads %s", (_, given, want) => {
    expect(retryAfter(new Headers(given), now)).toBe(want);
  });

  it.each<[string, string, number | null]>([
    ["seconds from now", "10", 10_000],
    ["Unix time in seconds", String(inTenSeconds), 10_000],
    ["Unix time in milliseconds", String(inTenSeconds * 1000), 10_000],
  ])("reads a declared reset header as %s", (_, given, want) => {
    expect(retryAfter(new Headers({ "x-ratelimit-reset": given }), now, ["x-ratelimit-reset"])).toBe(want);
  });

  it("looks at declared headers only, in their order", () => {
    const headers = new Headers({ "retry-after": "1", "x-first": "2", "x-second": "3" });
    expect(retryAfter(headers, now, ["x-first", "x-second"])).toBe(2000);
    expect(retryAfter(headers, now, ["x-second", "x-first"])).toBe(3000);
  });
});

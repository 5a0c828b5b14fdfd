import type { WireHeaders } from "./call.js";

/** Headers that are looked at when an API declares none, first readable wins. */
const usual = ["retry-after-ms", "x-ms-retry-after-ms", "retry-after", "x-retry-after"];

/**
 * Milliseconds that the server asks to wait, or null when it says nothing readable.
 * Read per header name: `*-ms` holds milliseconds; a number holds seconds (fractions allowed), or Unix time when it is as
 * large as one (rate limit resets); anything else is an HTTP date in any of its three forms (RFC 9110, 5.6.7 and 10.2.3).
 * Dates count from the reply's own Date header where there is one, so that a wrong local clock does no harm.
 */
export function retryAfter(headers: WireHeaders, now: number, names: readonly string[] = usual): number | null {
  for (const name of names) {
    const text = headers.get(name);
    if (!text) continue;
    const number = Number(text);
    const server = Date.parse(headers.get("date") ?? "") || now;
    // asctime dates end in the year and name no zone: they are GMT all the same.
    const at = number > 1e12 ? number : number > 1e9 ? number * 1000 : Date.parse(/ \d{4}$/.test(text) ? `${text} GMT` : text);
    const wait = number <= 1e9 ? number * (/-ms$/i.test(name) ? 1 : 1000) : Math.max(0, at - server);
    if (wait >= 0) return wait;
  }
  return null;
}

import { InputError } from "./errors.js";

/**
 * An address of the web without a slash at its end; one that begins with a slash is relative to the page, where there is one.
 * @throws InputError, naming `what`, for everything else: without a scheme, with a query, not to be parsed.
 */
export function addressOf(text: string, what: string): string {
  const { location } = globalThis as { readonly location?: { readonly href: string } }; // browsers have it
  const base = text[0] === "/" ? location?.href : undefined;
  const whole = base && URL.canParse(text, base) ? new URL(text, base).href : text;
  if (!/^https?:\/\/[^?#]+$/i.test(whole) || !URL.canParse(whole))
    throw new InputError(`${what}: "${text}" is no web address`, { remedy: "Write it whole and without a query: https://<host>/<path>" });
  return whole.replace(/\/+$/, "");
}

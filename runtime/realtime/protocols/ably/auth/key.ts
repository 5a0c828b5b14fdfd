import { ablyError } from "../ably-error.js";

/** The two halves of an API key. */
export interface AblyKey {
  /** `APP.KEYID`: may be shown. */
  readonly name: string;
  readonly secret: string;
}

/** The halves of `APP.KEYID:SECRET`. Throws 40101 for other text; the text is not in the message, as it may be a secret. */
export function parseKey(text: string): AblyKey {
  const colon = text.indexOf(":");
  const name = text.slice(0, colon);
  if (colon < 0 || colon === text.length - 1 || !/^[^.\s]+\.[^.\s]+$/.test(name)) throw ablyError(40101, "The key is not of the form APP.KEYID:SECRET");
  return { name, secret: text.slice(colon + 1) };
}

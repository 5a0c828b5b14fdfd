import type { Codec } from "./codec.js";
import { statusKey } from "./start.js";

/** What a proxy answers in a browser's place: no text that an API declares. */
const page = /^\s*<(?:!doctype|html)\b/i;

/**
 * Failures whose declared body is plain text (the operation's `texts`): `settle()` and `failedWith` give them under their
 * status, with the text as the error. A web page is none.
 */
export const texts: Codec = {
  replies: {
    json(text, operation, status) {
      const key = status < 400 ? undefined : statusKey(operation, status);
      if (key !== undefined && operation.texts?.includes(key) && !page.test(text)) return text;
      const next = operation.use?.find((codec) => codec !== texts && codec.replies?.["json"])?.replies?.["json"];
      return next ? next(text, operation, status) : JSON.parse(text);
    },
  },
};

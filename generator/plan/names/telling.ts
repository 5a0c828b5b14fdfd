import { singular } from "./casing.js";

const word = /[\p{L}\p{Nd}]+/gu;

/** Whether a reply's description says more than its status does: `Successful operation` and `Resource not found` don't. */
export function isTelling(description: string | null): boolean {
  for (const [part] of (description ?? "").matchAll(word)) if (!expected.has(part.toLowerCase()) && !/^[1-5](?:\d\d|xx)$/i.test(part)) return true;
  return false;
}

const expected: ReadonlySet<string> = new Set(
  (
    "a an and any are be by can cannot could does exist for has have if in is it no not of on or other the this to was were when will with your " +
    "accepted access allowed bad client code completed conflict content created default denied description done empty entity error errors expected failed failure forbidden found " +
    "gateway general generic gone http internal invalid json large many media message method missing object occurred ok operation operations payload permission permissions permitted " +
    "precondition processed query request requested requests reply resource resources response responses result results return returned returns server service standard status succeed " +
    "succeeded success successful successfull successfully timed timeout too type unauthenticated unauthorised unauthorized unavailable undocumented unexpected unknown unprocessable " +
    "unsupported user validation"
  ).split(" "),
);

/** Whether one text begins with all that the other says, whatever the endings of its words. */
export function repeats(longer: string, shorter: string): boolean {
  const all = longer.matchAll(word);
  let count = 0;
  for (const [part] of shorter.matchAll(word)) {
    const next = all.next();
    if (next.done || singular(next.value[0]) !== singular(part)) return false;
    count += 1;
  }
  return count > 0;
}

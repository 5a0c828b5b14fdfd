import { singular, words } from "./names/casing.js";

/** Whether a reply's description says more than its status does: `Successful operation` and `Resource not found` don't. */
export function isTelling(description: string | null): boolean {
  return description !== null && words(description).some((word) => !expected.has(word.toLowerCase()) && !/^[1-5](?:\d\d|xx)$/i.test(word));
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
  const [all, start] = [stems(longer), stems(shorter)];
  return start.length > 0 && start.length <= all.length && start.every((word, at) => all[at] === word);
}

const stems = (text: string): readonly string[] => words(text).map(singular);

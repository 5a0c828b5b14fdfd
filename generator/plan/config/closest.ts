/** The known word that differs least, if it differs little. */
export function closest(given: string, known: Iterable<string>): string | null {
  return nearest(given, known, 1)[0] ?? null;
}

/** Known words that were perhaps meant: those that differ little, best first; else those that hold the given one, or that it holds. */
export function nearest(given: string, known: Iterable<string>, count = 3): readonly string[] {
  const asked = given.toLowerCase();
  const limit = Math.max(1, Math.floor(given.length / 3));
  const alike: (readonly [number, string])[] = [];
  const parts: (readonly [number, string])[] = [];
  for (const word of new Set(known)) {
    const steps = Math.abs(word.length - given.length) > limit ? limit + 1 : distance(asked, word.toLowerCase());
    if (steps <= limit) alike.push([steps, word]);
    else if (count > 1 && isPart(asked, word.toLowerCase())) parts.push([word.length, word]);
  }
  const ranked = alike.length > 0 ? alike : parts;
  return ranked
    .sort(([left], [right]) => left - right)
    .slice(0, count)
    .map(([, word]) => word);
}

const isPart = (one: string, other: string): boolean => (one.length > 2 && other.includes(one)) || (other.length > 2 && one.includes(other));

/** `Did you mean x or y?`, or what to say when nothing is near. */
export function didYouMean(given: string, known: Iterable<string>, otherwise: string): string {
  const near = nearest(given, known);
  return near.length === 0 ? otherwise : `Did you mean ${near.map((each) => `\`${each}\``).join(" or ")}?`;
}

function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

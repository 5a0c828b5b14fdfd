const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** An integer too large for a number, as it stood in the text. */
export class Digits {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A JSON text with `make`'s text for each integer beyond 2^53; null where there is none. */
export function markWide(text: string, make: (digits: string) => string): string | null {
  let found = false;
  const marked = text.replace(token, (part) => {
    if (part.length < 16 || !/^-?\d+$/.test(part) || Number.isSafeInteger(Number(part))) return part;
    found = true;
    return make(part);
  });
  return found ? marked : null;
}

/** JSON.parse that loses no digit: integers beyond 2^53 come as Digits. Throws a SyntaxError as JSON.parse does. */
export function parseLossless(text: string): unknown {
  // Marked as strings that no document can hold by chance, parsed, and put back.
  const mark = `${crypto.randomUUID()}:`;
  const marked = markWide(text, (part) => `"${mark}${part}"`);
  if (marked === null) return JSON.parse(text);
  return JSON.parse(marked, (_, value: unknown) => (typeof value === "string" && value.startsWith(mark) ? new Digits(value.slice(mark.length)) : value));
}

/** Digits that nobody asked for become numbers, as JSON.parse makes them. Changes lists and records in place. */
export function roundDigits(value: unknown): unknown {
  if (value instanceof Digits) return Number(value.text);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const [key, member] of Object.entries(value)) {
    const round = roundDigits(member);
    if (round !== member) Object.defineProperty(value, key, { value: round, enumerable: true, writable: true, configurable: true });
  }
  return value;
}

/** JSON.stringify that prints a bigint as a number with all its digits. */
export function printLossless(value: unknown): string {
  const mark = `${crypto.randomUUID()}:`;
  const text = JSON.stringify(value, (_, member: unknown) => (typeof member === "bigint" ? `${mark}${member}` : member));
  return text?.includes(mark) ? text.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, "g"), "$1") : text;
}

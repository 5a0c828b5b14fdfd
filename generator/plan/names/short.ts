/** Texts longer than this are cut: a hover is no data sheet. */
const longest = 120;

/** The text, or its beginning. */
export function short(text: string): string {
  return text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, "")}…` : text;
}

import { createHash } from "node:crypto";

/** An input of a document: its short name and its bytes. */
export interface Input {
  readonly name: string;
  readonly bytes: Buffer;
}

/** sha256 (hex) over all inputs: the entry document first, the others by name; names and lengths are part of it. */
export function hashInputs(entry: Input, others: readonly Input[]): string {
  const hash = createHash("sha256");
  const rest = [...others].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const input of [entry, ...rest]) hash.update(`${input.name}\0${input.bytes.length}\0`).update(input.bytes);
  return hash.digest("hex");
}

/** The name under which an overlay counts in the hash: its turn matters. */
export function overlayName(index: number, name: string): string {
  return `overlay ${index} ${name}`;
}

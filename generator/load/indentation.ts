import type { YAMLException } from "js-yaml";

/** What became of a text: `error` tells why the parser rejects it in spite of the indentation, null that it was read. */
export interface Indented {
  readonly text: string;
  /** Lines (from 1) that had to be indented for that; lone closing brackets, which few parsers mind, aren't counted. */
  readonly lines: readonly number[];
}

const PAD = " ".repeat(64);
const MOST_ROUNDS = 100;

/**
 * Runs `parse`; where it stops at "deficient indentation" (a continuation line of a quoted text or of a `{...}` or `[...]` that
 * isn't indented more than its parent: YAML 1.2 forbids it, many parsers let it pass), indents that line and tries again.
 * White space there means nothing, so the value stays the same. Stops at whatever else `parse` throws.
 */
export function parseIndented<T>(
  text: string,
  parse: (text: string) => T,
): Indented & ({ readonly value: T; readonly error: null } | { readonly error: Error }) {
  let current = text;
  const lines: number[] = [];
  for (let round = 0; ; round++) {
    try {
      return { value: parse(current), text: current, lines, error: null };
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const mark = isIndentationError(error) ? error.mark : null;
      if (!mark || round === MOST_ROUNDS) return { text: current, lines, error };
      const start = mark.position - mark.column;
      if (current.startsWith(PAD, start)) return { text: current, lines, error };
      if (!/[}\]]/.test(current.charAt(mark.position))) lines.push(mark.line + 1);
      current = current.slice(0, start) + PAD + current.slice(start);
      if (round === 0) current = indentClosers(current);
    }
  }
}

function isIndentationError(error: Error): error is YAMLException {
  return "reason" in error && error.reason === "deficient indentation";
}

/** Most such lines hold a lone closing bracket: outside block scalars they can be indented together, in one pass. */
function indentClosers(text: string): string {
  const lines = text.split("\n");
  let scalarIndent = -1;
  for (const [index, line] of lines.entries()) {
    const indent = line.search(/\S/);
    if (indent < 0) continue;
    if (scalarIndent >= 0 && indent > scalarIndent) continue;
    scalarIndent = /(^|\s)[|>][-+0-9]*\s*(#.*)?$/.test(line) ? indent : -1;
    if (!/^\s*[}\]]/.test(line) || indent >= PAD.length) continue;
    lines[index] = PAD + line;
  }
  return lines.join("\n");
}

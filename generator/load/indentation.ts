const PAD = " ".repeat(64);

/**
 * A text with some of its lines indented further. A continuation line of a quoted text or of a `{...}` or `[...]` that isn't
 * indented more than its parent is forbidden by YAML 1.2, but many parsers let it pass. White space there means nothing, so the
 * value stays the same. `starts`: offsets at which the lines start.
 */
export function indent(text: string, starts: readonly number[]): string {
  let indented = "";
  let from = 0;
  for (const start of [...starts].sort((left, right) => left - right)) {
    indented += text.slice(from, start) + PAD;
    from = start;
  }
  return indented + text.slice(from);
}

/** The lines (from 1) among these that are worth a word: lone closing brackets, which few parsers mind, aren't. */
export function wordyLines(text: string, starts: readonly number[]): readonly number[] {
  const lines: number[] = [];
  let line = 1;
  let at = 0;
  for (const start of [...starts].sort((left, right) => left - right)) {
    for (let end = text.indexOf("\n", at); end >= 0 && end < start; end = text.indexOf("\n", at)) {
      line++;
      at = end + 1;
    }
    CLOSER.lastIndex = start;
    if (!CLOSER.test(text)) lines.push(line);
  }
  return lines;
}

const CLOSER = /[^\S\n]*[}\]]/y;

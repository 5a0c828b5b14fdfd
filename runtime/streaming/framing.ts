/** Cuts a stream of text into what it is made of, wherever the network happened to cut it. */
export interface Framing<T> {
  /** Takes the next piece of text; gives what it completes. */
  push(text: string): readonly T[];
  /** Takes the end of the stream; gives what was left without its terminator. */
  end(): readonly T[];
  /** Characters that wait for the end of what they belong to. */
  held(): number;
}

/** How lines end: `any` is CR, LF or CRLF (server-sent events); `lf` is LF alone (JSON lines). */
export type LineEnding = "any" | "lf";

/** Lines without their ends; a byte-order mark at the start of the stream is dropped. */
export function lineFraming(ending: LineEnding): Framing<string> {
  // A line is kept in pieces until its end comes, so that a long line in many small chunks costs no more than its length.
  let pieces: string[] = [];
  let held = 0;
  let afterCr = false;
  const dropMark = markDropper();
  const complete = (last: string): string => {
    const line = pieces.length === 0 ? last : pieces.join("") + last;
    pieces = [];
    held = 0;
    return line;
  };
  return {
    push(chunk) {
      const text = dropMark(chunk);
      const lines: string[] = [];
      let from = afterCr && text.startsWith("\n") ? 1 : 0;
      if (text !== "") afterCr = false;
      let lf = text.indexOf("\n", from);
      let cr = ending === "any" ? text.indexOf("\r", from) : -1;
      while (lf >= 0 || cr >= 0) {
        const at = cr < 0 || (lf >= 0 && lf < cr) ? lf : cr;
        lines.push(complete(text.slice(from, at)));
        from = at + 1;
        if (at === cr) {
          if (from === text.length) afterCr = true;
          else if (text[from] === "\n") from++;
          cr = text.indexOf("\r", from);
        }
        if (lf >= 0 && lf < from) lf = text.indexOf("\n", from);
      }
      if (from < text.length) {
        pieces.push(text.slice(from));
        held += text.length - from;
      }
      return lines;
    },
    end: () => (pieces.length === 0 ? [] : [complete("")]),
    held: () => held,
  };
}

/** Drops one byte-order mark, at the very start only. */
export function markDropper(): (text: string) => string {
  let started = false;
  return (text) => {
    if (started || text === "") return text;
    started = true;
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  };
}

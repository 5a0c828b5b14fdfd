/** What a token is: the code of the character that it begins with, except for these. */
export const START = 0;
export const WORD = 1;
export const ARROW = 2;

const codeOf = (char: string): number => char.charCodeAt(0);
const BREAK = codeOf("\n");
const QUOTE = codeOf('"');
const SLASH = codeOf("/");
const STAR = codeOf("*");
const EQUALS = codeOf("=");
const GREATER = codeOf(">");
const BACKSLASH = codeOf("\\");

/** What an ASCII character is; `ODD`: our templates print it in strings and comments only. */
const [LETTER, BLANK, MARK, ODD] = [0, 1, 2, 3];
const kinds: Uint8Array = new Uint8Array(128).fill(ODD);
for (let code = 33; code < 127; code++) kinds[code] = /[\w$]/.test(String.fromCharCode(code)) ? LETTER : MARK;
for (const char of " \t\n") kinds[codeOf(char)] = BLANK;
for (const char of "`'\\@") kinds[codeOf(char)] = ODD;

const WIDE_LETTER = /\p{ID_Continue}/u;
const isLetter = (code: number): boolean => (code < 128 ? kinds[code] === LETTER : WIDE_LETTER.test(String.fromCharCode(code)));

/** A token of a text. */
export type Mark = Pick<SourceTokens, "start" | "end" | "code" | "before" | "broken">;

/**
 * The tokens of generated TypeScript: words, double-quoted strings, `=>` and single marks. Blanks and comments are passed over.
 * Ends at the end of the text, and at anything that might be read in another way: templates, regular expressions, single
 * quotes, escapes outside of strings, odd blanks.
 */
export class SourceTokens {
  readonly text: string;
  /** The token: from `start` up to, not including, `end`. */
  start = 0;
  end = 0;
  code: number = START;
  /** `code` of the token before. */
  before: number = START;
  /** Whether a line break or a comment stands between the two. */
  broken = false;

  constructor(text: string) {
    this.text = text;
  }

  /** Goes to the next token; false at the end. */
  next(): boolean {
    const { text } = this;
    this.broken = false;
    for (let at = this.end; at >= 0 && at < text.length; ) {
      const code = text.charCodeAt(at);
      if (code === SLASH) {
        this.broken = true;
        at = this.#commentEnd(at);
      } else if (kinds[code] === BLANK) {
        if (code === BREAK) this.broken = true;
        at++;
      } else return this.#read(at, code);
    }
    return false;
  }

  /** Where it is: for `reset`. */
  mark(): Mark {
    const { start, end, code, before, broken } = this;
    return { start, end, code, before, broken };
  }

  /** Goes back to where it was. */
  reset({ start, end, code, before, broken }: Mark): void {
    this.start = start;
    this.end = end;
    this.code = code;
    this.before = before;
    this.broken = broken;
  }

  /** Takes what stands up to `end` as one word. */
  skip(end: number): void {
    this.end = end;
    this.code = WORD;
  }

  /** Whether the token is one of these words. */
  is(words: ReadonlySet<string>): boolean {
    return this.end - this.start < 12 && words.has(this.text.slice(this.start, this.end));
  }

  #read(at: number, code: number): boolean {
    const { text } = this;
    this.before = this.code;
    this.start = at;
    this.end = at + 1;
    this.code = code;
    if (code === QUOTE) return this.#readString();
    if (isLetter(code)) {
      this.code = WORD;
      while (this.end < text.length && isLetter(text.charCodeAt(this.end))) this.end++;
      return true;
    }
    if (code === EQUALS && text.charCodeAt(at + 1) === GREATER) {
      this.code = ARROW;
      this.end++;
    }
    return kinds[code] === MARK;
  }

  #readString(): boolean {
    const { text } = this;
    for (let at = this.end; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < 32) return false;
      if (code === BACKSLASH && text.charCodeAt(++at) < 32) return false;
      if (code !== QUOTE) continue;
      this.end = at + 1;
      return true;
    }
    return false;
  }

  /** The end of the comment that begins there; -1: none does, or it has no plain end. */
  #commentEnd(at: number): number {
    const second = this.text.charCodeAt(at + 1);
    if (second === SLASH) return lineEnd(this.text, at);
    const end = second === STAR ? this.text.indexOf("*/", at + 2) : -1;
    return end < 0 ? -1 : end + 2;
  }
}

/** The end of a line; -1 when it has none, or one that not everybody takes for one. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 || /[\r\u2028\u2029]/.test(text.slice(at, end)) ? -1 : end;
}

import type { JsonValue } from "../ir/json.js";

/** Thrown at YAML that only the library can judge. */
export class Unusual extends Error {}

/** What the library makes of a plain text that may be an unusual number. */
export type Resolve = (text: string) => JsonValue;

/** What was read, and where reading goes on. */
export interface Read<T> {
  readonly value: T;
  readonly end: number;
}

const LINE_FEED = 10;
const TAB = 9;
const SPACE = 32;
const HASH = 35;
const COLON = 58;
const QUOTE = 34;
const APOSTROPHE = 39;
const BACKSLASH = 92;

/** Whether nothing, a space or the end of the line stands there. */
export const isGap = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code === SPACE || code === LINE_FEED || Number.isNaN(code);
};

/** The start of the next line, when only spaces and a comment are left of this one. */
export function endLine(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  if (text.charCodeAt(at) === HASH && at > from) return afterLine(text, at);
  if (!isGap(text, at)) throw new Unusual();
  return at + 1;
}

/** The start of the next line. */
export function afterLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

/** A text in double or single quotes; its lines after the first are indented more than `parent`. */
export function readQuoted(text: string, start: number, parent: number): Read<string> {
  const quote = text.charCodeAt(start);
  let value = "";
  let from = start + 1;
  let solid = from;
  for (let at = from; at < text.length; ) {
    const code = text.charCodeAt(at);
    let part: Read<string> | null = null;
    if (code === quote) {
      if (quote === QUOTE || text.charCodeAt(at + 1) !== APOSTROPHE) return { value: value + text.slice(from, at), end: at + 1 };
      part = { value: `${text.slice(from, at)}'`, end: at + 2 };
    } else if (code === LINE_FEED) {
      const folded = foldLines(text, at, parent);
      part = { value: text.slice(from, solid) + folded.value, end: folded.end };
    } else if (code === BACKSLASH && quote === QUOTE) {
      const escaped = text.charCodeAt(at + 1) === LINE_FEED ? { value: "", end: foldLines(text, at + 1, parent).end } : readEscape(text, at);
      part = { value: text.slice(from, at) + escaped.value, end: escaped.end };
    }
    if (part === null) {
      at++;
      if (code !== SPACE && code !== TAB) solid = at;
    } else {
      value += part.value;
      from = solid = at = part.end;
    }
  }
  throw new Unusual();
}

/** What the line breaks that begin there stand for, and the first thing after them. */
function foldLines(text: string, start: number, parent: number): Read<string> {
  let at = start;
  let breaks = 0;
  let lineStart = at;
  for (; text.charCodeAt(at) === LINE_FEED; breaks++) {
    lineStart = ++at;
    while (text.charCodeAt(at) === SPACE) at++;
  }
  if (at - lineStart <= parent || text.charCodeAt(at) === TAB) throw new Unusual();
  return { value: breaks === 1 ? " " : "\n".repeat(breaks - 1), end: at };
}

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U(00[\da-fA-F]{6})|([0abtnvfre "/\\N_LP\t]))/y;
const ESCAPED: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\u001b",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};

function readEscape(text: string, start: number): Read<string> {
  ESCAPE.lastIndex = start;
  const [, byte, unit, point, simple = ""] = ESCAPE.exec(text) ?? [];
  const code = Number.parseInt(byte ?? unit ?? point ?? "", 16);
  if (code > 0x10ffff || (Number.isNaN(code) && simple === "")) throw new Unusual();
  return { value: Number.isNaN(code) ? (ESCAPED[simple] ?? simple) : String.fromCodePoint(code), end: ESCAPE.lastIndex };
}

/** A plain text with the lines that continue it: those that are indented more than `parent`. */
export function readPlain(text: string, start: number, parent: number): Read<string> {
  if (!startsPlain(text, start)) throw new Unusual();
  const first = readPlainLine(text, start);
  let { value, end } = first;
  for (;;) {
    let at = end;
    let breaks = 1;
    let lineStart = at;
    for (;;) {
      while (text.charCodeAt(at) === SPACE) at++;
      if (text.charCodeAt(at) !== LINE_FEED) break;
      breaks++;
      at++;
      lineStart = at;
    }
    if (at >= text.length || at - lineStart <= parent) return { value, end };
    if (first.commented || text.charCodeAt(at) === HASH || text.charCodeAt(at) === TAB) throw new Unusual();
    const next = readPlainLine(text, at);
    if (next.commented) throw new Unusual();
    value += (breaks === 1 ? " " : "\n".repeat(breaks - 1)) + next.value;
    end = next.end;
  }
}

function readPlainLine(text: string, start: number): Read<string> & { readonly commented: boolean } {
  let last = start;
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code === SPACE) continue;
    if (code === LINE_FEED || Number.isNaN(code)) return { value: text.slice(start, last), end: at + 1, commented: false };
    if (code === HASH && last < at) return { value: text.slice(start, last), end: afterLine(text, at), commented: true };
    if (code === TAB || (code === COLON && isGap(text, at + 1))) throw new Unusual();
    last = at + 1;
  }
}

const HEADER = /([|>])(?:([-+]?)([1-9]?)|([1-9])([-+])) *(?: #[^\n]*)?(?:\n|$)/y;

/** A literal or folded text: the lines below that are indented more than `parent`, or as much more as its header says. */
export function readBlock(text: string, start: number, parent: number): Read<string> {
  HEADER.lastIndex = start;
  const header = HEADER.exec(text);
  if (header === null) throw new Unusual();
  const style = header[1];
  const chomping = header[2] ?? header[5];
  const given = header[3] || header[4];
  const lines = readLines(text, HEADER.lastIndex, { parent, indent: given ? parent + Number(given) : -1 });
  if (chomping === "+" && lines.end >= text.length) throw new Unusual();
  const body = style === ">" ? fold(lines.value) : lines.value.join("\n");
  const breaks = chomping === "+" ? lines.blank + (lines.value.length > 0 ? 1 : 0) : chomping === "" && lines.value.length > 0 ? 1 : 0;
  return { value: body + "\n".repeat(breaks), end: lines.end };
}

interface Indents {
  readonly parent: number;
  /** Of the lines; -1: that of the first. */
  readonly indent: number;
}

/** The lines without their common indentation and without the blank ones after the last, which are counted. */
function readLines(text: string, start: number, { parent, indent: given }: Indents): Read<string[]> & { readonly blank: number } {
  const lines: string[] = [];
  let indent = given;
  let widest = 0;
  let blank = 0;
  let end = start;
  for (let lineStart = start; lineStart < text.length; ) {
    let at = lineStart;
    while (text.charCodeAt(at) === SPACE) at++;
    const column = at - lineStart;
    const lineEnd = text.indexOf("\n", at);
    const next = lineEnd < 0 ? text.length : lineEnd + 1;
    const isBlank = at === lineEnd || at >= text.length;
    if (isBlank && (indent < 0 || column <= indent)) {
      widest = Math.max(widest, column);
      blank++;
    } else if (column <= parent) break;
    else {
      if (indent < 0) indent = column;
      if (column < indent || widest > indent || (column === indent && text.charCodeAt(at) === TAB)) throw new Unusual();
      for (; blank > 0; blank--) lines.push("");
      lines.push(text.slice(lineStart + indent, lineEnd < 0 ? text.length : lineEnd));
    }
    lineStart = end = next;
  }
  return { value: lines, end, blank };
}

/** Line breaks between lines that aren't indented further become spaces. */
function fold(lines: readonly string[]): string {
  let result = "";
  let blank = 0;
  let further = false;
  let begun = false;
  for (const line of lines) {
    const code = line.charCodeAt(0);
    if (line === "") {
      blank++;
      continue;
    }
    const wasFurther = further;
    further = code === SPACE || code === TAB;
    if (further) result += "\n".repeat(begun ? blank + 1 : blank);
    else if (wasFurther) result += "\n".repeat(blank + 1);
    else result += blank === 0 ? (begun ? " " : "") : "\n".repeat(blank);
    result += line;
    begun = true;
    blank = 0;
  }
  return result;
}

const INDICATORS: ReadonlySet<number> = new Set([...",[]{}#&*!|>'\"%@`\n\t"].map((char) => char.charCodeAt(0)));
const MARKS: ReadonlySet<number> = new Set([..."-?:"].map((char) => char.charCodeAt(0)));

/** Whether a plain text can begin there. */
export function startsPlain(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at < text.length && !INDICATORS.has(code) && !(MARKS.has(code) && isGap(text, at + 1));
}

/** Adds a member; a repeated key, or one that would set the prototype, is unusual. */
export function addMember(object: Record<string, JsonValue>, name: string, value: JsonValue): void {
  if (name === "__proto__" || Object.hasOwn(object, name)) throw new Unusual();
  object[name] = value;
}

/** A plain key as text. */
export function keyOf(text: string, resolve: Resolve): string {
  if (text === "<<" || text === "") throw new Unusual();
  const value = plainValue(text, resolve);
  return typeof value === "string" ? value : String(value);
}

const SIMPLE_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;
const NUMBERLIKE = /^[-+.\d][\w.+-]*$/;
const WORDS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ...["~", "null", "Null", "NULL"].map((word): [string, JsonValue] => [word, null]),
  ...["true", "True", "TRUE"].map((word): [string, JsonValue] => [word, true]),
  ...["false", "False", "FALSE"].map((word): [string, JsonValue] => [word, false]),
]);

/** What a plain text means (core schema); `resolve` judges what looks like an unusual number. */
export function plainValue(text: string, resolve: Resolve): JsonValue {
  if (text.length <= 5) {
    if (text === "<<") throw new Unusual();
    const word = WORDS.get(text);
    if (word !== undefined) return word;
  }
  if (text.charCodeAt(0) > COLON) return text;
  if (SIMPLE_INTEGER.test(text)) return Number(text);
  return NUMBERLIKE.test(text) ? resolve(text) : text;
}

import { ARROW, type SourceTokens, START, WORD } from "./source-tokens.js";

/** The code of a mark. */
export const codeOf = (char: string): number => char.charCodeAt(0);
const codesOf = (chars: string): readonly number[] => [...chars].map(codeOf);
/** Marks by name. */
export const OPEN: number = codeOf("(");
export const BRACE: number = codeOf("{");
export const SEMICOLON: number = codeOf(";");
export const COLON: number = codeOf(":");
export const QUESTION: number = codeOf("?");
export const EQUALS: number = codeOf("=");
const MINUS = codeOf("-");
export const CLOSE: number = codeOf(")");
const BRACKET = codeOf("[");
export const POINT: number = codeOf(".");
const QUOTE = codeOf('"');
const CLOSERS: ReadonlyMap<number, number> = new Map(["()", "[]", "{}", "<>"].map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]));
const CLOSING: ReadonlySet<number> = new Set(CLOSERS.values());
/** What a declaration may stand after. */
export const STATEMENT_ENDS: ReadonlySet<number> = new Set([START, ...codesOf(";}")]);
/** What ends an operand: a parenthesis after it would be a call. */
const OPERAND_ENDS: ReadonlySet<number> = new Set([WORD, ...codesOf('")]}>')]);
/** What stands between two parts: a line break after it or before it ends nothing. */
const JOINTS: ReadonlySet<number> = new Set([ARROW, ...codesOf("=|&")]);
const GOES_ON: ReadonlySet<number> = new Set([...JOINTS, ...codesOf(";?:")]);
/** What types and values are made of. */
export const TYPE_TOKENS: ReadonlySet<number> = new Set([WORD, ARROW, ...codesOf('"()[]{}<>|&;:,?-.')]);
export const VALUE_TOKENS: ReadonlySet<number> = new Set([WORD, ARROW, ...codesOf('"()[]{};:,-.')]);
/** Words that act, but for keys; and the key that sets a prototype. */
const ACTING: ReadonlySet<string> = new Set(["new", "import", "delete", "await", "yield", "throw", "debugger"]);
const PROTOTYPE: ReadonlySet<string> = new Set(["__proto__", '"__proto__"']);

/** Follows brackets; false when one closes what is not open. */
export function nest(open: number[], code: number): boolean {
  const closer = CLOSERS.get(code);
  if (closer !== undefined) open.push(closer);
  else if (CLOSING.has(code)) return open.pop() === code;
  return true;
}

/** Goes to the next token; false at one that is not allowed here, or that might act. */
export function read(tokens: SourceTokens, allowed: ReadonlySet<number>): boolean {
  const acting = tokens.code === WORD && tokens.is(ACTING);
  if (!tokens.next()) return false;
  const { code, before } = tokens;
  if (!allowed.has(code) || (code === OPEN && OPERAND_ENDS.has(before)) || (code === MINUS && before === MINUS)) return false;
  return !acting || code === COLON || code === QUESTION;
}

const TYPE_AND_SIGN: ReadonlySet<number> = new Set([...TYPE_TOKENS, EQUALS]);

/** Goes through a type on, to the first of `ends` that stands in no bracket; false where a line break might end it before. */
export function readType(tokens: SourceTokens, ends: ReadonlySet<number>): boolean {
  const open: number[] = [];
  while (read(tokens, TYPE_AND_SIGN)) {
    const { code, before, broken } = tokens;
    if (open.length === 0) {
      if (ends.has(code)) return code !== BRACE || (OPERAND_ENDS.has(before) && !broken);
      if (broken && !GOES_ON.has(code) && !JOINTS.has(before)) return false;
    }
    if (code === EQUALS || !nest(open, code)) return false;
  }
  return false;
}

/** To the semicolon that ends a declaration; false where a line break might end it before. */
export function readToEnd(tokens: SourceTokens, allowed: ReadonlySet<number>): boolean {
  const open: number[] = [];
  const isValue = allowed === VALUE_TOKENS;
  while (read(tokens, allowed)) {
    const { code, before } = tokens;
    if (isValue && !isInertValue(tokens)) return false;
    if (open.length === 0) {
      if (tokens.broken && !GOES_ON.has(code) && !JOINTS.has(before)) return false;
      if (code === SEMICOLON) return !JOINTS.has(before);
    }
    if (!nest(open, code)) return false;
  }
  return false;
}

/** Of a value: parentheses are an arrow function's empty ones, a point stands in a number, nothing is looked up, no key sets the prototype. */
function isInertValue(tokens: SourceTokens): boolean {
  const { code, before, text, start } = tokens;
  if ((code === CLOSE) !== (before === OPEN) || (code === ARROW) !== (before === CLOSE) || (before === ARROW && code !== WORD)) return false;
  if (code === BRACKET) return !OPERAND_ENDS.has(before);
  if (code === POINT) return DIGITS.test(text.slice(start - 1, start + 2));
  return (code !== WORD && code !== QUOTE) || !tokens.is(PROTOTYPE);
}

const DIGITS = /^\d\.\d$/;

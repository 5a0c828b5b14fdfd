import { ARROW, SourceTokens, START, WORD } from "./source-tokens.js";

/** Where a declaration stands in a text: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The declarations at the top level of a text that do nothing when it is run, in order: exported interfaces and type aliases,
 * and constants made of literals and names. Sure rather than clever. It reads tokens from the start and gives up at the first
 * one that our templates don't print there, at brackets that don't match, where a line break could end a declaration early,
 * and at everything that could call, construct, assign or import, were the declaration to end sooner than it seems. What it
 * does not list is for the parser to judge.
 */
export function inertSpans(text: string): readonly Span[] {
  const tokens = new SourceTokens(text);
  const spans: Span[] = [];
  const open: number[] = [];
  while (tokens.next()) {
    const { start } = tokens;
    const head = tokens.code === WORD && open.length === 0 && STATEMENT_ENDS.has(tokens.before) ? readHead(tokens) : null;
    if (head === null) {
      if (!nest(open, tokens.code)) return spans;
      continue;
    }
    if (!(head === "interface" ? readInterface(tokens) : head === "type" ? readAlias(tokens) : readConstant(tokens))) return spans;
    spans.push({ start, end: tokens.end });
  }
  return spans;
}

const codeOf = (char: string): number => char.charCodeAt(0);
const codesOf = (chars: string): readonly number[] => [...chars].map(codeOf);
const OPEN = codeOf("(");
const BRACE = codeOf("{");
const SEMICOLON = codeOf(";");
const COLON = codeOf(":");
const QUESTION = codeOf("?");
const EQUALS = codeOf("=");
const MINUS = codeOf("-");
const CLOSE = codeOf(")");
const BRACKET = codeOf("[");
const POINT = codeOf(".");
const QUOTE = codeOf('"');
const CLOSERS: ReadonlyMap<number, number> = new Map(["()", "[]", "{}", "<>"].map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]));
const CLOSING: ReadonlySet<number> = new Set(CLOSERS.values());
const STATEMENT_ENDS: ReadonlySet<number> = new Set([START, ...codesOf(";}")]);
/** What ends an operand: a parenthesis after it would be a call. */
const OPERAND_ENDS: ReadonlySet<number> = new Set([WORD, ...codesOf('")]}>')]);
/** What stands between two parts: a line break after it or before it ends nothing. */
const JOINTS: ReadonlySet<number> = new Set([ARROW, ...codesOf("=|&")]);
const GOES_ON: ReadonlySet<number> = new Set([...JOINTS, ...codesOf(";?:")]);
const TYPE_TOKENS: ReadonlySet<number> = new Set([WORD, ARROW, ...codesOf('"()[]{}<>|&;:,?-.')]);
const VALUE_TOKENS: ReadonlySet<number> = new Set([WORD, ARROW, ...codesOf('"()[]{};:,-.')]);
const HEAD = /(?:export (interface|type)|(?:export )?(const)) [\p{ID_Start}$_][\p{ID_Continue}$]*(?=[\s<:])/uy;
/** Words that act, but for keys; and the key that sets a prototype. */
const ACTING: ReadonlySet<string> = new Set(["new", "import", "delete", "await", "yield", "throw", "debugger"]);
const PROTOTYPE: ReadonlySet<string> = new Set(["__proto__", '"__proto__"']);

/** Reads `export interface X`, `export type X` or `const x`; null when something else begins here. */
function readHead(tokens: SourceTokens): string | null {
  HEAD.lastIndex = tokens.start;
  const head = HEAD.exec(tokens.text);
  if (head === null) return null;
  tokens.skip(HEAD.lastIndex);
  return head[1] ?? head[2] ?? null;
}

/** Follows brackets; false when one closes what is not open. */
function nest(open: number[], code: number): boolean {
  const closer = CLOSERS.get(code);
  if (closer !== undefined) open.push(closer);
  else if (CLOSING.has(code)) return open.pop() === code;
  return true;
}

/** Goes to the next token; false at one that is not allowed here, or that might act. */
function read(tokens: SourceTokens, allowed: ReadonlySet<number>): boolean {
  const acting = tokens.code === WORD && tokens.is(ACTING);
  if (!tokens.next()) return false;
  const { code, before } = tokens;
  if (!allowed.has(code) || (code === OPEN && OPERAND_ENDS.has(before)) || (code === MINUS && before === MINUS)) return false;
  return !acting || code === COLON || code === QUESTION;
}

/** To the brace that closes the body. */
function readInterface(tokens: SourceTokens): boolean {
  const open: number[] = [];
  for (let inBody = false; read(tokens, TYPE_TOKENS); ) {
    if (!inBody && (tokens.code === SEMICOLON || tokens.code === COLON)) return false;
    inBody ||= open.length === 0 && tokens.code === BRACE;
    if (!nest(open, tokens.code)) return false;
    if (inBody && open.length === 0) return true;
  }
  return false;
}

/** To the semicolon. */
function readAlias(tokens: SourceTokens): boolean {
  return tokens.next() && tokens.code === EQUALS && readToEnd(tokens, TYPE_TOKENS);
}

/** Past the type, if there is one, to the semicolon. */
function readConstant(tokens: SourceTokens): boolean {
  if (!tokens.next()) return false;
  if (tokens.code === COLON) {
    const open: number[] = [];
    while (read(tokens, TYPE_AND_SIGN) && tokens.code !== EQUALS) if (!nest(open, tokens.code) || tokens.broken) return false;
    if (open.length > 0) return false;
  }
  return tokens.code === EQUALS && readToEnd(tokens, VALUE_TOKENS);
}

const TYPE_AND_SIGN: ReadonlySet<number> = new Set([...TYPE_TOKENS, EQUALS]);

function readToEnd(tokens: SourceTokens, allowed: ReadonlySet<number>): boolean {
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

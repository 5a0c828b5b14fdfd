import { readClass, readFunction } from "./inert-functions.js";
import { BRACE, COLON, EQUALS, nest, read, readToEnd, readType, SEMICOLON, STATEMENT_ENDS, TYPE_TOKENS, VALUE_TOKENS } from "./inert-tokens.js";
import { SourceTokens, WORD } from "./source-tokens.js";

/** Where a declaration stands in a text: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The declarations at the top level of a text that do nothing when it is run, in order: exported interfaces and type aliases,
 * constants made of literals and names, functions that only pass their parameters on, and classes of such methods. Sure rather
 * than clever. It reads tokens from the start and gives up at the first one that our templates don't print there, at brackets
 * that don't match, where a line break could end a declaration early, and at everything that could call, construct, assign or
 * import, were the declaration to end sooner than it seems. What it does not list is for the parser to judge.
 */
export function inertSpans(text: string): readonly Span[] {
  const tokens = new SourceTokens(text);
  const spans: Span[] = [];
  const open: number[] = [];
  while (tokens.next()) {
    const mark = tokens.mark();
    const head = tokens.code === WORD && open.length === 0 && STATEMENT_ENDS.has(tokens.before) ? readHead(tokens) : null;
    if (head !== null && READERS[head](tokens)) {
      spans.push({ start: mark.start, end: tokens.end });
      continue;
    }
    if (head !== null && !MAY_ACT.has(head)) return spans;
    tokens.reset(mark);
    if (!nest(open, tokens.code)) return spans;
  }
  return spans;
}

type Head = keyof typeof READERS;

const READERS = { interface: readInterface, type: readAlias, const: readConstant, function: readFunction, class: readClass } as const;
/** Heads of what the parser judges where it is more than we know. */
const MAY_ACT: ReadonlySet<Head> = new Set(["function", "class"]);

const HEAD = /(?:export (interface|type|function|class)|(?:export )?(const)) [\p{ID_Start}$_][\p{ID_Continue}$]*(?=[\s<:(])/uy;

/** Reads `export interface X`, `export type X`, `const x`, `export function x` or `export class X`; null when something else begins here. */
function readHead(tokens: SourceTokens): Head | null {
  HEAD.lastIndex = tokens.start;
  const head = HEAD.exec(tokens.text);
  if (head === null) return null;
  tokens.skip(HEAD.lastIndex);
  return (head[1] ?? head[2] ?? null) as Head | null; // one of the words in HEAD
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
    if (!readType(tokens, SIGN)) return false;
  }
  return tokens.code === EQUALS && readToEnd(tokens, VALUE_TOKENS);
}

const SIGN: ReadonlySet<number> = new Set([EQUALS]);

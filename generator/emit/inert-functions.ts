import { BRACE, CLOSE, COLON, codeOf, EQUALS, OPEN, POINT, QUESTION, readToEnd, readType, SEMICOLON, TYPE_TOKENS } from "./inert-tokens.js";
import { type SourceTokens, WORD } from "./source-tokens.js";

const END = codeOf("}");
const COMMA = codeOf(",");
const HASH = codeOf("#");
const QUOTE = codeOf('"');

/** After `export function x`: `(a: A, b: B = {}): C { return f(a, b); }`. */
export function readFunction(tokens: SourceTokens): boolean {
  return is(tokens, OPEN) && readPassing(tokens);
}

/** After `export class X`: a body of typed fields, a constructor that keeps what it is given, and methods like functions. */
export function readClass(tokens: SourceTokens): boolean {
  if (!is(tokens, BRACE)) return false;
  while (tokens.next()) {
    const { code } = tokens;
    if (code === END) return true;
    const read =
      code !== WORD
        ? code === QUOTE && !mayBeConstructor(tokens)
          ? readMethod
          : null
        : tokens.is(READONLY)
          ? readField
          : tokens.is(CONSTRUCTOR)
            ? readConstructor
            : readMethod;
    if (read?.(tokens) !== true) return false;
  }
  return false;
}

const READONLY: ReadonlySet<string> = new Set(["readonly"]);
const CONSTRUCTOR: ReadonlySet<string> = new Set(["constructor"]);

/** A quoted name may be the constructor's, too; escapes may spell it. */
function mayBeConstructor({ text, start, end }: SourceTokens): boolean {
  const name = text.slice(start + 1, end - 1);
  return name === "constructor" || name.includes("\\");
}

const RETURN: ReadonlySet<string> = new Set(["return"]);
const THIS: ReadonlySet<string> = new Set(["this"]);
const NEW: ReadonlySet<string> = new Set(["new"]);
/** What is no name of a function, or runs a text. */
const NOT_CALLED: ReadonlySet<string> = new Set([
  "await",
  "class",
  "delete",
  "eval",
  "Function",
  "function",
  "import",
  "new",
  "super",
  "this",
  "throw",
  "typeof",
  "void",
  "yield",
]);
const PARAMETER_ENDS: ReadonlySet<number> = new Set([COMMA, CLOSE, EQUALS]);
const RESULT_ENDS: ReadonlySet<number> = new Set([BRACE]);

/** Goes to the next token; false when it is another one, or stands on another line. */
const is = (tokens: SourceTokens, code: number): boolean => tokens.next() && tokens.code === code && !tokens.broken;

const isWord = (tokens: SourceTokens, words: ReadonlySet<string>): boolean => tokens.code === WORD && tokens.is(words);

/** `name(`, a parameter list, a result, a body. */
const readMethod = (tokens: SourceTokens): boolean => is(tokens, OPEN) && readPassing(tokens);

/** After the parenthesis: parameters, the result's type, the one statement. */
function readPassing(tokens: SourceTokens): boolean {
  if (!readParameters(tokens) || !is(tokens, COLON) || !readType(tokens, RESULT_ENDS)) return false;
  if (!tokens.next() || !isWord(tokens, RETURN) || !is(tokens, WORD) || tokens.is(NOT_CALLED) || !is(tokens, OPEN)) return false;
  return readArguments(tokens) && is(tokens, SEMICOLON) && tokens.next() && tokens.code === END;
}

/** To the closing parenthesis: names with their types; `= {}` is the only default. */
function readParameters(tokens: SourceTokens): boolean {
  while (tokens.next()) {
    if (tokens.code === CLOSE) return true;
    if (tokens.code !== WORD || !tokens.next()) return false;
    if (tokens.code === QUESTION && !tokens.next()) return false;
    if (tokens.code !== COLON || !readType(tokens, PARAMETER_ENDS)) return false;
    if (tokens.code === EQUALS && !(is(tokens, BRACE) && is(tokens, END) && tokens.next())) return false;
    if (tokens.code === CLOSE) return true;
    if (tokens.code !== COMMA) return false;
  }
  return false;
}

/** To the closing parenthesis: names, and members of `this`. */
function readArguments(tokens: SourceTokens): boolean {
  while (tokens.next()) {
    if (tokens.code === CLOSE) return true;
    if (tokens.code !== WORD) return false;
    const own = tokens.is(THIS);
    if (!tokens.next() || (own && tokens.code === POINT && !(readName(tokens) && tokens.next()))) return false;
    if (tokens.code === CLOSE) return true;
    if (tokens.code !== COMMA) return false;
  }
  return false;
}

/** `x` or `#x` */
const readName = (tokens: SourceTokens): boolean => tokens.next() && (tokens.code === WORD || (tokens.code === HASH && is(tokens, WORD)));

/** `readonly #x: A;` */
const readField = (tokens: SourceTokens): boolean => readName(tokens) && is(tokens, COLON) && readToEnd(tokens, TYPE_TOKENS);

/** Statements like `this.#client = client;` and `this.pets = new Pets(client);`. */
function readConstructor(tokens: SourceTokens): boolean {
  if (!is(tokens, OPEN) || !readParameters(tokens) || !is(tokens, BRACE)) return false;
  while (tokens.next()) {
    if (tokens.code === END) return true;
    if (!isWord(tokens, THIS) || !is(tokens, POINT) || !readName(tokens) || !is(tokens, EQUALS) || !readKept(tokens)) return false;
  }
  return false;
}

/** `client;`, `new Pets(client);` */
function readKept(tokens: SourceTokens): boolean {
  if (!is(tokens, WORD)) return false;
  if (!tokens.is(NEW)) return !tokens.is(NOT_CALLED) && is(tokens, SEMICOLON);
  return is(tokens, WORD) && !tokens.is(NOT_CALLED) && is(tokens, OPEN) && readArguments(tokens) && is(tokens, SEMICOLON);
}

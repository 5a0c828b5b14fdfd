/**
 * A piece of TypeScript that is safe to print. Only the functions of this folder make them; templates refuse anything else.
 * Encoding happens here, once, for every kind of place a value of a document can end in.
 */
export class Token {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  /** What Handlebars prints. */
  toString(): string {
    return this.text;
  }
}

/** Text that emit has printed itself from encoded parts. */
export const code = (text: string): Token => new Token(text);

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;
const ASCII_IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const NUMBER_KEY = /^(?:0|[1-9]\d{0,14})$/;

const isIdentifier = (text: string): boolean => ASCII_IDENTIFIER.test(text) || IDENTIFIER.test(text);

/** A name in declaring or naming position. The plan gives valid ones; what isn't one is made so, never printed as it is. */
export function identifier(name: string): string {
  if (ASCII_IDENTIFIER.test(name)) return name;
  const cleaned = name.replace(/[^\p{ID_Continue}$]/gu, "_");
  return isIdentifier(cleaned) ? cleaned : `_${cleaned}`;
}

/** What JSON leaves alone but a source text should not hold: line separators, C1 controls, bidirectional and invisible marks. */
const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A string literal, in double quotes. */
export const stringLiteral = (value: string): string => JSON.stringify(value).replace(UNSAFE, escapeUnit);

/** A property key in a type or an interface: bare where that is legal. */
export function typeKey(name: string): string {
  return ASCII_IDENTIFIER.test(name) || NUMBER_KEY.test(name) ? name : stringLiteral(name);
}

/** A property key in an object literal: `__proto__` would set the prototype, so it is computed. */
export const objectKey = (name: string): string => (name === "__proto__" ? '["__proto__"]' : typeKey(name));

/** A method's name in a class: `constructor` would be the constructor. */
export const methodKey = (name: string): string => (name === "constructor" ? '["constructor"]' : typeKey(name));

/** A number literal; what JSON can't hold becomes the nearest thing it can. */
export function numberLiteral(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
  return Number.isNaN(value) ? "0" : value > 0 ? "1e999" : "-1e999";
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to look for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to look for
const SUSPECT = /[@*\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** Whether a text may stand in a comment as it is: one line, nothing to encode. */
export const isPlainComment = (text: string): boolean => !SUSPECT.test(text);

/** One line of a comment: can't end the comment, start a tag or hide text. */
export function commentLine(text: string): string {
  if (isPlainComment(text)) return text;
  // First what is dropped: it may stand between the two signs that end a comment.
  const line = text
    .replace(CONTROLS, "")
    .replace(/[\u2028\u2029]/g, " ")
    .replaceAll("*/", "*\\/");
  return /^[\s*]*@/.test(line) ? line.replace("@", "\\@") : line;
}

/** Text of a tag: an `@` after a space would start the next tag. */
export const tagText = (text: string): string => commentLine(text).replace(/(^|\s)@/g, "$1\\@");

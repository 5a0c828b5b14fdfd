import type { WireMessage } from "../../realtime/protocols/ably/message/frames.js";
import { MockError } from "./mock-error.js";

/** Whether a derived channel passes a message on. */
export type MessageFilter = (message: WireMessage) => boolean;

type Value = (scope: unknown) => unknown;

const token = /\s*(?:(&&|\|\||==|!=|<=|>=|[<>!().])|`((?:[^`\\]|\\.)*)`|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([A-Za-z_]\w*))/y;

/**
 * The JMESPath expression of a derived channel (`[filter=...]name`), as far as Ably's own documents use it: fields of `name`, `clientId`,
 * `data`, `extras` and `headers`, literals, comparisons, `&&`, `||`, `!` and brackets. Throws 40010 for others.
 */
export function messageFilter(expression: string): MessageFilter {
  const tokens = tokensOf(expression);
  const value = alternatives(tokens);
  if (tokens.length > 0) throw unreadable(expression);
  return (message) => isTrue(value({ ...message, headers: message.extras?.headers ?? {} }));
}

interface Token {
  readonly kind: "sign" | "value" | "name";
  readonly text: string;
  readonly value?: unknown;
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  const text = expression.trimEnd();
  while (token.lastIndex < text.length) {
    const [all, sign, literal, raw, quoted, name] = token.exec(text) ?? [];
    if (all === undefined) throw unreadable(expression);
    if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if (literal !== undefined) tokens.push({ kind: "value", text: literal, value: literalOf(literal) });
    else if (raw !== undefined) tokens.push({ kind: "value", text: raw, value: raw });
    else tokens.push({ kind: "name", text: name ?? quoted ?? "" });
  }
  return tokens;
}

/** JSON; what is none stands for itself, as old JMESPath has it. */
function literalOf(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll("\\`", "`"));
  } catch {
    return text;
  }
}

const unreadable = (expression: string): MockError => new MockError(40010, `The filter can't be read: ${expression}`);

function taken(tokens: Token[], ...signs: readonly string[]): string | null {
  const [next] = tokens;
  if (next?.kind !== "sign" || !signs.includes(next.text)) return null;
  tokens.shift();
  return next.text;
}

function alternatives(tokens: Token[]): Value {
  let left = conjunction(tokens);
  while (taken(tokens, "||") !== null) {
    const [one, two] = [left, conjunction(tokens)];
    left = (scope) => (isTrue(one(scope)) ? one(scope) : two(scope));
  }
  return left;
}

function conjunction(tokens: Token[]): Value {
  let left = comparison(tokens);
  while (taken(tokens, "&&") !== null) {
    const [one, two] = [left, comparison(tokens)];
    left = (scope) => (isTrue(one(scope)) ? two(scope) : one(scope));
  }
  return left;
}

function comparison(tokens: Token[]): Value {
  const left = term(tokens);
  const sign = taken(tokens, "==", "!=", "<=", ">=", "<", ">");
  if (sign === null) return left;
  const right = term(tokens);
  return (scope) => compared(left(scope), sign, right(scope));
}

function compared(one: unknown, sign: string, two: unknown): boolean | null {
  if (sign === "==") return JSON.stringify(one ?? null) === JSON.stringify(two ?? null);
  if (sign === "!=") return JSON.stringify(one ?? null) !== JSON.stringify(two ?? null);
  if (typeof one !== "number" || typeof two !== "number") return null;
  return sign === "<" ? one < two : sign === "<=" ? one <= two : sign === ">" ? one > two : one >= two;
}

function term(tokens: Token[]): Value {
  if (taken(tokens, "!") !== null) {
    const value = term(tokens);
    return (scope) => !isTrue(value(scope));
  }
  if (taken(tokens, "(") !== null) {
    const value = alternatives(tokens);
    if (taken(tokens, ")") === null) throw unreadable("a bracket is open");
    return value;
  }
  const first = tokens.shift();
  if (first?.kind === "value") return () => first.value;
  if (first?.kind !== "name") throw unreadable(first?.text ?? "it ends too soon");
  const path = [first.text];
  while (taken(tokens, ".") !== null) {
    const next = tokens.shift();
    if (next?.kind !== "name") throw unreadable(next?.text ?? "it ends too soon");
    path.push(next.text);
  }
  return (scope) => path.reduce<unknown>(fieldOf, scope);
}

const fieldOf = (value: unknown, name: string): unknown => (typeof value === "object" && value !== null ? (Reflect.get(value, name) ?? null) : null);

/** JMESPath's truth: null, false and whatever is empty are not true. */
function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

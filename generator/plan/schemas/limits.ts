import type { JsonValue, Limit } from "../../ir/index.js";
import { short } from "../names/short.js";

/** Constraints as sentences; a lower and an upper bound make one. Rules that mean nothing to a reader of the type are left out. */
export function limitSentences(limits: readonly Limit[]): readonly string[] {
  if (limits.length === 0) return [];
  const values = new Map(limits.map(({ rule, value }) => [rule, value]));
  return limits.flatMap(({ rule, value }) => {
    const range = ranges.find(({ from, to }) => (rule === from || rule === to) && values.has(from) && values.has(to));
    if (range === undefined) return sentence({ rule, value });
    return rule === range.from ? between(values.get(range.from), values.get(range.to), range.noun) : [];
  });
}

/** A constraint as a sentence; none for rules that say nothing. */
export function sentence({ rule, value }: Limit): readonly string[] {
  const said = sentences[rule];
  if (said === undefined || value === false || (value === 0 && /^min[A-Z]/.test(rule)) || isWidth(value)) return [];
  return [said(textOf(value))];
}

const ranges = [
  { from: "minimum", to: "maximum", noun: null },
  { from: "minLength", to: "maxLength", noun: "character" },
  { from: "minItems", to: "maxItems", noun: "item" },
  { from: "minProperties", to: "maxProperties", noun: "key" },
] as const;

function between(from: JsonValue | undefined, to: JsonValue | undefined, noun: string | null): readonly string[] {
  if (noun === null) return isWidth(from ?? null) && isWidth(to ?? null) ? [] : [`From ${textOf(from)} to ${textOf(to)}.`];
  if (from === to) return [`Exactly ${count(textOf(to), noun)}.`];
  return from === 0 ? [`At most ${count(textOf(to), noun)}.`] : [`${textOf(from)} to ${count(textOf(to), noun)}.`];
}

/** The bounds that 32 and 64 bits have anyway. */
const isWidth = (value: JsonValue): boolean =>
  typeof value === "number" && (Math.abs(value) >= 2 ** 63 - 1024 || value === 2 ** 31 - 1 || value === -(2 ** 31));

const textOf = (value: JsonValue | undefined): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

const sentences: Readonly<Record<string, (value: string) => string>> = {
  minimum: (value) => `At least ${value}.`,
  maximum: (value) => `At most ${value}.`,
  exclusiveMinimum: (value) => `More than ${value}.`,
  exclusiveMaximum: (value) => `Less than ${value}.`,
  multipleOf: (value) => `A multiple of ${value}.`,
  minLength: (value) => `At least ${count(value, "character")}.`,
  maxLength: (value) => `At most ${count(value, "character")}.`,
  minItems: (value) => `At least ${count(value, "item")}.`,
  maxItems: (value) => `At most ${count(value, "item")}.`,
  minProperties: (value) => `At least ${count(value, "key")}.`,
  maxProperties: (value) => `At most ${count(value, "key")}.`,
  uniqueItems: () => "No item twice.",
  pattern: (value) => `Matches ${value.includes("`") ? short(value) : `\`${short(value)}\``}.`,
};

function count(value: string, noun: string): string {
  return `${value} ${noun}${value === "1" ? "" : "s"}`;
}

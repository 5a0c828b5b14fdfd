type Rule = (value: never, limit: never) => boolean;

const text = (rule: (value: string, limit: number) => boolean): Rule => rule as Rule; // called for strings only, see below
const number = (rule: (value: number, limit: number) => boolean): Rule => rule as Rule;
const list = (rule: (value: readonly unknown[], limit: number) => boolean): Rule => rule as Rule;
const record = (rule: (value: object, limit: number) => boolean): Rule => rule as Rule;

/** Code points, as JSON Schema counts. */
const length = (value: string): number => [...value].length;

/** JSON Schema's own names for what a value must keep to. */
const rules: { readonly [kind: string]: { readonly [rule: string]: Rule } } = {
  string: {
    minLength: text((value, limit) => length(value) >= limit),
    maxLength: text((value, limit) => length(value) <= limit),
    pattern: ((value: string, limit: string) => matches(value, limit)) as Rule,
  },
  number: {
    minimum: number((value, limit) => value >= limit),
    maximum: number((value, limit) => value <= limit),
    exclusiveMinimum: number((value, limit) => value > limit),
    exclusiveMaximum: number((value, limit) => value < limit),
    // Decimal steps (0.01) are no exact binary fractions: what counts is a whole number of them.
    multipleOf: number((value, limit) => Math.abs(value / limit - Math.round(value / limit)) < 1e-9),
  },
  array: {
    minItems: list((value, limit) => value.length >= limit),
    maxItems: list((value, limit) => value.length <= limit),
    uniqueItems: ((value: readonly unknown[], limit: boolean) =>
      !limit || new Set(value.map((member) => JSON.stringify(member))).size === value.length) as Rule,
  },
  object: {
    minProperties: record((value, limit) => Object.keys(value).length >= limit),
    maxProperties: record((value, limit) => Object.keys(value).length <= limit),
  },
};

/** A pattern that this platform can't read says nothing. */
function matches(value: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    return true;
  }
}

/** The rules that a value breaks, as `minLength 3`; those of other types and unknown ones say nothing. */
export function checkLimits(value: unknown, limits: { readonly [rule: string]: unknown } = {}): string[] {
  const kind = Array.isArray(value) ? "array" : value === null ? "null" : typeof value === "bigint" ? "number" : typeof value;
  return Object.entries(limits)
    .filter(([name, limit]) => limit !== undefined && rules[kind]?.[name]?.(value as never, limit as never) === false) // the rules of its own kind
    .map(([name, limit]) => `${name} ${String(limit)}`);
}

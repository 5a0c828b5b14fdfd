import { own } from "../core/own.js";

/** A JSON value with `{words}` in it. */
export type Template = unknown;

/** The values of a template's words. */
export interface Words {
  readonly [word: string]: unknown;
}

/** A template with its words replaced; fields without a value are left out. */
export function fill(template: Template, words: Words): unknown {
  if (typeof template === "string") {
    const word = /^\{(\w+)\}$/.exec(template)?.[1];
    if (word === undefined) return template;
    return own(words, word);
  }
  if (Array.isArray(template)) return template.map((item) => fill(item, words) ?? null);
  if (typeof template !== "object" || template === null) return template;
  const filled: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(template)) {
    const made = fill(value, words);
    // A payload may well be null; a word without a value is not there.
    if (made !== undefined && (made !== null || value === null || value === "{payload}")) filled[key] = made;
  }
  return filled;
}

/** Whether a word stands anywhere in a template. */
export const uses = (template: Template, word: string): boolean => template !== undefined && JSON.stringify(template).includes(`"{${word}}"`);

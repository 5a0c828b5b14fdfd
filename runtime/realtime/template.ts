import { own } from "../core/own.js";

/** A JSON value with `{words}` in it. */
export type Template = unknown;

/** The values of a template's words. */
export interface Words {
  readonly [word: string]: unknown;
}

/** A template, read once: what it gives replaces the words; fields without a value are left out. */
export function filler(template: Template): (words: Words) => unknown {
  if (typeof template === "string") {
    const word = /^\{(\w+)\}$/.exec(template)?.[1];
    return word === undefined ? () => template : (words) => own(words, word);
  }
  if (Array.isArray(template)) {
    const items = template.map(filler);
    return (words) => items.map((item) => item(words) ?? null);
  }
  if (typeof template !== "object" || template === null) return () => template;
  // A payload may well be null; a word without a value is not there.
  const fields = Object.entries(template).map(([key, value]) => [key, filler(value), value === null || value === "{payload}"] as const);
  return (words) => {
    const filled: Record<string, unknown> = {};
    for (const [key, fill, takesNull] of fields) {
      const value = fill(words);
      if (value !== undefined && (value !== null || takesNull)) filled[key] = value;
    }
    return filled;
  };
}

/** Whether a word stands anywhere in a template. */
export const uses = (template: Template, word: string): boolean => JSON.stringify(template)?.includes(`"{${word}}"`) === true; // undefined has no text

import type { Declared } from "./reply.js";

/** What the text of a header stands for. */
export type HeaderKind = "text" | "number" | "boolean" | "bigint" | "date" | "json";

const readers: { readonly [kind in HeaderKind]: (text: string) => unknown } = {
  text: (text) => text,
  number: (text) => (/^\s*$/.test(text) || Number.isNaN(Number(text)) ? text : Number(text)),
  boolean: (text) => (/^(?:true|false)$/i.test(text) ? text.toLowerCase() === "true" : text),
  bigint: (text) => (/^-?\d+$/.test(text) ? BigInt(text) : text),
  date: (text) => (Number.isNaN(Date.parse(text)) ? text : new Date(text)),
  json: (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  },
};

/**
 * The declared headers of a response by their lower-case names, each as what it stands for (`[kind]`: a comma-separated list). What is
 * not of its kind is delivered as text, what didn't come is left out.
 */
export function readHeaders(headers: Headers, kinds: { readonly [name: string]: HeaderKind | readonly [HeaderKind] }): Declared {
  const read: [string, unknown][] = [];
  for (const [name, kind] of Object.entries(kinds)) {
    const text = headers.get(name);
    if (text === null) continue;
    const reader = readers[typeof kind === "string" ? kind : kind[0]];
    const parts = (): string[] => (text.trim() === "" ? [] : text.split(","));
    read.push([name, typeof kind === "string" ? reader(text) : parts().map((part) => reader(part.trim()))]);
  }
  return Object.fromEntries(read);
}

import { WIDTH } from "./docs.js";

/** `(a, b)` on one line where the whole signature fits, else one parameter a line. */
export function layParameters(head: string, parameters: readonly string[], result: string, indent: string): string {
  const flat = `(${parameters.join(", ")})`;
  if (indent.length + head.length + flat.length + result.length + 4 <= WIDTH) return flat;
  return `(\n${parameters.map((parameter) => `${indent}  ${parameter},\n`).join("")}${indent})`;
}

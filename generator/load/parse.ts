import type { Diagnostic } from "../diagnostics.js";
import type { JsonValue } from "../ir/json.js";
import type { LoadLimits } from "./options.js";
import { type Outcome, parseYaml, type TextProblem } from "./yaml.js";

export type { Outcome, TextProblem } from "./yaml.js";

/** Bytes to text: UTF-8 (a byte-order mark is dropped), or UTF-16 when its mark says so. */
export function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.toString("utf8", 3) : bytes.toString("utf8");
}

/** True when the text can only be meant as JSON. */
export function looksLikeJson(text: string): boolean {
  const first = /\S/.exec(text)?.[0];
  return first === "{" || first === "[";
}

/** Text to value: `JSON.parse` when it looks like JSON, else (or when that fails: flow YAML looks the same) YAML. */
export async function parseText(text: string, limits: LoadLimits): Promise<Outcome> {
  if (!looksLikeJson(text)) return await parseYaml(text, limits);
  try {
    const value = JSON.parse(text) as JsonValue; // JSON.parse yields nothing else
    return { value, problems: [] };
  } catch (error) {
    if (text.length > 4 * 1024 * 1024) return { value: null, problems: [jsonProblem(text, error)] };
    const asYaml = await parseYaml(text, limits);
    return asYaml.problems.some((problem) => problem.fatal) ? { value: null, problems: [jsonProblem(text, error)] } : asYaml;
  }
}

function jsonProblem(text: string, error: unknown): TextProblem {
  const message = error instanceof Error ? error.message : String(error);
  const offset = /position (\d+)/.exec(message)?.[1];
  const at = offset === undefined ? (/end of JSON/.test(message) ? text.length : null) : Number(offset);
  const before = at === null ? null : text.slice(0, at);
  return {
    code: "json-syntax",
    message: `It is not JSON: ${message.replace(/ in JSON at position.*$/s, "").replace(/, \.{3}[\s\S]*$/, "")}.`,
    remedy: "Mend the syntax at this place.",
    line: before === null ? null : before.split("\n").length,
    column: before === null ? null : before.length - before.lastIndexOf("\n"),
    fatal: true,
  };
}

/** The diagnostic for a problem with a text; `name` is the file's short name. */
export function textDiagnostic(each: TextProblem, name: string): Diagnostic {
  const { code, message, remedy, line, column } = each;
  return { code, severity: each.fatal ? "error" : "warning", message, remedy, at: `${name}#`, line, column };
}

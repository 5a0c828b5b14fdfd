import { type Diagnostic, doubt } from "../diagnostics.js";
import type { JsonValue } from "../ir/json.js";
import { jsonFault } from "./json-fault.js";
import type { LoadLimits } from "./options.js";
import { type Outcome, parseYaml, type TextProblem } from "./yaml.js";

export type { Outcome, TextProblem } from "./yaml.js";

/** The texts of bytes, while nobody needs the memory: lines are looked up at the end of a run, and 13 MB take 30 ms to decode. */
const decoded = new WeakMap<Buffer, WeakRef<{ readonly text: string }>>();

/** Bytes to text: UTF-8 (a byte-order mark is dropped), or UTF-16 when its mark, or the zeros beside its first letter, say so. */
export function textOf(bytes: Buffer): string {
  const known = decoded.get(bytes)?.deref();
  if (known !== undefined) return known.text;
  const text = decode(bytes);
  decoded.set(bytes, new WeakRef({ text }));
  return text;
}

function decode(bytes: Buffer): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return new TextDecoder("utf-16le").decode(bytes);
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return new TextDecoder("utf-16be").decode(bytes);
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.toString("utf8", 3) : bytes.toString("utf8");
}

/** False when some bytes made no letter, so that marks of replacement stand in the text. */
export function isWhole(text: string, bytes: Buffer): boolean {
  return !text.includes("\ufffd") || bytes.includes("\ufffd");
}

/** The warning for a text that is not whole. */
export function notUtf8(name: string): Diagnostic {
  return doubt("text-not-utf8", `${name}#`, "It is not UTF-8: letters that could not be read became \ufffd.", "Save it as UTF-8.");
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
  } catch {
    if (text.length > 4 * 1024 * 1024) return { value: null, problems: [jsonProblem(text)] };
    const asYaml = await parseYaml(text, limits);
    return asYaml.problems.some((problem) => problem.fatal) ? { value: null, problems: [jsonProblem(text)] } : asYaml;
  }
}

function jsonProblem(text: string): TextProblem {
  const { offset, wanted, found } = jsonFault(text) ?? { offset: 0, wanted: "something else", found: null };
  const before = text.slice(0, offset);
  const isCut = found === null;
  return {
    code: "json-syntax",
    message: isCut ? `It ends before its JSON does: ${wanted} is missing.` : `It is not JSON: ${wanted} belongs here, not ${found}.`,
    remedy: isCut ? "Close what is open; if it was cut off, save or fetch it again." : "Mend the syntax at this place.",
    line: before.split("\n").length,
    column: offset - before.lastIndexOf("\n"),
    fatal: true,
  };
}

/** The diagnostic for a problem with a text; `name` is the file's short name. */
export function textDiagnostic(each: TextProblem, name: string): Diagnostic {
  const { code, message, remedy, line, column } = each;
  return { code, severity: each.fatal ? "error" : "warning", message, remedy, at: `${name}#`, line, column };
}

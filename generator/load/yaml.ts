import type { JsonValue } from "../ir/json.js";
import { indent, wordyLines } from "./indentation.js";
import type { LoadLimits } from "./options.js";
import { checkSize } from "./size.js";
import { MOST_MERGED_KEYS, readMarked, rememberMarks } from "./yaml-marks.js";

/** Something wrong with a text, before any pointer into it exists. */
export interface TextProblem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  /** Both from 1, where known. */
  readonly line: number | null;
  readonly column: number | null;
  /** True when there is no value to go on with. */
  readonly fatal: boolean;
}

/** A parsed text, or the reasons why there is none. */
export interface Outcome {
  readonly value: JsonValue;
  readonly problems: readonly TextProblem[];
}

/** YAML 1.2 (core schema, merge keys) to a value. js-yaml first, for it is four times faster; `yaml` reads what that one rejects. */
export async function parseYaml(text: string, limits: LoadLimits): Promise<Outcome> {
  const read = await withJsYaml(text, limits);
  const { problems } = read;
  if (problems.some((problem) => problem.fatal) || !read.mayShare) return { value: read.value, problems };
  const tooBig = checkSize(read.value, limits);
  return tooBig ? { value: null, problems: [...problems, tooBig] } : { value: read.value, problems };
}

/** `mayShare`: whether aliases may let the value grow, or contain itself. Without anchors js-yaml's watch over the depth is enough. */
interface Reading extends Outcome {
  readonly mayShare: boolean;
}

async function withJsYaml(text: string, limits: LoadLimits): Promise<Reading> {
  try {
    const { value, marks, shallow, hasAnchors } = await readMarked(text, limits);
    if (value !== undefined) {
      rememberMarks(value, marks);
      return { value, problems: indentationProblems(text, shallow), mayShare: hasAnchors };
    }
  } catch (error) {
    const refused = refusal(error, limits);
    if (refused !== null) return { value: null, problems: [refused], mayShare: false };
  }
  return { ...(await withYaml(text, limits)), mayShare: true };
}

/** What js-yaml refuses and `yaml` must not read either, for that one has no such bounds. The message quotes the document: only `reason` is js-yaml's own. */
function refusal(error: unknown, limits: LoadLimits): TextProblem | null {
  if (error instanceof RangeError) return nestingProblem(limits.depth);
  const reason = error instanceof Error && "reason" in error ? String(error.reason) : "";
  if (reason.startsWith("nesting exceeded maxDepth")) return nestingProblem(limits.depth);
  return reason.startsWith("merge keys exceeded maxTotalMergeKeys") ? mergesProblem() : null;
}

function mergesProblem(): TextProblem {
  return {
    code: "yaml-too-many-merges",
    message: `The merges (<<) of the document bring in more than ${MOST_MERGED_KEYS} keys together.`,
    remedy: "Use $ref instead of YAML merges.",
    line: null,
    column: null,
    fatal: true,
  };
}

/** One warning for all lines that are indented too little. */
function indentationProblems(text: string, shallow: readonly number[]): readonly TextProblem[] {
  const lines = wordyLines(text, shallow);
  return lines.length === 0 ? [] : [indentationProblem(lines)];
}

function indentationProblem(lines: readonly number[]): TextProblem {
  const line = Math.min(...lines);
  const others = lines.length > 1 ? ` (and up to ${lines.length - 1} more)` : "";
  return {
    code: "yaml-indentation",
    message: `This line${others} continues a quoted text or a bracket, but is indented no more than what it belongs to.`,
    remedy: "Indent it further: strict YAML parsers reject the document.",
    line,
    column: 1,
    fatal: false,
  };
}

/** Reads a text with `yaml`, which minds lines that are indented too little: those that js-yaml tells are indented first. */
async function withYaml(text: string, limits: LoadLimits): Promise<Outcome> {
  let shallow: readonly number[] = [];
  try {
    shallow = (await readMarked(text, limits, { json: true })).shallow;
  } catch (error) {
    const refused = refusal(error, limits);
    if (refused !== null) return { value: null, problems: [refused] };
  }
  const read = await parseStrictly(indent(text, shallow));
  if (shallow.length === 0) return read;
  if (read.value === null) return await parseStrictly(text); // the text as it was written tells best what is wrong
  return { value: read.value, problems: [...indentationProblems(text, shallow), ...read.problems] };
}

async function parseStrictly(text: string): Promise<Outcome> {
  const { LineCounter, parseDocument } = await import("yaml");
  const { danglingAlias, yamlFaults, yamlRepeats } = await import("./yaml-faults.js");
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, logLevel: "error" });
    const faulty = { text, document, lines };
    const faults = await yamlFaults(faulty);
    if (faults.length > 0) return { value: null, problems: faults };
    const dangling = await danglingAlias(faulty);
    if (dangling !== null) return { value: null, problems: [dangling] };
    const value = document.toJS({ maxAliasCount: -1 }) as JsonValue; // aliases share their anchor's object: checkSize counts them expanded
    return { value: value ?? null, problems: yamlRepeats(faulty) };
  } catch (error) {
    if (error instanceof RangeError) return { value: null, problems: [nestingProblem(null)] };
    const message = error instanceof Error ? error.message : String(error);
    const remedy = "Mend the YAML.";
    return { value: null, problems: [{ code: "yaml-syntax", message: `It is not YAML: ${message}.`, remedy, line: null, column: null, fatal: true }] };
  }
}

/** The refusal of a value that is nested too deeply (for the parser itself, when no limit is named). */
export function nestingProblem(depth: number | null): TextProblem {
  return {
    code: "nesting-too-deep",
    message: depth === null ? "Values are nested too deeply to be read." : `Values are nested more than ${depth} levels deep.`,
    remedy: "Give the inner schemas names under components and refer to them.",
    line: null,
    column: null,
    fatal: true,
  };
}

import type { JsonValue } from "../ir/json.js";
import type { LoadLimits } from "./options.js";
import { checkSize } from "./size.js";

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

const SYNTAX_REMEDY = "Mend the YAML at this place.";

/** YAML 1.2 (core schema, merge keys) to a value. js-yaml first, for it is four times faster; `yaml` reads what that one rejects. */
export async function parseYaml(text: string, limits: LoadLimits): Promise<Outcome> {
  const fast = await withJsYaml(text, limits);
  const outcome = fast ?? (await withYaml(text));
  if (outcome.problems.some((problem) => problem.fatal)) return outcome;
  const tooBig = checkSize(outcome.value, limits);
  return tooBig ? { value: null, problems: [...outcome.problems, tooBig] } : outcome;
}

async function withJsYaml(text: string, limits: LoadLimits): Promise<Outcome | null> {
  const { CORE_SCHEMA, load, mergeTag } = await import("js-yaml");
  try {
    const value = load(text, { schema: CORE_SCHEMA.withTags(mergeTag), maxDepth: limits.depth, maxTotalMergeKeys: 1_000_000 });
    return { value: (value ?? null) as JsonValue, problems: [] }; // the core schema makes JSON values only
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.message.includes("maxDepth"))) return tooDeep(limits);
    return null;
  }
}

async function withYaml(text: string): Promise<Outcome> {
  const { LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, stringKeys: false, logLevel: "silent" });
    const problems = document.errors.map((error): TextProblem => {
      const { line, col } = lines.linePos(error.pos[0]);
      const isRepeat = error.code === "DUPLICATE_KEY";
      const code = isRepeat ? "yaml-duplicate-key" : "yaml-syntax";
      const remedy = isRepeat ? "Keep one of the two: the last one counts." : SYNTAX_REMEDY;
      return { code, message: `${error.message}.`.replace(/\.\.$/, "."), remedy, line, column: col, fatal: !isRepeat };
    });
    if (problems.some((problem) => problem.fatal)) return { value: null, problems };
    const value = document.toJS({ maxAliasCount: -1 }) as JsonValue; // aliases share their anchor's object: size.ts counts them expanded
    return { value: value ?? null, problems };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      value: null,
      problems: [{ code: "yaml-syntax", message: `It is not YAML: ${message}.`, remedy: SYNTAX_REMEDY, line: null, column: null, fatal: true }],
    };
  }
}

function tooDeep(limits: LoadLimits): Outcome {
  return { value: null, problems: [nestingProblem(limits.depth)] };
}

/** The refusal of a value that is nested too deeply. */
export function nestingProblem(depth: number): TextProblem {
  return {
    code: "nesting-too-deep",
    message: `Values are nested more than ${depth} levels deep.`,
    remedy: "Give the inner schemas names under components and refer to them.",
    line: null,
    column: null,
    fatal: true,
  };
}

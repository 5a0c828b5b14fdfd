import type { JsonValue } from "../ir/json.js";
import type { LoadLimits } from "./options.js";
import { nestingProblem, type TextProblem } from "./yaml.js";

/**
 * Refuses a value that is too deep, that contains itself, or that grows too large once its YAML aliases are expanded. One pass,
 * each object once: aliases share their anchor's object, and its size is remembered.
 */
export function checkSize(root: JsonValue, limits: LoadLimits): TextProblem | null {
  const measured = new Map<object, Measure>();
  const open = new Set<object>();
  const stack: Frame[] = [];
  let done: Measure = { values: 1, depth: 0 };
  const enter = (value: JsonValue): TextProblem | null => {
    if (typeof value !== "object" || value === null) return null;
    if (open.has(value)) return aliasProblem("A YAML alias stands inside its own anchor, so the value contains itself.");
    if (open.size >= limits.depth) return nestingProblem(limits.depth);
    open.add(value);
    stack.push({ value, children: Array.isArray(value) ? value : Object.values(value), next: 0, values: 1, depth: 0 });
    return null;
  };
  const refused = enter(root);
  if (refused) return refused;
  while (stack.length > 0) {
    const frame = stack[stack.length - 1] as Frame; // the loop's condition
    const child = frame.children[frame.next];
    if (frame.next === frame.children.length) {
      done = { values: frame.values, depth: frame.depth + 1 };
      if (done.depth > limits.depth) return nestingProblem(limits.depth);
      measured.set(frame.value, done);
      open.delete(frame.value);
      stack.pop();
      const parent = stack[stack.length - 1];
      if (parent) add(parent, done);
    } else {
      frame.next++;
      const known = typeof child === "object" && child !== null ? measured.get(child) : { values: 1, depth: 0 };
      if (known) add(frame, known);
      else {
        const problem = enter(child as JsonValue); // not undefined: the index is below the length
        if (problem) return problem;
      }
    }
    if (frame.values > limits.values) return aliasProblem(`The document has more than ${limits.values} values once its aliases are expanded.`);
  }
  return null;
}

interface Measure {
  readonly values: number;
  readonly depth: number;
}

interface Frame {
  readonly value: object;
  readonly children: readonly JsonValue[];
  next: number;
  values: number;
  depth: number;
}

function add(frame: Frame, child: Measure): void {
  frame.values += child.values;
  if (child.depth > frame.depth) frame.depth = child.depth;
}

function aliasProblem(message: string): TextProblem {
  return { code: "input-too-many-values", message, remedy: "Use $ref instead of YAML anchors and aliases.", line: null, column: null, fatal: true };
}

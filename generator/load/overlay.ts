import { createContext, Script } from "node:vm";
import type { JSONPathNode } from "json-p3";
import { type Diagnostic, doubt, problem, type Report } from "../diagnostics.js";
import type { JsonValue } from "../ir/json.js";
import type { SpecFile } from "../ir/spec-document.js";
import { type Input, overlayName } from "./hash.js";
import { isJsonArray, isJsonObject, type JsonObject, member } from "./json.js";
import { Draft } from "./merge.js";
import { fileName } from "./names.js";
import type { LoadLimits } from "./options.js";
import { parseText, textDiagnostic, textOf } from "./parse.js";
import { pointerOf } from "./pointer.js";
import { type Reader, sourceUrl } from "./read.js";
import { Refusal } from "./refusal.js";
import { checkSize } from "./size.js";
import { rememberSource } from "./sources.js";

/** One change that an overlay made, for explaining where something comes from. */
export interface AppliedAction {
  /** Where in the document (RFC 6901). */
  readonly pointer: string;
  readonly kind: "update" | "remove";
  /** What was merged into the place; null for a removal. */
  readonly update: JsonValue | null;
  /** The action: `overlay.yaml#/actions/2`. */
  readonly at: string;
  /** Why, in its author's words. */
  readonly description: string | null;
}

/** The entry document's root with the overlays applied. */
export interface Overlaid {
  readonly root: JsonValue;
  readonly inputs: readonly Input[];
  /** The overlays themselves, for looking up lines. */
  readonly files: readonly SpecFile[];
  readonly applied: readonly AppliedAction[];
}

/** Values that the overlays of one document may bring in together: an update that goes everywhere, again and again, would grow without end. */
const MOST_VALUES = 200_000;

type Path = readonly (string | number)[];
type Find = (expression: string, root: JsonValue) => readonly Path[];

/** Applies OpenAPI Overlay 1.0 documents in order. An overlay or action that can't be applied is reported; the others still are. */
export async function applyOverlays(
  entry: SpecFile,
  overlays: readonly string[],
  { reader, report }: { readonly reader: Reader; readonly report: Report },
): Promise<Overlaid> {
  const inputs: Input[] = [];
  const files: SpecFile[] = [];
  const applied: AppliedAction[] = [];
  const draft = new Draft(entry.root);
  const spent = { values: 0 };
  const find = overlays.length > 0 ? await jsonPath(reader.limits) : null;
  for (const [index, source] of overlays.entries()) {
    const overlay = await read(source, { reader, report });
    if (!overlay || !find) continue;
    inputs.push({ name: overlayName(index, overlay.file.name), bytes: overlay.bytes });
    files.push(overlay.file);
    new Application(draft, overlay.file, { find, report, applied, spent }).run();
  }
  const tooBig = find && checkSize(draft.root, reader.limits);
  if (tooBig) report(textDiagnostic(tooBig, entry.name));
  return { root: tooBig ? entry.root : draft.root, inputs, files, applied };
}

async function read(
  source: string,
  { reader, report }: { readonly reader: Reader; readonly report: Report },
): Promise<{ readonly file: SpecFile; readonly bytes: Buffer } | null> {
  try {
    const url = sourceUrl(source, ".");
    const bytes = await reader.named(url);
    const name = fileName(url, reader.entryUrl);
    const { value, problems } = await parseText(textOf(bytes), reader.limits);
    for (const each of problems) report(textDiagnostic(each, name));
    if (problems.some((each) => each.fatal)) return null;
    const tooBig = checkSize(value, reader.limits);
    if (tooBig) report(textDiagnostic(tooBig, name));
    const file = { url, name, root: value };
    rememberSource(file, bytes);
    return tooBig ? null : { file, bytes };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    report(problem("overlay-unreadable", source, error.message, error.remedy));
    return null;
  }
}

/**
 * Loads the JSONPath engine (RFC 9535); only documents with overlays pay for it. A look-up that takes longer than a request may
 * throws: only within `vm` is even a regular expression that backtracks interrupted.
 */
async function jsonPath(limits: LoadLimits): Promise<Find> {
  const { JSONPathEnvironment } = await import("json-p3");
  const environment = new JSONPathEnvironment({ maxRecursionDepth: limits.depth + 1 });
  const query: Find = (expression, root) =>
    environment.query(expression, root as Parameters<typeof environment.query>[1]).nodes.map((node: JSONPathNode) => node.location); // json-p3 declares its JSON mutable, and reads it only
  const place: { work: () => readonly Path[] } = { work: () => [] };
  const [context, script] = [createContext(place), new Script("work()")];
  return (expression, root) => {
    place.work = () => query(expression, root);
    return script.runInContext(context, { timeout: limits.timeout }) as readonly Path[]; // what `work` gave
  };
}

interface Tools {
  readonly find: Find;
  readonly report: Report;
  readonly applied: AppliedAction[];
  /** How many values the overlays have brought in so far. */
  readonly spent: { values: number };
}

class Application {
  readonly #draft: Draft;
  readonly #overlay: SpecFile;
  readonly #find: Find;
  readonly #report: Report;
  readonly #applied: AppliedAction[];
  readonly #spent: { values: number };

  constructor(draft: Draft, overlay: SpecFile, tools: Tools) {
    this.#draft = draft;
    this.#overlay = overlay;
    this.#find = tools.find;
    this.#report = tools.report;
    this.#applied = tools.applied;
    this.#spent = tools.spent;
  }

  run(): void {
    const { root } = this.#overlay;
    const version = member(root, "overlay");
    const actions = member(root, "actions");
    if (version === undefined || !/^1\.\d+(\.|$)/.test(String(version)) || !isJsonArray(actions)) {
      const message =
        version === undefined ? "This is not an Overlay document: it has no `overlay` member." : "An Overlay document has a version 1.x and a list of actions.";
      this.#report(problem("overlay-invalid", `${this.#overlay.name}#`, message, "See the Overlay Specification 1.0: overlay, info, actions."));
      return;
    }
    for (const [index, action] of actions.entries()) this.#action(action, `${this.#overlay.name}#${pointerOf(["actions", String(index)])}`);
  }

  #action(action: JsonValue, at: string): void {
    const target = member(action, "target");
    if (!isJsonObject(action) || typeof target !== "string") {
      this.#report(problem("overlay-invalid", at, "This action has no target.", "Give it a JSONPath as target."));
      return;
    }
    const paths = this.#paths(target, at);
    if (!paths) return;
    if (paths.length === 0) {
      this.#report(
        doubt(
          "overlay-no-match",
          at,
          `Nothing in the document matches ${JSON.stringify(target)}.`,
          "Mend the target, or drop the action if the document no longer needs it.",
        ),
      );
    } else if (member(action, "remove") === true) this.#remove(paths, { at, action });
    else if (Object.hasOwn(action, "update")) this.#update(paths, { at, action });
    else
      this.#report(
        doubt(
          "overlay-invalid",
          at,
          "This action does nothing: it has neither `update` nor `remove: true`.",
          "Say what to change (`copy` isn't part of Overlay 1.0).",
        ),
      );
  }

  #paths(target: string, at: string): readonly Path[] | null {
    try {
      return this.#find(target, this.#draft.root);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#report(
        problem("overlay-target", at, `The target ${JSON.stringify(target)} is no JSONPath that can be evaluated: ${why}.`, "Write it as RFC 9535 says."),
      );
      return null;
    }
  }

  #remove(paths: readonly Path[], from: Origin): void {
    if (paths.some((path) => path.length === 0)) {
      this.#report(problem("overlay-remove-root", from.at, "The whole document can't be removed.", "Name what to remove."));
      return;
    }
    for (const path of [...paths].sort(lastFirst)) {
      this.#draft.remove(path);
      this.#note(path, "remove", from);
    }
  }

  #update(paths: readonly Path[], from: Origin): void {
    const update = from.action["update"] ?? null;
    this.#spent.values += paths.length * valuesIn(update);
    if (this.#spent.values > MOST_VALUES) {
      const message = `The overlays bring in more than ${MOST_VALUES} values; this update is left out.`;
      this.#report(problem("overlay-too-large", from.at, message, "Let its target match fewer places."));
      return;
    }
    for (const path of paths) {
      const clash = this.#draft.merge(path, update);
      this.#note(path, "update", from);
      if (clash) this.#report(clashProblem(pointerOf(clash.map(String)), from.at));
    }
  }

  #note(path: Path, kind: AppliedAction["kind"], { at, action }: Origin): void {
    const description = member(action, "description");
    const update = kind === "update" ? (action["update"] ?? null) : null;
    this.#applied.push({ pointer: pointerOf(path.map(String)), kind, update, at, description: typeof description === "string" ? description : null });
  }
}

/** A value and all within it; overlays are no deeper than the limit. */
function valuesIn(value: JsonValue): number {
  if (typeof value !== "object" || value === null) return 1;
  let count = 1;
  for (const inner of isJsonArray(value) ? value : Object.values(value)) count += valuesIn(inner);
  return count;
}

interface Origin {
  readonly at: string;
  readonly action: JsonObject;
}

function clashProblem(pointer: string, at: string): Diagnostic {
  return problem(
    "overlay-clash",
    at,
    `The update doesn't fit what stands at ${pointer || "the root"}: objects merge with objects, arrays with arrays, scalars replace scalars.`,
    "Remove that first, then add the new value.",
  );
}

/** Later items before earlier ones and inner values before outer ones, so that no removal moves another's place. */
function lastFirst(a: Path, b: Path): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [left, right] = [a[index], b[index]];
    if (left === right) continue;
    return typeof left === "number" && typeof right === "number" ? right - left : String(left) < String(right) ? 1 : -1;
  }
  return b.length - a.length;
}

import { type Diagnostic, doubt, type Report } from "../diagnostics.js";
import type { Model } from "../ir/index.js";
import type { ClientConfig } from "./client-config.js";
import type { Allocator } from "./names/allocator.js";
import { isIdentifier, pascalCase } from "./names/casing.js";
import { isReservedType, keywords } from "./names/reserved.js";
import { own } from "./own.js";
import type { Reached } from "./reach.js";
import type { Manifest } from "./views.js";

/** Names of a model's projections; equal when it has only one. */
export interface ModelNaming {
  readonly input: string;
  readonly output: string;
}

/** A model's key without the entry document's name: what the manifest locks, so that a renamed document moves no name. */
export function lockKey(modelKey: string, entries: readonly string[]): string {
  const hash = modelKey.indexOf("#");
  return hash >= 0 && entries.includes(modelKey.slice(0, hash)) ? modelKey.slice(hash) : modelKey;
}

/**
 * Names the models, in pointer order; those of an earlier run stand. A model with readOnly or writeOnly marks that is
 * reached both ways gets two: `Pet` for output, `PetInput` for input.
 */
export function nameModels(
  models: readonly Model[],
  reached: Reached,
  marked: ReadonlySet<string>,
  given: {
    readonly config: ClientConfig;
    readonly exports: Allocator;
    readonly lock: Manifest | null;
    readonly entries: readonly string[];
    readonly report: Report;
  },
): ReadonlyMap<string, ModelNaming> {
  const { exports, lock } = given;
  const held = new Map<string, string>();
  const hold = (key: string): void => {
    const name = lock?.models[key];
    if (name !== undefined && isIdentifier(name) && !keywords.has(name) && exports.hold(name)) held.set(key, name);
  };
  const isSplit = ({ key }: Model): boolean => marked.has(key) && reached.input.has(key) && reached.output.has(key);
  for (const model of models) {
    hold(lockKey(model.key, given.entries));
    if (isSplit(model)) hold(`${lockKey(model.key, given.entries)} input`);
  }
  const named = new Map<string, ModelNaming>();
  for (const model of models) {
    const locked = held.get(lockKey(model.key, given.entries));
    const asked = own(given.config.names?.models, model.name);
    const isFree = asked !== undefined && (asked === locked || (isIdentifier(asked) && !isReservedType(asked) && exports.hold(asked)));
    if (asked !== undefined && !isFree) given.report(unusable(model.name, asked));
    named.set(model.key, { output: (isFree ? asked : locked) ?? exports.give(candidates(model)), input: "" });
  }
  for (const model of models) {
    const { output } = named.get(model.key) as ModelNaming; // set just before
    const input = isSplit(model) ? (held.get(`${lockKey(model.key, given.entries)} input`) ?? exports.give([`${output}Input`, `${output}Write`])) : output;
    named.set(model.key, { output, input });
  }
  return named;
}

function unusable(model: string, asked: string): Diagnostic {
  const at = `client.yaml#/names/models/${model.replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return doubt(
    "config-name-taken",
    at,
    `No model can be called "${asked}".`,
    "Choose an identifier that is no keyword, no TypeScript global and no other model's name.",
  );
}

function candidates(model: Model): readonly [string, ...string[]] {
  const name = pascalCase(model.name) || "Model";
  return [name, name.endsWith("Model") ? `${name}Type` : `${name}Model`];
}

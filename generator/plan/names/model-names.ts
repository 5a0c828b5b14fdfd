import { type Diagnostic, doubt, type Report } from "../../diagnostics.js";
import type { Model } from "../../ir/index.js";
import type { ClientConfig } from "../config/client-config.js";
import type { Reached } from "../schemas/reach.js";
import { isIdentifier, pascalCase } from "./casing.js";
import { type NameBook, owners } from "./name-book.js";
import { extension, stainlessName } from "./operation-hints.js";
import { own } from "./own.js";
import { isReservedType } from "./reserved.js";

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

interface Naming {
  readonly config: ClientConfig;
  readonly book: NameBook;
  readonly reached: Reached;
  /** Keys of the models with readOnly or writeOnly marks. */
  readonly marked: ReadonlySet<string>;
  readonly entries: readonly string[];
  readonly report: Report;
}

/**
 * Names the models, in pointer order; those of an earlier run stand. A model with readOnly or writeOnly marks that is
 * reached both ways gets two: `Pet` for output, `PetInput` for input.
 */
export function nameModels(models: readonly Model[], given: Naming): ReadonlyMap<string, ModelNaming> {
  const { book } = given;
  const outputs = models.map((model) => {
    const key = lockKey(model.key, given.entries);
    const asked = askedName(model, key, given);
    if (asked !== null) return asked;
    const input = book.locked(owners.modelInput(key));
    if (input === null) return book.take(owners.model(key), candidates(model));
    if (sides(model.key, given) !== "both") return isInputOnly(model.key, given) ? input : (book.locked(owners.model(key)) ?? input);
    return book.take(owners.model(key), [...(input.endsWith("Input") ? [] : [`${input}Output`]), ...candidates(model)]);
  });
  return new Map(
    models.map(({ key }, index) => {
      const output = outputs[index] ?? "";
      const isSplit = sides(key, given) === "both";
      return [key, { output, input: isSplit ? book.take(owners.modelInput(lockKey(key, given.entries)), [`${output}Input`, `${output}Write`]) : output }];
    }),
  );
}

/** "both": the two ways that values of the model go have types of their own. */
function sides(key: string, { marked, reached }: Pick<Naming, "marked" | "reached">): "both" | "one" {
  return marked.has(key) && reached.input.has(key) && reached.output.has(key) ? "both" : "one";
}

/** A model with marks that only ever goes out: its one name stands for the input projection. */
function isInputOnly(key: string, { marked, reached }: Pick<Naming, "marked" | "reached">): boolean {
  return marked.has(key) && reached.input.has(key) && !reached.output.has(key);
}

/** What the manifest keeps of a model's names. */
export function modelLock(
  key: string,
  { input, output }: ModelNaming,
  given: Pick<Naming, "marked" | "reached">,
): { readonly output: string | null; readonly input: string | null } {
  if (isInputOnly(key, given)) return { output: null, input };
  return { output, input: sides(key, given) === "both" ? input : null };
}

/** The name that client.yaml gives, when a type can be called that. */
function askedName(model: Model, key: string, { config, book, report }: Naming): string | null {
  const asked = own(config.names?.models, model.name);
  if (asked === undefined) return null;
  const isFree =
    asked === book.locked(owners.model(key)) ||
    asked === book.locked(owners.modelInput(key)) ||
    (isIdentifier(asked) && !isReservedType(asked) && book.exports.hold(asked));
  if (isFree) return asked;
  report(unusable(model.name, asked));
  return null;
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
  const given = givenName(model);
  const own = [name, name.endsWith("Model") ? `${name}Type` : `${name}Model`] as const;
  return given === null ? own : [given, ...own];
}

/** What a vendor extension of the document calls it, as a type's name. */
function givenName({ extensions }: Model): string | null {
  if (extensions.length === 0) return null;
  const said = extension(extensions, "x-fern-type-name", "x-ms-client-name", "x-speakeasy-name-override") ?? stainlessName(extensions, "type_name");
  const name = typeof said === "string" ? pascalCase(said) : "";
  return isIdentifier(name) ? name : null;
}

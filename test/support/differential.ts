import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { Diagnostics } from "../../generator/diagnostics.js";
import { emit } from "../../generator/emit/emit.js";
import type { Api, JsonValue } from "../../generator/ir/index.js";
import { loadDocument } from "../../generator/load/load.js";
import { lowerOpenApi } from "../../generator/openapi/lower.js";
import { plan } from "../../generator/plan/plan.js";
import { walkSchema } from "../../generator/plan/schema-views.js";
import { type CompileOptions, compileErrors, writeInto } from "./compile.js";

/** `ours`: ours is not assignable to theirs; `theirs`: the other way round. */
export type Direction = "ours" | "theirs";

/** A model that openapi-typescript types otherwise, though everything it refers to is typed the same. */
export interface Difference {
  /** As the document calls it. */
  readonly model: string;
  readonly fails: readonly Direction[];
}

export interface Differential {
  readonly compared: number;
  readonly differences: readonly Difference[];
}

/**
 * Types every component schema of a document twice, by us and by openapi-typescript, and asks the compiler whether the two
 * are assignable to each other. null: openapi-typescript can't read the document. Read and write marks are left aside.
 */
export async function compareModels(source: string, folder: string, options: CompileOptions & { readonly root?: string } = {}): Promise<Differential | null> {
  const { report } = new Diagnostics();
  const document = await loadDocument(source, { allowRemote: false, ...(options.root === undefined ? {} : { root: options.root }) }, report);
  if (document === null) return null;
  const paths = await theirTypes(document.root, source);
  if (paths === null) return null;
  const api = withoutMarks(lowerOpenApi(document, report));
  const entries = [...document.files.values()].slice(0, 1).map((file) => file.name);
  const planned = plan(api, {}, { generator: "x", hash: "", entries, facts: {}, lock: null, name: null, custom: null }, report);
  const pairs = Object.entries(planned.manifest.models).flatMap(([key, name]) => pairOf(key, name));
  writeInto(folder, [...emit(planned).filter((file) => file.path === "models.ts" || file.path === "webhooks.ts"), { path: "paths.ts", text: paths }]);
  const declared = new Map(
    planned.files.flatMap((file) =>
      file.template === "models" || file.template === "webhooks" ? file.view.models.map((model) => [model.name, file.template]) : [],
    ),
  );
  writeFileSync(join(folder, "compare.ts"), comparison(pairs, declared));
  return { compared: pairs.length, differences: rootsOf(failures(pairs, compileErrors(folder, options)), api) };
}

/** With the two settings in which we differ on purpose: a default makes nothing required, an empty object is an open one. */
async function theirTypes(root: JsonValue, source: string): Promise<string | null> {
  const options = { cwd: pathToFileURL(source), silent: true, defaultNonNullable: false, emptyObjectsUnknown: true };
  return openapiTS(JSON.stringify(root), options).then(astToString, () => null);
}

interface Pair {
  readonly ours: string;
  readonly theirs: string;
}

function pairOf(key: string, name: string): readonly Pair[] {
  const component = /^#\/components\/schemas\/([^/]+)$/.exec(key)?.[1];
  // `Pet~base` and kin are our own models, of no component.
  return component === undefined || /~(?![01])/.test(component) ? [] : [{ ours: name, theirs: component.replaceAll("~1", "/").replaceAll("~0", "~") }];
}

const HEAD = 4;

/** Two lines for each pair, after a head of four. */
function comparison(pairs: readonly Pair[], declared: ReadonlyMap<string, string>): string {
  const lines = pairs.flatMap(({ ours, theirs }, i) => {
    const type = `components["schemas"][${JSON.stringify(theirs)}]`;
    const own = `${declared.get(ours) === "webhooks" ? "W" : "M"}.${ours}`;
    return [`export const ours${i}: Fits<${own}, ${type}> = true;`, `export const theirs${i}: Fits<${type}, ${own}> = true;`];
  });
  const webhooks = [...declared.values()].includes("webhooks") ? 'import type * as W from "./webhooks.js";' : "";
  return `import type * as M from "./models.js";\n${webhooks}\nimport type { components } from "./paths.js";\ntype Fits<A, B> = [A] extends [B] ? true : false;\n${lines.join("\n")}\n`;
}

function failures(pairs: readonly Pair[], errors: readonly string[]): ReadonlyMap<string, readonly Direction[]> {
  const failed = new Map<string, Direction[]>();
  for (const error of errors) {
    const line = /compare\.ts\((\d+),/.exec(error)?.[1];
    if (line === undefined) throw new Error(`The generated types do not compile: ${error}`);
    const index = Number(line) - HEAD - 1;
    const name = pairs[Math.floor(index / 2)]?.theirs ?? "";
    failed.set(name, [...(failed.get(name) ?? []), index % 2 === 0 ? "ours" : "theirs"]);
  }
  return failed;
}

/** Of all that differ only those that refer to nothing that differs. */
function rootsOf(failed: ReadonlyMap<string, readonly Direction[]>, api: Api): readonly Difference[] {
  const names = new Map(api.models.map((model) => [model.key, model.name]));
  return api.models.flatMap((model) => {
    const fails = failed.get(model.name);
    let inherits = false;
    walkSchema(model.schema, (schema) => {
      const name = schema.kind === "ref" ? names.get(schema.model) : undefined;
      if (name !== undefined && name !== model.name && failed.has(name)) inherits = true;
    });
    return fails === undefined || inherits ? [] : [{ model: model.name, fails }];
  });
}

const withoutMarks = (api: Api): Api => JSON.parse(JSON.stringify(api), (key, value: unknown) => (key === "access" ? null : value)) as Api; // an Api is plain JSON

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Diagnostics } from "../../generator/diagnostics.js";
import { emit } from "../../generator/emit/emit.js";
import { type Api, field, type JsonValue, noDocs, type Operation, objectSchema, refSchema, type SpecDocument } from "../../generator/ir/index.js";
import { bundle } from "../../generator/load/bundle.js";
import { loadDocument } from "../../generator/load/load.js";
import { lowerOpenApi } from "../../generator/openapi/lower.js";
import { plan } from "../../generator/plan/plan.js";
import type { Plan } from "../../generator/plan/views.js";
import { type CompileOptions, compileErrors, writeInto } from "../support/compile.js";
import { theirTypes } from "./theirs.js";

/** `ours`: ours is not assignable to theirs; `theirs`: the other way round. */
export type Direction = "ours" | "theirs";

export interface Differential {
  /** How many component schemas were compared. */
  readonly compared: number;
  /** Component schemas that we have no model of. */
  readonly missing: readonly string[];
  /** Component schema -> what is not assignable. */
  readonly differences: Readonly<Record<string, readonly Direction[]>>;
  /** Rule -> component schemas that it put in other words for openapi-typescript. */
  readonly changed: ReadonlyMap<string, readonly string[]>;
}

export interface DifferentialOptions extends CompileOptions {
  /** The folder that references may reach. */
  readonly root: string;
  /** Whether openapi-typescript is given the document in the words of the rules. */
  readonly ruled: boolean;
  /** Component schemas that others refer to as ours: a difference in one of them makes none in those that hold it. */
  readonly known?: readonly string[];
  /** Another document that openapi-typescript is given instead: to see differences be found. */
  readonly theirs?: JsonValue;
}

/**
 * Types every component schema of a document twice, by us and by openapi-typescript, and asks the compiler whether the two are
 * assignable to each other: as they are, and with every optional property made a required one (else `{}` and `{ a?: string }`
 * would be). A document of several files is bundled for both. Read and write marks are left aside. null: openapi-typescript
 * can't read the document, or makes types of it that don't compile.
 */
export async function compareModels(source: string, folder: string, options: DifferentialOptions): Promise<Differential | null> {
  const document = await loadWhole(source, options.root);
  const planned = planComponents(document);
  const models = new Map(Object.entries(planned.manifest.models).flatMap(([key, name]) => componentOf(key, name)));
  const known = options.known ?? [];
  const ours = new Map(known.map((component) => [component, models.get(component) ?? "unknown"]));
  const made = await theirTypes(options.theirs ?? document.root, source, { ruled: options.ruled, ours });
  if (made === null) return null;
  writeInto(folder, [...emit(planned).filter(({ path }) => path === "models.ts"), { path: "paths.ts", text: made.text }]);
  const pairs = made.components.flatMap((component) => pairOf(component, models.get(component)));
  writeFileSync(join(folder, "compare.ts"), comparison(pairs));
  const errors = pairs.length === 0 ? [] : compileErrors(folder, options);
  if (errors.some((error) => error.includes("paths.ts("))) return null;
  const differences = failures(pairs, errors);
  return {
    compared: pairs.length,
    missing: made.components.filter((each) => !models.has(each) && !/~(base|alone)$/.test(each)),
    differences,
    changed: made.changed,
  };
}

async function loadWhole(source: string, root: string): Promise<SpecDocument> {
  const { report, list } = new Diagnostics();
  const document = await loadDocument(source, { allowRemote: false, root }, report);
  const whole =
    document === null || document.files.size === 1
      ? document
      : await loadDocument("-", { allowRemote: false, root, stdin: async () => JSON.stringify(bundle(document)) }, report);
  if (whole === null) throw new Error(`${source} can't be read: ${list[0]?.message}`);
  return whole;
}

/** A plan of one operation that answers with every component schema, so that none is left out. */
function planComponents(document: SpecDocument): Plan {
  const { report } = new Diagnostics();
  const api = withoutMarks(lowerOpenApi(document, report));
  const entries = [...document.files.values()].slice(0, 1).map((file) => file.name);
  const fields = api.models.map((model) => field(model.key, refSchema(model.key), true));
  const schema = objectSchema("all", fields);
  const content = { mediaType: "application/json", schema, item: null, parts: [], byPosition: null, examples: [], at: "all" };
  const operations: readonly Operation[] = [
    {
      id: "all",
      method: "GET",
      path: "/all",
      fixedQuery: [],
      tags: [],
      docs: noDocs,
      params: [],
      body: null,
      responses: [{ status: "200", docs: noDocs, headers: [], contents: [content], links: [], at: "all" }],
      auth: null,
      servers: [],
      callbacks: [],
      extensions: [],
      at: "all",
    },
  ];
  const options = { generator: "x", hash: "", entries, facts: {}, lock: null, name: null, custom: null };
  return plan({ ...api, operations, webhooks: [] }, {}, options, report);
}

const withoutMarks = (api: Api): Api => JSON.parse(JSON.stringify(api), (key, value: unknown) => (key === "access" ? null : value)) as Api; // an Api is plain JSON

interface Pair {
  readonly component: string;
  readonly ours: string;
  readonly theirs: string;
}

const unescaped = (part: string): string => part.replaceAll("~1", "/").replaceAll("~0", "~");

/** `[component, model]`; nothing for a model that is of no component. */
function componentOf(key: string, model: string): readonly (readonly [string, string])[] {
  const component = /^#\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(key)?.[1];
  return component === undefined ? [] : [[unescaped(component), model]];
}

function pairOf(component: string, model: string | undefined): readonly Pair[] {
  return model === undefined ? [] : [{ component, ours: `M.${model}`, theirs: `components["schemas"][${JSON.stringify(component)}]` }];
}

const HEAD = [
  'import type * as M from "./models.js";',
  'import type { components } from "./paths.js";',
  "type Plain = string | number | boolean | bigint | null | undefined | Blob | ReadableStream;",
  "type Filled<T, Depth = 4> = Depth extends keyof Less ? (unknown extends T ? T : T extends Plain ? T : { [K in keyof T]-?: Filled<T[K], Less[Depth]> }) : T;",
  "interface Less { 4: 3; 3: 2; 2: 1; 1: 0 }",
  "type Fits<A, B> = [A] extends [B] ? true : false;",
];
const CHECKS: readonly ((pair: Pair) => string)[] = [
  ({ ours, theirs }) => `Fits<${ours}, ${theirs}>`,
  ({ ours, theirs }) => `Fits<${theirs}, ${ours}>`,
  ({ ours, theirs }) => `Fits<Filled<${ours}>, Filled<${theirs}>>`,
  ({ ours, theirs }) => `Fits<Filled<${theirs}>, Filled<${ours}>>`,
];

/** One line for each check of each pair, after the head. */
function comparison(pairs: readonly Pair[]): string {
  const lines = pairs.flatMap((pair, i) => CHECKS.map((check, j) => `export const x${i}_${j}: ${check(pair)} = true;`));
  return [...HEAD, ...lines, ""].join("\n");
}

function failures(pairs: readonly Pair[], errors: readonly string[]): Readonly<Record<string, readonly Direction[]>> {
  const failed: Record<string, Direction[]> = {};
  for (const error of errors) {
    const line = /^[^(]*compare\.ts\((\d+),.*error TS2322/.exec(error)?.[1];
    if (line === undefined) throw new Error(`The types can't be compared: ${error}`);
    const index = Number(line) - HEAD.length - 1;
    const name = pairs[Math.floor(index / CHECKS.length)]?.component ?? "";
    const direction: Direction = index % 2 === 0 ? "ours" : "theirs";
    const known = failed[name] ?? [];
    if (!known.includes(direction)) failed[name] = [...known, direction].sort();
  }
  return failed;
}

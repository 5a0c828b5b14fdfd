import { resolve } from "node:path";
import { type Diagnostic, doubt, problem, type Report } from "./diagnostics.js";
import type { EmittedFile } from "./emit/emitted-file.js";
import { fingerprint } from "./emit/manifest.js";
import type { Generated, GenerateOptions } from "./generate-options.js";
import type { Api, SpecDocument } from "./ir/index.js";
import { mergeApis } from "./merge-apis.js";
import { Notes } from "./notes.js";
import type { Manifest, Plan } from "./plan/views.js";
import { hashOf, isUnchanged, lastManifest } from "./unchanged.js";
import { version } from "./version.js";

export type { Generated, GenerateOptions, Stage } from "./generate-options.js";

/**
 * Documents in, a client out: load, lower, plan, emit, write. Everything found on the way goes to `report`; null when there
 * is no document to go on with, or when what was emitted is not what the templates print (then nothing is written).
 * Rejects only with the file system's own errors.
 */
export async function generate(options: GenerateOptions, report: Report): Promise<Generated | null> {
  const last = await lastManifest(options.lock ?? options.output);
  const mayRest = options.force !== true && options.refuse === undefined; // what an earlier run found is not known any more
  if (last !== null && mayRest && (await isUnchanged(version, options, last)))
    return { unchanged: true, write: { ...nothing, unchanged: Object.keys(last.files) }, made: null };
  const stages = await import("./stages.js");
  const notes = new Notes(report);
  options.onStage?.("load");
  const documents = await loadAll(options, stages, notes.report);
  if (documents === null) return null;
  try {
    return await make(documents, { options, stages, last, notes });
  } finally {
    const files = documents.flatMap((document) => [...document.files.values()]);
    await notes.tell(async (kept) => stages.withLines(files, await placedInConfig(kept, options)));
  }
}

interface Run {
  readonly options: GenerateOptions;
  readonly stages: Stages;
  readonly last: Manifest | null;
  readonly notes: Notes;
}

async function make(documents: readonly SpecDocument[], run: Run): Promise<Generated | null> {
  const { options, stages, last, notes } = run;
  const { config = {}, output, onStage = () => undefined } = options;
  onStage("lower");
  if (options.validate === true) for (const document of documents) await stages.validate(document, notes.keep);
  const api = mergeApis(await Promise.all(documents.map((document) => stages.lower(document, notes.keep))));
  const paths = config.raw === true ? await pathsOf(documents, api, run) : null;
  onStage("plan");
  const planned = stages.plan(api, { ...config, raw: paths !== null }, { ...(await facts(documents, run)), lock: last }, notes.keep);
  const plan = paths === null ? planned : { ...planned, manifest: { ...planned.manifest, files: { [paths.path]: fingerprint(paths.text) } } };
  onStage("emit");
  const printed = plan.runtime === "inline" ? await stages.withRuntime(stages.emit(plan), plan, await inlining(options, stages)) : stages.emit(plan);
  const files = [...(paths === null ? [] : [paths]), ...printed];
  const made = { documents, api, plan, files };
  if (isEmptied(plan, run)) return null;
  if (output === null || notes.isAsBadAs(options.refuse)) return { unchanged: false, write: nothing, made };
  onStage("write");
  const { changes, told, apply } = await stages.prepareWrite(files, output);
  if (!(await isSound(options.verify === true ? files : files.filter(({ path }) => changes.written.includes(path)), run))) return null;
  for (const diagnostic of told) notes.keep(diagnostic);
  if (options.check !== true) await apply();
  return { unchanged: false, write: changes, made };
}

/** A document without operations is told; where it would empty a client that has some (half a file saved?), nothing is written. */
function isEmptied({ manifest, files }: Plan, { options, last, notes }: Run): boolean {
  if (Object.keys(manifest.operations).length > 0 || files.some(({ template }) => template === "webhooks")) return false;
  const refused = options.force !== true && options.output !== null && last !== null && Object.keys(last.operations).length > 0;
  const remedy = refused ? "Complete the document, or generate with --force to empty the client." : "Add paths, or check what is selected.";
  notes.keep((refused ? problem : doubt)("no-operations", "#/paths", "There is no operation to generate.", remedy));
  return refused;
}

/** Diagnostics about client.yaml, each with the place where the entry stands. */
function placedInConfig(kept: readonly Diagnostic[], { locateConfig }: GenerateOptions): Promise<readonly Diagnostic[]> {
  const prefix = "client.yaml#";
  return Promise.all(
    kept.map(async (each) =>
      locateConfig !== undefined && each.at.startsWith(prefix) ? { ...each, ...(await locateConfig(each.at.slice(prefix.length))) } : each,
    ),
  );
}

type Stages = typeof import("./stages.js");
const nothing: Generated["write"] = { written: [], removed: [], unchanged: [] };

/** Every document, or null when one can't be read (all are tried, so that all faults are told). */
async function loadAll({ sources, load = {} }: GenerateOptions, stages: Stages, report: Report): Promise<readonly SpecDocument[] | null> {
  const documents = await Promise.all(sources.map((source) => stages.loadDocument(source, load, report)));
  const loaded = documents.filter((document) => document !== null);
  return loaded.length === documents.length && loaded.length > 0 ? loaded : null;
}

/** What the plan and the manifest are told about the inputs. */
async function facts(documents: readonly SpecDocument[], { options, stages, notes }: Run) {
  const slots = await stages.customSlots(options, notes.keep);
  return {
    generator: version,
    hash: hashOf(
      version,
      documents.map(({ hash }) => hash),
      options,
      slots?.hashes ?? [],
    ),
    entries: documents.flatMap((document) => [...document.files.values()].slice(0, 1).map(({ name }) => name)),
    facts: { inputs: documents.map((document) => stages.inputFiles(document)), ...(notes.isIncomplete ? { incomplete: true } : {}) },
    name: options.name ?? null,
    custom: slots,
  };
}

/** `paths.ts` of the first document; null when openapi-typescript can't read it. */
async function pathsOf(documents: readonly SpecDocument[], { title, version: of }: Api, { stages, notes }: Run): Promise<EmittedFile | null> {
  const [document] = documents;
  return document === undefined ? null : stages.printPaths({ root: stages.bundle(document), header: { title, version: of } }, notes.keep);
}

/** What the copies of the runtime depend on besides the plan. */
async function inlining({ output, custom }: GenerateOptions, { slotFiles, forward }: Stages) {
  return { version, output: forward(resolve(output ?? ".")), slots: await slotFiles(custom) };
}

async function isSound(files: readonly EmittedFile[], { options, stages, notes }: Run): Promise<boolean> {
  const copies = await stages.verifyCopies(files, { version });
  const printed = files.filter(({ path }) => path !== "paths.ts" && !stages.isCopy(path));
  const found = [...copies, ...(await stages.verify(printed, options.verify === true ? "all" : "acting"))];
  for (const diagnostic of found) notes.keep(diagnostic);
  return found.length === 0;
}

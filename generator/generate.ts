import type { Report, Severity } from "./diagnostics.js";
import type { EmittedFile } from "./emit/emitted-file.js";
import { fingerprint } from "./emit/manifest.js";
import type { Generated, GenerateOptions } from "./generate-options.js";
import type { SpecDocument } from "./ir/index.js";
import { mergeApis } from "./merge-apis.js";
import { hashOf, isUnchanged, lastManifest } from "./unchanged.js";
import { version } from "./version.js";

export type { Generated, GenerateOptions, Stage } from "./generate-options.js";

/**
 * Documents in, a client out: load, lower, plan, emit, write. Everything found on the way goes to `report`; null when there
 * is no document to go on with, or when what was emitted is not what the templates print (then nothing is written).
 * Rejects only with the file system's own errors.
 */
export async function generate(options: GenerateOptions, report: Report): Promise<Generated | null> {
  const { config = {}, output, onStage = () => undefined } = options;
  const last = await lastManifest(output);
  if (last !== null && options.force !== true && (await isUnchanged(version, options, last)))
    return { unchanged: true, write: { ...nothing, unchanged: Object.keys(last.files) }, made: null };
  const stages = await import("./stages.js");
  const watch = watchFor(options.refuse, report);

  onStage("load");
  const documents = await loadAll(options, stages, watch.report);
  if (documents === null) return null;
  onStage("lower");
  const api = mergeApis(documents.map((document) => stages.lowerOpenApi(document, watch.report)));
  const paths = config.raw === true ? await pathsOf(documents, { stages, header: api, report: watch.report }) : null;
  onStage("plan");
  const planned = stages.plan(api, { ...config, raw: paths !== null }, { ...(await facts(documents, options, stages, report)), lock: last }, watch.report);
  const plan = paths === null ? planned : { ...planned, manifest: { ...planned.manifest, files: { [paths.path]: fingerprint(paths.text) } } };
  onStage("emit");
  const files = [...(paths === null ? [] : [paths]), ...stages.emit(plan)];
  const made = { api, plan, files };
  if (output === null || watch.refused()) return { unchanged: false, write: nothing, made };
  onStage("write");
  const changes = await stages.write(files, output, { check: true, report: () => undefined });
  if (!(await isSound(options.verify === true ? files : files.filter(({ path }) => changes.written.includes(path)), { stages, report }))) return null;
  return { unchanged: false, write: options.check === true ? changes : await stages.write(files, output, { report }), made };
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
async function facts(documents: readonly SpecDocument[], options: GenerateOptions, stages: Stages, report: Report) {
  const slots = await stages.customSlots(options, report);
  return {
    generator: version,
    hash: hashOf(
      version,
      documents.map(({ hash }) => hash),
      options,
      slots?.hashes ?? [],
    ),
    entries: documents.flatMap((document) => [...document.files.values()].slice(0, 1).map(({ name }) => name)),
    facts: { inputs: documents.map((document) => stages.inputFiles(document)) },
    name: options.name ?? null,
    custom: slots,
  };
}

/** `paths.ts` of the first document; null when openapi-typescript can't read it. */
async function pathsOf(
  documents: readonly SpecDocument[],
  from: { readonly stages: Stages; readonly header: { readonly title: string; readonly version: string }; readonly report: Report },
): Promise<EmittedFile | null> {
  const [document] = documents;
  const [file] = document?.files.values() ?? [];
  if (document === undefined || file === undefined) return null;
  return from.stages.printPaths({ root: document.root, url: file.url, header: { title: from.header.title, version: from.header.version } }, from.report);
}

async function isSound(files: readonly EmittedFile[], { stages, report }: { readonly stages: Stages; readonly report: Report }): Promise<boolean> {
  const found = await stages.verify(files.filter(({ path }) => path !== "paths.ts"));
  for (const diagnostic of found) report(diagnostic);
  return found.length === 0;
}

/** Passes diagnostics on and remembers whether one is bad enough to refuse writing. */
function watchFor(refuse: Severity | undefined, report: Report): { readonly report: Report; readonly refused: () => boolean } {
  let worst: Severity | null = null;
  return {
    report(diagnostic) {
      if (worst !== "error") worst = diagnostic.severity;
      report(diagnostic);
    },
    refused: () => refuse !== undefined && worst !== null && (refuse === "warning" || worst === "error"),
  };
}

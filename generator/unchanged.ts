import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fingerprint as fingerprintText } from "./emit/manifest.js";
import type { GenerateOptions } from "./generate-options.js";
import type { JsonValue } from "./ir/index.js";
import { fingerprint } from "./load/fingerprint.js";
import { readManifest } from "./plan/names/manifest.js";
import type { Manifest } from "./plan/views.js";

/** The manifest of the last run; null when there is none that can be read. */
export async function lastManifest(output: string | null): Promise<Manifest | null> {
  if (output === null) return null;
  try {
    return readManifest(JSON.parse(await readFile(join(output, "manifest.json"), "utf8")) as JsonValue); // JSON.parse gives JSON
  } catch {
    return null;
  }
}

/** Fingerprint of everything that decides the output: the generator, the documents' bytes, client.yaml, the hand-written slots. */
export function hashOf(generator: string, documents: readonly string[], options: GenerateOptions, slots: readonly string[]): string {
  const { config = {}, name = null } = options;
  return createHash("sha256")
    .update(JSON.stringify([generator, documents, config, name, slots]))
    .digest("hex");
}

/** The texts of the slots, hashed; none when there is no such folder. */
export async function hashSlots(folder: string | null | undefined): Promise<readonly string[]> {
  if (folder == null) return [];
  const { readdir } = await import("node:fs/promises");
  const names = (await readdir(folder).catch(() => [])).filter((each) => each.endsWith(".ts")).sort();
  return Promise.all(names.map(async (each) => `${each} ${fingerprintText(await readFile(join(folder, each), "utf8"))}`));
}

/**
 * Whether inputs and output are as the last run left them. Reads bytes and hashes them; parses nothing but the manifest.
 * False when in doubt (a URL among the inputs, standard input, a reference that led to nothing which may be there by now).
 */
export async function isUnchanged(generator: string, options: GenerateOptions, last: Manifest): Promise<boolean> {
  const { output, sources, load = {} } = options;
  const inputs = inputsOf(last);
  if (output === null || inputs.length !== sources.length || isIncomplete(last)) return false;
  const documents = await Promise.all(sources.map((source, index) => fingerprint(source, inputs[index] ?? [], load.overlays)));
  if (documents.some((each) => each === null)) return false;
  if (hashOf(generator, documents as readonly string[], options, await hashSlots(options.custom)) !== last.hash) return false; // no null among them
  const same = await Promise.all(
    Object.entries(last.files).map(([path, hash]) =>
      readFile(join(output, path), "utf8").then(
        (text) => fingerprintText(text) === hash,
        () => false,
      ),
    ),
  );
  return same.length > 0 && same.every(Boolean);
}

/** Whether the last run could not read everything that its documents refer to. */
function isIncomplete({ facts }: Manifest): boolean {
  return typeof facts === "object" && facts !== null && "incomplete" in facts;
}

/** For each document, the files that it referred to, by their short names. */
export function inputsOf({ facts }: Manifest): readonly (readonly string[])[] {
  const inputs = typeof facts === "object" && facts !== null && "inputs" in facts ? facts["inputs"] : null;
  return Array.isArray(inputs) && inputs.every((each) => Array.isArray(each) && each.every((name) => typeof name === "string")) ? inputs : [];
}

import { readdir, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { Report } from "./diagnostics.js";
import type { EmittedFile } from "./emit/emitted-file.js";
import type { GenerateOptions } from "./generate-options.js";
import type { CustomSlots } from "./plan/config/settings.js";
import { hashSlots } from "./unchanged.js";
import { readSlots, replacedFacades } from "./weave/custom-slots.js";

/** The hand-written slots as the plan takes them, with their fingerprints; null when there are none. */
export async function customSlots({ custom, output }: GenerateOptions, report: Report): Promise<(CustomSlots & { readonly hashes: readonly string[] }) | null> {
  if (custom == null) return null;
  const slots = await readSlots(custom);
  if (slots.length === 0) return null;
  return {
    folder: forward(relative(resolve(output ?? "."), resolve(custom))),
    index: slots.some(({ file }) => file === "index"),
    replaces: (facades) => replacedFacades(slots, facades, report),
    hashes: await hashSlots(custom),
  };
}

/** The hand-written files with their texts, by absolute path with forward slashes; none when there is no such folder. */
export async function slotFiles(custom: string | null | undefined): Promise<readonly EmittedFile[]> {
  if (custom == null) return [];
  const folder = resolve(custom);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".ts"));
  return Promise.all(names.map(async (name) => ({ path: forward(join(folder, name)), text: await readFile(join(folder, name), "utf8") })));
}

/** A path as import specifiers have it. */
export const forward = (path: string): string => path.replaceAll("\\", "/");

import { relative, resolve } from "node:path";
import type { Report } from "./diagnostics.js";
import type { GenerateOptions } from "./generate-options.js";
import type { CustomSlots } from "./plan/settings.js";
import { hashSlots } from "./unchanged.js";
import { readSlots, replacedFacades } from "./weave/custom-slots.js";

/** The hand-written slots as the plan takes them, with their fingerprints; null when there are none. */
export async function customSlots({ custom, output }: GenerateOptions, report: Report): Promise<(CustomSlots & { readonly hashes: readonly string[] }) | null> {
  if (custom == null) return null;
  const slots = await readSlots(custom);
  if (slots.length === 0) return null;
  return {
    folder: relative(resolve(output ?? "."), resolve(custom)).replaceAll("\\", "/"),
    index: slots.some(({ file }) => file === "index"),
    replaces: (facades) => replacedFacades(slots, facades, report),
    hashes: await hashSlots(custom),
  };
}

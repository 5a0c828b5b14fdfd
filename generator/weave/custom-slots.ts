import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { doubt, type Report } from "../diagnostics.js";

/** One file of `custom/`: hand-written code beside generated code. */
export interface CustomSlot {
  /** Without extension; the façade file that it stands for, or `index`. */
  readonly file: string;
  /** Exported classes and what each extends, as written. */
  readonly classes: readonly { readonly name: string; readonly base: string | null }[];
}

/** Reads the slots of a `custom/` folder, in name order; none when there is no such folder. ts-morph is loaded only when there are some. */
export async function readSlots(folder: string): Promise<readonly CustomSlot[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => /\.ts$/.test(name) && !/\.(?:d|test)\.ts$/.test(name)).sort();
  if (files.length === 0) return [];
  const { Project } = await import("ts-morph");
  const project = new Project({ skipLoadingLibFiles: true, skipFileDependencyResolution: true });
  return files.map((name) => {
    const source = project.addSourceFileAtPath(join(folder, name));
    const classes = source.getClasses().filter((each) => each.isExported());
    return {
      file: name.replace(/\.ts$/, ""),
      classes: classes.flatMap((each) => {
        const named = each.getName();
        return named === undefined ? [] : [{ name: named, base: each.getExtends()?.getExpression().getText() ?? null }];
      }),
    };
  });
}

/** The slots that replace a façade: `custom/<group>.ts` exporting a class of the façade's name that extends something. Others are told why not. */
export function replacedFacades(slots: readonly CustomSlot[], facades: ReadonlyMap<string, string>, report: Report): readonly string[] {
  return slots.flatMap((slot) => {
    const facade = facades.get(slot.file);
    if (facade === undefined) return [];
    const found = slot.classes.find((each) => each.name === facade);
    if (found !== undefined && found.base !== null) return [slot.file];
    const at = `custom/${slot.file}.ts`;
    const message = found === undefined ? `${at} exports no class ${facade}.` : `${facade} in ${at} extends nothing.`;
    report(doubt("custom-slot-ignored", at, message, `Export a class ${facade} that extends the generated one, or rename the file.`));
    return [];
  });
}

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { posix } from "node:path";

/** One source file of the runtime. */
export interface CarriedFile {
  /** Relative to the runtime's folder, forward slashes: `core/call.ts`. */
  readonly path: string;
  readonly text: string;
  /** The runtime's files that it imports or exports from, in order, each once. */
  readonly imports: readonly string[];
  /** What it exports from other files. */
  readonly exports: readonly CarriedExport[];
}

/** A name that one file exports from another: `export { a as b } from "./c.js"`. */
export interface CarriedExport {
  /** As the other file calls it. */
  readonly name: string;
  /** As it is exported. */
  readonly as: string;
  /** Path of the other file. */
  readonly from: string;
  readonly type: boolean;
}

/**
 * The runtime's sources that this generator carries: beside it in the published package (copied at build), in the
 * repository the runtime's own folder.
 */
export function carriedFolder(): URL {
  const built = new URL("../runtime/", import.meta.url);
  return existsSync(new URL("index.ts", built)) ? built : new URL("../../runtime/", import.meta.url);
}

/** The carried text of a file. Rejects with the file system's error when there is no such file. */
export const carriedText = (path: string, folder: URL = carriedFolder()): Promise<string> => readFile(new URL(path, folder), "utf8");

/** Reads one file and what it refers to; oxc-parser is loaded on first use. */
export async function readCarried(path: string, folder: URL): Promise<CarriedFile> {
  const text = await carriedText(path, folder);
  const { module } = (await import("oxc-parser")).parseSync(path, text, { lang: "ts", sourceType: "module" });
  const exported = module.staticExports.flatMap(({ entries }) => entries).filter(({ moduleRequest }) => moduleRequest !== null);
  const lazy = module.dynamicImports.map(({ moduleRequest }) => text.slice(moduleRequest.start + 1, moduleRequest.end - 1));
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...exported.map((entry) => entry.moduleRequest?.value ?? ""),
    ...lazy,
  ];
  return {
    path,
    text,
    imports: [...new Set(specifiers.filter(isRelative).map((specifier) => target(path, specifier)))],
    exports: exported.flatMap(({ importName, exportName, moduleRequest, isType }) =>
      importName.name === null || exportName.name === null
        ? []
        : [{ name: importName.name, as: exportName.name, from: target(path, moduleRequest?.value ?? ""), type: isType }],
    ),
  };
}

const isRelative = (specifier: string): boolean => specifier.startsWith(".");

/** `./call.js` in `core/client.ts` is `core/call.ts`. */
const target = (path: string, specifier: string): string => posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts");

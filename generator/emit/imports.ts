import { runtimePackage } from "../plan/names/runtime-names.js";
import type { SymbolRef } from "../plan/views.js";
import { identifier, stringLiteral } from "./tokens.js";

interface Imported {
  readonly name: string;
  readonly local: string;
  readonly type: boolean;
}

/**
 * The names of one file. Printing a symbol imports it; a name that is taken gets an alias. `lines()` at the end gives
 * the import statements: nobody else writes one.
 */
export class Imports {
  readonly #folder: readonly string[];
  readonly #path: string;
  readonly #taken: Set<string>;
  readonly #modules = new Map<string, Map<string, Imported>>();
  readonly #inline: boolean;
  /** What was imported, in order: module and name. */
  readonly #log: { readonly from: string; readonly name: string }[] = [];

  /**
   * `path`: the file's own, relative to the output folder. `declared`: every name that the file declares itself. `inline`: the
   * runtime stands in the output's `runtime/`.
   */
  constructor(path: string, declared: Iterable<string>, inline = false) {
    this.#inline = inline;
    this.#path = path.replace(/\.ts$/, "");
    this.#folder = this.#path.split("/").slice(0, -1);
    this.#taken = new Set(declared);
  }

  /** The local name of a symbol, imported if it comes from elsewhere. */
  print(symbol: SymbolRef): string {
    if (symbol.from === null || symbol.from === this.#path) return identifier(symbol.name);
    const module = this.#modules.get(symbol.from) ?? new Map<string, Imported>();
    this.#modules.set(symbol.from, module);
    const known = module.get(symbol.name);
    if (known !== undefined && (!known.type || symbol.type)) return known.local;
    const name = identifier(symbol.name);
    const local = known?.local ?? this.#claim(name);
    if (known === undefined) this.#log.push({ from: symbol.from, name: symbol.name });
    module.set(symbol.name, { name, local, type: symbol.type });
    return local;
  }

  /** Runs `print`; what it imported first is forgotten again when its text is not kept. */
  trial<T>(print: () => T, isKept: (printed: T) => boolean): T {
    const before = this.#log.length;
    const printed = print();
    if (isKept(printed)) return printed;
    for (const { from, name } of this.#log.splice(before)) {
      const local = this.#modules.get(from)?.get(name)?.local;
      if (local !== undefined) this.#taken.delete(local);
      this.#modules.get(from)?.delete(name);
      if (this.#modules.get(from)?.size === 0) this.#modules.delete(from);
    }
    return printed;
  }

  /** Import statements, packages first, then outward to inward; each ends with a line feed. */
  lines(): string {
    const modules = [...this.#modules].map(([from, names]) => ({ specifier: this.#specifier(from), names: [...names.values()] }));
    modules.sort((left, right) => rank(left.specifier) - rank(right.specifier) || compareNames(left.specifier, right.specifier));
    return modules.map(({ specifier, names }) => importLine(specifier, names)).join("");
  }

  #claim(name: string): string {
    let local = name;
    for (let count = 2; this.#taken.has(local); count += 1) local = `${name}${count}`;
    this.#taken.add(local);
    return local;
  }

  #specifier(from: string): string {
    const target = this.#inline && isRuntime(from) ? inlined(from) : from;
    return isPackage(target) ? target : relativeSpecifier(this.#folder, target);
  }
}

const isRuntime = (from: string): boolean => from === runtimePackage || from.startsWith(`${runtimePackage}/`);

/** `@clientwright/runtime/xml` is `runtime/xml/index`. */
const inlined = (from: string): string => `runtime${from.slice(runtimePackage.length)}/index`;

const isPackage = (from: string): boolean => from.startsWith("@") || from === "openapi-fetch";

/** Relative specifier from a folder of the output to one of its files: `../models.js`. */
export function relativeSpecifier(folder: readonly string[], to: string): string {
  const target = to.split("/");
  let same = 0;
  while (same < folder.length && same < target.length - 1 && folder[same] === target[same]) same += 1;
  const up = "../".repeat(folder.length - same);
  const down = target.slice(same).join("/");
  return `${up || (down.startsWith("../") ? "" : "./")}${down}.js`;
}

/** Packages, then `../../x`, `../x`, `./x`. */
const rank = (specifier: string): number => (specifier.startsWith(".") ? 100 - specifier.split("../").length : 0);

function importLine(specifier: string, names: readonly Imported[]): string {
  const sorted = [...names].sort((left, right) => compareNames(left.name, right.name));
  const typesOnly = sorted.every((name) => name.type);
  const parts = sorted.map(({ name, local, type }) => `${type && !typesOnly ? "type " : ""}${name === local ? name : `${name} as ${local}`}`);
  const head = typesOnly ? "import type" : "import";
  const line = `${head} { ${parts.join(", ")} } from ${stringLiteral(specifier)};\n`;
  return line.length <= 121 ? line : `${head} {\n${parts.map((part) => `  ${part},\n`).join("")}} from ${stringLiteral(specifier)};\n`;
}

/** Natural order, letters A a B b ..., numbers by value: the order that Biome's import sorting expects. */
export function compareNames(left: string, right: string): number {
  const a = left.match(/\d+|\D/g) ?? [];
  const b = right.match(/\d+|\D/g) ?? [];
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    const order = compareChunks(a[i] ?? "", b[i] ?? "");
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareChunks(a: string, b: string): number {
  if (a === b) return 0;
  if (/^\d/.test(a) && /^\d/.test(b)) return Number(a) - Number(b);
  const left = a.toLowerCase();
  const right = b.toLowerCase();
  return left === right ? (a < b ? -1 : 1) : left < right ? -1 : 1;
}

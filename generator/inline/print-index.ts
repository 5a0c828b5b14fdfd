import { posix } from "node:path";
import type { CarriedExport } from "./carried.js";

/** The copied runtime's `index.ts`: one line for every file that has something to export, in the order of the runtime's own. */
export function printIndex(exports: readonly CarriedExport[], header: string): string {
  const files = new Map<string, CarriedExport[]>();
  for (const each of exports) {
    const list = files.get(each.from);
    if (list === undefined) files.set(each.from, [each]);
    else list.push(each);
  }
  return `${header}\n\n${[...files].map(([from, list]) => line(from, list)).join("")}`;
}

function line(from: string, list: readonly CarriedExport[]): string {
  const types = list.every(({ type }) => type);
  const names = list.map(({ name, as, type }) => `${type && !types ? "type " : ""}${name === as ? name : `${name} as ${as}`}`);
  const [open, close] = [`export ${types ? "type " : ""}{`, `} from "./${posix.normalize(from).replace(/\.ts$/, ".js")}";\n`];
  const flat = `${open} ${names.join(", ")} ${close}`;
  return flat.length <= 121 ? flat : `${open}\n${names.map((name) => `  ${name},\n`).join("")}${close}`;
}

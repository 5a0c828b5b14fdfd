import { setFlagsFromString } from "node:v8";

/**
 * Lets V8 optimise a function only after seven times the work that it usually waits for. A run lasts about a second, and most
 * functions are done before code optimised for them has paid back what it cost: on large documents a third of a run's CPU time.
 * Only on the V8 that has the setting under this name (11, of Node 20); later ones are less eager by themselves.
 */
export function compileLess(versions: Readonly<Record<string, string | undefined>>, set: (flag: string) => void = setFlagsFromString): void {
  if (versions["bun"] === undefined && versions["v8"]?.startsWith("11.") === true) set("--interrupt-budget=1000000");
}

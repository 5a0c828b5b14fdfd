import type { ApiDefinition } from "../core/api-definition.js";
import { InputError } from "../core/errors.js";
import { own } from "../core/own.js";
import type { PlainOptions } from "./options.js";

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The process's variables on Node, Bun and Deno; none in browsers and workers. Where reading is not permitted: none. */
export function processVariables(): Variables {
  return (globalThis as { process?: { env?: Variables } }).process?.env ?? {}; // only some platforms have it
}

/**
 * Options from the variables that the API declares (`{ CSPARK_API_KEY: "auth.apiKey" }`); of several for the same option the
 * first that is set counts. Empty ones say nothing. A path with `{variables}` is an address that holds them. Throws an InputError for a number that is none.
 */
export function optionsFromEnv(api: ApiDefinition, variables: Variables = processVariables()): PlainOptions {
  const options = branch();
  for (const [name, path] of Object.entries(api.env ?? {})) {
    const text = read(variables, name);
    if (text && path.includes("{")) placeAddress(options, path, text, api);
    else if (text) place(options, path, isNumber(path) ? toNumber(name, text) : text);
  }
  return options;
}

interface Tree {
  [key: string]: Tree | string | number;
}

const isNumber = (path: string): boolean => /^(timeout|attemptTimeout|retries)$/.test(path);

/** Deno throws where a variable may not be read. */
function read(variables: Variables, name: string): string | undefined {
  try {
    const value: unknown = variables[name]; // what a platform has there besides (`constructor`) is no text
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

function toNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isNaN(number)) throw new InputError(`${name} is not a number`, { remedy: `Set ${name} to a number, or not at all` });
  return number;
}

function place(options: Tree, path: string, value: string | number): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let here = options;
  for (const key of keys) {
    here[key] ??= branch();
    const inner = here[key];
    if (typeof inner !== "object") return;
    here = inner;
  }
  here[last] ??= value;
}

/**
 * An address whose parts are variables (`https://{host}.{env}.example.com/{tenant}`; parts that are no variables of the API
 * are passed over). Any other address is the base URL.
 */
function placeAddress(options: Tree, template: string, text: string, api: ApiDefinition): void {
  const names: string[] = [];
  const pattern = template.replace(/\{(\w+)\}|[.*+?^${}()|[\]\\]/g, (sign, name: string | undefined) => (name && names.push(name) ? "([^/]+?)" : `\\${sign}`));
  const found = new RegExp(`^${pattern}/?$`, "i").exec(text);
  if (found === null) place(options, "baseUrl", text);
  else for (const [index, name] of names.entries()) if (own(api.variables, name)) place(options, `variables.${name}`, found[index + 1] ?? "");
}

/** Without a prototype: a path through `__proto__` reaches nothing. */
const branch = (): Tree => Object.create(null);

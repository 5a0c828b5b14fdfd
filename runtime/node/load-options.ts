import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { optionsFromFile } from "../config/config-file.js";
import { parseDotEnv } from "../config/dot-env.js";
import { optionsFromEnv, type Variables } from "../config/env.js";
import { mergeOptions } from "../config/merge.js";
import type { PlainOptions } from "../config/options.js";
import type { ApiDefinition } from "../core/api-definition.js";
import { InputError } from "../core/errors.js";

/** Where options are looked for. */
export interface LoadOptions<T extends object = PlainOptions> {
  /** The config file, YAML or JSON. Default: CLIENTWRIGHT_CONFIG, else `clientwright.yaml`, `.yml` or `.json` here, else in `~/.config/clientwright`. */
  readonly path?: string | undefined;
  /** Default: CLIENTWRIGHT_PROFILE, else what the file names. */
  readonly profile?: string | undefined;
  /** The folder that counts as "here"; default: the process's. */
  readonly folder?: string | undefined;
  /** Default: the process's. */
  readonly variables?: Variables | undefined;
  /** Win over everything else. */
  readonly options?: T | undefined;
}

/**
 * Options for an API from, weakest first: the process's variables, the `.env` file, the config file with its profile, and those
 * given here. `createX(await loadOptions(xApi))`. Throws an InputError that names file and place for what can't be meant.
 */
export async function loadOptions<T extends object = PlainOptions>(api: ApiDefinition, load: LoadOptions<T> = {}): Promise<PlainOptions & T> {
  const { folder = process.cwd(), variables: own = process.env, options } = load;
  const dotEnv = parseDotEnv((await readIfThere(join(folder, ".env"))) ?? "");
  const variables = { ...own, ...dotEnv };
  const found = await findConfig(load.path ?? variables["CLIENTWRIGHT_CONFIG"], folder);
  const profile = load.profile ?? (variables["CLIENTWRIGHT_PROFILE"] || undefined);
  if (!found && profile !== undefined) throw new InputError(`There is no config file with a profile "${profile}"`, { remedy: "Pass its path" });
  const fromFile = found && optionsFromFile(await parseConfig(found), api, { profile, variables, source: found.path });
  // Every key of T may be set by its own source only; the plain ones by any.
  return mergeOptions<object>(optionsFromEnv(api, own), optionsFromEnv(api, dotEnv), fromFile ?? undefined, options) as PlainOptions & T;
}

interface ConfigText {
  readonly path: string;
  readonly text: string;
}

async function findConfig(path: string | undefined, folder: string): Promise<ConfigText | null> {
  if (path) {
    const text = await readIfThere(path);
    if (text === null) throw new InputError(`The config file ${path} does not exist`);
    return { path, text };
  }
  for (const home of [folder, join(homedir(), ".config", "clientwright")])
    for (const ending of ["yaml", "yml", "json"]) {
      const candidate = join(home, `clientwright.${ending}`);
      const text = await readIfThere(candidate);
      if (text !== null) return { path: candidate, text };
    }
  return null;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null; // what node:fs throws
    throw error;
  }
}

async function parseConfig({ path, text }: ConfigText): Promise<unknown> {
  try {
    if (path.endsWith(".json")) return JSON.parse(text);
    const { parse } = await import("yaml").catch((cause) => {
      throw new InputError(`Reading ${path} needs the package yaml`, { remedy: "npm install yaml, or write the file as JSON", cause });
    });
    return parse(text);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path} can't be read: ${(error as Error).message}`, { cause: error }); // what parsers throw
  }
}

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { type Diagnostic, problem, type Report } from "../diagnostics.js";
import type { LoadOptions } from "../load/options.js";
import type { ClientConfig } from "../plan/config/client-config.js";
import { configLines, readClientConfig } from "../plan/config/read-client-config.js";
import { type Arguments, several, single, UsageError } from "./args.js";
import type { Terminal } from "./terminal.js";

/** What a command line and the client.yaml that it leads to ask for, paths resolved. */
export interface Request {
  readonly sources: readonly string[];
  readonly config: ClientConfig;
  /** The client.yaml in use; null when there is none. */
  readonly configFile: string | null;
  /** Absolute; null when neither the command line nor client.yaml names one. */
  readonly output: string | null;
  readonly custom: string | null;
  readonly load: LoadOptions;
  /** Where an entry of `config` stands: in client.yaml, or on the command line. */
  readonly locateConfig: (pointer: string) => Promise<Pick<Diagnostic, "at" | "line" | "column">>;
}

/** Reads the request; null when client.yaml can't be used (reported). Throws UsageError. */
export async function readRequest(parsed: Arguments, documents: readonly string[], terminal: Terminal, report: Report): Promise<Request | null> {
  const found = findConfig(parsed, documents, terminal);
  const told: Diagnostic[] = [];
  const read = found === null ? nothingWritten : await readConfigFile(found, terminal, (diagnostic) => void told.push(diagnostic));
  const isMeant = read === null || found === null || single(parsed, "config") !== undefined || names(read.config, dirname(found), documents, terminal);
  if (isMeant) for (const diagnostic of told) report(diagnostic);
  if (read === null) return null;
  const [configFile, { config: written, text }] = isMeant ? [found, read] : [null, nothingWritten];
  const folder = configFile === null ? terminal.cwd : dirname(configFile);
  const config = withFlags(parsed, written);
  const named = namedIn(written).map((source) => place(source, folder));
  const sources = documents.length > 0 ? documents.map((source) => place(source, terminal.cwd)) : named;
  if (sources.length === 0)
    throw new UsageError(
      configFile === null
        ? "Name a document, or a client.yaml with --config"
        : `${shown(configFile, terminal)} names no document under input.openapi or input.asyncapi`,
    );
  const output = single(parsed, "output") ?? (written.output === undefined ? undefined : resolve(folder, written.output));
  const custom = resolve(folder, written.custom ?? "custom");
  return {
    sources,
    config,
    configFile,
    output: output === undefined ? null : resolve(terminal.cwd, output),
    custom: existsSync(custom) && configFile !== null ? custom : null,
    load: loadOptions(
      parsed,
      [...one(written.input?.overlay).map((overlay) => place(overlay, folder)), ...several(parsed, "overlay").map((overlay) => place(overlay, terminal.cwd))],
      written,
      terminal,
    ),
    locateConfig: async (pointer) => {
      const flag = flagOf(pointer, parsed);
      if (flag !== null || configFile === null) return { at: flag ?? "command line", line: null, column: null };
      return { at: `${shown(configFile, terminal)}#${pointer}`, ...(await configLines(text))(pointer) };
    },
  };
}

interface Written {
  readonly config: ClientConfig;
  readonly text: string;
}

const nothingWritten: Written = { config: {}, text: "" };

/** The documents that client.yaml names, of both kinds. */
const namedIn = ({ input }: ClientConfig): readonly string[] => [...one(input?.openapi), ...one(input?.asyncapi)];

/** Whether a client.yaml that was found, not asked for, speaks of one of these documents, or of none in particular. */
function names(config: ClientConfig, folder: string, documents: readonly string[], terminal: Terminal): boolean {
  const named = namedIn(config).map((source) => place(source, folder));
  return documents.length === 0 || named.length === 0 || documents.some((source) => named.includes(place(source, terminal.cwd)));
}

/** --config, or a client.yaml beside the first document, in the output folder, or here when no document is named. */
function findConfig(parsed: Arguments, documents: readonly string[], terminal: Terminal): string | null {
  const given = single(parsed, "config");
  if (given !== undefined) {
    const file = resolve(terminal.cwd, given);
    if (!existsSync(file)) throw new UsageError(`There is no ${given}`);
    return file;
  }
  const first = documents[0];
  const output = single(parsed, "output");
  const folders = [first === undefined ? "." : isLocal(first) ? dirname(first) : null, output ?? null].filter((folder) => folder !== null);
  return folders.map((folder) => resolve(terminal.cwd, folder, "client.yaml")).find((file) => existsSync(file)) ?? null;
}

async function readConfigFile(file: string, terminal: Terminal, report: Report): Promise<Written | null> {
  const name = shown(file, terminal);
  try {
    const text = await readFile(file, "utf8");
    const config = await readClientConfig(text, name, report);
    return config === null ? null : { config, text };
  } catch (error) {
    report(
      problem("config-unreadable", name, `It can't be read: ${error instanceof Error ? error.message : String(error)}.`, "Check the path and its permissions."),
    );
    return null;
  }
}

function loadOptions(parsed: Arguments, overlays: readonly string[], config: ClientConfig, terminal: Terminal): LoadOptions {
  return {
    overlays,
    headers: { ...config.input?.headers, ...readHeaders(several(parsed, "header")) },
    allowOutside: parsed.flags.has("allow-outside"),
    allowPrivate: parsed.flags.has("allow-private"),
    allowRemote: !parsed.flags.has("no-remote"),
    root: terminal.cwd,
    stdin: () => terminal.readAll(),
  };
}

function readHeaders(lines: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      if (colon < 1) throw new UsageError(`--header takes 'Name: value', not '${line}'`);
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}

/** The flag that stands for an entry of client.yaml; null when none was given. */
function flagOf(pointer: string, parsed: Arguments): string | null {
  const flag = Object.keys(selectors).find((name) => pointer.startsWith(selectors[name] ?? "") && parsed.values[name] !== undefined);
  return flag === undefined ? null : `--${flag}`;
}

const selectors: Readonly<Record<string, string>> = { tag: "/select/tags/", path: "/select/paths/", operation: "/select/operations/" };

/** Flags win over client.yaml. */
function withFlags(parsed: Arguments, config: ClientConfig): ClientConfig {
  const choice = <T extends string>(name: string, allowed: readonly T[]): T | undefined => {
    const value = single(parsed, name);
    if (value === undefined) return undefined;
    const found = allowed.find((entry) => entry === value);
    if (found === undefined) throw new UsageError(`--${name} takes ${allowed.join(", ")}, not ${value}`);
    return found;
  };
  const types = {
    dates: choice("dates", ["string", "date", "temporal"]),
    int64: choice("int64", ["number", "bigint", "string"]),
    enums: choice("enums", ["union", "const"]),
  };
  const select = { tags: several(parsed, "tag"), paths: several(parsed, "path"), operations: several(parsed, "operation") };
  const name = single(parsed, "name");
  const runtime = choice("runtime", ["package", "inline"]);
  return {
    ...config,
    ...(name === undefined ? {} : { name }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(parsed.flags.has("raw") ? { raw: true } : {}),
    types: { ...config.types, ...present(types), ...(parsed.flags.has("open") ? { open: true } : {}) },
    select: { ...config.select, ...nonEmpty(select), ...(parsed.flags.has("exclude-deprecated") ? { deprecated: "exclude" as const } : {}) },
  };
}

/** The entries that are there. */
function present<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }; // fromEntries forgets the keys
}

function nonEmpty<T extends Readonly<Record<string, readonly string[]>>>(given: T): Partial<T> {
  return Object.fromEntries(Object.entries(given).filter(([, values]) => values.length > 0)) as Partial<T>; // fromEntries forgets the keys
}

const one = (value: string | readonly string[] | undefined): readonly string[] => (value === undefined ? [] : typeof value === "string" ? [value] : value);
const isLocal = (source: string): boolean => source !== "-" && !/^[a-z][a-z0-9+.-]+:/i.test(source);

/** Where a path leads; URLs and standard input stay. */
const place = (source: string, folder: string): string => (isLocal(source) ? resolve(folder, source) : source);
const shown = (file: string, terminal: Terminal): string => relative(terminal.cwd, file) || file;

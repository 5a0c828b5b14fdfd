import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { withoutPassword } from "../load/names.js";
import { readClientConfig } from "../plan/config/read-client-config.js";
import { kebabCase } from "../plan/names/casing.js";
import { printConfig } from "../propose/print-config.js";
import type { Proposal } from "../propose/proposal.js";
import { propose } from "../propose/propose.js";
import { type Arguments, parseArguments, single, UsageError } from "./args.js";
import { generateSpec } from "./commands.js";
import { exitCodes } from "./exit-codes.js";
import { inspect } from "./inspect.js";
import { Outcome } from "./outcome.js";
import { counted, visible } from "./print-diagnostics.js";
import type { Terminal } from "./terminal.js";

/** `clientwright init`: looks, proposes, writes client.yaml, generates. */
export async function runInit(parsed: Arguments, terminal: Terminal): Promise<number> {
  const document = await documentOf(parsed, terminal);
  const outcome = new Outcome(parsed, terminal);
  const file = configPlace(parsed, document, terminal);
  const config = relative(terminal.cwd, file);
  const standing = await standingConfig(file, { parsed, document, terminal });
  if (standing !== null) return outcome.end(exitCodes.refused, { config }, [standing]);
  const { config: _, ...values } = parsed.values; // where init writes to, not what it reads
  const made = (await inspect({ ...parsed, values }, [document], terminal, outcome))?.made ?? null;
  if (made === null) return outcome.end(exitCodes.refused, {}, ["Nothing was written."]);
  const { name, output } = await nameAndPlace(parsed, made.plan.name, terminal);
  const proposals = await accepted(parsed, propose(made.api), terminal);
  const fromConfig = (path: string): string => (isRemote(path) ? path : relativePath(dirname(file), resolve(terminal.cwd, path)));
  const overlays = (parsed.values["overlay"] ?? []).map(fromConfig);
  const text = printConfig({
    name,
    document: fromConfig(document),
    kind: made.documents[0]?.kind ?? "openapi",
    overlays,
    output: relativePath(dirname(file), output),
    proposals,
  });
  const facts = { name, output: relative(terminal.cwd, output) || ".", config, proposals };
  if (parsed.flags.has("dry-run")) return outcome.end(exitCodes.done, facts, [text.trimEnd()]);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, text);
  await rename(`${file}.tmp`, file);
  if (!parsed.flags.has("json")) tell(config, proposals, parsed, terminal);
  const { runGenerate } = await import("./generate.js");
  const passed = (parsed.values["header"] ?? []).flatMap((value) => ["--header", value]);
  const flags = ["allow-outside", "allow-private", "no-remote", "json", "all"].filter((flag) => parsed.flags.has(flag)).map((flag) => `--${flag}`);
  return runGenerate(parseArguments(generateSpec, ["--config", file, ...passed, ...flags]), terminal, new Outcome(parsed, terminal, facts));
}

const isRemote = (source: string): boolean => /^https?:/i.test(source);

async function documentOf(parsed: Arguments, terminal: Terminal): Promise<string> {
  if (parsed.positionals.length > 1)
    throw new UsageError("init looks at one document; name the others in the client.yaml that it writes: input: { openapi: ..., asyncapi: ... }");
  const document = parsed.positionals[0] ?? (await terminal.ask("Which OpenAPI or AsyncAPI document (path or URL)?", ""));
  if (document === null || document === "" || document === "-") throw new UsageError("Name the document: clientwright init openapi.yaml");
  if (isRemote(document) && withoutPassword(document) !== document)
    throw new UsageError("The URL holds a password, which client.yaml would keep; leave it out and give --header 'Authorization: ...'");
  return document;
}

/** --config, else client.yaml beside the document; here for one from the network or from outside this folder, which isn't ours to write to. */
function configPlace(parsed: Arguments, document: string, terminal: Terminal): string {
  const given = single(parsed, "config");
  if (given !== undefined) return resolve(terminal.cwd, given);
  const folder = isRemote(document) ? terminal.cwd : dirname(resolve(terminal.cwd, document));
  const way = relative(terminal.cwd, folder);
  const outside = way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
  return join(outside ? terminal.cwd : folder, "client.yaml");
}

interface Asked {
  readonly parsed: Arguments;
  readonly document: string;
  readonly terminal: Terminal;
}

/** The command that generates again: a client.yaml in the current folder is found without being named. */
const commandWith = (config: string): string =>
  `clientwright generate${config === "client.yaml" ? "" : ` --config ${/\s/.test(config) ? JSON.stringify(config) : config}`}`;

/** Why nothing may be written over the file that stands there; null when there is none, or when that is wanted. */
async function standingConfig(file: string, { parsed, document, terminal }: Asked): Promise<string | null> {
  if (!existsSync(file) || parsed.flags.has("force") || parsed.flags.has("dry-run")) return null;
  const shown = relative(terminal.cwd, file);
  const { openapi = [] } = (await readClientConfig(await readFile(file, "utf8"), shown, () => undefined))?.input ?? {};
  const absolute = (source: string, folder: string): string => (isRemote(source) ? source : resolve(folder, source));
  const named = [openapi].flat().map((source) => absolute(source, dirname(file)));
  if (named.length === 0 || named.includes(absolute(document, terminal.cwd)))
    return `${shown} is there already. ${commandWith(shown)} uses it; --force replaces it, --dry-run shows the proposal.`;
  const others = named.map((source) => (isRemote(source) ? source : relative(terminal.cwd, source))).join(", ");
  return `${shown} belongs to ${visible(others)}. Write another with --config <file>; --force would replace this one.`;
}

async function nameAndPlace(parsed: Arguments, planned: string, terminal: Terminal): Promise<{ readonly name: string; readonly output: string }> {
  const quiet = parsed.flags.has("yes") || parsed.flags.has("json");
  const given = single(parsed, "output");
  const guessed = single(parsed, "name") ?? (given === undefined ? planned : kebabCase(basename(given)) || planned);
  const asked = quiet || single(parsed, "name") !== undefined ? guessed : ((await terminal.ask("Name of the client?", guessed)) ?? guessed);
  const name = kebabCase(asked) || planned;
  const place = given ?? (quiet ? `src/${name}` : ((await terminal.ask("Where shall it go?", `src/${name}`)) ?? `src/${name}`));
  return { name, output: resolve(terminal.cwd, place) };
}

/** The proposals that the user takes: all of them, none, or asked one group after the other on a terminal. */
async function accepted(parsed: Arguments, proposals: readonly Proposal[], terminal: Terminal): Promise<readonly Proposal[]> {
  if (parsed.flags.has("yes") || parsed.flags.has("json") || parsed.flags.has("dry-run") || proposals.length === 0) return proposals;
  const kept: Proposal[] = [];
  for (const kind of ["pages", "poll"] as const) {
    const found = proposals.filter((proposal) => proposal.kind === kind);
    const example = found[0];
    if (example === undefined) continue;
    const words = kind === "pages" ? "go on over several pages" : "start work that goes on after the reply";
    const answer = await terminal.ask(
      `${counted(found.length, "operation")} may ${words} (${example.operation}: ${visible(example.reason)}). Declare them?`,
      "yes",
    );
    if (answer === null || /^y/i.test(answer)) kept.push(...found);
  }
  return kept;
}

const relativePath = (from: string, to: string): string => {
  const path = relative(from, to).replaceAll("\\", "/");
  return path === "" ? "." : path.startsWith(".") ? path : `./${path}`;
};

function tell(config: string, proposals: readonly Proposal[], parsed: Arguments, terminal: Terminal): void {
  const { dim, green } = terminal.style;
  terminal.print(`${green("Wrote")} ${config}`);
  const pages = proposals.filter((proposal) => proposal.kind === "pages").length;
  const polls = proposals.length - pages;
  if (proposals.length > 0) terminal.print(dim(`  ${counted(pages, "operation")} declared as paged, ${polls} as long-running; every line says why.`));
  terminal.print(dim(`  Read it, and run ${commandWith(config)} after a change.`));
  if (parsed.values["header"] !== undefined) terminal.print(dim("  It doesn't keep the headers: give --header again the next time."));
}

import { existsSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { kebabCase } from "../plan/names/casing.js";
import { printConfig } from "../propose/print-config.js";
import type { Proposal } from "../propose/proposal.js";
import { propose } from "../propose/propose.js";
import { type Arguments, parseArguments, single, UsageError } from "./args.js";
import { generateSpec } from "./commands.js";
import { exitCodes } from "./exit-codes.js";
import { inspect } from "./inspect.js";
import { Outcome } from "./outcome.js";
import { visible } from "./print-diagnostics.js";
import type { Terminal } from "./terminal.js";

/** `clientwright init`: looks, proposes, writes client.yaml, generates. */
export async function runInit(parsed: Arguments, terminal: Terminal): Promise<number> {
  const document = parsed.positionals[0] ?? (await terminal.ask("Which OpenAPI document (path or URL)?", ""));
  if (document === null || document === "" || document === "-") throw new UsageError("Name the document: clientwright init openapi.yaml");
  const outcome = new Outcome(parsed, terminal);
  const made = (await inspect(parsed, [document], terminal, outcome))?.made ?? null;
  if (made === null) return outcome.end(exitCodes.refused, {}, ["Nothing was written."]);
  const { name, output } = await nameAndPlace(parsed, made.plan.name, terminal);
  const isRemote = /^https?:/i.test(document);
  const file = join(isRemote ? terminal.cwd : dirname(resolve(terminal.cwd, document)), "client.yaml");
  const proposals = await accepted(parsed, propose(made.api), terminal);
  const text = printConfig({
    name,
    document: isRemote ? document : `./${basename(document)}`,
    output: relativeFolder(dirname(file), output),
    proposals,
  });
  const facts = { name, output: relative(terminal.cwd, output) || ".", config: relative(terminal.cwd, file), proposals };
  if (parsed.flags.has("dry-run")) return outcome.end(exitCodes.done, facts, [text.trimEnd()]);
  if (existsSync(file) && !parsed.flags.has("force")) {
    return outcome.end(exitCodes.refused, facts, [`There is a ${facts.config} already; --force replaces it, --dry-run shows the proposal.`]);
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, text);
  await rename(`${file}.tmp`, file);
  if (!parsed.flags.has("json")) tell(facts.config, proposals, terminal);
  const { runGenerate } = await import("./generate.js");
  const passed = ["header", "overlay"].flatMap((option) => (parsed.values[option] ?? []).flatMap((value) => [`--${option}`, value]));
  const flags = ["allow-outside", "allow-private", "no-remote", "json", "all"].filter((flag) => parsed.flags.has(flag)).map((flag) => `--${flag}`);
  return runGenerate(parseArguments(generateSpec, ["--config", file, ...passed, ...flags]), terminal);
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
    const answer = await terminal.ask(`${found.length} operations seem to ${words} (${example.operation}: ${visible(example.reason)}). Declare them?`, "yes");
    if (answer === null || /^y/i.test(answer)) kept.push(...found);
  }
  return kept;
}

const relativeFolder = (from: string, to: string): string => {
  const path = relative(from, to).replaceAll("\\", "/");
  return path === "" ? "." : path.startsWith(".") ? path : `./${path}`;
};

function tell(config: string, proposals: readonly Proposal[], terminal: Terminal): void {
  const { dim, green } = terminal.style;
  terminal.print(`${green("Wrote")} ${config}`);
  const pages = proposals.filter((proposal) => proposal.kind === "pages").length;
  const polls = proposals.length - pages;
  if (proposals.length > 0)
    terminal.print(
      dim(`  ${pages} operations declared as paged, ${polls} as long-running; every line says why. Read it, and run clientwright generate after a change.`),
    );
}

import { relative } from "node:path";
import { type Generated, generate, type Stage } from "../generate.js";
import type { Made } from "../generate-options.js";
import { type Arguments, UsageError } from "./args.js";
import { exitCodes } from "./exit-codes.js";
import type { NextSteps } from "./next-steps.js";
import { Outcome } from "./outcome.js";
import { counted } from "./print-diagnostics.js";
import { type Request, readRequest } from "./request.js";
import type { Terminal } from "./terminal.js";

const stageWords: Readonly<Record<Stage, string>> = {
  load: "Reading",
  lower: "Understanding",
  plan: "Naming",
  emit: "Printing",
  verify: "Parsing back",
  write: "Writing",
};

/** `clientwright generate`: one run; gives the exit code. */
export async function runGenerate(parsed: Arguments, terminal: Terminal, outcome: Outcome = new Outcome(parsed, terminal)): Promise<number> {
  const request = await readRequest(parsed, parsed.positionals, terminal, outcome.report);
  if (request === null) return outcome.end(exitCodes.refused, {}, ["Nothing was written."]);
  if (request.output === null) throw new UsageError("Say where the client goes: -o <folder>, or output: in client.yaml");
  if (parsed.flags.has("watch")) return (await import("./watch.js")).watch(parsed, request, terminal);
  return generateOnce(parsed, request, terminal, outcome);
}

/** Generates for a request that is already read. */
export async function generateOnce(parsed: Arguments, request: Request, terminal: Terminal, outcome: Outcome): Promise<number> {
  const started = performance.now();
  const generated = await generate(
    {
      sources: request.sources,
      output: request.output,
      config: request.config,
      locateConfig: request.locateConfig,
      load: request.load,
      custom: request.custom,
      check: parsed.flags.has("check"),
      force: parsed.flags.has("force"),
      verify: parsed.flags.has("verify"),
      ...(parsed.flags.has("strict") ? { refuse: "warning" as const } : {}),
      onStage: (stage) => terminal.progress(`${stageWords[stage]} ...`),
    },
    outcome.report,
  );
  const folder = relative(terminal.cwd, request.output ?? "") || ".";
  if (generated === null || (outcome.isStrictlyRefused && generated.made !== null))
    return outcome.end(exitCodes.refused, { output: folder }, [terminal.style.red(`Nothing was written to ${folder}.`)]);
  const stale = parsed.flags.has("check") && generated.write.written.length + generated.write.removed.length > 0;
  const steps = isNew(generated, parsed) ? (await import("./next-steps.js")).nextSteps(generated.made, request.output ?? "", terminal.cwd) : null;
  return outcome.end(
    stale ? exitCodes.refused : exitCodes.done,
    { ...facts(generated, folder), ...(steps === null ? {} : { next: steps }) },
    summary(generated, { folder, terminal, steps, check: parsed.flags.has("check"), started }),
  );
}

function facts(generated: Generated, folder: string): Readonly<Record<string, unknown>> {
  const { made, write, unchanged } = generated;
  return {
    output: folder,
    upToDate: unchanged,
    ...write,
    ...(made === null ? {} : { client: made.plan.name, operations: made.api.operations.length, models: Object.keys(made.plan.manifest.models).length }),
  };
}

/** Whether the client was not there before. */
function isNew(generated: Generated, parsed: Arguments): generated is Generated & { readonly made: Made } {
  const { written, unchanged } = generated.write;
  return generated.made !== null && !parsed.flags.has("check") && unchanged.length === 0 && written.includes("client.ts");
}

interface Around {
  readonly folder: string;
  /** Null unless the client is new. */
  readonly steps: NextSteps | null;
  readonly terminal: Terminal;
  readonly check: boolean;
  /** performance.now() at the start. */
  readonly started: number;
}

function summary(generated: Generated, around: Around): readonly string[] {
  const { folder, terminal, check, started } = around;
  const { style } = terminal;
  const { made, write } = generated;
  if (made === null) return [`${style.green("Up to date:")} ${folder}`];
  const changes = [
    ...write.written.map((file) => `  ${check ? "would write" : "wrote"} ${file}`),
    ...write.removed.map((file) => `  ${check ? "would remove" : "removed"} ${file}`),
  ];
  if (changes.length + write.unchanged.length === 0) return [style.red(`Nothing was written to ${folder}.`)];
  if (changes.length === 0) return [`${style.green("Up to date:")} ${folder}`];
  const [operations, models] = [made.plan.manifest.operations, made.plan.manifest.models].map((names) => Object.keys(names).length);
  const counts = `${counted(operations ?? 0, "operation")}, ${counted(models ?? 0, "model")}`;
  const shown = changes.length > 12 && !check ? [...changes.slice(0, 10), `  ... and ${changes.length - 10} more`] : changes;
  if (check) return [style.red(`Not up to date: ${folder}`), ...shown, "Run the same command without --check, and commit what it writes."];
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  return [...shown.map(style.dim), `${style.green("Done:")} ${style.bold(made.plan.name)} in ${folder} (${counts}, ${seconds} s)`, ...stepLines(around)];
}

/** What to type next, for a client that was not there before. */
function stepLines({ steps, terminal: { style } }: Around): readonly string[] {
  if (steps === null) return [];
  const commands = steps.commands.map(({ command, why }) => `  ${style.cyan(command)}  ${style.dim(`# ${why}`)}`);
  return [...(commands.length === 0 ? [] : ["", ...commands]), "", ...steps.code.map((line) => (line === "" ? "" : `  ${style.cyan(line)}`))];
}

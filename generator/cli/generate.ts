import { relative } from "node:path";
import { type Generated, generate, type Stage } from "../generate.js";
import { type Arguments, UsageError } from "./args.js";
import { exitCodes } from "./exit-codes.js";
import { Outcome } from "./outcome.js";
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
export async function runGenerate(parsed: Arguments, terminal: Terminal): Promise<number> {
  const outcome = new Outcome(parsed, terminal);
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
  return outcome.end(
    stale ? exitCodes.refused : exitCodes.done,
    facts(generated, folder),
    summary(generated, { folder, terminal, check: parsed.flags.has("check"), started }),
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

interface Around {
  readonly folder: string;
  readonly terminal: Terminal;
  readonly check: boolean;
  /** performance.now() at the start. */
  readonly started: number;
}

function summary(generated: Generated, { folder, terminal, check, started }: Around): readonly string[] {
  const { style } = terminal;
  const { made, write } = generated;
  if (made === null) return [`${style.green("Up to date:")} ${folder}`];
  const changes = [
    ...write.written.map((file) => `  ${check ? "would write" : "wrote"} ${file}`),
    ...write.removed.map((file) => `  ${check ? "would remove" : "removed"} ${file}`),
  ];
  if (changes.length + write.unchanged.length === 0) return [style.red(`Nothing was written to ${folder}.`)];
  if (changes.length === 0) return [`${style.green("Up to date:")} ${folder}`];
  const counts = `${Object.keys(made.plan.manifest.operations).length} operations, ${Object.keys(made.plan.manifest.models).length} models`;
  const shown = changes.length > 12 && !check ? [...changes.slice(0, 10), `  ... and ${changes.length - 10} more`] : changes;
  if (check) return [style.red(`Not up to date: ${folder}`), ...shown, "Run the same command without --check, and commit what it writes."];
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  return [
    ...shown.map(style.dim),
    `${style.green("Done:")} ${style.bold(made.plan.name)} in ${folder} (${counts}, ${seconds} s)`,
    ...firstCall(generated, folder, style.cyan),
  ];
}

/** What to type next: the import, and a call of an operation that is easy to call. */
function firstCall(generated: Generated, folder: string, paint: (text: string) => string): readonly string[] {
  const made = generated.made;
  const file = made?.plan.files.find((each) => each.template === "client");
  if (made == null || file?.template !== "client" || !generated.write.written.includes("client.ts")) return [];
  const prefix = file.view.prefix;
  const variable = prefix.charAt(0).toLowerCase() + prefix.slice(1);
  const operations = Object.values(made.plan.manifest.operations);
  const easy = operations.find((operation) => /^(list|get|search|find)/.test(operation.method)) ?? operations[0];
  const call = easy === undefined ? "" : `\n  const result = await ${variable}.${easy.group === "" ? "" : `${easy.group}.`}${easy.method}(...);`;
  return [
    "",
    paint(`  import { create${prefix} } from "${folder.startsWith(".") ? folder : `./${folder}`}/index.js";\n  const ${variable} = create${prefix}();${call}`),
  ];
}

import { generate } from "../generate.js";
import type { Made } from "../generate-options.js";
import type { Operation } from "../ir/index.js";
import type { Arguments } from "./args.js";
import { facadeCalls } from "./calls.js";
import { exitCodes } from "./exit-codes.js";
import { namedExchanges } from "./explain/exchange.js";
import { Outcome } from "./outcome.js";
import { counted, visible } from "./print-diagnostics.js";
import { type Request, readRequest } from "./request.js";
import type { Terminal } from "./terminal.js";

/** What was made, and what was asked for. */
export interface Inspected {
  readonly made: Made;
  readonly request: Request;
}

/** Runs the pipeline without writing; names are those of the client in the output folder. Null when there is nothing to go on with. */
export async function inspect(parsed: Arguments, documents: readonly string[], terminal: Terminal, outcome: Outcome): Promise<Inspected | null> {
  const request = await readRequest(parsed, documents, terminal, outcome.report);
  if (request === null) return null;
  const { sources, config, load, custom, locateConfig } = request;
  const generated = await generate(
    {
      sources,
      config,
      load,
      custom,
      locateConfig,
      output: null,
      lock: request.output,
      force: true,
      validate: parsed.command === "lint",
      onStage: (stage) => terminal.progress(`${stage} ...`),
    },
    outcome.report,
  );
  return generated?.made == null ? null : { made: generated.made, request };
}

/** `clientwright lint`: everything found, nothing written. */
export async function runLint(parsed: Arguments, terminal: Terminal): Promise<number> {
  const outcome = new Outcome(parsed, terminal);
  const made = await inspect(parsed, parsed.positionals, terminal, outcome);
  return outcome.end(
    made === null ? exitCodes.refused : exitCodes.done,
    {},
    outcome.list.length === 0 ? [terminal.style.green("Nothing to complain about.")] : [],
  );
}

interface Row {
  readonly call: string;
  readonly method: string;
  readonly path: string;
  readonly function: string;
  readonly id: string | null;
  readonly summary: string;
}

/** `clientwright list`: the operations, as the client names them. */
export async function runList(parsed: Arguments, terminal: Terminal): Promise<number> {
  const outcome = new Outcome(parsed, terminal);
  const inspected = await inspect(parsed, parsed.positionals, terminal, outcome);
  if (inspected === null) return outcome.end(exitCodes.refused, { operations: [] }, []);
  const rows = rowsOf(inspected.made);
  const shown = rows.map((row) => ({ ...row, path: visible(row.path), summary: visible(row.summary) }));
  const width = (pick: (row: Row) => string): number => shown.reduce((most, row) => Math.max(most, pick(row).length), 0);
  const [calls, methods, paths] = [
    Math.min(
      40,
      width((row) => row.call),
    ),
    width((row) => row.method),
    Math.min(
      40,
      width((row) => row.path),
    ),
  ];
  const { dim, bold } = terminal.style;
  const lines = shown.map((row) => `${bold(row.call.padEnd(calls))}  ${row.method.padEnd(methods)}  ${row.path.padEnd(paths)}  ${dim(row.summary)}`.trimEnd());
  return outcome.end(exitCodes.done, { operations: rows }, [...lines, dim(counted(rows.length, "operation"))]);
}

function rowsOf(made: Made): readonly Row[] {
  const operations = new Map(made.api.operations.map((operation) => [keyOf(operation), operation]));
  const calls = facadeCalls(made.plan);
  const exchanges = new Map(namedExchanges(made).map((exchange) => [exchange.key, exchange]));
  return Object.entries(made.plan.manifest.operations).map(([key, names]) => {
    const exchange = exchanges.get(key);
    const operation = exchange?.operation ?? operations.get(key);
    const space = key.indexOf(" ");
    return {
      call: calls.get(key) ?? names.function,
      method: key.slice(0, space),
      path: exchange === undefined ? key.slice(space + 1) : (exchange.channel.address ?? exchange.channel.id),
      function: names.function,
      id: names.id,
      summary: ((operation?.docs.summary ?? operation?.docs.description ?? "").split("\n")[0] ?? "").slice(0, 80),
    };
  });
}

/** As the plan keys its manifest. */
const keyOf = (operation: Operation): string => {
  const query = operation.fixedQuery.map(({ name, value }) => `${name}=${value}`).join("&");
  return `${operation.method} ${operation.path}${query === "" ? "" : `?${query}`}`;
};

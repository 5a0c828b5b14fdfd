import { nearest } from "../plan/config/closest.js";
import type { Manifest } from "../plan/views.js";
import { type Arguments, UsageError } from "./args.js";
import { exitCodes } from "./exit-codes.js";
import { describe, type Explanation } from "./explain/describe.js";
import { originOf } from "./explain/origin.js";
import { type Subject, symbolsOf } from "./explain/symbols.js";
import { type Inspected, inspect } from "./inspect.js";
import { Outcome } from "./outcome.js";
import { visible } from "./print-diagnostics.js";
import type { Terminal } from "./terminal.js";

/** `clientwright explain <symbol>`: what it is, where it comes from, what named it. */
export async function runExplain(parsed: Arguments, terminal: Terminal): Promise<number> {
  const [symbol, ...documents] = parsed.positionals;
  if (symbol === undefined) throw new UsageError("Name the symbol: clientwright explain listPets openapi.yaml");
  const outcome = new Outcome(parsed, terminal);
  const inspected = await inspect(parsed, documents, terminal, outcome);
  if (inspected === null) return outcome.end(exitCodes.refused, { symbol }, []);
  const symbols = symbolsOf(inspected.made);
  const subject = find(symbol, symbols);
  if (subject === null) return outcome.end(exitCodes.refused, ...unknown(symbol, symbols));
  const { made } = inspected;
  const found = await describe(subject, { ...inspected, origin: originOf(made), fresh: await freshNames(inspected), cwd: terminal.cwd });
  return outcome.end(exitCodes.done, { symbol, found }, lines(found, terminal));
}

/** As it is written, as a call (`pets.list()`), with the method in small letters (`get /pets`). */
function find(symbol: string, symbols: ReadonlyMap<string, Subject>): Subject | null {
  const bare = symbol.replace(/\(.*\)$/, "");
  const key = /^[a-z]+ \//i.test(bare) ? bare.replace(/^[a-z]+/i, (method) => method.toUpperCase()) : bare;
  return symbols.get(key) ?? null;
}

function unknown(symbol: string, symbols: ReadonlyMap<string, Subject>): [Readonly<Record<string, unknown>>, readonly string[]] {
  const near = nearest(symbol, symbols.keys(), 5);
  const remedy = near.length === 0 ? "`clientwright list` shows the operations." : `Did you mean ${near.map((each) => `\`${visible(each)}\``).join(", ")}?`;
  return [{ symbol, found: null, near }, [`Nothing in this client is called ${visible(symbol)}. ${remedy}`]];
}

/** What everything would be called if no earlier run had locked names. */
async function freshNames({ made, request }: Inspected): Promise<Manifest> {
  const { plan } = await import("../plan/plan.js");
  const entries = made.documents.flatMap((document) => [...document.files.values()].slice(0, 1).map(({ name }) => name));
  const options = { generator: "", hash: "", entries, facts: {}, lock: null, name: null, custom: null };
  return plan(made.api, request.config, options, () => undefined).manifest;
}

function lines(found: Explanation, { style }: Terminal): readonly string[] {
  const width = Math.max(...Object.keys(found).map((name) => name.length));
  return Object.entries(found).flatMap(([name, value]) => {
    const texts = typeof value === "string" ? [value] : name === "tags" ? [value.join(", ")] : value;
    return texts.map((text, index) => `${style.bold((index === 0 ? name : "").padEnd(width))}  ${visible(text)}`);
  });
}

import type { Diagnostic, Report } from "../../diagnostics.js";
import type { JsonValue } from "../../ir/index.js";
import { checkConfig } from "./check-config.js";
import type { ClientConfig } from "./client-config.js";
import { clientConfigSchema } from "./client-config-schema.js";

/**
 * Reads client.yaml (or the same as JSON). Unknown keys are warnings, with the key that was probably meant; a value that
 * is not allowed is an error, and then there is no config. `source` is what diagnostics call the file.
 */
export async function readClientConfig(text: string, source: string, report: Report): Promise<ClientConfig | null> {
  const value = await parse(text, source, report);
  if (value === undefined) return null;
  if (value === null) return {};
  const faults = checkConfig(value, clientConfigSchema);
  if (faults.length === 0) return value as ClientConfig; // it fits the schema, which a test keeps in step with the type
  const find = await configLines(text);
  for (const { code, pointer, message, remedy } of faults) {
    report({ code, severity: code === "config-value" ? "error" : "warning", message, remedy, at: `${source}#${pointer}`, ...find(pointer) });
  }
  return faults.some(({ code }) => code === "config-value") ? null : (value as ClientConfig); // only unknown keys are left, and nobody reads those
}

/** A line and a column, both from 1. */
export type Spot = Pick<Diagnostic, "line" | "column">;

/** Undefined when it is no YAML; the first fault is reported. */
async function parse(text: string, source: string, report: Report): Promise<JsonValue | undefined> {
  if (/^(?:\s|#[^\n]*(?:\n|$))*$/.test(text)) return null; // comments only, which js-yaml calls no document
  const { CORE_SCHEMA, load } = await import("js-yaml");
  try {
    return (load(text.replace(/^\uFEFF/, ""), { schema: CORE_SCHEMA, maxDepth: 100 }) ?? null) as JsonValue; // the core schema makes JSON values only
  } catch (error) {
    const mark = (error as { readonly mark?: { readonly line: number; readonly column: number } }).mark; // YAMLException carries it
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "").replace(/ \(\d+:\d+\)$/, "") : String(error);
    report({
      code: "config-syntax",
      severity: "error",
      message: `It is not YAML: ${message}.`,
      remedy: "Mend the file at this place.",
      at: `${source}#`,
      line: mark === undefined ? null : mark.line + 1,
      column: mark === undefined ? null : mark.column + 1,
    });
    return undefined;
  }
}

/** Where pointers stand in the text of a client.yaml. The slower parser that knows is loaded only when there is something to tell. */
export async function configLines(text: string): Promise<(pointer: string) => Spot> {
  const { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  return (pointer) => {
    let node: unknown = document.contents;
    let offset = 0;
    for (const token of pointer.split("/").slice(1)) {
      const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
      if (isMap(node)) {
        const pair = node.items.find((each) => isScalar(each.key) && String(each.key.value) === key);
        if (pair === undefined) break;
        if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(key)];
        if (isNode(node)) offset = node.range?.[0] ?? offset;
      }
    }
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
}

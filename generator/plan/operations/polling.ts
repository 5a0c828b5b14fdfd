import { doubt, type Report } from "../../diagnostics.js";
import type { Operation, Schema } from "../../ir/index.js";
import type { PollingConfig } from "../config/client-config.js";
import { extension, isRecord } from "../names/operation-hints.js";
import { type Models, schemaAt } from "../schemas/schema-views.js";
import type { ConstantValue, SymbolRef } from "../views.js";
import { successes } from "./reply-forms.js";

/** How a long-running operation is followed, and what it delivers in the end. */
export interface PollingPlan {
  readonly constant: ConstantValue;
  readonly done: Schema;
}

/** An operation that another one's polling names. */
export interface Followed {
  readonly constant: SymbolRef;
  /** What it delivers. */
  readonly output: Schema;
  /** Its whole success body: where a rule's places are. */
  readonly body: Schema;
}

export interface PollingSetting {
  readonly models: Models;
  /** By operation id, or `METHOD /path`; null: there is no such operation. Asking for one makes its constant exported. */
  readonly follow: (key: string) => Followed | null;
  readonly output: Schema;
  /** The whole success body of the operation itself. */
  readonly body: Schema;
  readonly report: Report;
}

export function planPolling(operation: Operation, rule: PollingConfig, setting: PollingSetting): PollingPlan | null {
  const named = (key: string): Followed | null => {
    const found = setting.follow(key);
    if (found === null)
      setting.report(
        doubt(
          "polling-operation-unknown",
          operation.at,
          `The polling rule names the operation "${key}", which does not exist; it is generated without the rule.`,
          "Use an operationId of the document, or `METHOD /path`.",
        ),
      );
    return found;
  };
  const state = "operation" in rule.at ? named(rule.at.operation) : null;
  if ("operation" in rule.at && state === null) return null;
  const cancel = rule.cancel === undefined ? null : named(rule.cancel);
  const result = typeof rule.result === "object" && "operation" in rule.result ? named(rule.result.operation) : null;
  const constant: Record<string, ConstantValue> = { ...(rule as unknown as Record<string, ConstantValue>) }; // plain JSON by its type
  if (state !== null) constant["at"] = { ...(rule.at as unknown as Record<string, ConstantValue>), operation: { $lazy: state.constant } }; // plain JSON by its type
  if (rule.cancel !== undefined) delete constant["cancel"];
  if (cancel !== null) constant["cancel"] = { $lazy: cancel.constant };
  if (result !== null) constant["result"] = { operation: { $lazy: result.constant } };
  return { constant, done: doneType(operation, rule, { state, result, setting }) };
}

const unknown: Schema = { kind: "unknown", meta: null };

function doneType(
  operation: Operation,
  rule: PollingConfig,
  { state, result, setting }: { state: Followed | null; result: Followed | null; setting: PollingSetting },
): Schema {
  if (result !== null) return result.output;
  if (typeof rule.result === "object") return finalType(operation);
  const own = "self" in rule.at ? setting : null;
  const looked = state ?? own;
  if (rule.result === undefined) return looked?.output ?? finalType(operation);
  return schemaAt(looked?.body ?? finalType(operation), rule.result, setting.models)?.schema ?? unknown;
}

/** What the document says besides "accepted": the body of 200 or 201. */
function finalType(operation: Operation): Schema {
  const final = successes(operation.responses).find(({ status }) => status !== "202") ?? null;
  return final?.contents[0]?.schema ?? unknown;
}

/** x-ms-long-running-operation: the state is behind a header; its body says `status` when it is an operation resource. */
export function declaredPolling(operation: Operation): PollingConfig | null {
  if (extension(operation.extensions, "x-ms-long-running-operation") !== true) return null;
  const options = extension(operation.extensions, "x-ms-long-running-operation-options");
  const via = isRecord(options) ? options["final-state-via"] : undefined;
  if (via === "location") return { at: { header: ["Location"] }, done: [] };
  return { at: { header: ["Azure-AsyncOperation", "Operation-Location", "Location"] }, status: "/status", done: ["Succeeded"], failed: ["Failed", "Canceled"] };
}

import type { Operation } from "../../ir/index.js";
import { own } from "../names/own.js";
import type { ClientConfig, OperationConfig } from "./client-config.js";
import { operationKey } from "./select.js";

/** What client.yaml says for an operation; a stream twin without rules of its own goes by its sibling's. */
export function configOf(operation: Operation, config: ClientConfig): OperationConfig | undefined {
  const rules = config.operations;
  if (rules === undefined) return undefined;
  const key = operationKey(operation);
  const said = own(rules, key) ?? (operation.id === null ? undefined : own(rules, operation.id));
  if (said !== undefined || !key.endsWith("#stream")) return said;
  const sibling = own(rules, key.slice(0, -"#stream".length)) ?? own(rules, (operation.id ?? "").replace(/Stream$/, ""));
  if (sibling === undefined) return undefined;
  const { name, pages, poll, out, ...rest } = sibling;
  return name === undefined ? rest : { ...rest, name: `${name}Stream` };
}

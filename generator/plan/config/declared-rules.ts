import type { JsonValue, Operation } from "../../ir/index.js";
import { extension, isRecord } from "../names/operation-hints.js";
import type { ClientConfig, OperationConfig } from "./client-config.js";
import { configOf } from "./operation-config.js";

/** Rules of one operation: what client.yaml says, then what vendor extensions declare; the client's defaults come after both. */
export function rulesOf(operation: Operation, config: ClientConfig): OperationConfig {
  const rules: OperationConfig = configOf(operation, config) ?? {};
  const repeat = declaredRepeat(operation);
  return repeat === null ? rules : { repeat, ...rules };
}

/** The extension that keeps the operation out of the client; null: it is in, or client.yaml leaves it out. */
export function keptOutBy(operation: Operation, config: ClientConfig): string | null {
  return configOf(operation, config)?.skip === undefined ? keeperOf(operation) : null;
}

/** Whether the operation stays out: client.yaml decides, else an extension that keeps it from generated clients. */
export function isLeftOut(operation: Operation, config: ClientConfig): boolean {
  return configOf(operation, config)?.skip ?? keeperOf(operation) !== null;
}

function keeperOf({ extensions }: Operation): string | null {
  for (const { key, value } of extensions) {
    if ((key === "x-fern-ignore" || key === "x-speakeasy-ignore") && value === true) return key;
    if (key === "x-stainless-skip" && (value === true || (Array.isArray(value) && value.some(isOurs)))) return key;
  }
  return null;
}

const isOurs = (language: JsonValue): boolean => language === "typescript" || language === "node";

function declaredRepeat({ extensions }: Operation): NonNullable<OperationConfig["repeat"]> | null {
  if (extensions.length === 0) return null;
  const [speakeasy, fern, azure] = [retriesOf(extensions), extension(extensions, "x-fern-retries"), extension(extensions, "x-ms-retryable")];
  if (speakeasy?.["strategy"] === "none" || azure === false || (isRecord(fern) && fern["disabled"] === true)) return "never";
  // A lost connection says nothing of what the server did: who repeats after one may repeat after anything.
  const isSafe = speakeasy?.["strategy"] === "backoff" && speakeasy["retryConnectionErrors"] === true;
  return isSafe || azure === true || extension(extensions, "x-idempotent") === true ? "idempotent" : null;
}

const retriesOf = (extensions: Operation["extensions"]) => {
  const said = extension(extensions, "x-speakeasy-retries");
  return isRecord(said) ? said : null;
};

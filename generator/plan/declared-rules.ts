import type { JsonValue, Operation } from "../ir/index.js";
import type { ClientConfig, OperationConfig } from "./client-config.js";
import { configOf } from "./operation-config.js";
import { extension, isRecord } from "./operation-hints.js";

/** Rules of one operation: what client.yaml says, then what vendor extensions declare; the client's defaults come after both. */
export function rulesOf(operation: Operation, config: ClientConfig): OperationConfig {
  const rules: OperationConfig = configOf(operation, config) ?? {};
  const repeat = declaredRepeat(operation);
  return repeat === null ? rules : { repeat, ...rules };
}

/** Whether the operation stays out: client.yaml decides, else an extension that keeps it from generated clients. */
export function isLeftOut(operation: Operation, config: ClientConfig): boolean {
  return configOf(operation, config)?.skip ?? isKeptFromClients(operation);
}

function isKeptFromClients({ extensions }: Operation): boolean {
  const skip = extension(extensions, "x-stainless-skip");
  return extension(extensions, "x-fern-ignore", "x-speakeasy-ignore") === true || skip === true || (Array.isArray(skip) && skip.some(isOurs));
}

const isOurs = (language: JsonValue): boolean => language === "typescript" || language === "node";

function declaredRepeat({ extensions }: Operation): NonNullable<OperationConfig["repeat"]> | null {
  const [speakeasy, fern] = [extension(extensions, "x-speakeasy-retries"), extension(extensions, "x-fern-retries")];
  if ((isRecord(speakeasy) && speakeasy["strategy"] === "none") || (isRecord(fern) && fern["disabled"] === true)) return "never";
  return extension(extensions, "x-idempotent") === true ? "idempotent" : null;
}

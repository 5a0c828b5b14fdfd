import type { JsonValue } from "../../ir/index.js";
import type { Manifest } from "../views.js";
import { isIdentifier } from "./casing.js";

/** A manifest read from disk; null when it is none (then every name is given afresh). Entries that are no names are dropped. */
export function readManifest(value: JsonValue): Manifest | null {
  if (!isRecord(value) || !isRecord(value["models"]) || !isRecord(value["operations"])) return null;
  const models = Object.entries(value["models"]).filter((entry): entry is [string, string] => typeof entry[1] === "string" && isIdentifier(entry[1]));
  const operations = Object.entries(value["operations"]).flatMap(([key, entry]) => {
    const read = readOperation(entry);
    return read === null ? [] : [[key, read] as const];
  });
  return {
    generator: text(value["generator"]),
    hash: text(value["hash"]),
    models: Object.fromEntries(models),
    groups: texts(value["groups"]),
    operations: Object.fromEntries(operations),
    files: texts(value["files"]),
    facts: value["facts"] ?? null,
  };
}

function readOperation(value: JsonValue): Manifest["operations"][string] | null {
  if (!isRecord(value)) return null;
  const { id = null, function: name, group, method, body = null, inputs = {} } = value;
  if (typeof name !== "string" || !isIdentifier(name) || typeof group !== "string" || typeof method !== "string" || !isIdentifier(method) || !isRecord(inputs))
    return null;
  return {
    id: typeof id === "string" ? id : null,
    function: name,
    group,
    method,
    body: body === "flat" || body === "nested" ? body : null,
    inputs: texts(inputs),
    ...(isRecord(value["types"]) ? { types: texts(value["types"]) } : {}),
  };
}

function texts(value: JsonValue | undefined): Readonly<Record<string, string>> {
  return isRecord(value) ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string")) : {};
}

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function isRecord(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import type { Extension, JsonValue, Operation } from "../../ir/index.js";

/** Names and groups that vendor extensions give an operation. */
export interface NameHints {
  readonly group: readonly string[] | null;
  /** The method's name inside its group. */
  readonly method: string | null;
}

const groupKeys = /^x-(?:[a-z]+-)?(?:sdk-)?(?:group|resource)(?:-name)?$/;
const methodKeys = /^x-(?:speakeasy-name-override|fern-sdk-method-name|stainless-method-name|sdk-method-name|sdk-operation-name|operation-name)$/;

export function nameHints(operation: Operation): NameHints {
  let group: readonly string[] | null = null;
  let method: string | null = null;
  for (const { key, value } of operation.extensions) {
    if (groupKeys.test(key)) group ??= groupPath(value);
    else if (methodKeys.test(key) && typeof value === "string") method ??= value;
  }
  return { group, method };
}

/** The value of the first extension of that name. */
export function extension(extensions: readonly Extension[], ...keys: readonly string[]): JsonValue | undefined {
  return extensions.find(({ key }) => keys.includes(key))?.value;
}

/** What x-stainless-naming says for our language: it names things by language and kind (`type_name`, `method_argument`). */
export function stainlessName(extensions: readonly Extension[], kind: string): JsonValue | undefined {
  const said = extension(extensions, "x-stainless-naming");
  if (!isRecord(said)) return undefined;
  for (const language of ["typescript", "node"]) {
    const names = said[language];
    if (isRecord(names)) return names[kind];
  }
  return undefined;
}

export function isRecord(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function groupPath(value: JsonValue): readonly string[] | null {
  if (typeof value === "string") return value === "" ? null : value.split(".");
  if (!Array.isArray(value)) return null;
  const parts = value.filter((part): part is string => typeof part === "string" && part !== "");
  return parts.length > 0 ? parts : null;
}

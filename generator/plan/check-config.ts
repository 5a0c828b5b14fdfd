import type { JsonValue } from "../ir/index.js";
import type { ConfigSchema } from "./client-config-schema.js";

/** Something in client.yaml that its schema does not know. */
export interface ConfigFault {
  readonly code: "config-key-unknown" | "config-value";
  /** JSON pointer. */
  readonly pointer: string;
  readonly message: string;
  readonly remedy: string;
}

/** Everything in the value that does not fit the schema. */
export function checkConfig(value: JsonValue, schema: ConfigSchema): readonly ConfigFault[] {
  const faults: ConfigFault[] = [];
  check(value, schema, "", faults);
  return faults;
}

function check(value: JsonValue, schema: ConfigSchema, pointer: string, faults: ConfigFault[]): void {
  if (schema.anyOf !== undefined) {
    check(value, choose(value, schema.anyOf), pointer, faults);
    return;
  }
  const allowed = schema.const !== undefined ? [schema.const] : schema.enum;
  if (allowed !== undefined) {
    if (!allowed.includes(value as string))
      faults.push(wrong(pointer, `must be ${listed(allowed.map((each) => JSON.stringify(each)))}`, suggestion(value, allowed))); // any other value is not among them either
    return;
  }
  if (schema.type !== undefined && typeOf(value) !== schema.type) {
    faults.push(wrong(pointer, `must be ${/^[aeiou]/.test(schema.type) ? "an" : "a"} ${schema.type}, not ${typeOf(value)}`, ""));
    return;
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(String(value))) faults.push(wrong(pointer, `does not match ${schema.pattern}`, ""));
  if (Array.isArray(value) && schema.items !== undefined) for (const [index, item] of value.entries()) check(item, schema.items, `${pointer}/${index}`, faults);
  if (isRecord(value)) checkRecord(value, schema, pointer, faults);
}

function checkRecord(value: Readonly<Record<string, JsonValue>>, schema: ConfigSchema, pointer: string, faults: ConfigFault[]): void {
  const known = schema.properties ?? {};
  for (const [key, member] of Object.entries(value)) {
    const inner = Object.hasOwn(known, key) ? known[key] : schema.additionalProperties;
    const at = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (inner === false) faults.push(unknownKey(key, at, Object.keys(known)));
    else if (inner !== undefined) check(member, inner, at, faults);
  }
  for (const key of schema.required ?? []) if (!Object.hasOwn(value, key)) faults.push(wrong(pointer, `lacks "${key}"`, `Add \`${key}\`.`));
}

/** The member that the value is meant to be: of its type, with most of its constants and required keys. */
function choose(value: JsonValue, members: readonly ConfigSchema[]): ConfigSchema {
  const fits = (schema: ConfigSchema): number => {
    const { properties = {}, required = [] } = schema;
    if (schema.const !== undefined) return schema.const === value ? 10 : -2;
    if (schema.type !== typeOf(value)) return -1;
    if (!isRecord(value)) return 1;
    const constants = Object.entries(properties).filter(([, inner]) => inner.const !== undefined);
    return constants.reduce((sum, [key, inner]) => sum + (value[key] === inner.const ? 10 : 0), required.filter((key) => Object.hasOwn(value, key)).length);
  };
  return members.reduce((best, each) => (fits(each) > fits(best) ? each : best));
}

function unknownKey(key: string, pointer: string, known: readonly string[]): ConfigFault {
  const close = closest(key, known);
  const remedy = close === null ? `Known keys: ${known.join(", ")}.` : `Did you mean \`${close}\`?`;
  return { code: "config-key-unknown", pointer, message: `The key "${key}" means nothing here; it is ignored.`, remedy };
}

function wrong(pointer: string, what: string, remedy: string): ConfigFault {
  return {
    code: "config-value",
    pointer,
    message: `The value at ${pointer || "the top"} ${what}.`,
    remedy: remedy || "See client.schema.json for what is allowed.",
  };
}

function suggestion(value: JsonValue, allowed: readonly (string | boolean)[]): string {
  const close = typeof value === "string" ? closest(value, allowed.map(String)) : null;
  return close === null ? "" : `Did you mean \`${close}\`?`;
}

/** The known word that differs least, if it differs little. */
export function closest(given: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(given.length / 3)) + 1;
  for (const word of known) {
    const steps = distance(given.toLowerCase(), word.toLowerCase());
    if (steps < least) [best, least] = [word, steps];
  }
  return best;
}

function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

function listed(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? "") : `one of ${words.join(", ")}`;
}

function typeOf(value: JsonValue): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

function isRecord(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

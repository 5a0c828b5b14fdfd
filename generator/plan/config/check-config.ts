import type { JsonValue } from "../../ir/index.js";
import type { ConfigSchema } from "./client-config-schema.js";
import { closest } from "./closest.js";

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
    checkAny(value, { ...schema, anyOf: schema.anyOf }, pointer, faults);
    return;
  }
  const allowed = schema.const !== undefined ? [schema.const] : schema.enum;
  if (allowed !== undefined) {
    if (!allowed.includes(value as string)) faults.push(notAmong(value, allowed, schema, pointer)); // any other value is not among them either
    return;
  }
  if (schema.type !== undefined && typeOf(value) !== schema.type) {
    faults.push(wrong(pointer, `must be ${named(schema.type)}, not ${typeOf(value)}`, remedyFor(value, schema.type, schema)));
    return;
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(String(value)))
    faults.push(wrong(pointer, `does not match ${schema.pattern}`, said(schema)));
  if (Array.isArray(value) && schema.items !== undefined) for (const [index, item] of value.entries()) check(item, schema.items, `${pointer}/${index}`, faults);
  if (isRecord(value)) checkRecord(value, schema, pointer, faults);
}

type Choice = ConfigSchema & { readonly anyOf: readonly ConfigSchema[] };

/** Checks by the member that is meant: the one with the same tag (`style`), else the one of its type that fits best. */
function checkAny(value: JsonValue, schema: Choice, pointer: string, faults: ConfigFault[]): void {
  const tag = tagOf(schema.anyOf);
  const tags = schema.anyOf.flatMap(({ properties }) => properties?.[tag ?? ""]?.const ?? []);
  const given = tag !== null && isRecord(value) && Object.hasOwn(value, tag) ? value[tag] : undefined;
  const fitting = schema.anyOf.filter((member) => member.const === value || (member.const === undefined && member.type === typeOf(value)));
  if (fitting.length === 0) {
    const kinds = schema.anyOf.map((member) => (member.const === undefined ? named(member.type ?? "value") : String(member.const)));
    const types = new Set(schema.anyOf.map(({ type }) => type));
    const remedy = types.has("string") ? remedyFor(value, "string", schema) : said(schema);
    const given = typeof value === "boolean" ? value : typeOf(value);
    faults.push(wrong(pointer, `must be ${[...new Set(kinds)].sort().join(" or ")}, not ${given}`, remedy));
  } else if (tag !== null && isRecord(value) && !tags.includes(given as string)) {
    // any other value is not among them either
    faults.push(
      given === undefined
        ? wrong(pointer, `lacks "${tag}"`, `Add \`${tag}\`: ${listed(tags.map(String))}.`)
        : notAmong(given, tags, schema, `${pointer}/${tag}`),
    );
  } else check(value, choose(value, fitting), pointer, faults);
}

/** The key by whose constant several members tell themselves apart; null when there is none. */
function tagOf(members: readonly ConfigSchema[]): string | null {
  const keys = members.flatMap(({ properties = {} }) => Object.keys(properties).filter((key) => properties[key]?.const !== undefined));
  return keys.find((key, index) => keys.indexOf(key) !== index) ?? null;
}

function checkRecord(value: Readonly<Record<string, JsonValue>>, schema: ConfigSchema, pointer: string, faults: ConfigFault[]): void {
  const known = schema.properties ?? {};
  const strange = new Set(schema.additionalProperties === false ? Object.keys(value).filter((key) => !Object.hasOwn(known, key)) : []);
  for (const key of schema.required ?? []) {
    if (Object.hasOwn(value, key)) continue;
    const meant = closest(key, strange);
    if (meant !== null) strange.delete(meant);
    faults.push(wrong(pointer, `lacks "${key}"`, meant === null ? `Add \`${key}\`.` : `Write \`${key}\` for \`${meant}\`.`));
  }
  for (const [key, member] of Object.entries(value)) {
    const inner = Object.hasOwn(known, key) ? known[key] : schema.additionalProperties;
    const at = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (strange.has(key)) faults.push(unknownKey(key, at, Object.keys(known)));
    else if (inner !== undefined && inner !== false) check(member, inner, at, faults);
  }
}

/** The member that the value is meant to be: the one with most of its constants and required keys. */
function choose(value: JsonValue, members: readonly ConfigSchema[]): ConfigSchema {
  const fits = ({ properties = {}, required = [] }: ConfigSchema): number => {
    if (!isRecord(value)) return 0;
    const constants = Object.keys(properties).filter((key) => properties[key]?.const !== undefined && properties[key]?.const === value[key]);
    // Of two members that both have what they require, the one that knows every key.
    const known = Object.keys(value).every((key) => Object.hasOwn(properties, key)) ? 0.5 : 0;
    return constants.length * 10 + required.filter((key) => Object.hasOwn(value, key)).length + known;
  };
  return members.reduce((best, each) => (fits(each) > fits(best) ? each : best));
}

function unknownKey(key: string, pointer: string, known: readonly string[]): ConfigFault {
  const close = closest(key, known);
  const remedy = close === null ? `Known keys: ${known.join(", ")}.` : `Did you mean \`${close}\`?`;
  return { code: "config-key-unknown", pointer, message: `The key "${key}" means nothing here; it is ignored.`, remedy };
}

function notAmong(value: JsonValue | undefined, allowed: readonly (string | boolean)[], schema: ConfigSchema, pointer: string): ConfigFault {
  const close = typeof value === "string" ? closest(value, allowed.map(String)) : null;
  return wrong(pointer, `must be ${listed(allowed.map((each) => JSON.stringify(each)))}`, close === null ? said(schema) : `Did you mean \`${close}\`?`);
}

function wrong(pointer: string, what: string, remedy: string): ConfigFault {
  return { code: "config-value", pointer, message: `The value at ${pointer || "the top"} ${what}.`, remedy };
}

/** What the schema says belongs here. */
const said = ({ description }: ConfigSchema): string =>
  description === undefined ? "See client.schema.json for what is allowed." : `${description.charAt(0).toUpperCase()}${description.slice(1)}.`;

/** How to write what was probably meant: YAML makes numbers, booleans and null of what people mean as text. */
function remedyFor(value: JsonValue, type: string, schema: ConfigSchema): string {
  if (value === null) return "Give it a value, or delete the key.";
  if (type === "string" && (typeof value === "number" || typeof value === "boolean")) return `Put it in quotes: "${value}".`;
  if (type === "number" && typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value))) return `Write it without quotes: ${value}.`;
  if (type === "boolean") return "Write true or false.";
  if (type === "array" && !isRecord(value)) return `Write it as a list: [${JSON.stringify(value)}].`;
  return said(schema);
}

const named = (type: string): string => `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;

function listed(words: readonly string[]): string {
  return words.length === 1 ? (words[0] ?? "") : `one of ${words.join(", ")}`;
}

function typeOf(value: JsonValue): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

function isRecord(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import type { ApiDefinition } from "../core/api-definition.js";
import { InputError } from "../core/errors.js";
import { own } from "../core/own.js";
import type { Variables } from "./env.js";
import { mergeOptions } from "./merge.js";
import type { PlainOptions } from "./options.js";

/** What is read from a config file, and how. */
export interface ConfigFileOptions {
  /** Which of the file's profiles; default: the one that the file names under `profile`, or none. */
  readonly profile?: string | undefined;
  /** For `${NAME}` in values. */
  readonly variables?: Variables | undefined;
  /** The file's name, for messages. */
  readonly source?: string | undefined;
}

/** Option names and their kinds, as they may stand in a file. */
export const optionKinds: { readonly [option in keyof PlainOptions]-?: "text" | "number" | "texts" | "map" | "auth" } = {
  baseUrl: "text",
  url: "text",
  server: "text",
  environment: "text",
  variables: "map",
  auth: "auth",
  timeout: "number",
  attemptTimeout: "number",
  retries: "number",
  headers: "map",
  hosts: "texts",
};

/**
 * The options that a parsed config file holds for an API. Its sections are named after APIs; a profile has sections too, and
 * they win. `${NAME}` in a value stands for a variable, `${NAME:-text}` for one that may be missing. Throws an InputError
 * that names the place for whatever can't be meant.
 */
export function optionsFromFile(
  document: unknown,
  api: ApiDefinition,
  { profile, variables = {}, source = "config file" }: ConfigFileOptions = {},
): PlainOptions {
  if (document === null || document === undefined) return {};
  const root = bag(document, source);
  const chosen = profile ?? root["profile"];
  const profiles = bag(root["profiles"] ?? {}, `${source}: profiles`);
  if (chosen !== undefined && (typeof chosen !== "string" || !Object.hasOwn(profiles, chosen)))
    throw new InputError(`${source} has no profile "${String(chosen)}"`, {
      remedy: `Choose one of: ${Object.keys(profiles).join(", ") || "(there are none)"}`,
    });
  const section = (from: Bag, at: string): PlainOptions => readSection(own(from, api.name) ?? {}, `${at}.${api.name}`, variables);
  return mergeOptions(
    section(root, source),
    typeof chosen === "string" ? section(bag(profiles[chosen], `${source}: ${chosen}`), `${source}: profiles.${chosen}`) : undefined,
  );
}

type Bag = Readonly<Record<string, unknown>>;

function bag(value: unknown, at: string): Bag {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new InputError(`${at} must hold names and values`);
  return value as Bag; // an object that is no array
}

function readSection(value: unknown, at: string, variables: Variables): PlainOptions {
  const options: Record<string, unknown> = {};
  for (const [name, raw] of Object.entries(bag(value, at))) {
    const kind = Object.hasOwn(optionKinds, name) ? optionKinds[name as keyof PlainOptions] : undefined; // an own key of the table
    if (!kind) throw new InputError(`${at}.${name} is no option`, { remedy: `Options are: ${Object.keys(optionKinds).join(", ")}` });
    const filled = fill(raw, `${at}.${name}`, variables);
    const number = kind === "number" && typeof filled === "string" && filled.trim() !== "" ? Number(filled) : filled;
    if (!isOfKind(number, kind)) throw new InputError(`${at}.${name} must be ${wanted[kind]}`);
    options[name] = number;
  }
  return options;
}

const wanted = { text: "text", number: "a number", texts: "a list of texts", map: "names with texts", auth: 'credentials by scheme, or "open"' } as const;
const isText = (value: unknown): boolean => typeof value === "string";

function isOfKind(value: unknown, kind: keyof typeof wanted): boolean {
  if (kind === "text") return isText(value);
  if (kind === "number") return typeof value === "number" && value >= 0;
  if (kind === "texts") return Array.isArray(value) && value.every(isText);
  if (kind === "auth" && value === "open") return true;
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => isText(one) || (kind === "auth" && typeof one === "object" && one !== null))
  );
}

/** Replaces `${NAME}` in every text of a value. */
function fill(value: unknown, at: string, variables: Variables): unknown {
  if (typeof value === "string")
    return value.replace(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name: string, fallback: string | undefined) => {
      const found = own(variables, name) || fallback;
      if (found === undefined) throw new InputError(`${at} needs the variable ${name}`, { remedy: `Set ${name}` });
      return found;
    });
  if (Array.isArray(value)) return value.map((item, index) => fill(item, `${at}.${index}`, variables));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, `${at}.${key}`, variables)]));
}

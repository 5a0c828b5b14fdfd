import { type Diagnostic, doubt, type Report } from "../../diagnostics.js";
import type { Api, Operation } from "../../ir/index.js";
import { exchangeNames } from "../channels/channel-exchanges.js";
import { nameSchemes } from "../operations/auth-needs.js";
import type { ClientConfig, OperationConfig } from "./client-config.js";
import { didYouMean } from "./closest.js";
import { globToRegExp, operationKey } from "./select.js";

/** Tells every entry of client.yaml that fits nothing in the document: most often it is misspelt. */
export function reportUnmatched(api: Api, config: ClientConfig, report: Report): void {
  for (const find of [operations, tags, paths, models, schemes, rules]) for (const diagnostic of find(api, config)) report(diagnostic);
}

/** The place of an entry in client.yaml. */
export const configPlace = (...keys: readonly string[]): string =>
  `client.yaml#/${keys.map((key) => key.replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`;

type Find = (api: Api, config: ClientConfig) => Iterable<Diagnostic>;

const operations: Find = function* (api, { operations: entries = {}, select }) {
  const places = [
    ...Object.keys(entries).map((key) => ({ key, at: configPlace("operations", key) })),
    ...(select?.operations ?? []).map((key, index) => ({ key, at: configPlace("select", "operations", `${index}`) })),
  ];
  if (places.length === 0) return;
  const known = new Set([
    ...api.operations.flatMap((operation) => (operation.id === null ? [operationKey(operation)] : [operation.id, operationKey(operation)])),
    ...api.channels.flatMap(exchangeNames),
  ]);
  for (const { key, at } of places) {
    if (known.has(key) || known.has(key.replace(/(?:#stream|Stream)$/, ""))) continue;
    const otherwise = "Use an operationId of the document, or `METHOD /path` for an operation without one.";
    yield doubt("config-operation-unknown", at, `No operation is called "${key}".`, didYouMean(key, known, otherwise));
  }
};

const tags: Find = function* (api, { select }) {
  const known = new Set([...api.operations, ...api.channels, ...api.channels.flatMap(({ operations: each }) => each)].flatMap(({ tags: each }) => each));
  for (const [index, tag] of (select?.tags ?? []).entries()) {
    if (known.has(tag)) continue;
    const otherwise = "Tags are compared letter by letter; `clientwright list` shows the operations.";
    yield doubt("config-tag-unknown", configPlace("select", "tags", `${index}`), `No operation has the tag "${tag}".`, didYouMean(tag, known, otherwise));
  }
};

const paths: Find = function* (api, { select }) {
  for (const [index, glob] of (select?.paths ?? []).entries()) {
    const pattern = globToRegExp(glob);
    const known = [...api.operations.map(({ path }) => path), ...api.channels.map(({ address, id }) => address ?? id)];
    if (known.some((path) => pattern.test(path))) continue;
    const remedy = didYouMean(glob, known, "`*` stays within a segment, `**` crosses them: /v1/**.");
    yield doubt("config-path-unknown", configPlace("select", "paths", `${index}`), `No path matches "${glob}".`, remedy);
  }
};

const models: Find = function* (api, { names, types }) {
  const known = new Set(api.models.map(({ name }) => name));
  const open = Array.isArray(types?.open) ? (types.open as readonly string[]) : []; // Array.isArray forgets what is in a readonly list
  const places = [
    ...Object.keys(names?.models ?? {}).map((name) => ({ name, at: configPlace("names", "models", name) })),
    ...open.map((name, index) => ({ name, at: configPlace("types", "open", `${index}`) })),
  ];
  for (const { name, at } of places) {
    if (known.has(name)) continue;
    yield doubt("config-model-unknown", at, `No schema is called "${name}".`, didYouMean(name, known, "Use a schema's name as the document has it."));
  }
};

const schemes: Find = function* (api, config) {
  const known = new Set(api.auth.map(({ key }) => key));
  for (const name of Object.keys(config.auth ?? {})) {
    if (known.has(name)) continue;
    yield doubt("config-scheme-unknown", configPlace("auth", name), `No security scheme is called "${name}".`, didYouMean(name, known, listed(known)));
  }
  const options = new Set(nameSchemes(api, config).values());
  for (const [key, { auth = [] }] of Object.entries(config.operations ?? {})) {
    for (const option of auth.flat()) {
      if (options.has(option)) continue;
      const at = configPlace("operations", key, "auth");
      yield doubt("config-scheme-unknown", at, `No security scheme has the option name "${option}".`, didYouMean(option, options, listed(options)));
    }
  }
};

const listed = (known: ReadonlySet<string>): string => (known.size === 0 ? "The document declares none." : `There are ${[...known].slice(0, 10).join(", ")}.`);

/** What single entries under `operations` name: parameters, envelopes. */
const rules: Find = function* (api, { operations: entries = {}, envelopes = {} }) {
  const byKey = new Map(api.operations.flatMap((operation) => [[operationKey(operation), operation] as const, [operation.id ?? "", operation] as const]));
  for (const [key, entry] of Object.entries(entries)) {
    const { envelope } = entry;
    if (envelope !== undefined && !Object.hasOwn(envelopes, envelope)) {
      const remedy = didYouMean(envelope, Object.keys(envelopes), "Declare it under `envelopes`.");
      yield doubt("config-envelope-unknown", configPlace("operations", key, "envelope"), `No envelope is called "${envelope}".`, remedy);
    }
    const operation = byKey.get(key);
    if (operation !== undefined) yield* parameters(operation, key, entry);
  }
};

function* parameters(operation: Operation, key: string, { rename = {}, fixed = {}, variables = [] }: OperationConfig): Iterable<Diagnostic> {
  const names = operation.params.map(({ name }) => name);
  const known = new Set([...names, ...operation.params.map((param) => `${param.in}.${param.name}`)]);
  const mayBeField = (name: string): boolean => operation.body !== null && !/^(?:query|path|header|cookie)\./.test(name);
  const places = [
    ...Object.keys(rename).flatMap((name) => (mayBeField(name) ? [] : [{ name, at: configPlace("operations", key, "rename", name) }])),
    ...Object.keys(fixed).map((name) => ({ name, at: configPlace("operations", key, "fixed", name) })),
    ...variables.map((name, index) => ({ name, at: configPlace("operations", key, "variables", `${index}`) })),
  ];
  for (const { name, at } of places) {
    if (known.has(name)) continue;
    const otherwise = names.length === 0 ? "The operation has no parameters." : `There are ${names.slice(0, 10).join(", ")}.`;
    yield doubt("config-parameter-unknown", at, `The operation has no parameter "${name}".`, didYouMean(name, known, otherwise));
  }
}

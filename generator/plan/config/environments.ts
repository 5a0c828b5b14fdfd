import type { Api, Server } from "../../ir/index.js";
import { emptyDocs, line } from "../docs/docs.js";
import { createAllocator } from "../names/allocator.js";
import { camelCase, kebabCase } from "../names/casing.js";
import { isReservedMember } from "../names/reserved.js";
import { clientOptions, realtimeOptions } from "../names/runtime-names.js";
import { compact } from "../operations/operation-constant.js";
import type { ClientView, ConstantValue, DocsView } from "../views.js";
import type { ClientConfig } from "./client-config.js";

export interface Environment {
  readonly name: string;
  readonly url: string;
  readonly docs: DocsView;
}

/** Servers under names that users can pass: client.yaml's, the document's own, a word of the description, else server, server2 ... */
export function planEnvironments(api: Api, config: ClientConfig): readonly Environment[] {
  const configured = Object.entries(config.environments ?? {});
  if (configured.length > 0) return configured.map(([name, url]) => ({ name, url, docs: emptyDocs }));
  const scope = createAllocator();
  const urls = new Set<string>();
  const found: Environment[] = [];
  for (const server of api.servers) {
    if (urls.has(server.url)) continue;
    urls.add(server.url);
    found.push({
      name: scope.give(serverNames(server, api.servers.length)),
      url: trimSlash(server.url),
      docs: server.description === null ? emptyDocs : line(server.description),
    });
  }
  return found;
}

const telling = /\b(production|prod|live|staging|stage|sandbox|test(?:ing)?|development|dev|local(?:host)?|demo|beta|preview|mock|qa|uat)\b/i;
const spelt: Readonly<Record<string, string>> = { prod: "production", stage: "staging", testing: "test", dev: "development", localhost: "local" };

function serverNames(server: Server, count: number): readonly [string, ...string[]] {
  const named = server.name === null ? "" : kebabCase(server.name) && camelCase(server.name);
  const word = (telling.exec(server.description ?? "") ?? telling.exec(server.url))?.[1]?.toLowerCase() ?? "";
  const told = spelt[word] ?? word;
  return [named, told, count === 1 ? "default" : "server"].filter((name) => name !== "") as unknown as readonly [string, ...string[]]; // the last one is never empty
}

function trimSlash(url: string): string {
  return url.length > 1 ? url.replace(/\/+$/, "") : url;
}

/** Variables of every server URL, by name; what client.yaml says wins. */
export function planVariables(
  api: Api,
  config: ClientConfig,
  used: readonly Environment[],
): { readonly definition: ConstantValue | undefined; readonly views: ClientView["variables"] } {
  const taken = (name: string): boolean => clientOptions.has(name) || (api.channelServers.length > 0 && realtimeOptions.has(name));
  const merged = new Map<string, { default: string | null; values: readonly string[]; docs: DocsView }>();
  const own = api.operations.flatMap(({ servers }) => servers.slice(0, 1));
  const realtime = api.channelServers.map(({ host, path, variables }) => ({ url: `${host}${path ?? ""}`, variables }));
  const inUrls = [...used, ...own, ...realtime].flatMap(({ url }) => [...url.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] as string)); // the group always takes part
  const mentioned = new Set([...inUrls, ...Object.keys(config.variables ?? {})]);
  for (const server of [...api.servers, ...own, ...realtime]) {
    for (const variable of server.variables) {
      if (!mentioned.has(variable.name)) continue;
      const earlier = merged.get(variable.name);
      const values =
        earlier === undefined
          ? variable.values
          : earlier.values.length === 0 || variable.values.length === 0
            ? []
            : [...new Set([...earlier.values, ...variable.values])];
      merged.set(variable.name, {
        default: earlier?.default ?? variable.default,
        values,
        docs: earlier?.docs ?? (variable.description === null ? emptyDocs : line(variable.description)),
      });
    }
  }
  for (const name of mentioned) if (!merged.has(name)) merged.set(name, { default: null, values: [], docs: emptyDocs });
  for (const [name, said] of Object.entries(config.variables ?? {})) {
    const earlier = merged.get(name);
    merged.set(name, {
      default: said.default ?? earlier?.default ?? null,
      values: said.values ?? earlier?.values ?? [],
      docs: said.description === undefined ? (earlier?.docs ?? emptyDocs) : line(said.description),
    });
  }
  const definition = [...merged].map(([name, { default: value, values }]): [string, ConstantValue] => [
    name,
    compact({ default: value ?? undefined, values: values.length > 0 ? values : undefined }),
  ]);
  return {
    definition: definition.length > 0 ? Object.fromEntries(definition) : undefined,
    views: [...merged].map(([name, { default: value, values, docs }]) => ({
      name,
      docs: withDefault(docs, value),
      values,
      required: value === null,
      own: !taken(name) && !isReservedMember(name) && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name),
    })),
  };
}

function withDefault(docs: DocsView, value: string | null): DocsView {
  return value === null || value === "" ? docs : { lines: docs.lines, tags: [...docs.tags, { tag: "default", text: value }] };
}

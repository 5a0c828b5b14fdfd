import type { Api, AuthScheme, Operation } from "../ir/index.js";
import { serverConstant } from "./channels/channel-constant.js";
import type { Exchange } from "./channels/channel-exchanges.js";
import type { Framings } from "./channels/framing.js";
import type { ClientConfig } from "./config/client-config.js";
import { type Environment, planEnvironments, planVariables } from "./config/environments.js";
import { docsView } from "./docs/docs.js";
import { screamingCase } from "./names/casing.js";
import { own } from "./names/own.js";
import { credentialParts, credentialTypes, runtimePackage } from "./names/runtime-names.js";
import { type Alternatives, alternatives, alternativesOf } from "./operations/auth-needs.js";
import { compact } from "./operations/operation-constant.js";
import type { ClientView, ConstantValue } from "./views.js";

export interface ClientParts {
  readonly api: Api;
  readonly config: ClientConfig;
  /** `coherent-spark` */
  readonly name: string;
  readonly operations: readonly Operation[];
  /** What is done at channels; left out: nothing. */
  readonly exchanges?: readonly Exchange[];
  readonly framings: Framings;
  /** Document key -> option name. */
  readonly schemes: ReadonlyMap<string, string>;
  readonly commonAuth: Alternatives | null;
}

/** The runtime's ApiDefinition as data, and what users may pass beside it. */
export function planClient(parts: ClientParts): Pick<ClientView, "definition" | "environments" | "variables" | "auth" | "parts"> {
  const { api, config, schemes, exchanges = [], framings } = parts;
  const environments = planEnvironments(api, config);
  const variables = planVariables(api, config, environments);
  const auth = usedSchemes(parts);
  const definition = compact({
    name: parts.name,
    version: api.version,
    environments: Object.fromEntries(environments.map(({ name, url }) => [name, url])),
    servers: serversOf(parts),
    framing: exchanges.length === 0 || framings.api === null ? undefined : { $json: framings.api },
    variables: variables.definition,
    hosts: hosts(parts, environments),
    auth: auth.length > 0 ? Object.fromEntries(auth.map((scheme) => [schemes.get(scheme.key) ?? scheme.key, schemeDefinition(scheme)])) : undefined,
    security: parts.commonAuth ?? undefined,
    headers: config.headers,
    env: environment(parts, auth, { environments, variables: variables.views.map(({ name }) => name) }),
    retry: config.retry,
    timeout: config.timeout,
    envelopes: config.envelopes as ConstantValue | undefined, // plain JSON: it was read from YAML
    errors: config.errors,
    idempotencyHeader: config.idempotencyHeader,
    requestIdHeader: config.requestIdHeader,
  });
  return {
    definition,
    environments: environments.map(({ name, docs }) => ({ name, docs })),
    variables: variables.views,
    auth: auth.map((scheme) => ({
      name: schemes.get(scheme.key) ?? scheme.key,
      docs: docsView(scheme.docs),
      credential: { name: credentialTypes[scheme.type], from: runtimePackage, type: true },
    })),
    parts: partNames(parts, auth, definition).map((name) => ({ name, from: runtimePackage, type: false })),
  };
}

/** What the API has a use for: its variables of the process and of its addresses, progress of uploads, its kinds of credentials. */
function partNames(
  { operations, exchanges = [] }: ClientParts,
  auth: readonly AuthScheme[],
  { env, variables }: { readonly [field: string]: ConstantValue },
): readonly string[] {
  const makers = auth.flatMap(({ type }) => credentialParts[type] ?? []);
  const named: readonly (readonly [string, boolean])[] = [
    ["envOptions", env !== undefined],
    ["addressVariables", variables !== undefined],
    ["uploadCounts", operations.some(({ body }) => body !== null)],
    ["sharedAuth", exchanges.length > 0 && makers.length > 0],
  ];
  const needed = named.filter(([, isNeeded]) => isNeeded).map(([name]) => name);
  return [...new Set([...needed, ...makers])];
}

/** The servers that have channels, by name, in document order; left out where there are no channels. */
function serversOf({ api, schemes, framings, exchanges = [] }: ClientParts): ConstantValue | undefined {
  if (exchanges.length === 0) return undefined;
  const models = new Map(api.models.map((model) => [model.key, model]));
  return Object.fromEntries(
    api.channelServers.map((server) => [
      server.id,
      serverConstant(server, { security: alternatives(server.auth, schemes), framing: framings.servers.get(server.id), models }),
    ]),
  );
}

/** Every scheme that an operation or server may use; all of them when these say nothing. */
function usedSchemes({ api, operations, config, schemes, exchanges = [] }: ClientParts): readonly AuthScheme[] {
  const realtime = exchanges.length === 0 ? [] : [...exchanges.map(({ operation }) => operation.auth), ...api.channelServers.map(({ auth }) => auth)];
  const used = new Set([
    ...operations.flatMap((operation) => (alternativesOf(operation, schemes, config) ?? []).flat()),
    ...realtime.flatMap((needs) => (alternatives(needs, schemes) ?? []).flat()),
  ]);
  const found = api.auth.filter(({ key }) => used.has(schemes.get(key) ?? key) || own(config.auth, key) !== undefined);
  return found.length > 0 ? found : api.auth;
}

function schemeDefinition(scheme: AuthScheme): ConstantValue {
  switch (scheme.type) {
    case "apiKey":
      return { type: "apiKey", in: scheme.in, name: scheme.name };
    case "http":
      return { type: "http", scheme: scheme.scheme };
    case "oauth2":
      return oauth(scheme);
    case "openIdConnect":
      return { type: "oidc", url: scheme.url };
    case "userPassword":
      return compact({ type: "basic", mechanism: scheme.mechanism ?? undefined });
    case "connectionKey":
      return { type: "connectionKey", in: scheme.in };
    case "x509":
      return { type: "mutualTls" };
    case "other":
      return { type: "custom" };
    default:
      return { type: scheme.type };
  }
}

function oauth({ flows }: Extract<AuthScheme, { type: "oauth2" }>): ConstantValue {
  const first = (pick: (flow: (typeof flows)[number]) => string | null): string | undefined =>
    flows.map(pick).find((url) => url !== null && url !== "") ?? undefined;
  const scopes = [...new Set(flows.flatMap((flow) => flow.scopes.map(({ name }) => name)))];
  return compact({
    type: "oauth2",
    tokenUrl: first((flow) => flow.tokenUrl),
    refreshUrl: first((flow) => flow.refreshUrl),
    authorizationUrl: first((flow) => flow.authorizationUrl),
    deviceUrl: first((flow) => flow.deviceAuthorizationUrl),
    scopes: scopes.length > 0 ? scopes : undefined,
  });
}

/** Hosts that may see credentials beside the environments' own: token endpoints and operations' own servers. */
function hosts({ api, config, operations }: ClientParts, environments: readonly Environment[]): readonly string[] | undefined {
  const own = new Set(environments.flatMap(({ url }) => hostOf(url) ?? []));
  const tokens = api.auth.flatMap((scheme) =>
    scheme.type === "oauth2" ? scheme.flows.flatMap((flow) => [flow.tokenUrl, flow.refreshUrl, flow.deviceAuthorizationUrl]) : [],
  );
  const servers = operations.flatMap((operation) => operation.servers.slice(0, 1).map(({ url }) => url));
  const found = [...(config.hosts ?? []), ...[...tokens, ...servers].flatMap((url) => (url === null ? [] : (hostOf(url) ?? [])))];
  const others = [...new Set(found)].filter((host) => !own.has(host));
  return others.length > 0 ? others : undefined;
}

function hostOf(url: string): string | null {
  return /^https?:\/\/([^/?#\s]+)/i.exec(url)?.[1] ?? null;
}

interface Choices {
  readonly environments: readonly Environment[];
  readonly variables: readonly string[];
}

/** Environment variables of the process: client.yaml's, else `<NAME>_BASE_URL` and one for every credential and variable. */
function environment(
  { api, name, config, schemes, operations, exchanges = [] }: ClientParts,
  auth: readonly AuthScheme[],
  choices: Choices,
): ConstantValue | undefined {
  if (config.env !== undefined) return Object.keys(config.env).length > 0 ? config.env : undefined;
  const prefix = screamingCase(name);
  if (prefix === "") return undefined;
  const isRealtime = exchanges.length > 0;
  const isHttp = operations.length > 0 || !isRealtime;
  const env: [string, string][] = isHttp ? [[`${prefix}_BASE_URL`, "baseUrl"]] : [];
  if (isRealtime) env.push([`${prefix}_${isHttp ? "REALTIME_" : ""}URL`, "url"]);
  if (isRealtime && api.channelServers.length > 1) env.push([`${prefix}_SERVER`, "server"]);
  if (choices.environments.length > 1) env.push([`${prefix}_ENVIRONMENT`, "environment"]);
  for (const scheme of auth) env.push(...credentialVariables(prefix, scheme, schemes.get(scheme.key) ?? scheme.key));
  for (const variable of choices.variables) if (screamingCase(variable) !== "") env.push([`${prefix}_${screamingCase(variable)}`, `variables.${variable}`]);
  return Object.fromEntries(env.filter(([variable], index) => env.findIndex(([earlier]) => earlier === variable) === index));
}

function credentialVariables(prefix: string, scheme: AuthScheme, option: string): readonly [string, string][] {
  const stem = screamingCase(option);
  if (stem === "") return [];
  const name = stem.startsWith(prefix) ? stem : `${prefix}_${stem}`;
  if (scheme.type === "apiKey" || scheme.type === "connectionKey" || scheme.type === "bearer" || scheme.type === "http") return [[name, `auth.${option}`]];
  if (scheme.type === "basic" || scheme.type === "digest" || scheme.type === "userPassword")
    return [
      [`${name}_USERNAME`, `auth.${option}.username`],
      [`${name}_PASSWORD`, `auth.${option}.password`],
    ];
  if (scheme.type !== "oauth2" && scheme.type !== "openIdConnect") return [];
  return [
    [`${name}_CLIENT_ID`, `auth.${option}.clientId`],
    [`${name}_CLIENT_SECRET`, `auth.${option}.clientSecret`],
    [`${name}_TOKEN`, `auth.${option}.token`],
  ];
}

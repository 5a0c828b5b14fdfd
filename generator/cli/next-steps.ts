import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Made } from "../generate-options.js";
import { keywords } from "../plan/names/reserved.js";
import type { FilePlan, Manifest, OperationView } from "../plan/views.js";
import { facadeCalls } from "./calls.js";
import { sampleInput } from "./sample-input.js";

/** What to do with a new client. */
export interface NextSteps {
  /** Commands, each with its reason; none where everything is in place. */
  readonly commands: readonly { readonly command: string; readonly why: string }[];
  /** A program that compiles as it stands. */
  readonly code: readonly string[];
}

/** Tells from a client just made, and from where it lies, what its user does next. */
export function nextSteps(made: Made, output: string, cwd: string): NextSteps {
  return { commands: [...missingPackages(made, output), ...moduleType(output)], code: firstCall(made, relative(cwd, output).replaceAll("\\", "/")) };
}

type Client = Extract<FilePlan, { template: "client" }>["view"];

function firstCall(made: Made, folder: string): readonly string[] {
  const client = made.plan.files.flatMap((file) => (file.template === "client" ? [file.view] : []))[0];
  if (client === undefined) return [];
  const { prefix } = client;
  const plain = prefix.charAt(0).toLowerCase() + prefix.slice(1);
  const variable = keywords.has(plain) ? "client" : plain;
  const from = folder === "" ? "./index.js" : `${folder.startsWith(".") ? "" : "./"}${folder}/index.js`;
  const hint = credentials(client);
  const bus = busOf(client);
  return [
    ...(bus === null ? [] : [`import { ${bus.name} } from ${JSON.stringify(bus.from)};`]),
    `import { create${prefix} } from ${JSON.stringify(from)};`,
    "",
    ...(hint === "" ? [] : [`// ${hint}`]),
    `const ${variable} = create${prefix}(${bus === null ? address(client) : `{ bus: ${bus.name}() }`});`,
    ...(callLine(made, client, variable) ?? channelLine(made, client, variable) ?? [`console.log(${variable});`]),
  ];
}

/** A call of the operation that is easiest to try: a list before a single thing, nothing required before something, reading before writing. */
function callLine(made: Made, { style }: Client, variable: string): readonly string[] | null {
  const models = new Map(made.api.models.map((model) => [model.key, model]));
  const views = new Map(
    made.plan.files.flatMap((file) => (file.template === "operations" ? file.view.operations.map((view) => [view.functionName, view] as const) : [])),
  );
  const calls = facadeCalls(made.plan);
  const candidates = Object.entries(made.plan.manifest.operations).flatMap(([key, names]) => {
    const view = views.get(names.function);
    const call = calls.get(key);
    const input = view === undefined ? null : sampleInput(view.input, { models, style });
    return view === undefined || call === undefined || input === null ? [] : [{ view, call, input, effort: effort(key, names, view) + (input === "" ? 0 : 2) }];
  });
  const [best] = candidates.sort((left, right) => left.effort - right.effort);
  if (best === undefined) return null;
  const { view, call, input } = best;
  const expression = `${variable}.${call}(${input})`;
  const { verb } = view.verb;
  if (verb === "pages" || verb === "events") return [`for await (const each of ${expression}) console.log(each);`];
  const isVoid = view.output.type.schema.kind === "never";
  return [isVoid ? `await ${expression};` : `console.log(await ${expression});`];
}

/** A channel to listen to, else one to publish or ask on. */
function channelLine(made: Made, { style }: Client, variable: string): readonly string[] | null {
  const models = new Map(made.api.models.map((model) => [model.key, model]));
  const calls = facadeCalls(made.plan);
  const keys = new Map(Object.entries(made.plan.manifest.operations).map(([key, names]) => [names.function, key]));
  const candidates = made.plan.files
    .flatMap((file) => (file.template === "channels" ? file.view.exchanges : []))
    .flatMap(({ functionName, verb, input }) => {
      const call = calls.get(keys.get(functionName) ?? "");
      const sample = sampleInput(input, { models, style });
      return call === undefined || sample === null ? [] : [{ verb, expression: `${variable}.${call}(${sample})` }];
    });
  const best = (["subscribe", "publish", "ask"] as const).map((verb) => candidates.find((each) => each.verb === verb)).find((found) => found !== undefined);
  if (best === undefined) return null;
  const { verb, expression } = best;
  if (verb === "subscribe") return [`for await (const each of ${expression}) console.log(each);`];
  return [verb === "ask" ? `console.log(await ${expression});` : `await ${expression};`, `await ${variable}.close();`];
}

/** The bus that callers pass to a client of channels alone whose first server is a broker. */
function busOf({ realtime }: Client): { readonly name: string; readonly from: string } | null {
  return realtime === undefined || realtime.http ? null : (realtime.servers[0]?.bus ?? null);
}

function effort(key: string, { method }: Manifest["operations"][string], { verb, output, docs }: OperationView): number {
  const kinds = { pages: 0, call: 3, job: 6, events: 4 };
  const isRead = key.startsWith("GET ");
  return (
    kinds[verb.verb] -
    (/^(?:list|search|find|query)/.test(method) ? 2 : 0) +
    (isRead ? 0 : 8) +
    (output.type.schema.kind === "never" ? 2 : 0) +
    (/health|ping|status|version/i.test(key) ? 1 : 0) +
    (docs.tags.some(({ tag }) => tag === "deprecated") ? 4 : 0)
  );
}

/** The option that a client needs whose document names no server. */
function address({ definition, realtime }: Client): string {
  if (realtime !== undefined && !realtime.http) return realtime.servers.length > 0 ? "" : '{ url: "wss://..." }';
  const [first] = Object.values(member(definition, "environments") ?? {});
  return typeof first === "string" && /^https?:/i.test(first) ? "" : '{ baseUrl: "https://..." }';
}

/** Where the credentials of the usual scheme come from; "" when there are none. */
function credentials({ auth, definition }: Client): string {
  if (auth.length === 0) return "";
  const security = (definition as { readonly security?: readonly unknown[] }).security ?? []; // the plan made it
  const usual = [security[0]].flat().find((name) => typeof name === "string") ?? auth[0]?.name;
  const variables = Object.entries(member(definition, "env") ?? {}).flatMap(([name, place]) => (String(place).startsWith(`auth.${usual}`) ? [name] : []));
  const needed = variables.some((name) => name.endsWith("_CLIENT_ID")) ? variables.filter((name) => !name.endsWith("_TOKEN")) : variables;
  return needed.length === 0 ? "Credentials: { auth: ... }" : `Credentials: ${needed.join(" and ")} in the environment, or { auth: ... }`;
}

function member(definition: unknown, key: string): Readonly<Record<string, unknown>> | undefined {
  return (definition as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>)[key]; // the plan makes maps of both
}

/** Packages that the output imports and nothing above it holds. */
function missingPackages({ plan, files }: Made, output: string): NextSteps["commands"] {
  if (above(output, ".pnp.cjs") !== null) return [];
  const wanted = [
    ...(plan.runtime === "inline" ? [] : ["@clientwright/runtime"]),
    ...(files.some(({ text }) => /from "[^"]*runtime\/xml(?:\/index\.js)?"/.test(text)) ? ["fast-xml-parser"] : []),
    ...(files.some(({ path }) => path === "raw.ts") ? ["openapi-fetch"] : []),
  ];
  const missing = wanted.filter((name) => above(output, join("node_modules", name, "package.json")) === null);
  return missing.length === 0 ? [] : [{ command: `npm i ${missing.join(" ")}`, why: "the client imports it" }];
}

/** The client is ES modules; TypeScript takes it for CommonJS where the nearest package.json does not say so. */
function moduleType(output: string): NextSteps["commands"] {
  const file = above(output, "package.json");
  if (file === null) return [];
  try {
    const { type } = JSON.parse(readFileSync(file, "utf8")) as { readonly type?: unknown }; // whatever it holds, only this is looked at
    return type === "module" ? [] : [{ command: "npm pkg set type=module", why: "the client is ES modules, and package.json doesn't say so" }];
  } catch {
    return [];
  }
}

/** The nearest file of that name in a folder or above it. */
function above(folder: string, name: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return join(at, name);
    if (at === dirname(at)) return null;
  }
}

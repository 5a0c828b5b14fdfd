import type { ClientView, SymbolRef } from "../plan/views.js";
import { printConstant } from "./constants.js";
import { type FileTypes, printInterface } from "./declarations.js";
import { printDocs, WIDTH } from "./docs.js";
import { printNested } from "./facade.js";
import { realtimeType, realtimeValue, runtimeType, runtimeValue } from "./runtime-symbols.js";
import type { TemplateView } from "./templates.js";
import { code, identifier, stringLiteral, typeKey } from "./tokens.js";

interface ClientNames {
  readonly facade: string;
  readonly options: string;
  readonly definition: string;
  readonly create: string;
  readonly createClient: string;
  readonly createRealtime: string;
}

function namesOf(view: ClientView): ClientNames {
  const prefix = identifier(view.prefix);
  const lower = prefix.charAt(0).toLowerCase() + prefix.slice(1);
  return {
    facade: prefix,
    options: `${prefix}Options`,
    definition: `${lower}Api`,
    create: `create${prefix}`,
    createClient: `create${prefix}Client`,
    createRealtime: `create${prefix}Realtime`,
  };
}

/** Names that client.ts declares itself. */
export function declaredByClient(view: ClientView): string[] {
  const { createRealtime, ...names } = namesOf(view);
  return [...Object.values(names), ...(view.realtime === undefined ? [] : [createRealtime])];
}

/** What `client.hbs` walks over. */
export function clientView(view: ClientView, file: FileTypes): { readonly [name: string]: TemplateView } {
  const names = namesOf(view);
  const symbol = (ref: SymbolRef): string => file.types.symbol(ref);
  const text = (value: string) => code(value);
  const definitionType = view.realtime === undefined ? runtimeType("ApiDefinition") : realtimeType("RealtimeDefinition");
  const isHttp = view.realtime?.http ?? true;
  const options = view.codecs.length === 0 ? "options" : `{ codecs: [${view.codecs.map(symbol).join(", ")}], ...options }`;
  return {
    ...(view.realtime === undefined ? {} : realtimeParts(view.realtime, names, file)),
    ...(isHttp ? httpParts(file) : {}),
    constant: text(names.definition),
    definitionType: text(symbol(definitionType)),
    literal: text(printConstant(view.definition, symbol, names.definition.length + 30)),
    options: text(declareOptions(view, names.options, file)),
    optionsName: text(names.options),
    optionsValue: text(`${options}${isHttp && view.parts.length > 0 ? `, [${view.parts.map(symbol).join(", ")}]` : ""}`),
    createClientName: text(names.createClient),
    createName: text(names.create),
    name: text(names.facade),
    docs: text(printDocs(view.docs, "")),
    groups: view.groups.map((group) => printNested(group, file)),
  };
}

/** What only clients of HTTP operations have. */
function httpParts(file: FileTypes): { readonly [name: string]: TemplateView } {
  const symbol = (ref: SymbolRef) => code(file.types.symbol(ref));
  return {
    createClient: symbol(runtimeValue("composeClient")),
    client: symbol(runtimeType("Client")),
    reply: symbol(runtimeType("Reply")),
    request: symbol(runtimeValue("request")),
    requestOptions: symbol(runtimeType("RequestOptions")),
  };
}

/** Of a value that stands in a function: lines after its first, moved below the statement. */
const indented = (literal: string): string => literal.replaceAll("\n", "\n  ");

/** What only clients with channels have. */
function realtimeParts({ http, brought }: NonNullable<ClientView["realtime"]>, names: ClientNames, file: FileTypes): { readonly [name: string]: TemplateView } {
  const symbol = (ref: SymbolRef) => code(file.types.symbol(ref));
  const client = file.types.symbol(realtimeType("RealtimeClient"));
  const parameters = [...(http ? [`client: ${file.types.symbol(runtimeType("Client"))}`] : []), `realtime: ${client}`];
  const arguments_ = [...(http ? [`${names.createClient}(options)`] : []), `${names.createRealtime}(options)`];
  return {
    http,
    realtimeClient: code(client),
    createRealtime: symbol(realtimeValue("composeRealtime")),
    createRealtimeName: code(names.createRealtime),
    brought: code(brought === null ? "" : `, ${indented(printConstant(brought, (ref) => file.types.symbol(ref), names.definition.length + 36))}`),
    connectionView: symbol(realtimeType("ConnectionView")),
    unsent: symbol(realtimeType("Unsent")),
    parameters: code(parameters.join(", ")),
    arguments: code(arguments_.join(", ")),
  };
}

/** `XOptions`: the runtime's options with this API's environments, variables and credentials spelt out. */
function declareOptions(view: ClientView, name: string, file: FileTypes): string {
  const lines: string[] = [];
  if (view.environments.length > 0) lines.push(environmentLine(view));
  if ((view.realtime?.servers.length ?? 0) > 0) lines.push(serverLine(view.realtime?.servers ?? []));
  lines.push(...view.variables.filter(({ own }) => own).map((variable) => variableLine(variable, "  ")));
  const others = view.variables.filter(({ own }) => !own);
  if (others.length > 0) {
    const inner = others.map((variable) => variableLine(variable, "    "));
    lines.push(`  /** Values of the server address's variables. */\n  variables?: {\n${inner.join("\n")}\n  } | undefined;`);
  }
  if (view.auth.length > 0) lines.push(authOption(view, file));
  const bases = baseOptions(view, file);
  const named = { name, docs: { lines: [`What {@link create${identifier(view.prefix)}} takes.`], tags: [] } };
  return lines.length === 0 ? `${printDocs(named.docs, "")}export type ${name} = ${bases.join(" & ")};` : printInterface(named, bases, lines);
}

/** The runtime's own options. What both kinds of client take is one option: the stricter one fits both. */
function baseOptions({ realtime }: ClientView, file: FileTypes): readonly string[] {
  const http = (): string => file.types.symbol(runtimeType("ClientOptions"));
  if (realtime === undefined) return [http()];
  const own = file.types.symbol(realtimeType("RealtimeOptions"));
  return realtime.http ? [`Omit<${http()}, keyof ${own}>`, own] : [own];
}

function environmentLine(view: ClientView): string {
  const described = view.environments.flatMap((environment) => {
    const [first] = environment.docs.lines;
    return first === undefined ? [] : [`- \`${environment.name}\`: ${first}`];
  });
  const lines = ["Which of the API's environments to call; the first is the default.", ...(described.length > 0 ? ["", ...described] : [])];
  const names = view.environments.map((environment) => stringLiteral(environment.name));
  const flat = names.join(" | ");
  const union = flat.length <= WIDTH - 32 ? ` ${flat} | undefined` : `${names.map((each) => `\n    | ${each}`).join("")}\n    | undefined`;
  return `${printDocs({ lines, tags: [] }, "  ")}  environment?:${union};`;
}

function serverLine(servers: NonNullable<ClientView["realtime"]>["servers"]): string {
  const described = servers.flatMap(({ name, description, protocol, bus }) => {
    const [first = ""] = description?.split("\n") ?? [];
    const needs = bus === null ? "" : `${protocol}: pass \`bus: ${bus.name}()\` from \`${bus.from}\`.`;
    const said = [first, needs].filter((part) => part !== "").join(" ");
    return said === "" ? [] : [`- \`${name}\`: ${said}`];
  });
  const lines = ["Which of the API's servers to connect to; the first is the default.", ...(described.length > 0 ? ["", ...described] : [])];
  return `${printDocs({ lines, tags: [] }, "  ")}  server?: ${servers.map(({ name }) => stringLiteral(name)).join(" | ")} | undefined;`;
}

function variableLine(variable: ClientView["variables"][number], indent: string): string {
  const type = variable.values.length === 0 ? "string" : variable.values.map(stringLiteral).join(" | ");
  return `${printDocs(variable.docs, indent)}${indent}${typeKey(variable.name)}?: ${type} | undefined;`;
}

function authOption(view: ClientView, file: FileTypes): string {
  const schemes = view.auth.map((scheme) => {
    const credential = file.types.symbol(scheme.credential);
    return `${printDocs(scheme.docs, "        ")}        ${typeKey(scheme.name)}?: ${credential} | undefined;\n`;
  });
  const lines = ['Credentials: each operation uses the first of its alternatives that is given. A single one serves all; "open": none.'];
  const single = file.types.symbol(runtimeType("Credential"));
  return `${printDocs({ lines, tags: [] }, "  ")}  auth?:\n    | {\n${schemes.join("")}      }\n    | ${single}\n    | "open"\n    | undefined;`;
}

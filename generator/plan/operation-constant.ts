import type { Operation, Part, Schema } from "../ir/index.js";
import type { Alternatives } from "./auth-needs.js";
import type { OperationConfig } from "./client-config.js";
import type { BodyPlan, InputPlan, PlacedParam } from "./inputs.js";
import { essence, ownType } from "./media.js";
import type { OutputPlan } from "./outputs.js";
import { codecs, runtimePackage } from "./runtime-names.js";
import { type Models, resolve } from "./schema-views.js";
import type { ConstantValue, SymbolRef } from "./views.js";

/** A record of constants on its way; undefined members are left out. */
export type Draft = { [key: string]: ConstantValue | undefined };

export interface ConstantParts {
  readonly operation: Operation;
  readonly id: string;
  readonly input: InputPlan;
  readonly output: OutputPlan;
  readonly config: OperationConfig;
  readonly models: Models;
  /** The operation's own, and the client's default. */
  readonly auth: Alternatives | null;
  readonly commonAuth: Alternatives | null;
  readonly pages: ConstantValue | null;
  readonly poll: ConstantValue | null;
  readonly convert: ConstantValue | null;
}

/** The runtime's Operation as data; what the runtime takes for granted is left out. */
export function operationConstant(parts: ConstantParts): ConstantValue {
  const { operation, input, output, config } = parts;
  return compact({
    id: parts.id,
    method: operation.method === "GET" ? undefined : operation.method,
    path: pathTemplate(operation, input, parts.models),
    server: operation.servers[0]?.url,
    in: inputs(operation, input, config),
    out: output.out ?? undefined,
    unwrap: output.unwrap ?? undefined,
    auth: auth(parts),
    repeat: config.repeat === undefined || config.repeat === defaultRepeat(operation.method) ? undefined : config.repeat,
    errors: output.errors.length === 0 ? undefined : output.errors.map(({ key }) => key),
    pages: parts.pages ?? undefined,
    poll: parts.poll ?? undefined,
    envelope: config.envelope,
    convert: parts.convert ?? undefined,
    use: uses(parts),
  });
}

export function compact(draft: Draft): { readonly [key: string]: ConstantValue } {
  return Object.fromEntries(Object.entries(draft).filter((entry): entry is [string, ConstantValue] => entry[1] !== undefined));
}

export function defaultRepeat(method: string): "safe" | "idempotent" | "never" {
  if (/^(?:GET|HEAD|OPTIONS|QUERY)$/.test(method)) return "safe";
  return method === "PUT" || method === "DELETE" ? "idempotent" : "never";
}

function auth({ auth: own, commonAuth }: ConstantParts): ConstantValue | undefined {
  return own === null || JSON.stringify(own) === JSON.stringify(commonAuth) ? undefined : own;
}

/** Template variables under their input keys, with the RFC 6570 operators of their styles. */
function pathTemplate(operation: Operation, input: InputPlan, models: Models): string {
  const placed = new Map(input.params.filter(({ param }) => param.in === "path").map((each) => [each.param.name, each]));
  return operation.path.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const found = placed.get(name);
    if (found === undefined) return whole;
    return found.key === null
      ? encodeURIComponent(found.fixed ?? "")
      : `{${operator(found)}${found.key}${found.param.explode && isComposite(found.param.schema, models) ? "*" : ""}}`;
  });
}

function operator({ param }: PlacedParam): string {
  return param.style === "label" ? "." : param.style === "matrix" ? ";" : param.reserved ? "+" : "";
}

function isComposite(schema: Schema, models: Models): boolean {
  const { kind } = resolve(schema, models);
  return kind === "array" || kind === "tuple" || kind === "object" || kind === "union" || kind === "all" || kind === "unknown";
}

function inputs(operation: Operation, input: InputPlan, config: OperationConfig): ConstantValue | undefined {
  const at = (places: readonly string[]) => input.params.filter(({ param }) => places.includes(param.in)).map(param);
  const query = [...operation.fixedQuery.map(({ name, value }): ConstantValue => ({ name, fixed: value })), ...at(["query", "querystring"])];
  const header = at(["header"]);
  const cookie = at(["cookie"]);
  const bodies = input.bodies.map((each) => body(each, config));
  const made = compact({
    query: query.length > 0 ? query : undefined,
    header: header.length > 0 ? header : undefined,
    cookie: cookie.length > 0 ? cookie : undefined,
    body: bodies.length > 1 ? bodies.map((each) => (typeof each === "string" ? { kind: each } : each)) : bodies[0],
  });
  return Object.keys(made).length > 0 ? made : undefined;
}

const styles: Readonly<Record<string, string>> = { space: "space", pipe: "pipe", tab: "tab", deepObject: "deepObject" };

function param({ param: given, key, fixed }: PlacedParam): ConstantValue {
  const style = given.in === "querystring" ? "querystring" : given.mediaType !== null ? "json" : styles[given.style];
  const usual = given.in === "header" ? false : style === undefined || style === "deepObject";
  const said = compact({
    name: given.name,
    as: key === null || key === given.name ? undefined : key,
    style,
    explode: style === "json" || style === "querystring" || given.explode === usual || isPlain(given.schema) ? undefined : given.explode,
    reserved: given.reserved ? true : undefined,
    allowEmpty: given.allowEmpty ? true : undefined,
    fixed: fixed ?? undefined,
  });
  return Object.keys(said).length === 1 ? given.name : said;
}

/** Values that go out the same way exploded or not. */
function isPlain({ kind }: Schema): boolean {
  return kind === "string" || kind === "number" || kind === "boolean" || kind === "literal";
}

function body({ kind, content, at, lift, rename, optional }: BodyPlan, config: OperationConfig): ConstantValue {
  const type = content.mediaType.includes("*") || essence(content.mediaType) === ownType[kind] ? undefined : content.mediaType;
  const parts = compact(Object.fromEntries(content.parts.map((part) => [part.name, partOf(part)])));
  const said = compact({
    kind,
    type,
    at: at ?? undefined,
    lift: Object.keys(lift).length > 0 ? lift : undefined,
    rename: Object.keys(rename).length > 0 ? rename : undefined,
    parts: Object.keys(parts).length > 0 ? parts : undefined,
    encoding: config.encoding,
    optional: at === null && optional ? true : undefined,
  });
  return Object.keys(said).length === 1 ? kind : said;
}

function partOf(part: Part): ConstantValue | undefined {
  const style = part.style === null ? undefined : (styles[part.style] ?? (part.style === "form" ? "form" : undefined));
  const said = compact({
    type: part.contentType ?? undefined,
    style: part.contentType === null ? style : undefined,
    explode: part.contentType === null && style !== undefined && part.explode !== (style === "form") ? part.explode : undefined,
  });
  return Object.keys(said).length > 0 ? said : undefined;
}

/** The machinery that this operation needs beside the runtime's core. */
function uses({ input, output, config, convert }: ConstantParts): ConstantValue | undefined {
  const needed: SymbolRef[] = [];
  const runtime = (name: string): SymbolRef => ({ name, from: runtimePackage, type: false });
  if (input.bodies.some(({ kind }) => kind === "multipart")) needed.push(runtime("multipart"));
  if (config.encoding !== undefined) needed.push(runtime("compress"));
  if (convert !== null) needed.push(runtime("convert"));
  if (output.xml || input.bodies.some(({ kind }) => kind === "xml")) needed.push({ name: codecs.xml.name, from: codecs.xml.from, type: false });
  return needed.length > 0 ? needed.map(($symbol) => ({ $symbol })) : undefined;
}

import { type Operation, type Param, type Part, type Schema, templateName } from "../../ir/index.js";
import type { OperationConfig } from "../config/client-config.js";
import { codecs, runtimePackage } from "../names/runtime-names.js";
import { type Models, resolve } from "../schemas/schema-views.js";
import type { ConstantValue, SymbolRef } from "../views.js";
import type { Alternatives } from "./auth-needs.js";
import type { BodyPlan } from "./body-view.js";
import type { InputPlan, PlacedParam } from "./inputs.js";
import { type BodyKind, essence, ownType } from "./media.js";
import type { OutputPlan } from "./outputs.js";
import { fixedHeaders } from "./part-headers.js";

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
  /** Values are converted by these shapes, in JSON too; false: they are there for XML alone, whose codec reads them itself. */
  readonly converts: boolean;
}

/** The runtime's Operation as data; what the runtime takes for granted is left out. */
export function operationConstant(parts: ConstantParts): ConstantValue {
  const { operation, input, output, config } = parts;
  const texts = output.errors.filter(({ text }) => text);
  return compact({
    id: parts.id,
    method: operation.method === "GET" ? undefined : operation.method,
    path: pathTemplate(operation, input, parts.models),
    server: operation.servers[0]?.url,
    in: inputs(parts),
    accept: output.accept ?? undefined,
    out: output.out ?? undefined,
    unwrap: output.unwrap ?? undefined,
    stream: output.items ?? undefined,
    auth: auth(parts),
    repeat: config.repeat === undefined || config.repeat === defaultRepeat(operation.method) ? undefined : config.repeat,
    errors: output.errors.length === 0 ? undefined : output.errors.map(({ key }) => key),
    texts: texts.length === 0 ? undefined : texts.map(({ key }) => key),
    pages: parts.pages ?? undefined,
    poll: parts.poll ?? undefined,
    envelope: config.envelope,
    convert: parts.convert ?? undefined,
    use: uses(parts),
  });
}

export function compact(draft: Draft): { readonly [key: string]: ConstantValue } {
  const made: { [key: string]: ConstantValue } = {};
  for (const key of Object.keys(draft)) {
    const value = draft[key];
    if (value === undefined) continue;
    if (key === "__proto__") Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
    else made[key] = value;
  }
  return made;
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
    const found = placed.get(name) ?? placed.get(templateName(name).name);
    if (found === undefined) return whole;
    return found.key === null ? encodeURIComponent(found.fixed ?? "") : `{${operator(found)}${found.key}${mark(found, models)}}`;
  });
}

function operator({ param }: PlacedParam): string {
  if (isJson(param)) return "=";
  return param.style === "label" ? "." : param.style === "matrix" ? ";" : param.reserved ? "+" : "";
}

/** What stands behind the name: `+`: it may hold slashes; `*`: lists and objects are exploded. */
function mark({ param }: PlacedParam, models: Models): string {
  if (param.style === "segments") return "+";
  if (isJson(param)) return "";
  return param.explode && isComposite(param.schema, models) ? "*" : "";
}

function isComposite(schema: Schema, models: Models): boolean {
  const { kind } = resolve(schema, models);
  return kind === "array" || kind === "tuple" || kind === "object" || kind === "union" || kind === "all" || kind === "unknown";
}

function inputs(parts: ConstantParts): ConstantValue | undefined {
  const { operation, input } = parts;
  const at = (places: readonly string[]) => input.params.filter(({ param }) => places.includes(param.in)).map(param);
  const query = [...operation.fixedQuery.map(({ name, value }): ConstantValue => ({ name, fixed: value })), ...at(["query", "querystring"])];
  const header = at(["header"]);
  const cookie = at(["cookie"]);
  const bodies = input.bodies.map((each, index) => body(each, parts, index > 0));
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
  const style = given.in === "querystring" ? wholeQuery(given) : isJson(given) ? "json" : styles[given.style];
  const usual = given.in === "header" ? false : style === undefined || style === "deepObject";
  const said = compact({
    name: given.name,
    as: key === null || key === given.name ? undefined : key,
    style,
    explode: style === "json" || given.in === "querystring" || given.explode === usual || isPlain(given.schema) ? undefined : given.explode,
    reserved: given.reserved || given.style === "cookie" ? true : undefined,
    allowEmpty: given.allowEmpty ? true : undefined,
    fixed: fixed ?? undefined,
  });
  return Object.keys(said).length === 1 ? given.name : said;
}

/** Of media types, JSON is printed; text is text, and so is whatever else is declared as a plain value. */
function isJson({ mediaType, schema, in: place }: Param): boolean {
  return mediaType !== null && place !== "querystring" && (/json/i.test(mediaType) || !(/^text\//i.test(mediaType) || isPlain(schema)));
}

/** A form's fields, or one value that is the whole query. */
function wholeQuery({ mediaType }: Param): string {
  return mediaType === null || essence(mediaType) === ownType.form ? "querystring" : "querystring-value";
}

/** Values that go out the same way exploded or not. */
function isPlain({ kind }: Schema): boolean {
  return kind === "string" || kind === "number" || kind === "boolean" || kind === "literal";
}

/** A further body is chosen by its type: that is always there. */
function body({ kind, content, at, lift, rename, optional, stream }: BodyPlan, { config, models }: ConstantParts, isFurther: boolean): ConstantValue {
  const isUsual = content.mediaType.includes("*") || essence(content.mediaType) === ownType[kind];
  const type = isUsual && !isFurther ? undefined : content.mediaType;
  const isMultipart = kind === "multipart";
  const part = (each: Part): ConstantValue | undefined => partOf(each, isMultipart ? fixedHeaders(each, models) : []);
  const parts = compact(Object.fromEntries(content.parts.map((each) => [each.name, part(each)])));
  const { prefix = [], items = null } = (isMultipart ? content.byPosition : null) ?? {};
  const said = compact({
    kind,
    type,
    at: at ?? undefined,
    lift: Object.keys(lift).length > 0 ? lift : undefined,
    rename: Object.keys(rename).length > 0 ? rename : undefined,
    parts: Object.keys(parts).length > 0 ? parts : undefined,
    prefix: prefix.length > 0 ? prefix.map((each) => part(each) ?? {}) : undefined,
    items: items === null ? undefined : part(items),
    encoding: config.encoding,
    stream: stream ?? undefined,
    optional: at === null && optional ? true : undefined,
  });
  return Object.keys(said).length === 1 ? kind : said;
}

function partOf(part: Part, headers: ReturnType<typeof fixedHeaders>): ConstantValue | undefined {
  const style = part.style === null ? undefined : (styles[part.style] ?? (part.style === "form" ? "form" : undefined));
  const said = compact({
    type: part.contentType ?? undefined,
    style: part.contentType === null ? style : undefined,
    explode: part.contentType === null && style !== undefined && part.explode !== (style === "form") ? part.explode : undefined,
    headers: headers.length > 0 ? Object.fromEntries(headers.map(({ name, value }) => [name, value])) : undefined,
  });
  return Object.keys(said).length > 0 ? said : undefined;
}

/** The machinery that this operation needs beside the runtime's core (see the runtime's `Operation.use`). */
function uses(parts: ConstantParts): ConstantValue | undefined {
  const { input, output, config, converts } = parts;
  const { bodies } = input;
  const has = (...kinds: readonly BodyKind[]): boolean => bodies.some(({ kind }) => kinds.includes(kind));
  const shaped = bodies.some(({ lift, rename, at, optional }) => isNotEmpty(lift) || isNotEmpty(rename) || (at === null && optional === true));
  // The first that knows a kind of body encodes it: conversion prints JSON that holds a bigint, so it stands before `bodies`.
  const needed: readonly (readonly [string, boolean])[] = [
    // Texts are looked for before JSON is read.
    ["texts", output.errors.some(({ text }) => text)],
    ["convert", converts],
    ["styles", needsStyles(parts)],
    ["bodies", bodies.length > 1 || shaped || has("form", "text", "bytes", "xml")],
    ["multipart", has("multipart")],
    ["sequences", has("sse", "jsonl", "json-seq")],
    ["parts", output.out === "multipart"],
    ["compress", bodies.length > 0 && config.encoding !== undefined],
    ["envelopes", config.envelope !== undefined],
  ];
  const symbols: SymbolRef[] = needed.filter(([, isNeeded]) => isNeeded).map(([name]) => ({ name, from: runtimePackage, type: false }));
  if (output.xml || has("xml")) symbols.push({ name: codecs.xml.name, from: codecs.xml.from, type: false });
  return symbols.length > 0 ? symbols.map(($symbol) => ({ $symbol })) : undefined;
}

const isNotEmpty = (record: object): boolean => Object.keys(record).length > 0;

/** A parameter that is more than its name, a cookie, a path variable with an operator (but `{key+}`), or an object as a value. */
function needsStyles({ operation, input, models }: ConstantParts): boolean {
  if (operation.fixedQuery.length > 0 || /\{[+.;=]|\*\}/.test(pathTemplate(operation, input, models))) return true;
  return input.params.some((placed) => {
    const { param: given } = placed;
    if (given.in === "cookie") return true;
    if (given.in !== "path" && typeof param(placed) !== "string") return true;
    return takesObject(given.schema, models);
  });
}

function takesObject(schema: Schema, models: Models, depth = 0): boolean {
  const found = resolve(schema, models);
  if (found.kind === "union") return depth > 10 || found.of.some((part) => takesObject(part, models, depth + 1));
  return found.kind === "object" || found.kind === "all" || found.kind === "unknown";
}

import type { Report } from "../../diagnostics.js";
import type { Api, Operation, Schema } from "../../ir/index.js";
import type { ClientConfig, OperationConfig } from "../config/client-config.js";
import { rulesOf } from "../config/declared-rules.js";
import { docsView, emptyDocs, line } from "../docs/docs.js";
import { camelCase, capital } from "../names/casing.js";
import type { Group } from "../names/groups.js";
import { type NameBook, owners } from "../names/name-book.js";
import type { OperationNames } from "../names/operation-names.js";
import { isTelling } from "../names/telling.js";
import { conversionOf, mayConvert } from "../schemas/conversion.js";
import { placesOf } from "../schemas/places.js";
import type { Models } from "../schemas/schema-views.js";
import type { ShapeSetting } from "../schemas/shapes.js";
import type { DocsView, Manifest, NamedTypeView, OperationView, SymbolRef, TypeStyle, TypeView, VerbView } from "../views.js";
import { type Alternatives, alternativesOf } from "./auth-needs.js";
import { type InputPlan, planInput } from "./inputs.js";
import type { LinkDocs } from "./links.js";
import { operationConstant } from "./operation-constant.js";
import { commonFailures, type OutputPlan, planOutput } from "./outputs.js";
import { declaredPaging, type PagingPlan, planPaging } from "./paging.js";
import { declaredPolling, type PollingPlan, planPolling } from "./polling.js";
import { planHeaders } from "./response-headers.js";

/** What all operations of one API share while they are planned. */
export interface OperationSetting {
  readonly api: Api;
  readonly config: ClientConfig;
  readonly models: Models;
  readonly style: TypeStyle;
  readonly groups: ReadonlyMap<string, Group>;
  readonly schemes: ReadonlyMap<string, string>;
  readonly commonAuth: Alternatives | null;
  readonly shapes: ShapeSetting;
  readonly book: NameBook;
  readonly links: LinkDocs;
  readonly lock: Manifest | null;
  readonly report: Report;
}

/** An operation with everything about it decided. */
export interface PlannedOperation {
  readonly names: OperationNames;
  readonly operation: Operation;
  readonly view: OperationView;
  readonly input: InputPlan;
}

interface Draft {
  readonly names: OperationNames;
  readonly operation: Operation;
  readonly config: OperationConfig;
  readonly constName: string;
  readonly file: string;
  readonly input: InputPlan;
  readonly output: OutputPlan;
  readonly paging: PagingPlan | null;
}

export function planOperations(operations: readonly Operation[], names: readonly OperationNames[], setting: OperationSetting): readonly PlannedOperation[] {
  const common = commonFailures(operations);
  const drafts = operations.map((operation, index) => draft(operation, names[index] as OperationNames, { ...setting, common })); // same length
  const byKey = new Map<string, Draft>();
  for (const each of drafts) {
    byKey.set(each.names.key, each);
    if (each.operation.id !== null) byKey.set(each.operation.id, each);
  }
  const exported = new Set<string>();
  const polls = drafts.map((each) => polling(each, byKey, exported, setting));
  return drafts.map((each, index) => ({
    names: each.names,
    operation: each.operation,
    input: each.input,
    view: view(each, { polling: polls[index] ?? null, exported: exported.has(each.constName), setting }),
  }));
}

function draft(operation: Operation, names: OperationNames, setting: OperationSetting & { readonly common: ReadonlySet<string> }): Draft {
  const own = rulesOf(operation, setting.config);
  const config: OperationConfig = { ...setting.config.defaults, ...own };
  const { common, models, style, lock, report } = setting;
  const input = planInput(operation, { models, config, lock: lock?.operations[names.key] ?? null, ownHeaders: ownHeaders(operation, setting), report });
  const output = planOutput(operation, { models, config, style, common });
  const file = setting.groups.get(names.group.join("."))?.file ?? "operations/general";
  return {
    names,
    operation,
    config,
    constName: setting.book.exports.give([`${names.functionName}Op`, `${names.functionName}Operation`]),
    file,
    input,
    output,
    paging: output.stream ? null : paging(operation, { own, config, input, output, setting }),
  };
}

/** Header parameters that the runtime fills by itself: keys of the operation's security schemes, idempotency and request ids. */
function ownHeaders(operation: Operation, { api, config }: OperationSetting): ReadonlySet<string> {
  const used = new Set((operation.auth ?? []).flatMap((need) => need.map(({ scheme }) => scheme)));
  const keys = api.auth.flatMap((scheme) => (scheme.type === "apiKey" && scheme.in === "header" && used.has(scheme.key) ? [scheme.name] : []));
  return new Set([...keys, config.idempotencyHeader, config.requestIdHeader].flatMap((name) => (name === undefined ? [] : [name.toLowerCase()])));
}

interface PagingFacts {
  readonly own: OperationConfig;
  readonly config: OperationConfig;
  readonly input: InputPlan;
  readonly output: OutputPlan;
  readonly setting: OperationSetting;
}

function paging(operation: Operation, { own, config, input, output, setting }: PagingFacts): PagingPlan | null {
  const rule = own.pages ?? declaredPaging(operation, { schema: output.body, models: setting.models }) ?? config.pages;
  if (rule === undefined || rule === false) return null;
  const forAll = own.pages === undefined && rule === config.pages;
  return planPaging(operation, rule, { reply: output.body, places: placesOf(operation, input, setting.models), report: forAll ? null : setting.report });
}

function polling(each: Draft, byKey: ReadonlyMap<string, Draft>, exported: Set<string>, setting: OperationSetting): PollingPlan | null {
  const rule = each.config.poll ?? declaredPolling(each.operation);
  if (rule === null || rule === false || each.output.stream) return null;
  return planPolling(each.operation, rule, {
    models: setting.models,
    output: each.output.type.schema,
    body: each.output.body,
    report: setting.report,
    follow: (key) => {
      const found = byKey.get(key);
      if (found === undefined) return null;
      const elsewhere = found.file !== each.file;
      if (elsewhere) exported.add(found.constName);
      return {
        constant: { name: found.constName, from: elsewhere ? found.file : null, type: false },
        output: found.output.type.schema,
        body: found.output.body,
      };
    },
  });
}

/** Names a type of an operation's file; `spare` is the suffix that is taken when the name is gone. */
type Give = (suffix: string, spare: string) => string;

function view(
  each: Draft,
  { polling: poll, exported, setting }: { readonly polling: PollingPlan | null; readonly exported: boolean; readonly setting: OperationSetting },
): OperationView {
  const { operation, names, input, output, paging: pages } = each;
  const stem = capital(names.functionName);
  const give: Give = (suffix, spare) => setting.book.take(owners.type(names.key, suffix), [`${stem}${suffix}`, `${stem}${spare}`]);
  const convert = conversionOf({ operation, input, output }, setting);
  const constant = operationConstant({
    operation,
    id: names.functionName,
    input,
    output,
    config: each.config,
    models: setting.models,
    auth: alternativesOf(operation, setting.schemes, setting.config),
    commonAuth: setting.commonAuth,
    pages: pages?.constant ?? null,
    poll: poll?.constant ?? null,
    convert,
    converts: convert !== null && mayConvert(setting.style),
  });
  const isVoid = output.type.schema.kind === "never";
  const errors = output.errors.map(({ key, type, docs }) => ({ key, type, docs }));
  return {
    functionName: names.functionName,
    methodName: names.methodName,
    constName: each.constName,
    exported,
    constant,
    docs: withLinks(operationDocs(operation, names.functionName), setting.links.get(operation.at)),
    input: input.view === null ? null : { name: give("Input", "Args"), ...input.view, docs: line(`What {@link ${names.functionName}} takes.`) },
    inputOptional: input.optional,
    output: { name: isVoid || output.stream ? null : give("Output", "Result"), docs: outputDocs(operation, names.functionName), type: output.type },
    headers: headersView(operation, names, { setting, give }),
    errors:
      errors.length === 0
        ? null
        : { name: give("Errors", "Failures"), docs: line(`What {@link ${names.functionName}} fails with, by status.`), entries: errors },
    verb: verb({ output, pages, poll, functionName: names.functionName, give }),
  };
}

function headersView(
  operation: Operation,
  { functionName }: OperationNames,
  { setting, give }: { setting: OperationSetting; give: Give },
): OperationView["headers"] {
  const planned = planHeaders(operation, setting);
  if (planned === null) return null;
  const name = give("Headers", "ReplyHeaders");
  return {
    ...planned,
    name,
    functionName: setting.book.exports.give([camelCase(name), `${camelCase(name)}Of`]),
    docs: line(`Headers that come with what {@link ${functionName}} gives.`),
    functionDocs: line(`Reads the headers of {@link ${functionName}}'s response, which \`.withResponse()\` has.`),
  };
}

interface VerbFacts {
  readonly output: OutputPlan;
  readonly pages: PagingPlan | null;
  readonly poll: PollingPlan | null;
  readonly functionName: string;
  readonly give: Give;
}

function verb({ output, pages, poll, functionName, give }: VerbFacts): VerbView {
  const words = { Event: "One message of", Item: "One item of", Done: "What comes in the end of" } as const;
  const named = (schema: Schema, suffix: keyof typeof words, type: TypeView): NamedTypeView => ({
    name: needsName(schema) ? give(suffix, `${suffix}Type`) : null,
    docs: line(`${words[suffix]} {@link ${functionName}}.`),
    type,
  });
  if (output.stream) return { verb: "events", item: named(output.type.schema, "Event", output.type) };
  if (pages !== null) return { verb: "pages", item: named(pages.item, "Item", { schema: pages.item, side: "output" }) };
  if (poll !== null) return { verb: "job", done: named(poll.done, "Done", { schema: poll.done, side: "output" }) };
  return { verb: "call" };
}

/** Structures get a name; a reference has one, a scalar needs none. */
function needsName({ kind }: Schema): boolean {
  return kind === "object" || kind === "all" || kind === "union" || kind === "tuple";
}

/** Without a summary that only spells the function's name, as FastAPI makes them, where there is more to say. */
function operationDocs({ docs: given, method, path }: Operation, functionName: string): DocsView {
  const { summary, description } = given;
  const isName = summary !== null && description !== null && camelCase(summary).toLowerCase() === functionName.toLowerCase();
  const docs = docsView(isName ? { ...given, summary: null } : given);
  return docs.lines.length > 0 || docs.tags.length > 0 ? docs : line(`${method} ${path}`);
}

/** Links stand before what else the tags say. */
function withLinks(docs: DocsView, links: DocsView["tags"] = []): DocsView {
  return links.length === 0 ? docs : { ...docs, tags: [...links, ...docs.tags] };
}

function outputDocs(operation: Operation, functionName: string): DocsView {
  const first = operation.responses.find(({ status }) => status.startsWith("2"));
  const docs = first === undefined ? emptyDocs : docsView(first.docs);
  return isTelling(first?.docs.description ?? null) ? docs : { ...docs, lines: [`What {@link ${functionName}} gives.`] };
}

/** The symbol of a constant that holds a model's shape. */
export function shapeSymbol(names: ReadonlyMap<string, string>): ShapeSetting["symbol"] {
  return (model): SymbolRef | null => {
    const name = names.get(model);
    return name === undefined ? null : { name, from: "schemas", type: false };
  };
}

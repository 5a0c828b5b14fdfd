import type { Made } from "../../generate-options.js";
import type { Field, Model, Operation, Schema } from "../../ir/index.js";
import { operationKey } from "../../plan/config/select.js";
import { lockKey } from "../../plan/names/model-names.js";
import type { Manifest, OperationView } from "../../plan/views.js";
import { facadeCalls } from "../calls.js";
import { type NamedExchange, namedExchanges } from "./exchange.js";

/** What a symbol of the client stands for. */
export type Subject =
  | ({ readonly kind: "operation"; readonly part: string | null } & NamedOperation)
  | ({ readonly kind: "input"; readonly input: string } & NamedOperation)
  | ({ readonly kind: "exchange" } & NamedExchange)
  | { readonly kind: "model"; readonly name: string; readonly key: string; readonly isInput: boolean; readonly model: Model }
  | { readonly kind: "field"; readonly of: string; readonly field: Field; readonly at: string }
  | { readonly kind: "group"; readonly id: string; readonly className: string }
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "client"; readonly name: string };

/** An operation with the names that it has. */
export interface NamedOperation {
  readonly key: string;
  readonly names: Manifest["operations"][string];
  /** As it is typed: `pets.list`; the function's name where no façade has it. */
  readonly call: string;
  readonly operation: Operation;
  readonly view: OperationView;
}

/** Every symbol that can be asked for. Where two are spelt alike, functions and calls come first, then types, groups, paths. */
export function symbolsOf(made: Made): ReadonlyMap<string, Subject> {
  const symbols = new Map<string, Subject>();
  for (const [name, subject] of [...operationSymbols(made), ...exchangeSymbols(made), ...modelSymbols(made), ...groupSymbols(made), ...otherSymbols(made)]) {
    if (!symbols.has(name)) symbols.set(name, subject);
  }
  return symbols;
}

/** Group and method as the manifest locks them. */
export const callOf = ({ group, method }: { readonly group: string; readonly method: string }): string => (group === "" ? method : `${group}.${method}`);

/** The operations with their names, in the manifest's order. */
export function namedOperations({ api, plan }: Made): readonly NamedOperation[] {
  const operations = new Map(api.operations.map((operation) => [operationKey(operation), operation]));
  const views = new Map(
    plan.files.flatMap((file) => (file.template === "operations" ? file.view.operations.map((view) => [view.functionName, view] as const) : [])),
  );
  const calls = facadeCalls(plan);
  return Object.entries(plan.manifest.operations).flatMap(([key, names]) => {
    const operation = operations.get(key) ?? operations.get(key.replace(/#stream$/, ""));
    const view = views.get(names.function);
    return operation === undefined || view === undefined ? [] : [{ key, names, call: calls.get(key) ?? names.function, operation, view }];
  });
}

type Entry = readonly [string, Subject];

function operationSymbols(made: Made): readonly Entry[] {
  const all = namedOperations(made);
  const direct = all.flatMap((each): Entry[] => {
    const spellings = [each.names.function, each.call, callOf(each.names), each.key, ...(each.names.id === null ? [] : [each.names.id])];
    return spellings.map((name) => [name, { kind: "operation", part: null, ...each }]);
  });
  const parts = all.flatMap((each): Entry[] => typesOf(each).map(([name, part]) => [name, { kind: "operation", part, ...each }]));
  const inputs = all.flatMap((each): Entry[] => {
    const owners = [each.names.function, each.call, ...(each.view.input === null ? [] : [each.view.input.name])];
    const names = (each.view.input?.fields ?? []).map(({ name }) => name);
    return owners.flatMap((owner) => names.map((input): Entry => [`${owner}.${input}`, { kind: "input", input, ...each }]));
  });
  return [...direct, ...parts, ...inputs];
}

function exchangeSymbols(made: Made): readonly Entry[] {
  return namedExchanges(made).flatMap((each): Entry[] => {
    const { names, key, channel } = each;
    const spellings = [
      names.function,
      each.call,
      callOf(names),
      key,
      ...Object.values(names.types ?? {}),
      `${names.function.charAt(0).toUpperCase()}${names.function.slice(1)}Input`,
    ];
    return [...spellings, ...(names.id === null ? [] : [names.id]), channel.id].map((name) => [name, { kind: "exchange", ...each }]);
  });
}

/** The types that an operation's file declares, and what they are. */
function typesOf({ names, view }: NamedOperation): readonly (readonly [string, string])[] {
  const item = view.verb.verb === "pages" ? view.verb.item : view.verb.verb === "events" ? view.verb.item : view.verb.verb === "job" ? view.verb.done : null;
  const parts = [
    [view.input?.name, `what ${names.function} takes`],
    [view.output.name, `what ${names.function} gives`],
    [view.errors?.name, `what ${names.function} may fail with, by status`],
    [item?.name, `one item of what ${names.function} gives`],
    [view.constName, `the constant that ${names.function} calls by`],
  ] as const;
  return parts.flatMap(([name, part]) => (name == null ? [] : [[name, part] as const]));
}

function modelSymbols({ api, plan, documents }: Made): readonly Entry[] {
  const entries = documents.flatMap((document) => [...document.files.values()].slice(0, 1).map(({ name }) => name));
  const models = new Map(api.models.map((model) => [lockKey(model.key, entries), model]));
  const byKey = new Map(api.models.map((model) => [model.key, model]));
  return Object.entries(plan.manifest.models).flatMap(([key, name]): Entry[] => {
    const isInput = key.endsWith(" input");
    const model = models.get(isInput ? key.slice(0, -" input".length) : key);
    if (model === undefined) return [];
    const fields = fieldsOf(model.schema, byKey, 0).map(({ field, at }): Entry => [`${name}.${field.name}`, { kind: "field", of: name, field, at }]);
    return [[name, { kind: "model", name, key, isInput, model }], ...fields];
  });
}

/** The fields of a model, those that it inherits among them, each with the place of its owner. */
function fieldsOf(schema: Schema, models: ReadonlyMap<string, Model>, depth: number): readonly { readonly field: Field; readonly at: string }[] {
  if (depth > 8) return [];
  if (schema.kind === "object") return schema.fields.map((field) => ({ field, at: schema.at }));
  if (schema.kind === "ref" && depth > 0) return fieldsOf(models.get(schema.model)?.schema ?? schema, models, depth + 1);
  return schema.kind === "all" || schema.kind === "union" ? schema.of.flatMap((part) => fieldsOf(part, models, depth + 1)) : [];
}

function groupSymbols({ plan }: Made): readonly Entry[] {
  return Object.entries(plan.manifest.groups ?? {}).flatMap(([id, className]): Entry[] => {
    const group: Subject = { kind: "group", id, className };
    return id === ""
      ? []
      : [
          [id, group],
          [className, group],
        ];
  });
}

function otherSymbols({ api, plan }: Made): readonly Entry[] {
  const client = plan.files.find((file) => file.template === "client");
  const prefix = client?.template === "client" ? client.view.prefix : "";
  const names = prefix === "" ? [] : [`create${prefix}`, `create${prefix}Client`, `${prefix}Options`, prefix];
  return [...names.map((name): Entry => [name, { kind: "client", name }]), ...api.operations.map(({ path }): Entry => [path, { kind: "path", path }])];
}

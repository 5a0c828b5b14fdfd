import type { NamedTypeView, OperationsView, OperationView, SymbolRef } from "../plan/views.js";
import { channelMethods } from "./channels.js";
import { printConstant } from "./constants.js";
import { declareNamed, type FileTypes } from "./declarations.js";
import { printDocs } from "./docs.js";
import { printFacade } from "./facade.js";
import { declareInput, fieldLine } from "./inputs.js";
import { layParameters } from "./parameters.js";
import { runtimeType, runtimeValue } from "./runtime-symbols.js";
import type { TemplateView } from "./templates.js";
import { code, identifier, methodKey, typeKey } from "./tokens.js";
import { after } from "./type-text.js";

/** Names that an operations file declares itself. */
export function declaredByOperations(view: OperationsView): string[] {
  const names = [view.facade.name];
  for (const operation of view.operations) {
    names.push(operation.functionName, operation.constName);
    const types = [
      operation.input?.name,
      operation.output.name,
      operation.errors?.name,
      operation.headers?.name,
      operation.headers?.functionName,
      resultOf(operation.verb)?.name,
    ];
    for (const name of types) if (name !== null && name !== undefined) names.push(name);
  }
  return names;
}

const resultOf = (verb: OperationView["verb"]): NamedTypeView | null => (verb.verb === "job" ? verb.done : verb.verb === "call" ? null : verb.item);

/** What `operations.hbs` walks over; header and imports are added by the file. */
export function operationsView(view: OperationsView, file: FileTypes): { readonly [name: string]: TemplateView } {
  const operations = view.operations.map((operation) => printOperation(operation, file));
  const methods = view.operations.flatMap((operation, i) => {
    const printed = operations[i];
    return operation.methodName === null || printed === undefined ? [] : [printMethod(operation, operation.methodName, printed.resultText, file)];
  });
  const over = channelMethods(view.facade, file);
  const grouped = methods.length > 0 || over.length > 0 || view.facade.groups.length > 0;
  return {
    operations: operations.map((operation) => operation.view),
    grouped,
    facade: grouped ? printFacade(view.facade, [...methods, ...over], file, methods.length > 0) : {},
  };
}

interface PrintedOperation {
  readonly view: TemplateView;
  readonly resultText: string;
}

function printOperation(operation: OperationView, file: FileTypes): PrintedOperation {
  const symbol = file.types.symbol.bind(file.types);
  const name = identifier(operation.functionName);
  const constant = identifier(operation.constName);
  const constantType = symbol(runtimeType("Operation"));
  const used = constant.length + constantType.length + (operation.exported ? 18 : 11);
  const result = resultText(operation, file);
  const input = operation.input === null ? [] : [`input: ${identifier(operation.input.name)}${operation.inputOptional ? " = {}" : ""}`];
  const parameters = [`client: ${symbol(runtimeType("Client"))}`, ...input, `options?: ${symbol(optionsOf(operation))}`];
  return {
    resultText: result,
    view: {
      exported: operation.exported,
      constant: code(constant),
      constantType: code(constantType),
      literal: code(printConstant(operation.constant, symbol, used)),
      types: declareTypes(operation, file).map(code),
      docs: code(printDocs(operation.docs, "")),
      name: code(name),
      parameters: code(layParameters(`export function ${name}`, parameters, result, "")),
      result: code(result),
      verb: code(symbol(runtimeValue(operation.verb.verb))),
      further: operation.headers === null ? [] : [code(printHeaders(operation.headers, file))],
      arguments: code(`client, ${constant}, ${operation.input === null ? "{}" : "input"}, options`),
    },
  };
}

function declareTypes(operation: OperationView, file: FileTypes): string[] {
  const declared: string[] = [];
  if (operation.input !== null) declared.push(declareInput(operation.input, file));
  for (const named of [operation.output, resultOf(operation.verb)]) if (named?.name != null) declared.push(declareNamed(named, named.name, file));
  if (operation.errors !== null) declared.push(declareErrors(operation.errors, file));
  return declared;
}

/** The type of the declared response headers, and the function that reads them. */
function printHeaders({ name, functionName, docs, functionDocs, fields, kinds }: NonNullable<OperationView["headers"]>, file: FileTypes): string {
  const symbol = file.types.symbol.bind(file.types);
  const type = identifier(name);
  const lines = fields.map((field) => fieldLine(field, "  ", file));
  const declared = `${printDocs(docs, "")}export interface ${type} {\n${lines.join("\n")}\n}`;
  const literal = printConstant(kinds, symbol, 36).split("\n").join("\n  ");
  const call = `  return ${symbol(runtimeValue("readHeaders"))}(headers, ${literal});`;
  return `${declared}\n\n${printDocs(functionDocs, "")}export function ${identifier(functionName)}(headers: Headers): ${type} {\n${call}\n}`;
}

function declareErrors(errors: NonNullable<OperationView["errors"]>, file: FileTypes): string {
  const lines = errors.entries.map(({ key, type, docs }) => {
    const head = `${typeKey(String(key))}:`;
    return `${printDocs(docs, "  ")}  ${after(head, file.types.view(type, file.types.place(type, "  ", head.length + 2), "undefined").text)};`;
  });
  return `${printDocs(errors.docs, "")}export interface ${identifier(errors.name)} {\n${lines.join("\n")}\n}`;
}

const VERB_TYPES = { call: "Reply", pages: "Pages", job: "Job", events: "EventStream" } as const;

const VERB_OPTIONS = { call: "CallOptions", pages: "PageOptions", job: "CallOptions", events: "EventOptions" } as const;

/** What the verb takes besides the input. */
const optionsOf = ({ verb }: OperationView): SymbolRef => runtimeType(VERB_OPTIONS[verb.verb]);

/** `Reply<Output, Errors>` and kin. */
function resultText(operation: OperationView, file: FileTypes): string {
  const { verb } = operation;
  const output = typeText(operation.output, file);
  const parts =
    verb.verb === "call"
      ? [output]
      : verb.verb === "events"
        ? [typeText(verb.item, file)]
        : verb.verb === "pages"
          ? [typeText(verb.item, file), output]
          : [output, typeText(verb.done, file)];
  if (operation.errors !== null) parts.push(identifier(operation.errors.name));
  return `${file.types.symbol(runtimeType(VERB_TYPES[verb.verb]))}<${parts.join(", ")}>`;
}

function typeText(named: NamedTypeView, file: FileTypes): string {
  return named.name === null ? file.types.view(named.type, file.types.place(named.type, "", 60), "void").text : identifier(named.name);
}

function printMethod(operation: OperationView, methodName: string, result: string, file: FileTypes): TemplateView {
  const name = methodKey(methodName);
  const input = operation.input === null ? [] : [`input${operation.inputOptional ? "?" : ""}: ${identifier(operation.input.name)}`];
  const parameters = [...input, `options?: ${file.types.symbol(optionsOf(operation))}`];
  return {
    docs: code(printDocs(operation.docs, "  ")),
    name: code(name),
    parameters: code(layParameters(name, parameters, result, "  ")),
    result: code(result),
    function: code(identifier(operation.functionName)),
    arguments: code(`this.#client, ${operation.input === null ? "" : "input, "}options`),
  };
}

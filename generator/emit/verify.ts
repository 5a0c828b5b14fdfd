import type {
  Argument,
  CallExpression,
  Class,
  Declaration,
  Expression,
  Function as FunctionNode,
  ImportDeclaration,
  NewExpression,
  ParseResult,
  Program,
  Statement,
} from "oxc-parser";
import { type Diagnostic, problem } from "../diagnostics.js";
import type { EmittedFile } from "./emitted-file.js";
import { inertSpans, type Span } from "./inert.js";
import { isPure } from "./verify-literal.js";

const REMEDY = "Nothing was run. Look at the value near this place in the document; if it looks harmless, please report this as a fault of Clientwright.";

/**
 * Parses emitted TypeScript back and reports every statement that no template of ours prints: a document that broke out of
 * its string, comment or name. Empty when all is well. Loads the parser on first use. `"acting"` leaves declarations that
 * surely do nothing (types, constants: see `inertSpans`) to the compiler; `"all"` also reports those that don't parse.
 */
export async function verify(files: readonly EmittedFile[], what: "all" | "acting" = "all"): Promise<readonly Diagnostic[]> {
  const sources = files.filter((file) => file.path.endsWith(".ts"));
  if (sources.length === 0) return [];
  const { parseSync } = await import("oxc-parser");
  return sources.flatMap((file) => {
    const parse = (text: string): ParseResult => parseSync(file.path, text, { lang: "ts", sourceType: "module", astType: "ts" });
    const [fault] = what === "all" ? parse(file.text).errors : [];
    if (fault !== undefined) return [syntaxProblem(file, fault, fault.labels[0]?.start ?? 0)];
    const acting = without(file.text, inertSpans(file.text));
    const { errors, program } = parse(acting.text);
    const [error] = errors;
    if (error !== undefined) return [syntaxProblem(file, error, acting.origin(error.labels[0]?.start ?? 0))];
    return unexpected(program).map((start) =>
      report("emitted-unexpected", file, acting.origin(start), "The generated file holds a statement that no template prints."),
    );
  });
}

const syntaxProblem = (file: EmittedFile, error: { readonly message: string }, start: number): Diagnostic =>
  report("emitted-syntax", file, start, `The generated file does not parse: ${error.message}`);

interface Rest {
  readonly text: string;
  /** Where an offset of `text` stands in the whole file. */
  origin(offset: number): number;
}

/** A text without some of its parts. The parser would hand over millions of nodes for them, and take longer than all the rest. */
function without(text: string, spans: readonly Span[]): Rest {
  let kept = "";
  const cuts: { readonly at: number; readonly skipped: number }[] = [];
  let from = 0;
  for (const { start, end } of spans) {
    kept += `${text.slice(from, start)};`;
    cuts.push({ at: kept.length, skipped: end - start - 1 });
    from = end;
  }
  return { text: kept + text.slice(from), origin: (offset) => cuts.reduce((sum, cut) => (cut.at <= offset ? sum + cut.skipped : sum), offset) };
}

function report(code: string, file: EmittedFile, start: number, message: string): Diagnostic {
  const before = file.text.slice(0, start).split("\n");
  return { ...problem(code, `${file.path}#`, message, REMEDY), line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Offsets of the statements that should not be there. */
function unexpected(program: Program): number[] {
  if (program.hashbang !== null) return [0];
  return program.body.filter((statement) => !isExpected(statement)).map((statement) => statement.start);
}

function isExpected(statement: Statement | Program["body"][number]): boolean {
  switch (statement.type) {
    case "EmptyStatement":
      return true;
    case "ImportDeclaration":
      return isOwnImport(statement);
    case "ExportAllDeclaration":
      return statement.exported === null && isRelative(statement.source.value) && statement.attributes.length === 0;
    case "ExportNamedDeclaration":
      if (statement.source !== null) return isRelative(statement.source.value) && statement.specifiers.length > 0 && statement.attributes.length === 0;
      return statement.specifiers.length === 0 && statement.declaration !== null && isDeclaration(statement.declaration);
    case "VariableDeclaration":
      return isDeclaration(statement);
    default:
      return false;
  }
}

const RUNTIME = /^@clientwright\/runtime(?:\/[a-z]+(?:[-.][a-z]+)*)?$/;
const RELATIVE = /^\.{1,2}\/(?:[\p{ID_Continue}$.-]+\/)*[\p{ID_Continue}$.-]+\.js$/u;
const isRelative = (specifier: string): boolean => RELATIVE.test(specifier);

function isOwnImport(statement: ImportDeclaration): boolean {
  const from = statement.source.value;
  if (!isRelative(from) && !RUNTIME.test(from)) return false;
  return (
    statement.specifiers.length > 0 && statement.specifiers.every((specifier) => specifier.type === "ImportSpecifier") && statement.attributes.length === 0
  );
}

function isDeclaration(node: Declaration): boolean {
  switch (node.type) {
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return node.declare !== true;
    case "VariableDeclaration":
      return (
        node.kind === "const" &&
        node.declarations.length === 1 &&
        node.declarations.every((each) => each.id.type === "Identifier" && each.init !== null && isPure(each.init))
      );
    case "FunctionDeclaration":
      return isOneStatement(node);
    case "ClassDeclaration":
      return isFacade(node);
    default:
      return false;
  }
}

function isOneStatement(node: FunctionNode): boolean {
  if (node.async || node.generator || node.body === null) return false;
  const [only, ...more] = node.body.body;
  if (only?.type !== "ReturnStatement" || more.length > 0 || only.argument === null || !isCall(only.argument)) return false;
  return node.params.every((param) => {
    if (param.type === "AssignmentPattern")
      return param.left.type === "Identifier" && param.right.type === "ObjectExpression" && param.right.properties.length === 0;
    return param.type === "Identifier";
  });
}

/** What would run a text. The plan gives no function or class such a name. */
const RUNS_TEXT: ReadonlySet<string> = new Set(["eval", "Function"]);

/** `call(client, someOp, input, options)`, `new Facade(createClient(options))`. */
function isCall(node: Expression): boolean {
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return false;
  return isCallee(node) && node.arguments.every(isArgument);
}

/** A function by its name; or, called without arguments, what a member of the façade's own has: `this.realtime.close()`. */
function isCallee({ type, callee, arguments: given }: CallExpression | NewExpression): boolean {
  if (callee.type === "Identifier") return !RUNS_TEXT.has(callee.name);
  return (
    type === "CallExpression" &&
    given.length === 0 &&
    callee.type === "MemberExpression" &&
    !callee.computed &&
    isReference(callee.object) &&
    callee.object.type === "MemberExpression"
  );
}

function isArgument(node: Argument): boolean {
  if (node.type === "SpreadElement") return false;
  return isReference(node) || isCall(node) || isPure(node) || isOptions(node);
}

/** `{ codecs: [xml], ...options }` */
const isOptions = (node: Expression): boolean =>
  node.type === "ObjectExpression" &&
  node.properties.every((property) =>
    property.type === "SpreadElement" ? property.argument.type === "Identifier" : !property.computed && isPure(property.value),
  );

/** `client`, `this.client`, `this.#client`. */
function isReference(node: Expression): boolean {
  if (node.type === "Identifier") return true;
  return node.type === "MemberExpression" && node.object.type === "ThisExpression" && !node.computed;
}

function isFacade(node: Class): boolean {
  if (node.superClass !== null || node.decorators.length > 0) return false;
  return node.body.body.every((member) => {
    if (member.type === "PropertyDefinition") return member.value === null && !member.computed && !member.static;
    if (member.type !== "MethodDefinition" || member.static || member.decorators.length > 0) return false;
    if (member.computed && !isPure(member.key as Expression)) return false; // a computed key is an expression
    if (member.value.type !== "FunctionExpression") return false;
    if (member.kind === "constructor") return member.value.body?.body.every(isAssignment) === true;
    return member.kind === "method" && isOneStatement(member.value);
  });
}

/** `realtime.connection` */
const isField = (node: Expression): boolean => node.type === "MemberExpression" && !node.computed && node.object.type === "Identifier";

/** `this.x = client;`, `this.x = client.y;`, `this.x = new Facade(client);` */
function isAssignment(statement: Statement): boolean {
  if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression") return false;
  const { left, operator, right } = statement.expression;
  if (operator !== "=" || left.type !== "MemberExpression" || left.object.type !== "ThisExpression" || left.computed) return false;
  return right.type === "Identifier" || isCall(right) || isField(right);
}

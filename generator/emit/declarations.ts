import type { LiteralSchema, Schema } from "../ir/index.js";
import type { DocsView, ModelView, NamedTypeView, TypeView } from "../plan/views.js";
import { printDocs, WIDTH } from "./docs.js";
import { literalType } from "./literals.js";
import type { Heritage, MemberReader } from "./members.js";
import { memberLines } from "./objects.js";
import { identifier, objectKey } from "./tokens.js";
import { after, type Place } from "./type-text.js";
import type { TypeContext, Types } from "./types.js";

/** What declarations of one file are printed with. */
export interface FileTypes {
  readonly context: TypeContext;
  readonly types: Types;
  readonly members: MemberReader;
}

/** `export interface X { ... }`, `export type X = ...`, or an enum as a const object, with its doc comment. */
export function declareModel(view: ModelView, file: FileTypes): string {
  const place: Place = { ...file.types.place(view.type, "", 0), open: view.open || file.types.style.open };
  const node = file.types.index.declared(file.context.origin.path, view.name);
  if (node !== null && file.types.index.isCyclic(node)) {
    const schema = view.type.schema;
    const expanded: Place = { ...place, expanded: new Set([node]) };
    return declareAlias(view, file.types.print(schema, expanded).text);
  }
  if (view.form === "const" && view.type.schema.kind === "literal") return declareConst(view, view.type.schema);
  return declareType(view, { type: view.type, interface: view.form === "interface", place }, file);
}

interface Declaring {
  readonly type: TypeView;
  readonly interface: boolean;
  readonly place: Place;
}
interface Named {
  readonly name: string;
  readonly docs: DocsView;
}

function declareType(named: Named, given: Declaring, file: FileTypes): string {
  const { place, type } = given;
  if (given.interface && type.empty !== true) {
    const heritage = file.members.heritage(type.schema, place.side, place.origin);
    if (heritage !== null) return declareInterface(named, heritage, place, file);
  }
  const room = WIDTH - named.name.length - 15;
  return declareAlias(named, file.types.view(type, { ...place, room }, "void").text);
}

/** A type that an operations file declares for itself: an interface where it is an object. */
export function declareNamed(view: NamedTypeView, name: string, file: FileTypes): string {
  const place = file.types.place(view.type, "", 0);
  return declareType({ name, docs: view.docs }, { type: view.type, interface: isObject(view.type.schema), place }, file);
}

const isObject = (schema: Schema): boolean => schema.kind === "object" || (schema.kind === "all" && schema.of.some((part) => part.kind === "object"));

function declareAlias(named: Named, text: string): string {
  return `${printDocs(named.docs, "")}export type ${identifier(named.name)} ${after("=", text)};`;
}

function declareInterface(named: Named, heritage: Heritage, place: Place, file: FileTypes): string {
  const bases = heritage.bases.map((base) => file.types.reference(base, place).text);
  const lines = heritage.own.flatMap((own) => memberLines(own, { ...place, indent: "  ", room: WIDTH - 2 }, file.types, heritage.required));
  if (lines.length === 0) return declareAlias(named, bases.join(" & "));
  return printInterface(named, bases, lines);
}

/** `export interface X extends A, B { ... }` from printed parts. */
export function printInterface(named: Named, bases: readonly string[], lines: readonly string[]): string {
  const head = `export interface ${identifier(named.name)}`;
  const heritage =
    bases.length === 0
      ? ""
      : `${head} extends ${bases.join(", ")}`.length <= WIDTH - 2
        ? ` extends ${bases.join(", ")}`
        : `\n  extends ${bases.join(",\n    ")}`;
  return `${printDocs(named.docs, "")}${head}${heritage} {\n${lines.join("\n")}\n}`;
}

function declareConst(named: Named, schema: LiteralSchema): string {
  const name = identifier(named.name);
  const lines = schema.members.map((member) => {
    const docs = member.docs === null ? "" : printDocs({ lines: [member.docs], tags: [] }, "  ");
    return `${docs}  ${objectKey(member.name ?? String(member.value))}: ${literalType(member.value)},`;
  });
  return `${printDocs(named.docs, "")}export const ${name} = {\n${lines.join("\n")}\n} as const;\nexport type ${name} = (typeof ${name})[keyof typeof ${name}];`;
}

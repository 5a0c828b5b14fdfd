import { type AllSchema, isWideInteger, type RefSchema, type Schema, type TupleSchema } from "../ir/index.js";
import type { SymbolRef, TypeStyle, TypeView } from "../plan/views.js";
import { WIDTH } from "./docs.js";
import type { Imports } from "./imports.js";
import { printLiteral } from "./literals.js";
import type { MemberReader } from "./members.js";
import type { ModelIndex, ModelNode, Origin } from "./model-index.js";
import { printObject } from "./objects.js";
import { runtimeType } from "./runtime-symbols.js";
import { INTERSECTION, joinUnion, type Place, PRIMARY, primary, type TypePrinter, type TypeText, wrapped } from "./type-text.js";
import { printUnion } from "./unions.js";

/** Everything a file's types are printed with. */
export interface TypeContext {
  readonly index: ModelIndex;
  readonly members: MemberReader;
  readonly imports: Imports;
  readonly style: TypeStyle;
  readonly origin: Origin;
}

/** Prints Schema as TypeScript, for one file. Knows no compiler; every text it gives compiles wherever a type may stand. */
export class Types implements TypePrinter {
  readonly index: ModelIndex;
  readonly style: TypeStyle;
  readonly #context: TypeContext;

  constructor(context: TypeContext) {
    this.#context = context;
    this.index = context.index;
    this.style = context.style;
  }

  /** Where a type of this file starts, at an indent, after `used` columns of its line. */
  place(view: TypeView, indent: string, used: number): Place {
    return {
      side: view.side,
      indent,
      room: WIDTH - indent.length - used,
      binary: view.binary ?? null,
      open: this.style.open,
      origin: this.#context.origin,
      expanded: null,
      input: false,
    };
  }

  symbol(symbol: SymbolRef): string {
    return this.#context.imports.print(symbol);
  }

  trial<T>(print: () => T, isKept: (printed: T) => boolean): T {
    return this.#context.imports.trial(print, isKept);
  }

  print(schema: Schema, place: Place): TypeText {
    switch (schema.kind) {
      case "string":
        return this.#string(schema.format);
      case "number":
        if (schema.moment !== undefined && this.style.dates !== "string") return this.#string(schema.moment);
        return primary(this.style.int64 !== "number" && isWideInteger(schema.format) ? this.style.int64 : "number");
      case "boolean":
      case "null":
      case "unknown":
      case "never":
        return primary(schema.kind);
      case "literal":
        return printLiteral(schema, place);
      case "binary":
        return schema.inside ? primary("Uint8Array") : this.#binary(place);
      case "array": {
        const items = this.print(schema.items, inside(place));
        return primary(`${wrapped(items, PRIMARY)}[]`);
      }
      case "tuple":
        return this.#tuple(schema, inside(place));
      case "object":
        return printObject(schema, place, this);
      case "union":
        return this.trial(() => printUnion(schema, place, this, this.#context.members), saysSomething);
      case "all":
        return this.#all(schema, place);
      case "ref":
        return place.expanded === null ? this.reference(schema, place) : this.#expand(schema, place, place.expanded);
    }
  }

  reference(ref: RefSchema, place: Place): TypeText {
    const symbol = this.index.symbol(ref, place.side, place.origin);
    return primary(symbol === null ? "unknown" : this.symbol(symbol));
  }

  /** A model that an alias would refer back to is written out where it stands; the second time it adds nothing. */
  #expand(ref: RefSchema, place: Place, expanded: Set<ModelNode>): TypeText {
    const node = this.index.node(ref, place.side, place.origin);
    if (node === null || !this.index.isCyclic(node)) return this.reference(ref, place);
    if (expanded.has(node)) return primary("never");
    expanded.add(node);
    return this.print(node.view.type.schema, { ...place, side: node.view.type.side, origin: node });
  }

  #string(format: string | null): TypeText {
    if (this.style.dates === "string" || (format !== "date-time" && format !== "date")) return primary("string");
    if (this.style.dates === "date") return primary("Date");
    return primary(this.symbol(runtimeType(format === "date" ? "PlainDate" : "Instant")));
  }

  #binary(place: Place): TypeText {
    if (place.side !== "output") return primary(this.symbol(runtimeType("FileInput")));
    const style = place.binary ?? this.style.binary;
    return primary(style === "blob" ? "Blob" : style === "bytes" ? "Uint8Array" : "ReadableStream<Uint8Array>");
  }

  #streamed(items: Schema, place: Place): TypeText {
    const { text } = this.print(items, inside(place));
    return joinUnion([primary(`Iterable<${text}>`), primary(`AsyncIterable<${text}>`)], place);
  }

  #tuple(schema: TupleSchema, place: Place): TypeText {
    const parts = schema.items.map((item, i) => {
      const type = this.print(item, place);
      return i < schema.min ? type.text : `${wrapped(type, PRIMARY)}?`;
    });
    if (schema.rest !== false) parts.push(`...${wrapped(this.print(schema.rest, place), PRIMARY)}[]`);
    const flat = `[${parts.join(", ")}]`;
    if (flat.length <= place.room && !flat.includes("\n")) return primary(flat);
    return primary(`[\n${parts.map((part) => `${place.indent}  ${part},\n`).join("")}${place.indent}]`);
  }

  #all(schema: AllSchema, place: Place): TypeText {
    const types: TypeText[] = [];
    for (const part of this.#context.members.parts(schema, place.side, place.origin)) {
      const type = this.print(part, place);
      if (place.expanded === null || type.text !== "never") types.push(type);
    }
    const [first = primary("unknown"), ...more] = types;
    if (more.length === 0) return first;
    return { text: [...new Set(types.map((type) => wrapped(type, INTERSECTION)))].join(" & "), level: INTERSECTION };
  }

  /** `T | undefined`, `void` and kin: for types that may be nothing at all. */
  view(view: TypeView, place: Place, nothing: "void" | "undefined"): TypeText {
    if (view.empty === true && view.schema.kind === "never") return primary(nothing);
    const type = view.streamed === true && view.schema.kind === "array" ? this.#streamed(view.schema.items, place) : this.print(view.schema, place);
    return view.empty === true ? joinUnion([type, primary("undefined")], place) : type;
  }
}

/** A union with an arm that may be anything is printed as that alone. */
const saysSomething = ({ text }: TypeText): boolean => text !== "unknown";

/** Inside an array or tuple references are harmless again: TypeScript resolves them late. */
const inside = (place: Place): Place => (place.expanded === null && !place.input ? place : { ...place, expanded: null, input: false });

import type { Field, ObjectSchema, Schema, UnionSchema } from "../ir/index.js";
import { noDocs } from "../ir/index.js";
import type { MemberReader } from "./members.js";
import { stringLiteral, typeKey } from "./tokens.js";
import { INTERSECTION, joinUnion, type Place, primary, type TypePrinter, type TypeText, wrapped } from "./type-text.js";

/** A union; the arms of a tagged one carry their tag as a literal, so that a `switch` narrows. */
export function printUnion(schema: UnionSchema, place: Place, printer: TypePrinter, members: MemberReader): TypeText {
  const solid = schema.of.filter((arm) => arm.kind !== "null");
  const arm: Place = solid.length > 1 ? { ...place, indent: `${place.indent}    `, room: place.room - 4 } : place;
  const types: TypeText[] = [];
  for (const [i, of] of schema.of.entries()) {
    const values = schema.tag?.values[i] ?? [];
    types.push(
      schema.tag === null || values.length === 0 ? printer.print(of, arm) : printTagged(of, { field: schema.tag.field, values }, arm, { printer, members }),
    );
  }
  if (schema.tag !== null && place.open) types.push(primary(unknownArm(schema.tag.field)));
  return joinUnion(types, place);
}

/** What a tagged union's value is when its tag is none of the known ones: comparable to none of them, so that it never spoils narrowing. */
const unknownArm = (field: string): string => `{ ${typeKey(field)}: string & { readonly unrecognized: true }; [key: string]: unknown }`;

interface TagOf {
  readonly field: string;
  readonly values: readonly string[];
}
interface Tools {
  readonly printer: TypePrinter;
  readonly members: MemberReader;
}

function printTagged(arm: Schema, tag: TagOf, place: Place, tools: Tools): TypeText {
  const { printer, members } = tools;
  if (arm.kind === "object") return printer.print(withTag(arm, tag), place);
  const plain = printer.print(arm, place);
  const fields = members.members(arm, place.side, place.origin)?.fields ?? null;
  if (fields === null) return plain;
  const field = fields.get(tag.field);
  if (field !== undefined && !needsTag(field, tag, place, members)) return plain;
  const literal = tag.values.map(stringLiteral).join(" | ");
  return { text: `${wrapped(plain, INTERSECTION)} & { ${typeKey(tag.field)}: ${literal} }`, level: INTERSECTION };
}

/** Not when the member's own field already tells it apart, nor when it contradicts the mapping (then the field is the truth). */
function needsTag(field: Field, tag: TagOf, place: Place, members: MemberReader): boolean {
  const literal = members.literal(field.schema, place.side, place.origin);
  if (literal === null) return true;
  const known = literal.members.filter((member) => typeof member.value === "string" && tag.values.includes(member.value));
  if (known.length === 0) return false;
  return !field.required || literal.open || known.length < literal.members.length;
}

/** An anonymous member gets its tag where the field stands. */
function withTag(arm: ObjectSchema, tag: TagOf): ObjectSchema {
  const own = arm.fields.find((field) => field.name === tag.field);
  if (own !== undefined && own.schema.kind !== "string" && own.schema.kind !== "unknown") {
    return { ...arm, fields: arm.fields.map((field) => (field === own ? { ...field, required: true } : field)) };
  }
  const schema: Schema = {
    kind: "literal",
    members: tag.values.map((value) => ({ value, name: null, docs: null })),
    base: "string",
    open: false,
    meta: own?.schema.meta ?? null,
  };
  const field: Field = { name: tag.field, schema, required: true, access: own?.access ?? null, docs: own?.docs ?? noDocs };
  return { ...arm, fields: own === undefined ? [field, ...arm.fields] : arm.fields.map((other) => (other === own ? field : other)) };
}

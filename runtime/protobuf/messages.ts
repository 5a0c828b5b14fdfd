import { InputError } from "../core/errors.js";
import type { Int64Style } from "../realtime/payload-language.js";
import { unfit } from "../realtime/unfit.js";
import { type Scalar, scalars, wire } from "./scalars.js";
import type { ProtobufField, ProtobufTable } from "./table.js";
import { type Mapping, mappings, wellKnownTable } from "./well-known.js";

/** What a field holds. */
export type Kind = { readonly scalar: Scalar } | { readonly message: MessageType };

/** A field with its type found. */
export interface MessageField extends ProtobufField {
  readonly kind: Kind;
  readonly keyType: Scalar | null;
  /** Tag of a single value. */
  readonly tag: number;
}

/** A message with its fields. */
export interface MessageType {
  readonly fields: readonly MessageField[];
  readonly byId: ReadonlyMap<number, MessageField>;
  readonly mapping: Mapping | undefined;
}

/** Links a table's messages to one another. Messages are linked when they are first met, for they may hold themselves. */
export function linked(table: ProtobufTable, style: Int64Style): MessageType {
  const messages = { ...wellKnownTable.messages, ...table.messages };
  const enums = { ...wellKnownTable.enums, ...table.enums };
  const plain = scalars(style);
  const found = new Map<string, MessageType>();
  const message = (name: string): MessageType => {
    const known = found.get(name);
    if (known !== undefined) return known;
    const declared = Object.hasOwn(messages, name) ? messages[name] : undefined;
    if (declared === undefined) throw new InputError(`The Protobuf schema mentions ${name}, which it does not declare`);
    const fields: MessageField[] = [];
    const byId = new Map<number, MessageField>();
    const type = { fields, byId, mapping: Object.hasOwn(mappings, name) ? mappings[name] : undefined };
    found.set(name, type);
    for (const each of declared) {
      const kind = kindOf(each.type);
      const keyType = each.key === undefined ? null : (plain[each.key] ?? null);
      fields.push({ ...each, kind, keyType, tag: each.id * 8 + (keyType !== null ? wire.bytes : wireOf(kind, each)) });
    }
    for (const each of fields) byId.set(each.id, each);
    return type;
  };
  const kindOf = (type: string): Kind => {
    const scalar = Object.hasOwn(plain, type) ? plain[type] : Object.hasOwn(enums, type) ? enumScalar(enums[type] ?? {}, plain) : undefined;
    return scalar === undefined ? { message: message(type) } : { scalar };
  };
  return message(table.root);
}

function wireOf(kind: Kind, { group, list }: ProtobufField): number {
  if ("scalar" in kind) return list === "packed" ? wire.bytes : kind.scalar.wire;
  return group ? wire.start : wire.bytes;
}

/** Enums by name; a number that has none stays a number. */
function enumScalar(values: { readonly [name: string]: number }, { int32 }: { readonly [name: string]: Scalar }): Scalar {
  const numbers = int32 as Scalar; // it is one of the scalars
  const names = new Map(Object.entries(values).map(([name, value]) => [value, name]));
  const named = (value: unknown): unknown => names.get(value as number) ?? value; // what is no number is not found
  return {
    wire: numbers.wire,
    write: (value, out) => {
      const number = typeof value === "string" && Object.hasOwn(values, value) ? values[value] : value;
      if (typeof number === "string" && !/^-?\d+$/.test(number)) unfit(number, `one of ${Object.keys(values).join(", ")}`);
      numbers.write(number, out);
    },
    read: (from) => named(numbers.read(from)),
    zero: named(0),
  };
}

import { type ByteReader, broken } from "../realtime/byte-reader.js";
import type { Kind, MessageField, MessageType } from "./messages.js";
import { wire } from "./scalars.js";

type Fields = Map<string, unknown>;

/** Reads a message up to the end of its bytes, or of its group. */
export function readMessage(type: MessageType, from: ByteReader, group: number | null = null): unknown {
  return from.nested(() => {
    const fields: Fields = new Map();
    for (;;) {
      if (from.left === 0) {
        if (group !== null) throw broken("a group has no end");
        break;
      }
      const tag = from.varint();
      const [id, way] = [Math.floor(tag / 8), tag % 8];
      if (way === wire.end) {
        if (id !== group) throw broken("a group ends that did not begin");
        break;
      }
      const field = type.byId.get(id);
      if (field === undefined || !readField(field, way, from, fields)) skip(id, way, from);
    }
    const whole = complete(type, fields);
    return type.mapping === undefined ? whole : type.mapping.fromFields(whole);
  });
}

/** False: it is not written as this field is. */
function readField(field: MessageField, way: number, from: ByteReader, fields: Fields): boolean {
  const { kind, name, list, keyType, oneof } = field;
  if (keyType !== null) return way === wire.bytes && readEntry(field, from, fields);
  if (list !== undefined && "scalar" in kind && way === wire.bytes && kind.scalar.wire !== wire.bytes) {
    const part = from.part(from.varint());
    while (part.left > 0) listOf(fields, name).push(kind.scalar.read(part));
    return true;
  }
  const isGroup = "message" in kind && way === wire.start;
  if (!isGroup && way !== ("scalar" in kind ? kind.scalar.wire : wire.bytes)) return false;
  const value = isGroup ? readMessage(kind.message, from, field.id) : readValue(kind, from);
  if (list !== undefined) listOf(fields, name).push(value);
  else {
    if (oneof !== undefined) choose(fields, `oneof ${oneof}`, name);
    fields.set(name, merged(kind, fields.get(name), value));
  }
  return true;
}

/** The last of a oneof's fields counts. `group` is no field's name. */
function choose(fields: Fields, group: string, name: string): void {
  const before = fields.get(group);
  if (typeof before === "string" && before !== name) fields.delete(before);
  fields.set(group, name);
}

/** A message that comes twice is one: what the later one has counts, lists go on. */
function merged(kind: Kind, before: unknown, value: unknown): unknown {
  if (!("message" in kind) || kind.message.mapping !== undefined || typeof before !== "object" || before === null) return value;
  const [old, later] = [before as Record<string, unknown>, value as Record<string, unknown>]; // both are messages of this type
  const parts = kind.message.fields.flatMap(({ name, list, keyType, implicit, kind: own }): [string, unknown][] => {
    const [was, is] = [old[name], later[name]];
    if (is === undefined) return [];
    if (list !== undefined) return [[name, [...(was as unknown[]), ...(is as unknown[])]]]; // lists are always there
    if (keyType !== null) return [[name, { ...(was as object), ...(is as object) }]]; // and maps
    return implicit && "scalar" in own && isZero(is, own.scalar.zero) ? [] : [[name, is]];
  });
  return { ...old, ...Object.fromEntries(parts) };
}

const isZero = (value: unknown, zero: unknown): boolean => value === zero || (value instanceof Uint8Array && value.length === 0);

function listOf(fields: Fields, name: string): unknown[] {
  const known = fields.get(name) as unknown[] | undefined; // a repeated field's own
  if (known !== undefined) return known;
  const made: unknown[] = [];
  fields.set(name, made);
  return made;
}

const readValue = (kind: Kind, from: ByteReader): unknown => ("scalar" in kind ? kind.scalar.read(from) : readMessage(kind.message, from.part(from.varint())));

function readEntry({ kind, keyType, name }: MessageField, from: ByteReader, fields: Fields): boolean {
  const part = from.part(from.varint());
  let key: unknown = keyType?.zero;
  let value: unknown = "scalar" in kind ? kind.scalar.zero : readMessage(kind.message, part.part(0));
  while (part.left > 0) {
    const tag = part.varint();
    if (Math.floor(tag / 8) === 1 && tag % 8 === keyType?.wire) key = keyType.read(part);
    else if (Math.floor(tag / 8) === 2) value = readValue(kind, part);
    else skip(Math.floor(tag / 8), tag % 8, part);
  }
  listOf(fields, name).push([`${key}`, value]);
  return true;
}

/** Adds what stands for nothing on the wire: zeros, empty lists and maps. */
function complete(type: MessageType, fields: Fields): Readonly<Record<string, unknown>> {
  const made: [string, unknown][] = [];
  for (const { name, list, keyType, implicit, kind } of type.fields) {
    const value = fields.get(name);
    if (keyType !== null)
      made.push([name, Object.fromEntries((value as [string, unknown][] | undefined) ?? [])]); // a map's entries
    else if (value !== undefined) made.push([name, value]);
    else if (list !== undefined) made.push([name, []]);
    else if (implicit && "scalar" in kind) made.push([name, kind.scalar.zero]);
  }
  return Object.fromEntries(made);
}

function skip(id: number, way: number, from: ByteReader): void {
  switch (way) {
    case wire.varint:
      from.varint64();
      break;
    case wire.fixed64:
      from.skip(8);
      break;
    case wire.bytes:
      from.skip(from.varint());
      break;
    case wire.fixed32:
      from.skip(4);
      break;
    case wire.start:
      from.nested(() => {
        for (let tag = from.varint(); tag % 8 !== wire.end; tag = from.varint()) skip(Math.floor(tag / 8), tag % 8, from);
      });
      break;
    default:
      throw broken(`field ${id} is written in no known way`);
  }
}

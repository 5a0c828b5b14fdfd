import { type ByteReader, broken } from "../realtime/byte-reader.js";
import type { Kind, MessageField, MessageType } from "./messages.js";
import { wire } from "./scalars.js";

type Fields = Map<string, unknown>;

/** Reads a message up to the end of its bytes. */
export function readMessage(type: MessageType, from: ByteReader): unknown {
  const fields: Fields = new Map();
  readFields(type, from, fields);
  return complete(type, fields);
}

/** Reads up to the end of the bytes, or of the group. A message that comes in several pieces is read into the same fields, piece by piece. */
function readFields(type: MessageType, from: ByteReader, fields: Fields, group: number | null = null): void {
  from.nested(() => {
    for (;;) {
      if (from.left === 0) {
        if (group !== null) throw broken("a group has no end");
        return;
      }
      const tag = from.varint();
      const [id, way] = [Math.floor(tag / 8), tag % 8];
      if (way === wire.end) {
        if (id !== group) throw broken("a group ends that did not begin");
        return;
      }
      const field = type.byId.get(id);
      if (field === undefined || !readField(field, way, from, fields)) skip(id, way, from);
    }
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
  const one = list === undefined ? fields : new Map<string, unknown>(); // an item of a list is no piece of the one before it
  if (oneof !== undefined) choose(fields, `oneof ${oneof}`, name);
  if ("scalar" in kind) one.set(name, kind.scalar.read(from));
  else if (isGroup) readFields(kind.message, from, fieldsOf(one, name), field.id);
  else readFields(kind.message, from.part(from.varint()), fieldsOf(one, name));
  if (list !== undefined) listOf(fields, name).push(finished(kind, one.get(name)));
  return true;
}

/** The last of a oneof's fields counts. `group` is no field's name. */
function choose(fields: Fields, group: string, name: string): void {
  const before = fields.get(group);
  if (typeof before === "string" && before !== name) fields.delete(before);
  fields.set(group, name);
}

/** What was read of a message field so far. */
function fieldsOf(fields: Fields, name: string): Fields {
  const known = fields.get(name) as Fields | undefined; // a message field's own
  if (known !== undefined) return known;
  const made: Fields = new Map();
  fields.set(name, made);
  return made;
}

/** A scalar as it was read; a message out of its fields. */
const finished = (kind: Kind, read: unknown): unknown => ("scalar" in kind ? read : complete(kind.message, read as Fields)); // of fieldsOf

function listOf(fields: Fields, name: string): unknown[] {
  const known = fields.get(name) as unknown[] | undefined; // a repeated field's own
  if (known !== undefined) return known;
  const made: unknown[] = [];
  fields.set(name, made);
  return made;
}

function readEntry({ kind, keyType, name }: MessageField, from: ByteReader, fields: Fields): boolean {
  const part = from.part(from.varint());
  let key: unknown = keyType?.zero;
  let value: unknown = "scalar" in kind ? kind.scalar.zero : new Map();
  while (part.left > 0) {
    const tag = part.varint();
    if (Math.floor(tag / 8) === 1 && tag % 8 === keyType?.wire) key = keyType.read(part);
    else if (Math.floor(tag / 8) !== 2) skip(Math.floor(tag / 8), tag % 8, part);
    else if ("scalar" in kind) value = kind.scalar.read(part);
    else readFields(kind.message, part.part(part.varint()), value as Fields); // made above
  }
  listOf(fields, name).push([`${key}`, finished(kind, value)]);
  return true;
}

/** The value of a message that was read to its end. Adds what stands for nothing on the wire: zeros, empty lists and maps. */
function complete(type: MessageType, fields: Fields): unknown {
  const made: [string, unknown][] = [];
  for (const { name, list, keyType, implicit, kind } of type.fields) {
    const value = fields.get(name);
    if (keyType !== null)
      made.push([name, Object.fromEntries((value as [string, unknown][] | undefined) ?? [])]); // a map's entries
    else if (value !== undefined) made.push([name, list === undefined ? finished(kind, value) : value]);
    else if (list !== undefined) made.push([name, []]);
    else if (implicit && "scalar" in kind) made.push([name, kind.scalar.zero]);
  }
  const whole = Object.fromEntries(made);
  return type.mapping === undefined ? whole : type.mapping.fromFields(whole);
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

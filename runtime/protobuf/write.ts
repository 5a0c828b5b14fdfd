import { ByteWriter } from "../realtime/byte-writer.js";
import { inside, unfit } from "../realtime/unfit.js";
import type { Kind, MessageField, MessageType } from "./messages.js";
import { type Scalar, wire, writeBytes } from "./scalars.js";

/** Writes a message's fields. */
export function writeMessage(type: MessageType, value: unknown, out: ByteWriter): void {
  const fields = type.mapping === undefined ? value : type.mapping.toFields(value);
  const own = isRecord(fields) ? fields : unfit(value, "an object");
  for (const field of type.fields) {
    const given = Object.hasOwn(own, field.name) ? own[field.name] : undefined;
    if (given === undefined || (given === null && !holdsNull(field))) {
      if (field.required) inside(`.${field.name}`, () => unfit(given, "there, and is required"));
    } else inside(`.${field.name}`, () => writeField(field, given, out));
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** Google's Value may be null. */
const holdsNull = ({ type, list, key }: MessageField): boolean => type === "google.protobuf.Value" && list === undefined && key === undefined;

function writeField(field: MessageField, value: unknown, out: ByteWriter): void {
  if (field.keyType !== null) writeMap(field, value, out);
  else if (field.list !== undefined) writeList(field, value, out);
  else {
    out.varint(field.tag);
    writeValue(field, value, out);
  }
}

function writeList(field: MessageField, value: unknown, out: ByteWriter): void {
  const items: readonly unknown[] = Array.isArray(value) ? value : unfit(value, "a list");
  const { kind, tag } = field;
  if (field.list === "packed" && "scalar" in kind) writePacked(tag, kind.scalar, { items, out });
  else
    for (const [index, item] of items.entries()) {
      out.varint(tag);
      inside(`[${index}]`, () => writeValue(field, item, out));
    }
}

function writePacked(tag: number, scalar: Scalar, { items, out }: { readonly items: readonly unknown[]; readonly out: ByteWriter }): void {
  if (items.length === 0) return;
  const packed = new ByteWriter();
  for (const [index, item] of items.entries()) inside(`[${index}]`, () => scalar.write(item, packed));
  out.varint(tag);
  writeBytes(packed.take(), out);
}

/** An entry is a message of its own: key 1, value 2. */
function writeMap(field: MessageField, value: unknown, out: ByteWriter): void {
  const { keyType } = field;
  for (const [key, item] of Object.entries(isRecord(value) ? value : unfit(value, "an object"))) {
    if (item === undefined || keyType === null) continue;
    inside(`.${key}`, () => {
      const entry = new ByteWriter();
      entry.varint(8 + keyType.wire);
      keyType.write(keyType.zero === false ? key === "true" : key, entry);
      entry.varint(16 + wireOf(field.kind));
      writeValue({ kind: field.kind }, item, entry);
      out.varint(field.tag);
      writeBytes(entry.take(), out);
    });
  }
}

const wireOf = (kind: Kind): number => ("scalar" in kind ? kind.scalar.wire : wire.bytes);

function writeValue({ kind, group, id = 0 }: Pick<MessageField, "kind"> & Partial<MessageField>, value: unknown, out: ByteWriter): void {
  if ("scalar" in kind) kind.scalar.write(value, out);
  else if (group) {
    writeMessage(kind.message, value, out);
    out.varint(id * 8 + wire.end);
  } else {
    const part = new ByteWriter();
    writeMessage(kind.message, value, part);
    writeBytes(part.take(), out);
  }
}

import { type ByteReader, broken } from "../realtime/byte-reader.js";
import type { ByteWriter } from "../realtime/byte-writer.js";
import { inside, unfit } from "../realtime/unfit.js";
import { readCount, writeLong } from "./primitives.js";
import type { AvroType } from "./type.js";

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** One of a list of names. */
export const enumeration = (symbols: readonly string[]): AvroType => ({
  write: (value, out) => {
    const index = symbols.indexOf(value as string); // what is no text is not found
    writeLong(index < 0 ? unfit(value, `one of ${symbols.join(", ")}`) : index, out);
  },
  read: (from) => symbols[readCount(from)] ?? missing("an enum's symbol is none of the schema's"),
  fits: (value) => typeof value === "string" && symbols.includes(value),
});

const missing = (why: string): never => {
  throw broken(why);
};

/** Blocks of values, each with its count, until one of none. */
function* blocks(from: ByteReader): Generator<void, void, undefined> {
  for (let count = readCount(from); count !== 0; count = readCount(from)) {
    if (count < 0) readCount(from); // the block's size in bytes
    const values = Math.abs(count);
    from.announce(values);
    for (let index = 0; index < values; index++) yield;
  }
}

/** Values of one type. */
export const list = (items: () => AvroType): AvroType => ({
  write: (value, out) => {
    if (!Array.isArray(value)) unfit(value, "a list");
    if (value.length > 0) writeLong(value.length, out);
    const type = items();
    for (const [index, item] of value.entries()) inside(`[${index}]`, () => type.write(item, out));
    writeLong(0, out);
  },
  read: (from) =>
    from.nested(() => {
      const type = items();
      const read: unknown[] = [];
      for (const _ of blocks(from)) read.push(type.read(from));
      return read;
    }),
  fits: (value, exactly) => Array.isArray(value) && value.every((item) => items().fits(item, exactly)),
});

/** Values of one type by name. */
export const map = (values: () => AvroType): AvroType => ({
  write: (value, out) => {
    if (!isRecord(value)) unfit(value, "an object");
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (entries.length > 0) writeLong(entries.length, out);
    for (const [key, item] of entries) {
      const text = out.text(key);
      writeLong(text.length, out);
      out.raw(text);
      inside(`.${key}`, () => values().write(item, out));
    }
    writeLong(0, out);
  },
  read: (from) =>
    from.nested(() => {
      const read: [string, unknown][] = [];
      for (const _ of blocks(from)) read.push([from.text(readCount(from)), values().read(from)]);
      return Object.fromEntries(read);
    }),
  fits: (value, exactly) => isRecord(value) && Object.values(value).every((item) => values().fits(item, exactly)),
});

/** One of several types; the value tells which: the first that loses nothing, else the first that fits. */
export function union(branches: readonly AvroType[]): AvroType {
  const indexOf = (value: unknown): number => {
    const exact = branches.findIndex((branch) => branch.fits(value, true));
    return exact >= 0 ? exact : branches.findIndex((branch) => branch.fits(value, false));
  };
  return {
    write: (value, out) => {
      const index = indexOf(value);
      const branch = branches[index] ?? unfit(value, "of any type that the schema allows here");
      writeLong(index, out);
      branch.write(value, out);
    },
    read: (from) => from.nested(() => (branches[readCount(from)] ?? missing("a union's branch is none of the schema's")).read(from)),
    fits: (value, exactly) => branches.some((branch) => branch.fits(value, exactly)),
    ...(branches.some(({ isBytes }) => isBytes) && { isBytes: true }),
  };
}

/** A field of a record. */
export interface AvroField {
  readonly name: string;
  readonly type: AvroType;
  /** Its value when it is left out; undefined: it may not be. */
  readonly fallback: (() => unknown) | undefined;
}

/** Named values in a settled order. `fields` is asked late, for records may hold themselves. */
export function record(fields: () => readonly AvroField[]): AvroType {
  const given = (value: Readonly<Record<string, unknown>>, { name, fallback }: AvroField): unknown => {
    const own = Object.hasOwn(value, name) ? value[name] : undefined;
    return own === undefined ? fallback?.() : own;
  };
  return {
    write: (value, out: ByteWriter) => {
      if (!isRecord(value)) unfit(value, "an object");
      for (const field of fields()) {
        inside(`.${field.name}`, () => {
          const own = given(value, field);
          if (own === undefined) unfit(own, "there, and has no default");
          field.type.write(own, out);
        });
      }
    },
    read: (from) => from.nested(() => Object.fromEntries(fields().map(({ name, type }) => [name, type.read(from)]))),
    fits: (value, exactly) => {
      if (!isRecord(value)) return false;
      const all = fields();
      if (exactly && Object.keys(value).some((key) => !all.some(({ name }) => name === key))) return false;
      return all.every((field) => {
        const own = given(value, field);
        return own !== undefined && inside(`.${field.name}`, () => field.type.fits(own, exactly)); // a value that holds itself ends there
      });
    },
  };
}

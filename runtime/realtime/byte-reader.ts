import { DecodeError } from "../core/errors.js";

/** A byte-order mark is part of a text whose length is told. */
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** How deep values may be nested in bytes that came from outside. */
const maxDepth = 200;

/** How many values may stand in no bytes at all, in a whole payload: a count costs its sender nothing. */
const spareValues = 100_000;

/** Reads bytes from the front. Every read is checked: bytes come from outside. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  readonly #end: number;
  #depth = 0;
  #values: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#values = spareValues + bytes.length;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  byte(): number {
    return this.#view.getUint8(this.#take(1));
  }

  /** A copy: what it is cut from may be the platform's own buffer. */
  raw(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.slice(at, at + length);
  }

  text(length: number): string {
    const at = this.#take(length);
    return utf8.decode(this.#bytes.subarray(at, at + length));
  }

  /** A part with a length of its own. */
  part(length: number): ByteReader {
    const at = this.#take(length);
    const part = new ByteReader(this.#bytes.subarray(at, at + length));
    part.#depth = this.#depth;
    return part;
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** Unsigned, of at most 64 bits. */
  varint64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw broken("an integer is longer than ten bytes");
  }

  /** Unsigned and small: a length, a tag, a count. */
  varint(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 42; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw broken("a length is out of all bounds");
  }

  fixed32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  fixed64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** Reads something that may hold itself. */
  nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw broken(`values are nested more than ${maxDepth} levels deep`);
    const value = read();
    this.#depth -= 1;
    return value;
  }

  /** Announces values before they are read. */
  announce(count: number): void {
    this.#values -= count;
    if (this.#values < 0) throw broken("more values are announced than there are bytes");
  }

  #take(count: number): number {
    const at = this.#at;
    if (!(count >= 0 && count <= this.#end - at)) throw broken("they end too early");
    this.#at = at + count;
    return at;
  }
}

/** Bytes that are not of their schema. */
export function broken(why: string): DecodeError {
  return new DecodeError(`The bytes of a payload are not of its schema: ${why}`, { status: 101, contentType: null, text: "" });
}

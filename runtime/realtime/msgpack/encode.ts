const encoder = new TextEncoder();

/** Up to here text that is plain ASCII is cheaper to write in place than through a TextEncoder. */
const shortText = 64;

/** Deeper nesting is refused: it is a cycle, or as bad as one. */
const deepest = 512;

/**
 * A JSON-like value as MessagePack, each number and length in its shortest form. Typed arrays of bytes and ArrayBuffers become bin; fields that
 * are undefined are left out; dates and other objects with `toJSON` are written as what that gives. Throws a TypeError for functions and symbols.
 */
export function encodeMessagePack(value: unknown): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writer.value(value, 0);
  return writer.done();
}

class Writer {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(256);
  #view: DataView<ArrayBuffer> = new DataView(this.#bytes.buffer);
  #at = 0;

  done(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#at);
  }

  value(value: unknown, depth: number): void {
    if (typeof value === "string") this.#text(value);
    else if (typeof value === "number") this.#number(value);
    else if (value === null || value === undefined) this.#byte(0xc0);
    else if (typeof value === "object") this.#object(value, depth);
    else if (typeof value === "boolean") this.#byte(value ? 0xc3 : 0xc2);
    else if (typeof value === "bigint") this.#big(value);
    else throw new TypeError(`MessagePack can't hold a ${typeof value}`);
  }

  #number(value: number): void {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) this.#integer(value);
    else this.#float(value);
  }

  #object(value: object, depth: number): void {
    if (depth >= deepest) throw new TypeError(`MessagePack: nested deeper than ${deepest}, or holds itself`);
    if (value instanceof Uint8Array) this.#binary(value);
    else if (value instanceof ArrayBuffer) this.#binary(new Uint8Array(value));
    else if (Array.isArray(value)) this.#array(value, depth);
    else if ("toJSON" in value && typeof value.toJSON === "function") this.value(value.toJSON(), depth + 1);
    else this.#map(value, depth);
  }

  #array(items: readonly unknown[], depth: number): void {
    this.#head(items.length, 0x90, 0xdc);
    for (const item of items) this.value(item, depth + 1);
  }

  #map(value: object, depth: number): void {
    const entries = Object.entries(value).filter((entry) => entry[1] !== undefined);
    this.#head(entries.length, 0x80, 0xde);
    for (const [key, item] of entries) {
      this.#text(key);
      this.value(item, depth + 1);
    }
  }

  /** The head of an array or map: its short form holds up to 15, the longer ones two or four bytes of length. */
  #head(count: number, short: number, long: number): void {
    if (count < 16) this.#byte(short | count);
    else if (count < 0x10000) this.#byte(long, count, 2);
    else this.#byte(long + 1, count, 4);
  }

  #text(text: string): void {
    const start = this.#at;
    if (text.length < shortText && this.#ascii(text)) return;
    this.#at = start;
    const bytes = encoder.encode(text);
    const { length } = bytes;
    if (length < 32) this.#byte(0xa0 | length);
    else if (length < 0x100) this.#byte(0xd9, length, 1);
    else if (length < 0x10000) this.#byte(0xda, length, 2);
    else this.#byte(0xdb, length, 4);
    this.#append(bytes);
  }

  /** Writes text that is ASCII through and through; else false, with the place to be set back. */
  #ascii(text: string): boolean {
    const { length } = text;
    if (length < 32) this.#byte(0xa0 | length);
    else this.#byte(0xd9, length, 1);
    this.#room(length);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[at++] = code;
    }
    this.#at = at;
    return true;
  }

  #binary(bytes: Uint8Array): void {
    const { length } = bytes;
    if (length < 0x100) this.#byte(0xc4, length, 1);
    else if (length < 0x10000) this.#byte(0xc5, length, 2);
    else this.#byte(0xc6, length, 4);
    this.#append(bytes);
  }

  #integer(value: number): void {
    if (value >= 0) {
      if (value < 0x80) this.#byte(value);
      else if (value < 0x100) this.#byte(0xcc, value, 1);
      else if (value < 0x10000) this.#byte(0xcd, value, 2);
      else if (value < 0x100000000) this.#byte(0xce, value, 4);
      else this.#big(BigInt(value));
    } else if (value >= -32) this.#byte(value & 0xff);
    else if (value >= -0x80) this.#byte(0xd0, value, 1);
    else if (value >= -0x8000) this.#byte(0xd1, value, 2);
    else if (value >= -0x80000000) this.#byte(0xd2, value, 4);
    else this.#big(BigInt(value));
  }

  #big(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value && BigInt.asUintN(64, value) !== value) throw new TypeError(`MessagePack holds 64 bits; ${value} has more`);
    this.#room(9);
    this.#view.setUint8(this.#at, value < 0n ? 0xd3 : 0xcf);
    this.#view.setBigUint64(this.#at + 1, BigInt.asUintN(64, value));
    this.#at += 9;
  }

  #float(value: number): void {
    this.#room(9);
    this.#view.setUint8(this.#at, 0xcb);
    this.#view.setFloat64(this.#at + 1, value);
    this.#at += 9;
  }

  /** A type byte, and after it a number of so many bytes. */
  #byte(type: number, value = 0, width = 0): void {
    this.#room(5);
    this.#bytes[this.#at] = type;
    if (width === 1) this.#view.setUint8(this.#at + 1, value);
    else if (width === 2) this.#view.setUint16(this.#at + 1, value);
    else if (width === 4) this.#view.setUint32(this.#at + 1, value);
    this.#at += 1 + width;
  }

  #append(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #room(length: number): void {
    const needed = this.#at + length;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

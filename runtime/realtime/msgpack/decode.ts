/** Deeper nesting is refused, so that a hostile frame can't exhaust the stack. */
const deepest = 512;

/** Up to here text is cheaper to read in place than through a TextDecoder. */
const shortText = 200;

/** A byte-order mark is part of a text. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The value in MessagePack bytes. Maps become objects (keys as text), bin and ext become bytes, integers beyond 2^53 become bigint.
 * Throws a SyntaxError when the bytes end early, go on after the value, or are no MessagePack.
 */
export function decodeMessagePack(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes);
  const value = reader.value(0);
  if (reader.at !== bytes.length) throw new SyntaxError(`MessagePack: ${bytes.length - reader.at} bytes follow the value`);
  return value;
}

class Reader {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(depth: number): unknown {
    const type = this.#bytes[this.#take(1)] as number; // #take has checked that it is there
    if (type < 0x80) return type;
    if (type < 0x90) return this.#map(type & 0x0f, depth);
    if (type < 0xa0) return this.#array(type & 0x0f, depth);
    if (type < 0xc0) return this.#text(type & 0x1f);
    if (type >= 0xe0) return type - 256;
    return this.#tagged(type, depth);
  }

  #tagged(type: number, depth: number): unknown {
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xca:
        return this.#view.getFloat32(this.#take(4));
      case 0xcb:
        return this.#view.getFloat64(this.#take(8));
      case 0xd0:
        return this.#view.getInt8(this.#take(1));
      case 0xd1:
        return this.#view.getInt16(this.#take(2));
      case 0xd2:
        return this.#view.getInt32(this.#take(4));
      case 0xd3:
        return narrowed(this.#view.getBigInt64(this.#take(8)));
      case 0xcf:
        return narrowed(this.#view.getBigUint64(this.#take(8)));
      default:
        return this.#sized(type, depth);
    }
  }

  #sized(type: number, depth: number): unknown {
    if (type >= 0xd4 && type <= 0xd8) return this.#extension(1 << (type - 0xd4));
    switch (type) {
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#binary(this.#length(type - 0xc4));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#length(type - 0xc7));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#length(type - 0xcc);
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#length(type - 0xd9));
      case 0xdc:
      case 0xdd:
        return this.#array(this.#length(type - 0xdb), depth);
      case 0xde:
      case 0xdf:
        return this.#map(this.#length(type - 0xdd), depth);
      default:
        throw new SyntaxError(`MessagePack: 0x${type.toString(16)} at ${this.at - 1} is no type`);
    }
  }

  /** An unsigned number of 1, 2 or 4 bytes (width 0, 1, 2). */
  #length(width: number): number {
    const at = this.#take(1 << width);
    return width === 0 ? this.#view.getUint8(at) : width === 1 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #array(count: number, depth: number): unknown[] {
    this.#enter(count, depth);
    const items: unknown[] = [];
    for (let index = 0; index < count; index++) items.push(this.value(depth + 1));
    return items;
  }

  #map(count: number, depth: number): Record<string, unknown> {
    this.#enter(count * 2, depth);
    const entries: Record<string, unknown> = {};
    for (let index = 0; index < count; index++) {
      const key = this.#key(depth);
      const value = this.value(depth + 1);
      // An own property, whatever its name: never the object's prototype.
      if (key === "__proto__") Object.defineProperty(entries, key, { value, enumerable: true, configurable: true, writable: true });
      else entries[key] = value;
    }
    return entries;
  }

  #key(depth: number): string {
    const key = this.value(depth + 1);
    if (typeof key === "string") return key;
    if (typeof key === "object" && key !== null) throw new SyntaxError(`MessagePack: the key before ${this.at} is no text and no number`);
    return String(key);
  }

  /** Refuses a count that the rest of the bytes can't hold, before memory is taken for it. */
  #enter(count: number, depth: number): void {
    if (depth >= deepest) throw new SyntaxError(`MessagePack: nested deeper than ${deepest}`);
    if (count > this.#bytes.length - this.at) throw this.#early();
  }

  #binary(length: number): Uint8Array {
    const at = this.#take(length);
    // A copy: a view would keep the whole frame in memory, and share it with its other readers.
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + at, length).slice();
  }

  #extension(length: number): Uint8Array {
    this.#take(1);
    return this.#binary(length);
  }

  #text(length: number): string {
    const start = this.#take(length);
    const end = start + length;
    if (length > shortText) return decoder.decode(this.#bytes.subarray(start, end));
    const codes: number[] = [];
    for (let at = start; at < end; at++) {
      const code = this.#bytes[at] as number; // within what #take has checked
      if (code > 0x7f) return decoder.decode(this.#bytes.subarray(start, end));
      codes.push(code);
    }
    return String.fromCharCode.apply(null, codes);
  }

  /** Moves on by so many bytes; gives the place of the first. */
  #take(length: number): number {
    const start = this.at;
    if (start + length > this.#bytes.length) throw this.#early();
    this.at = start + length;
    return start;
  }

  #early(): SyntaxError {
    return new SyntaxError(`MessagePack: the bytes end within a value (${this.#bytes.length} bytes)`);
  }
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Reads the primitive types of Kafka's protocol, one after the other. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  /** Null where its length is -1. */
  string(): string | null {
    return this.#take(this.int16())?.toString("utf8") ?? null;
  }

  bytes(): Buffer {
    return this.#take(this.int32()) ?? Buffer.alloc(0);
  }

  array<T>(one: () => T): readonly T[] {
    return Array.from({ length: Math.max(this.int32(), 0) }, one);
  }

  #take(length: number): Buffer | null {
    if (length < 0) return null;
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

export function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

export const string = (text: string | null): Buffer => (text === null ? int16(-1) : Buffer.concat([int16(Buffer.byteLength(text)), Buffer.from(text)]));
export const bytes = (of: Buffer): Buffer => Buffer.concat([int32(of.length), of]);
export const array = <T>(of: readonly T[], one: (item: T) => Buffer): Buffer => Buffer.concat([int32(of.length), ...of.map(one)]);

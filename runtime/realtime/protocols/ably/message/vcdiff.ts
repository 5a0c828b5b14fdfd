import { codeTable, type Instruction, Window } from "./vcdiff-window.js";

/** The header's first bytes: "VCD" with the top bits set. The fourth is the version: 0, or "S" for the variant with checksums. */
const magic = [0xd6, 0xc3, 0xc4] as const;

/** More than this is refused: a message is at most 64 KiB, and a few bytes could claim gigabytes. */
const largest = 16 * 1024 * 1024;

/**
 * The target that a VCDIFF delta (RFC 3284) makes of its base. The default code table, sources from the base and from the target, and the
 * checksums of open-vcdiff are understood; secondary compression and code tables of one's own are not. Throws a SyntaxError for damaged deltas.
 */
export function applyVcdiff(delta: Uint8Array, base: Uint8Array): Uint8Array<ArrayBuffer> {
  const reader = new Bits(delta);
  header(reader);
  let made = new Uint8Array(0);
  let total = 0;
  while (!reader.ended) {
    const target = window(reader, base, made.subarray(0, total));
    const next = total + target.length;
    if (next > largest) throw new SyntaxError(`vcdiff: the target is over ${largest} bytes`);
    // Twice the room each time: a delta of many small windows is not copied for each of them.
    if (next > made.length) made = roomier(made, Math.max(next, total * 2));
    made.set(target, total);
    total = next;
  }
  return made.slice(0, total);
}

function roomier(bytes: Uint8Array, room: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(room);
  whole.set(bytes);
  return whole;
}

function header(reader: Bits): void {
  if (magic.some((byte) => reader.byte() !== byte)) throw new SyntaxError("vcdiff: the delta doesn't begin with VCD");
  const version = reader.byte();
  if (version !== 0 && version !== 0x53) throw new SyntaxError(`vcdiff: version ${version} is not known`);
  const indicator = reader.byte();
  if (indicator & 0x03) throw new SyntaxError("vcdiff: secondary compression and custom code tables are not supported");
  if (indicator & 0x04) reader.take(reader.number()); // the application's own data
}

function window(reader: Bits, base: Uint8Array, before: Uint8Array): Uint8Array {
  const indicator = reader.byte();
  const source = segment(reader, indicator, { base, before });
  reader.number(); // length of the rest of the window: its parts give the same
  const length = reader.number();
  if (length > largest) throw new SyntaxError(`vcdiff: the target is over ${largest} bytes`);
  if (reader.byte() !== 0) throw new SyntaxError("vcdiff: compressed sections are not supported");
  const [dataLength, instructionsLength, addressesLength] = [reader.number(), reader.number(), reader.number()];
  const checksum = indicator & 0x04 ? reader.word() : null;
  const parts = {
    data: new Bits(reader.take(dataLength)),
    instructions: new Bits(reader.take(instructionsLength)),
    addresses: new Bits(reader.take(addressesLength)),
  };
  const target = run(new Window(source, length), parts);
  if (checksum !== null && adler32(target) !== checksum) throw new SyntaxError("vcdiff: the checksum is of another target");
  return target;
}

function segment(reader: Bits, indicator: number, { base, before }: { readonly base: Uint8Array; readonly before: Uint8Array }): Uint8Array {
  if ((indicator & 0x03) === 0) return new Uint8Array(0);
  if ((indicator & 0x03) === 3) throw new SyntaxError("vcdiff: a window has one source, not two");
  const from = indicator & 0x01 ? base : before;
  const [length, position] = [reader.number(), reader.number()];
  if (position + length > from.length) throw new SyntaxError("vcdiff: the source is longer than the base");
  return from.subarray(position, position + length);
}

interface Parts {
  readonly data: Bits;
  readonly instructions: Bits;
  readonly addresses: Bits;
}

function run(target: Window, { data, instructions, addresses }: Parts): Uint8Array {
  while (!instructions.ended) {
    for (const { type, size, mode } of codeTable[instructions.byte()] as Instruction[]) {
      const length = size === 0 ? instructions.number() : size;
      if (type === "add") target.add(data.take(length));
      else if (type === "run") target.run(data.byte(), length);
      else target.copy(target.address(mode, addresses), length);
    }
  }
  return target.done();
}

/** Bytes that are read one after the other, and numbers in groups of seven bits. */
export class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new SyntaxError("vcdiff: the delta ends early");
    return byte;
  }

  word(): number {
    return ((this.byte() << 24) | (this.byte() << 16) | (this.byte() << 8) | this.byte()) >>> 0;
  }

  number(): number {
    let value = 0;
    for (let group = 0; group < 5; group++) {
      const byte = this.byte();
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    throw new SyntaxError("vcdiff: a number has more than 35 bits");
  }

  take(length: number): Uint8Array {
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new SyntaxError("vcdiff: the delta ends early");
    return this.#bytes.subarray(start, this.#at);
  }
}

function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return ((high << 16) | low) >>> 0;
}

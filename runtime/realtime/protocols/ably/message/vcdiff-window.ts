/** What an instruction may read its address from. */
interface Numbers {
  byte(): number;
  number(): number;
}

/** One instruction: size 0 means that the size follows in the instructions. */
export interface Instruction {
  readonly type: "add" | "run" | "copy";
  readonly size: number;
  /** How a copy's address is written. */
  readonly mode: number;
}

const nearSlots = 4;
const sameSlots = 3;

/** One window's target while it is made, with the cache of addresses (RFC 3284, 5). */
export class Window {
  readonly #source: Uint8Array;
  readonly #target: Uint8Array;
  #at = 0;
  readonly #near: number[] = new Array<number>(nearSlots).fill(0);
  readonly #same: number[] = new Array<number>(sameSlots * 256).fill(0);
  #next = 0;

  constructor(source: Uint8Array, length: number) {
    this.#source = source;
    this.#target = new Uint8Array(length);
  }

  /** The whole target. Throws when the instructions made less. */
  done(): Uint8Array {
    if (this.#at !== this.#target.length) throw new SyntaxError(`vcdiff: the instructions make ${this.#at} bytes of ${this.#target.length}`);
    return this.#target;
  }

  add(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#target.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  run(byte: number, length: number): void {
    this.#room(length);
    this.#target.fill(byte, this.#at, this.#at + length);
    this.#at += length;
  }

  /** Byte by byte where it reaches into what it makes itself: that is how a pattern is repeated. */
  copy(address: number, length: number): void {
    this.#room(length);
    const from = this.#source.length;
    if (address >= from + this.#at) throw new SyntaxError("vcdiff: a copy begins after what is there");
    for (let index = address; index < address + length; index++)
      this.#target[this.#at++] = (index < from ? this.#source[index] : this.#target[index - from]) as number; // before #at, so there
  }

  /** The address of a copy: absolute, back from here, near one of the last four, or the same as an earlier one. */
  address(mode: number, numbers: Numbers): number {
    const here = this.#source.length + this.#at;
    const address = this.#read(mode, here, numbers);
    if (address < 0 || address >= here) throw new SyntaxError("vcdiff: an address outside what is there");
    this.#near[this.#next] = address;
    this.#next = (this.#next + 1) % nearSlots;
    this.#same[address % (sameSlots * 256)] = address;
    return address;
  }

  #read(mode: number, here: number, numbers: Numbers): number {
    if (mode === 0) return numbers.number();
    if (mode === 1) return here - numbers.number();
    if (mode < 2 + nearSlots) return (this.#near[mode - 2] as number) + numbers.number(); // the slots are filled from the start
    return this.#same[(mode - 2 - nearSlots) * 256 + numbers.byte()] as number; // likewise
  }

  #room(length: number): void {
    if (this.#at + length > this.#target.length) throw new SyntaxError("vcdiff: the instructions make more than the window says");
  }
}

/** The default code table (RFC 3284, 5.6): what each of the 256 instruction bytes means. */
export const codeTable: readonly (readonly Instruction[])[] = /* @__PURE__ */ defaultTable();

function defaultTable(): readonly (readonly Instruction[])[] {
  const add = (size: number): Instruction => ({ type: "add", size, mode: 0 });
  const copy = (size: number, mode: number): Instruction => ({ type: "copy", size, mode });
  const table: Instruction[][] = [[{ type: "run", size: 0, mode: 0 }]];
  for (let size = 0; size <= 17; size++) table.push([add(size)]);
  for (let mode = 0; mode < 9; mode++) for (const size of [0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]) table.push([copy(size, mode)]);
  for (let mode = 0; mode < 6; mode++)
    for (let size = 1; size <= 4; size++) for (let copied = 4; copied <= 6; copied++) table.push([add(size), copy(copied, mode)]);
  for (let mode = 6; mode < 9; mode++) for (let size = 1; size <= 4; size++) table.push([add(size), copy(4, mode)]);
  for (let mode = 0; mode < 9; mode++) table.push([copy(4, mode), add(1)]);
  return table;
}

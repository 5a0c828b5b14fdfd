import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { applyVcdiff } from "../../../../../../runtime/realtime/protocols/ably/message/vcdiff.js";
import { deltaOf, type Instruction, windowOf } from "./vcdiff-encoder.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (given: Uint8Array): string => new TextDecoder().decode(given);
const base = bytes("abcdefghijklmnop");
const wxyz = { add: [...bytes("wxyz")] };

/** The example of RFC 3284, section 3. */
const example = {
  source: [16, 0] as const,
  target: 28,
  instructions: [{ copy: 0, length: 4 }, wxyz, { copy: 4, length: 4 }, { copy: 24, length: 12 }, { run: 0x7a, times: 4 }],
};

describe("a vcdiff delta (RFC 3284, PC3)", () => {
  it("adds, copies from the base and from what it made, and repeats a byte", () => {
    expect(text(applyVcdiff(deltaOf([windowOf(example)]), base))).toBe("abcdwxyzefghefghefghefghzzzz");
  });

  it.each([
    { what: "the instruction byte 163 adds one byte and copies four", instructions: [163, 163 + 72], data: "zy", addresses: [0, 4], want: "zabcdefghy" },
    {
      what: "the instruction bytes 2 and 18 add one and seventeen",
      instructions: [2, 18],
      data: "zabcdefghijklmnopq",
      addresses: [],
      want: "zabcdefghijklmnopq",
    },
    { what: "the instruction byte 20 copies four, 34 eighteen", instructions: [20, 34], data: "", addresses: [0, 0], want: "abcdabcdefghijklmnopab" },
  ])("$what", ({ instructions, data, addresses, want }) => {
    const second = instructions[1] === 235 ? [163, 20, 2] : instructions; // 163, copy 4, add 1
    const rest = [want.length, 0, data.length, second.length, addresses.length, ...bytes(data), ...second, ...addresses];
    expect(text(applyVcdiff(deltaOf([[1, 16, 0, rest.length, ...rest]]), base))).toBe(want);
  });

  it("reads open-vcdiff's variant, and its checksums", () => {
    const window = { source: null, target: 4, instructions: [wxyz] };
    expect(text(applyVcdiff(deltaOf([windowOf({ ...window, checksum: 0x4b401e3 })], 0x53), base))).toBe("wxyz");
    expect(() => applyVcdiff(deltaOf([windowOf({ ...window, checksum: 1 })], 0x53), base)).toThrow(/checksum/);
  });

  it("takes the source of a later window from the base or from the windows before", () => {
    const first = windowOf({ source: null, target: 4, instructions: [wxyz] });
    const second = windowOf({ source: [3, 1], target: 3, instructions: [{ copy: 0, length: 3 }], indicator: 2 });
    const third = windowOf({ source: [2, 14], target: 2, instructions: [{ copy: 0, length: 2 }] });
    expect(text(applyVcdiff(deltaOf([first, second, third]), base))).toBe("wxyzxyzop");
  });

  it("of many windows copies nothing for each of them: a few kilobytes don't keep the program busy", () => {
    const size = 8 * 1024 * 1024;
    const long = windowOf({ source: null, target: size, instructions: [{ run: 65, times: size }] });
    const short = windowOf({ source: [1, size], target: 1, instructions: [{ copy: 0, length: 1 }], indicator: 2 });
    const first = windowOf({ source: null, target: 1, instructions: [{ add: [66] }] });
    const delta = deltaOf([long, first, ...Array.from({ length: 3_000 }, () => short)]);
    let copied = 0;
    const { set } = Uint8Array.prototype;
    const counting = jest.spyOn(Uint8Array.prototype, "set").mockImplementation(function (this: Uint8Array, from, at) {
      copied += from.length;
      set.call(this, from, at);
    });
    const made = applyVcdiff(delta, base);
    counting.mockRestore();
    expect([made.length, made.at(-1)]).toEqual([size + 3_001, 66]);
    expect(copied).toBeLessThan(4 * made.length);
    expect(copied).toBeGreaterThan(made.length - 1);
  });

  it("makes what its instructions say, in every mode of addresses", () => {
    const op = fc.oneof(
      fc.record({ add: fc.array(fc.nat(255), { minLength: 1, maxLength: 40 }) }),
      fc.record({ run: fc.nat(255), times: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ at: fc.double({ min: 0, max: 0.999, noNaN: true }), length: fc.integer({ min: 1, max: 200 }), mode: fc.nat(8) }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 2000 }), fc.array(op, { maxLength: 40 }), (source, wanted) => {
        const whole = [...source];
        const instructions: Instruction[] = wanted.map((each) => {
          const instruction = "at" in each ? { copy: Math.floor(each.at * whole.length), length: each.length, mode: each.mode } : each;
          if ("add" in instruction) whole.push(...instruction.add);
          else if ("run" in instruction) for (let times = 0; times < instruction.times; times++) whole.push(instruction.run);
          else for (let index = 0; index < instruction.length; index++) whole.push(whole[instruction.copy + index] as number);
          return instruction;
        });
        const target = whole.slice(source.length);
        expect([...applyVcdiff(deltaOf([windowOf({ source: [source.length, 0], target: target.length, instructions })]), source)]).toEqual(target);
      }),
      { numRuns: 200 },
    );
  });

  it("is refused with a SyntaxError, whatever is wrong with it", () => {
    const whole = deltaOf([windowOf(example)]);
    for (let length = 0; length < whole.length; length++) if (length !== 5) expect(() => applyVcdiff(whole.subarray(0, length), base)).toThrow(SyntaxError);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const damaged = Uint8Array.from(whole, (each, index) => (index === at ? byte : each));
        try {
          applyVcdiff(damaged, base);
        } catch (error) {
          expect(error).toBeInstanceOf(SyntaxError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    { what: "a base that is too short", delta: deltaOf([windowOf(example)]), message: /longer than the base/ },
    { what: "a custom code table", delta: new Uint8Array([0xd6, 0xc3, 0xc4, 0, 2]), message: /not supported/ },
    { what: "another version", delta: new Uint8Array([0xd6, 0xc3, 0xc4, 9, 0]), message: /version 9/ },
    { what: "a target beyond all measure", delta: deltaOf([[0, 10, 0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0]]), message: /over 16777216/ },
    { what: "less than it promises", delta: deltaOf([windowOf({ source: null, target: 5, instructions: [wxyz] })]), message: /4 bytes of 5/ },
    { what: "more than it promises", delta: deltaOf([windowOf({ source: null, target: 3, instructions: [wxyz] })]), message: /more than the window/ },
  ])("says so of $what", ({ delta, message }) => {
    expect(() => applyVcdiff(delta, bytes("abc"))).toThrow(message);
  });
});

import { describe, expect, it } from "@jest/globals";
import { type BodyPart, partFraming } from "../../../../runtime/streaming/part-framing.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const shown = ({ headers, body }: BodyPart): string => `${JSON.stringify(Object.fromEntries(headers))} ${new TextDecoder().decode(body)}`;

function read(chunks: readonly Uint8Array[], limit = 1000): readonly string[] {
  const framing = partFraming("b", limit);
  const parts = chunks.flatMap((chunk) => [...framing.push(chunk)]);
  framing.end();
  return parts.map(shown);
}

/** However the network cuts it: whole, one byte at a time, in two at every place. */
function fedBadly(text: string): readonly (readonly string[])[] {
  const all = bytes(text);
  const halves = Array.from({ length: all.length + 1 }, (_, at) => [all.subarray(0, at), all.subarray(at)]);
  return [[all], Array.from(all, (byte) => Uint8Array.of(byte)), ...halves].map((chunks) => read(chunks));
}

describe("the parts of a multipart body", () => {
  it.each([
    { name: "headers and bodies", given: "--b\r\nA: 1\r\nB:2\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--", want: ['{"a":"1","b":"2"} one', "{} two"] },
    { name: "a preamble and an epilogue", given: "hello\r\n--b\r\n\r\none\r\n--b--\r\nbye\r\n--b\r\n\r\nno", want: ["{} one"] },
    { name: "spaces behind a boundary", given: "--b \t\r\n\r\none\r\n--b  \r\n\r\ntwo\r\n--b--", want: ["{} one", "{} two"] },
    { name: "empty bodies, with and without their line", given: "--b\r\nA: 1\r\n\r\n\r\n--b\r\nA: 2\r\n\r\n--b--", want: ['{"a":"1"} ', '{"a":"2"} '] },
    { name: "what only looks like a boundary", given: "--b\r\n\r\nx\r\n--bc\r\n--b y\r\n--b-\r\n--b--", want: ["{} x\r\n--bc\r\n--b y\r\n--b-"] },
    { name: "line breaks inside a body", given: "--b\r\n\r\n\r\n\r\none\r\n\r\n--b--", want: ["{} \r\n\r\none\r\n"] },
    { name: "a header over two lines", given: "--b\r\nA: 1;\r\n  x=2\r\n\r\none\r\n--b--", want: ['{"a":"1; x=2"} one'] },
    { name: "no parts", given: "--b--", want: [] },
  ])("$name", ({ given, want }) => {
    for (const parts of fedBadly(given)) expect(parts.map((part) => part.trimEnd())).toEqual(want.map((part) => part.trimEnd()));
  });

  it("comes out as soon as the boundary after it is there", () => {
    const framing = partFraming("b", 100);
    expect(framing.push(bytes("--b\r\n\r\none"))).toEqual([]);
    expect(framing.push(bytes("\r\n--b\r\n")).map(shown)).toEqual(["{} one"]);
  });

  it.each([
    { name: "a stream that breaks off", given: "--b\r\n\r\none", want: "broke off before its last boundary" },
    { name: "no boundary at all", given: "one", want: "broke off before its last boundary" },
    { name: "a part that is too large", given: `--b\r\n\r\n${"x".repeat(1001)}\r\n--b--`, want: "has a part of more than 1000 bytes" },
    { name: "a head that does not end", given: `--b\r\n${"x".repeat(20_000)}`, want: "has a part whose head does not end" },
  ])("$name is a DecodeError", ({ given, want }) => {
    const error = expect.objectContaining({ kind: "decode", message: `The multipart body ${want}` });
    const trials = [() => read([bytes(given)]), () => read([bytes(given.slice(0, 9)), bytes(given.slice(9))])];
    for (const trial of trials) expect(trial).toThrow(error);
  });

  it("a large part in small chunks costs no more than its length", () => {
    const chunk = new Uint8Array(1000).fill(0x2d);
    const framing = partFraming("b", 10_000_000);
    framing.push(bytes("--b\r\n\r\n"));
    for (let count = 0; count < 5000; count += 1) expect(framing.push(chunk)).toHaveLength(0);
    const [part] = framing.push(bytes("\r\n--b--"));
    expect(part?.body.length).toBe(5_000_000);
  });
});

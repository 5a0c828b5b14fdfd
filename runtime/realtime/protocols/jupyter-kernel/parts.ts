import { ConnectionError } from "../../../core/errors.js";
import type { Dialect } from "./frames.js";

/**
 * Several byte strings in one frame, by a table of offsets. The default dialect tells where each begins (big-endian, 4 bytes);
 * v1 also where the last one ends (little-endian, 8 bytes, of which 2^53 is all that JavaScript can say). PROTOCOL.md, section 2.
 */
export function pack(parts: readonly Uint8Array[], dialect: Dialect): Uint8Array {
  const wide = dialect === "v1";
  const count = parts.length + (wide ? 1 : 0);
  const width = wide ? 8 : 4;
  const start = width * (count + 1);
  const frame = new Uint8Array(parts.reduce((sum, { length }) => sum + length, start));
  const view = new DataView(frame.buffer);
  const write = (index: number, value: number): void => {
    if (wide) view.setBigUint64(index * width, BigInt(value), true);
    else view.setUint32(index * width, value);
  };
  write(0, count);
  let at = start;
  for (const [index, part] of parts.entries()) {
    write(index + 1, at);
    frame.set(part, at);
    at += part.length;
  }
  if (wide) write(count, at);
  return frame;
}

/** The parts of a frame, not copied. Throws a ConnectionError where the table does not fit the frame. */
export function unpack(frame: Uint8Array, dialect: Dialect): readonly Uint8Array[] {
  const wide = dialect === "v1";
  const width = wide ? 8 : 4;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const read = (index: number): number => {
    if ((index + 1) * width > frame.length) throw misfit();
    return wide ? Number(view.getBigUint64(index * width, true)) : view.getUint32(index * width);
  };
  const count = read(0);
  if (count < 1 || (count + 1) * width > frame.length) throw misfit();
  const offsets = Array.from({ length: count }, (_, index) => read(index + 1));
  if (!wide) offsets.push(frame.length);
  return offsets.slice(0, -1).map((from, index) => {
    const to = offsets[index + 1] ?? frame.length;
    if (from < (count + 1) * width || to < from || to > frame.length) throw misfit();
    return frame.subarray(from, to);
  });
}

const misfit = (): ConnectionError => new ConnectionError("No frame of a Jupyter kernel: its offsets don't fit");

import { readPointer } from "../core/pointer.js";
import type { Channel } from "./channel.js";
import { type Recogniser, recogniser } from "./match.js";
import { namer } from "./namer.js";
import type { Naming } from "./naming.js";

/**
 * `namer`, which also tells messages that no constant tells, by what a payload lacks: it can be none of those whose required fields are not all there, or hold
 * another kind of value. Where one message is left, it is that; where several are, nothing tells.
 */
export const fieldNamer: Naming = (operation, payloads) => {
  const read = namer(operation, payloads);
  const [byConstants, byWhatIsThere] = [recogniser(operation.channel), byFields(operation.channel)];
  return (came) => read(came.name === null ? { ...came, name: byConstants(came.payload) ?? byWhatIsThere(came.payload) } : came);
};

function byFields({ messages }: Channel): Recogniser {
  const known = Object.entries(messages).flatMap(([name, { fields }]) => (fields === undefined ? [] : [{ name, wants: Object.entries(fields) }]));
  return (payload) => {
    const [only, ...others] = known.filter(({ wants }) => wants.every(([pointer, kinds]) => fits(readPointer(payload, pointer), kinds)));
    return only === undefined || others.length > 0 ? null : only.name;
  };
}

const fits = (value: unknown, kinds: readonly string[]): boolean => value !== undefined && (kinds.length === 0 || kinds.includes(kindOf(value)));

function kindOf(value: unknown): string {
  if (value instanceof Uint8Array) return "bytes";
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value === "bigint" ? "number" : typeof value;
}

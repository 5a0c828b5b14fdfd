/** What a delta says: text to add, a byte to repeat, or a copy from an address in source and target, written in one of the nine modes. */
export type Instruction =
  | { readonly add: readonly number[] }
  | { readonly run: number; readonly times: number }
  | { readonly copy: number; readonly length: number; readonly mode?: number };

/** An integer in groups of seven bits (RFC 3284, 2). */
export function numberOf(value: number): readonly number[] {
  const groups = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift((rest % 128) + 128);
  return groups;
}

/** A delta of these windows. */
export const deltaOf = (windows: readonly (readonly number[])[], version = 0): Uint8Array => new Uint8Array([0xd6, 0xc3, 0xc4, version, 0, ...windows.flat()]);

interface WindowOptions {
  /** Length and position of the source; null for none. */
  readonly source: readonly [number, number] | null;
  readonly target: number;
  readonly instructions: readonly Instruction[];
  readonly indicator?: number;
  readonly checksum?: number;
}

/** One window, with every size written out: no instruction uses a short form. */
export function windowOf({ source, target, instructions, indicator = source === null ? 0 : 1, checksum }: WindowOptions): readonly number[] {
  const sections = sectionsOf(instructions, source?.[0] ?? 0);
  const word = checksum === undefined ? [] : [checksum >>> 24, (checksum >>> 16) & 255, (checksum >>> 8) & 255, checksum & 255];
  const rest = [
    ...numberOf(target),
    0,
    ...numberOf(sections.data.length),
    ...numberOf(sections.instructions.length),
    ...numberOf(sections.addresses.length),
    ...word,
    ...sections.data,
    ...sections.instructions,
    ...sections.addresses,
  ];
  return [indicator | (checksum === undefined ? 0 : 4), ...(source === null ? [] : source.flatMap(numberOf)), ...numberOf(rest.length), ...rest];
}

function sectionsOf(list: readonly Instruction[], sourceLength: number) {
  const [data, instructions, addresses]: [number[], number[], number[]] = [[], [], []];
  const near = [0, 0, 0, 0];
  const same = new Array<number>(768).fill(0);
  let [next, made] = [0, 0];
  for (const each of list) {
    if ("add" in each) {
      instructions.push(1, ...numberOf(each.add.length));
      data.push(...each.add);
      made += each.add.length;
    } else if ("run" in each) {
      instructions.push(0, ...numberOf(each.times));
      data.push(each.run);
      made += each.times;
    } else {
      const mode = fitting(each, near, same);
      instructions.push(19 + 16 * mode, ...numberOf(each.length));
      if (mode === 0) addresses.push(...numberOf(each.copy));
      else if (mode === 1) addresses.push(...numberOf(sourceLength + made - each.copy));
      else if (mode < 6) addresses.push(...numberOf(each.copy - (near[mode - 2] as number)));
      else addresses.push(each.copy % 256);
      near[next] = each.copy;
      next = (next + 1) % 4;
      same[each.copy % 768] = each.copy;
      made += each.length;
    }
  }
  return { data, instructions, addresses };
}

/** The wanted mode where it can express the address; else the absolute one. */
function fitting({ copy, mode = 0 }: { readonly copy: number; readonly mode?: number }, near: readonly number[], same: readonly number[]): number {
  if (mode >= 2 && mode < 6) return (near[mode - 2] as number) <= copy ? mode : 0;
  if (mode >= 6) return same[copy % 768] === copy && Math.floor((copy % 768) / 256) === mode - 6 ? mode : 0;
  return mode;
}

/** A VCDIFF delta (RFC 3284) that makes `target` of `base`: what both begin and end with is copied, the middle is added. */
export function encodeVcdiff(base: Uint8Array, target: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = common(base, target, (bytes, index) => bytes[index]);
  const [restBase, restTarget] = [base.subarray(start), target.subarray(start)];
  const end = common(restBase, restTarget, (bytes, index) => bytes[bytes.length - 1 - index]);
  const middle = target.subarray(start, target.length - end);
  const instructions: number[] = [];
  const addresses: number[] = [];
  const copy = (address: number, length: number): void => {
    if (length === 0) return;
    instructions.push(19, ...numberOf(length)); // a copy with its size after it, from an absolute address
    addresses.push(...numberOf(address));
  };
  copy(0, start);
  if (middle.length > 0) instructions.push(1, ...numberOf(middle.length));
  copy(base.length - end, end);
  const sections = [...numberOf(target.length), 0, ...numberOf(middle.length), ...numberOf(instructions.length), ...numberOf(addresses.length)];
  const length = sections.length + middle.length + instructions.length + addresses.length;
  const source = base.length === 0 ? [0] : [1, ...numberOf(base.length), 0];
  const head = [0xd6, 0xc3, 0xc4, 0, 0, ...source, ...numberOf(length), ...sections];
  const delta = new Uint8Array(head.length + middle.length + instructions.length + addresses.length);
  delta.set(head);
  delta.set(middle, head.length);
  delta.set(instructions, head.length + middle.length);
  delta.set(addresses, head.length + middle.length + instructions.length);
  return delta;
}

function common(one: Uint8Array, two: Uint8Array, at: (bytes: Uint8Array, index: number) => number | undefined): number {
  const most = Math.min(one.length, two.length);
  let length = 0;
  while (length < most && at(one, length) === at(two, length)) length++;
  return length;
}

/** An integer in groups of seven bits (RFC 3284, 2). */
function numberOf(value: number): readonly number[] {
  const groups = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) groups.unshift((rest % 128) + 128);
  return groups;
}

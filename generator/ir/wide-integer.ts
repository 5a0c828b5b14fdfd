/** Whether a format is that of integers which a JavaScript number can't always hold: `int64`, and `uint64` of Rust and protobuf. */
export function isWideInteger(format: string | null): boolean {
  return format === "int64" || format === "uint64";
}

/** What the process ends with; in `clientwright --help` and the README. */
export const exitCodes = {
  done: 0,
  /** The input has errors (warnings with --strict), or --check found that the output is not up to date. */
  refused: 1,
  usage: 2,
  /** A fault of clientwright itself. */
  fault: 3,
} as const;

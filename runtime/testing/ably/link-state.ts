/** A frame that waits. */
interface Held {
  readonly until: number;
  readonly run: () => void;
}

/** What faults have done to one link. */
export class LinkState {
  /** Directions in which nothing arrives any more. */
  readonly muted: Set<"in" | "out"> = new Set();
  /** What waits in each direction, in order. */
  readonly held: Readonly<Record<"in" | "out", Held[]>> = { in: [], out: [] };
  /** How the mock ended it, if it did. */
  ended: { readonly by: "mock"; readonly code?: number; readonly fault?: string } | null = null;
}

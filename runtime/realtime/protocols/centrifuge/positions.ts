import type { Publication, Subscribed } from "./frames.js";

/** Where each channel's stream was left. PROTOCOL.md, section 3. */
export class Positions {
  /** null: it was subscribed to, and has no positions. */
  readonly #known = new Map<string, { readonly epoch: string; offset: number } | null>();

  /** What asks for the messages since; empty without a position. */
  recovery(channel: string): object {
    const position = this.#known.get(channel);
    return position ? { recover: true, ...position } : {};
  }

  /** Takes the answer to a subscription; true when messages may be missing since the last one. */
  subscribed(channel: string, { recoverable = false, epoch = "", offset = 0, recovered = false }: Subscribed): boolean {
    const before = this.#known.get(channel);
    this.#known.set(channel, recoverable ? { epoch, offset } : null);
    return before !== undefined && !recovered;
  }

  /** The id of a publication; null without an offset. */
  passed(channel: string, { offset }: Publication): string | null {
    const position = this.#known.get(channel);
    if (!position || offset === undefined) return null;
    position.offset = offset;
    return `${position.epoch}:${offset}`;
  }

  /** The server can't go on from there: the next subscription asks for nothing, and tells a gap. False where there is no position. */
  lose(channel: string): boolean {
    if (!this.#known.get(channel)) return false;
    this.#known.set(channel, null);
    return true;
  }

  forget(channel: string): void {
    this.#known.delete(channel);
  }
}

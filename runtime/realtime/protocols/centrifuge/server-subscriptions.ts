import type { Connected } from "./frames.js";
import type { Positions } from "./positions.js";

/** Channels that the server itself subscribed this connection to: nobody asks for them, and only the server ends them. PROTOCOL.md, section 3. */
export class ServerSubscriptions {
  readonly #positions: Positions;
  readonly #channels = new Set<string>();

  constructor(positions: Positions) {
    this.#positions = positions;
  }

  /** What goes into `connect`, so that each goes on where it was left. */
  recoveries(): object {
    const known = [...this.#channels].map((channel) => [channel, this.#positions.recovery(channel)] as const);
    const recoverable = known.filter(([, recovery]) => Object.keys(recovery).length > 0);
    return recoverable.length === 0 ? {} : { subs: Object.fromEntries(recoverable) };
  }

  /** The answer to `connect` names all of them. */
  connected({ subs = {} }: Connected): void {
    this.#channels.clear();
    for (const channel of Object.keys(subs)) this.#channels.add(channel);
  }

  add(channel: string): void {
    this.#channels.add(channel);
  }

  remove(channel: string): void {
    this.#channels.delete(channel);
  }

  has(channel: string): boolean {
    return this.#channels.has(channel);
  }
}

import { type ClientError, errorFrom } from "../../../core/errors.js";
import type { SessionHost } from "../../framing.js";
import type { CentrifugeSettings, ChannelTokenReason } from "./settings.js";

/** What happens with a token that was asked for. */
interface Use {
  token(token: string | null): void;
  failed(error: ClientError): void;
}

/** Tokens of single channels: asked for before a subscription, and again before they expire. PROTOCOL.md, section 4. */
export class ChannelTokens {
  readonly #supply: NonNullable<CentrifugeSettings["channelToken"]>;
  readonly #host: SessionHost;
  /** What is under way or waits, by channel: a later one takes the place of an earlier. */
  readonly #cancels = new Map<string, () => void>();
  /** Channels whose last token was refused. */
  readonly #refused = new Set<string>();

  constructor(supply: NonNullable<CentrifugeSettings["channelToken"]>, host: SessionHost) {
    this.#supply = supply;
    this.#host = host;
  }

  ask(channel: string, reason: ChannelTokenReason, use: Use): void {
    let isWanted = true;
    this.#replace(channel, () => {
      isWanted = false;
    });
    const told = this.#refused.has(channel) ? "refused" : reason;
    Promise.resolve()
      .then(() => this.#supply(channel, told))
      .then(
        (token) => {
          if (isWanted) use.token(token ?? null);
        },
        (error: unknown) => {
          if (isWanted) use.failed(errorFrom(error));
        },
      );
  }

  /** Runs something when nine tenths of the seconds are over. */
  later(channel: string, seconds: number, run: () => void): void {
    this.#replace(channel, this.#host.wake(this.#host.now() + seconds * 900, run));
  }

  /** The server refused the channel's token; false the second time in a row: asking again won't make it better. */
  refuse(channel: string): boolean {
    const isFirst = !this.#refused.has(channel);
    this.#refused.add(channel);
    return isFirst;
  }

  accepted(channel: string): void {
    this.#refused.delete(channel);
  }

  forget(channel: string): void {
    this.#refused.delete(channel);
    this.#replace(channel, null);
  }

  /** The link is over: nothing that was begun for it counts. */
  clear(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
    this.#refused.clear();
  }

  #replace(channel: string, cancel: (() => void) | null): void {
    this.#cancels.get(channel)?.();
    if (cancel === null) this.#cancels.delete(channel);
    else this.#cancels.set(channel, cancel);
  }
}

import type { Clock } from "../../core/client.js";
import { errorFrom } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import type { Outcome } from "../../realtime/settlement.js";
import type { Flow, Receiver } from "../broker.js";
import { receive } from "../received.js";
import { type Entry, receivedOf } from "./entry.js";

/** The commands of one stream and group. */
export interface StreamCommands {
  /** What this consumer was given and did not acknowledge; then what is new, waiting for it a while. */
  pending(after: string, count: number): Promise<readonly Entry[]>;
  fresh(count: number): Promise<readonly Entry[]>;
  /** Takes over what nobody acknowledged for long. */
  claim(count: number): Promise<readonly Entry[]>;
  acknowledge(id: string): Promise<unknown>;
  /** Lets anybody take it over at once. */
  giveBack(id: string): Promise<unknown>;
  /** Ends what `fresh` waits for. */
  stop(): void;
}

/** What a reader works with. */
export interface StreamReaderOptions {
  readonly commands: StreamCommands;
  readonly key: string;
  readonly route: Route;
  readonly receiver: Receiver;
  readonly clock: Clock;
  readonly prefetch: number;
  readonly claimAfter: number;
  readonly continuity: Flow["continuity"];
  /** The connection or the stream fails; not told after it was cancelled. */
  readonly failed: (error: unknown) => void;
}

/** Reads one stream for a consumer group: no more entries than may be unacknowledged. */
export class StreamReader implements Flow {
  readonly continuity: Flow["continuity"];
  readonly #options: StreamReaderOptions;
  readonly #open = new Set<string>();
  #wake: (() => void) | null = null;
  #claiming: (() => void) | null = null;
  #isOver = false;

  constructor(options: StreamReaderOptions) {
    this.#options = options;
    this.continuity = options.continuity;
    this.#claimLater();
    void this.#run();
  }

  /** Nothing more is read than `prefetch`, paused or not. */
  pause(): boolean {
    return true;
  }

  resume(): void {
    this.#wake?.();
  }

  cancel(): void {
    this.leave();
    this.#options.commands.stop();
  }

  /** The link is gone: nothing more is read or claimed. */
  leave(): void {
    this.#isOver = true;
    this.#claiming?.();
    this.#wake?.();
  }

  get #room(): number {
    return this.#options.prefetch - this.#open.size;
  }

  async #run(): Promise<void> {
    const { commands } = this.#options;
    try {
      let after = "0";
      for (let left = await commands.pending(after, this.#room); left.length > 0; left = await this.#next(() => commands.pending(after, this.#room))) {
        after = left.at(-1)?.id ?? after;
        this.#give(left);
      }
      while (!this.#isOver) this.#give(await this.#next(() => commands.fresh(this.#room)));
    } catch (error) {
      if (!this.#isOver) this.#options.failed(error);
    }
  }

  /** Waits until there is room. */
  async #next(read: () => Promise<readonly Entry[]>): Promise<readonly Entry[]> {
    while (this.#room <= 0 && !this.#isOver)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    return this.#isOver ? [] : read();
  }

  #give(entries: readonly Entry[]): void {
    const { key, route, receiver, clock } = this.#options;
    for (const entry of entries) {
      if (this.#open.has(entry.id)) continue;
      this.#open.add(entry.id);
      receive(route, receivedOf(entry, key, clock.now()), receiver, (outcome) => void this.#settle(entry.id, outcome));
    }
  }

  async #settle(id: string, outcome: Outcome): Promise<void> {
    const { commands, failed } = this.#options;
    this.#open.delete(id);
    this.#wake?.();
    try {
      if (outcome === "done") await commands.acknowledge(id);
      else if (outcome === "returned") await commands.giveBack(id);
    } catch (error) {
      if (!this.#isOver) failed(errorFrom(error));
    }
  }

  #claimLater(): void {
    const { clock, claimAfter, commands, failed } = this.#options;
    this.#claiming = clock.wake(clock.now() + claimAfter, () => {
      const claimed = this.#room > 0 ? commands.claim(this.#room) : Promise.resolve([]);
      claimed.then(
        (entries) => {
          if (this.#isOver) return;
          this.#give(entries);
          this.#claimLater();
        },
        (error: unknown) => {
          if (!this.#isOver) failed(error);
        },
      );
    });
  }
}

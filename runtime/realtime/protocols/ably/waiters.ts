import { type AblyError, ablyError } from "./ably-error.js";
import type { ChannelStateName } from "./channel/channel-machine.js";
import { quiet } from "./listeners.js";

interface Waiter {
  readonly until: "attached" | "detached";
  readonly settle: (error: AblyError | null) => void;
}

/** Those who attach or detach a channel, until it is where they want it, or won't come there. */
export class Waiters {
  #all: Waiter[] = [];

  add(until: Waiter["until"]): Promise<void> {
    return quiet(
      new Promise<void>((resolve, reject) => {
        this.#all.push({ until, settle: (error) => (error === null ? resolve() : reject(error)) });
      }),
    );
  }

  /** It was where some want it, on its way elsewhere (RTL4h, RTL5i): for them that is enough. */
  passing(through: Waiter["until"]): void {
    const there = this.#all.filter(({ until }) => until === through);
    this.#all = this.#all.filter(({ until }) => until !== through);
    for (const { settle } of there) settle(null);
  }

  /** Answers them, unless the channel is on its way. */
  settle(state: ChannelStateName, failure: AblyError | null): void {
    if (state === "attaching" || state === "detaching") return;
    const waiting = this.#all;
    this.#all = [];
    for (const { until, settle } of waiting) {
      const there = until === state || (until === "detached" && state === "initialized");
      settle(there ? null : (failure ?? ablyError(90001, `The channel is ${state}`)));
    }
  }
}

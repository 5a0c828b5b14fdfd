import type { Clock } from "../core/client.js";
import { type ClientError, errorFrom } from "../core/errors.js";
import { ConnectionHub, closedError } from "../realtime/connection-hub.js";
import { type Effect, type Event, type Policy, type State, step } from "../realtime/machine.js";
import type { BrokerLink, LinkHost } from "./broker.js";

/** What a driver works with. */
export interface BrokerDriverOptions {
  readonly clock: Clock;
  readonly policy: Policy;
  /** `renew`: the credential was refused. */
  readonly open: (host: LinkHost, renew: boolean) => Promise<BrokerLink>;
  readonly owner: BrokerDriverOwner;
}

/** Who is told what becomes of the links. */
export interface BrokerDriverOwner {
  opened(link: BrokerLink): void;
  /** The link is gone: what was sent may not have arrived. */
  interrupted(): void;
  /** Nothing more will be sent; the error is why, null when it was asked to. */
  gaveUp(error: ClientError | null): void;
}

/** Runs the machine over links that a broker's own client makes. That client minds heartbeats; trying again is ours. */
export class BrokerDriver {
  readonly hub: ConnectionHub;
  readonly #options: BrokerDriverOptions;
  readonly #policy: Policy;
  #state: State = { name: "idle" };
  #link: BrokerLink | null = null;
  /** Grows with each dial and each loss, so that what an old link still says is not heard. */
  #epoch = 0;
  #wake: { readonly at: number; readonly cancel: () => void } | null = null;
  readonly #events: Event[] = [];
  #stepping = false;

  constructor(options: BrokerDriverOptions) {
    this.#options = options;
    this.#policy = { ...options.policy, heartbeat: 0, patience: 0, mutePatience: 0 };
    this.hub = new ConnectionHub(options.clock);
  }

  /** The open link; null where there is none. */
  get link(): BrokerLink | null {
    return this.#state.name === "open" ? this.#link : null;
  }

  connect(): void {
    this.#dispatch({ type: "connect" });
  }

  close(): void {
    this.#dispatch({ type: "close" });
  }

  /** A link that fails at its work is replaced. */
  drop(link: BrokerLink, error: ClientError): void {
    if (link !== this.#link) return;
    this.#letGo();
    this.#dispatch({ type: "dropped", verdict: "retry", reason: error });
  }

  #dispatch(event: Event): void {
    this.#events.push(event);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) this.#step(next);
    } finally {
      this.#stepping = false;
    }
  }

  #step(event: Event): void {
    const { clock, owner } = this.#options;
    const now = clock.now();
    const before = this.#state;
    const [state, effects] = step(before, event, now, this.#policy);
    this.#state = state;
    this.#arm();
    if (before.name === "open" && state.name !== "open" && state.name !== "closing") owner.interrupted();
    for (const effect of effects) this.#run(effect);
    if (state.name === before.name) return;
    this.hub.move(state.name, "reason" in state ? state.reason : null, state.name === "waiting" ? state.until - now : null);
  }

  #arm(): void {
    const at = "until" in this.#state ? this.#state.until : Number.POSITIVE_INFINITY;
    if (this.#wake?.at === at) return;
    this.#wake?.cancel();
    this.#wake = null;
    if (at === Number.POSITIVE_INFINITY) return;
    const { clock } = this.#options;
    const cancel = clock.wake(at, () => {
      this.#wake = null;
      this.#dispatch({ type: "tick", heard: clock.now() });
    });
    this.#wake = { at, cancel };
  }

  #run(effect: Effect): void {
    if (effect.do === "dial") void this.#dial(effect.renew);
    else if (effect.do === "hangUp") this.#hangUp(effect.hard);
    else if (effect.do === "resubscribe" && this.#link !== null) this.#options.owner.opened(this.#link);
    else if (effect.do === "giveBack") this.#options.owner.gaveUp(this.#state.name === "failed" ? this.#state.reason : null);
  }

  async #dial(renew: boolean): Promise<void> {
    const epoch = ++this.#epoch;
    const host: LinkHost = {
      lost: (error, final = false) => {
        if (epoch === this.#epoch) this.#lose(error, final);
      },
    };
    try {
      const link = await this.#options.open(host, renew);
      if (epoch !== this.#epoch) return link.destroy();
      this.#link = link;
      this.#dispatch({ type: "opened" });
    } catch (error) {
      if (epoch === this.#epoch) this.#lose(errorFrom(error), errorFrom(error).kind === "input");
    }
  }

  #lose(reason: ClientError, final: boolean): void {
    this.#epoch++;
    this.#link = null;
    this.#dispatch({ type: "dropped", verdict: final ? "fatal" : reason.kind === "auth" ? "renew" : "retry", reason });
  }

  #letGo(): void {
    const link = this.#link;
    this.#epoch++;
    this.#link = null;
    link?.destroy();
  }

  #hangUp(hard: boolean): void {
    const link = this.#link;
    if (hard) {
      this.#letGo();
      return;
    }
    const epoch = ++this.#epoch;
    const gone = (): void => {
      if (epoch !== this.#epoch) return;
      this.#link = null;
      this.#dispatch({ type: "dropped", verdict: "retry", reason: closedError() });
    };
    if (link === null) gone();
    else void link.close().then(gone);
  }
}

import type { Clock } from "../core/client.js";
import { type ClientError, errorFrom } from "../core/errors.js";
import { ConnectionHub, closedError } from "./connection-hub.js";
import type { FrameSink, Frames, FramingSession, Verdict } from "./framing.js";
import { type Effect, type Event, type Policy, type State, step } from "./machine.js";
import type { Link, LinkEnd, LinkEvents, OpenRequest, Transport } from "./transport.js";
import { endError, verdictOf } from "./verdict.js";

/** What a link is opened with, credentials included. */
export interface Dial {
  readonly request: OpenRequest;
  /** What an Authorization header holds; null without one. */
  readonly credential: string | null;
}

/** What a driver works with. */
export interface DriverOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly session: FramingSession;
  /** The next link's request. `renew`: the credential was refused, or runs out. */
  readonly dial: (renew: boolean) => Promise<Dial>;
  readonly owner: DriverOwner;
}

/** Who is told what the frames mean, and what becomes of the connection. */
export interface DriverOwner extends Omit<FrameSink, "ready" | "answer" | "renew" | "promised" | "dropped"> {
  /** The session is usable: send what is due. */
  opened(continuity: "resumed" | "lost"): void;
  /** The link is gone: what was sent may not have arrived. */
  interrupted(): void;
  /** Nothing more will be sent; the error is why, null when it was asked to. */
  gaveUp(error: ClientError | null): void;
  /** A frame that can't be read; the connection goes on. */
  undecodable(error: ClientError): void;
}

/** Runs the machine over a transport and a clock: the only place with sockets and timers. */
export class Driver {
  readonly hub: ConnectionHub;
  readonly #options: DriverOptions;
  readonly #usual: Policy;
  /** Of this link: the server may promise signs of life. */
  #policy: Policy;
  #renewal: (() => void) | null = null;
  readonly #sink: FrameSink;
  #state: State = { name: "idle" };
  #link: Link | null = null;
  /** Grows with each dial and each loss, so that what an old link still says is not heard. */
  #epoch = 0;
  #heard = 0;
  #paused = false;
  #continuity: "resumed" | "lost" = "lost";
  #due: { readonly at: number; readonly cancel: () => void } | null = null;
  readonly #events: Event[] = [];
  #stepping = false;

  constructor(options: DriverOptions) {
    this.#options = options;
    this.hub = new ConnectionHub(options.clock);
    const canAsk = options.transport.seesPings || options.session.ping() !== null;
    this.#policy = this.#usual = canAsk ? options.policy : { ...options.policy, heartbeat: 0, patience: options.policy.mutePatience };
    this.#sink = this.#sinkFor(options.owner);
  }

  get isOpen(): boolean {
    return this.#state.name === "open";
  }

  /** Bytes that the platform has not sent yet. */
  get buffered(): number {
    return this.#link?.buffered ?? 0;
  }

  connect(): void {
    this.#dispatch({ type: "connect" });
  }

  close(): void {
    this.#dispatch({ type: "close" });
  }

  /** Breaks the link off; what comes then is as after any that broke. */
  drop(reason: ClientError, verdict: Verdict): void {
    this.#letGo();
    this.#lose(reason, verdict);
  }

  send(frames: Frames): void {
    if (typeof frames === "string" || frames instanceof Uint8Array) this.#link?.send(frames);
    else for (const frame of frames) this.#link?.send(frame);
  }

  /** Stops reading, where the platform can, or goes on. A link is read until it is usable: what makes it so is a frame. */
  wait(waits: boolean): void {
    this.#paused = waits;
    if (!waits) {
      this.#heard = this.#options.clock.now();
      this.#link?.resume();
    } else if (this.isOpen) this.#link?.pause();
  }

  /** Events that come up while one is handled wait for their turn, so that listeners see them in order. */
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
    const now = this.#options.clock.now();
    const before = this.#state;
    const [state, effects] = step(before, event, now, this.#policy);
    this.#state = state;
    this.#arm();
    if (before.name === "open" && state.name !== "open" && state.name !== "closing") this.#options.owner.interrupted();
    for (const effect of effects) this.#run(effect);
    if (state.name === before.name) return;
    const reason = "reason" in state ? state.reason : null;
    this.hub.move(state.name, reason, state.name === "waiting" ? state.until - now : null);
  }

  #arm(): void {
    const at = "until" in this.#state ? this.#state.until : Number.POSITIVE_INFINITY;
    if (this.#due?.at === at) return;
    this.#due?.cancel();
    this.#due = null;
    if (at === Number.POSITIVE_INFINITY) return;
    const cancel = this.#options.clock.wake(at, () => {
      this.#due = null;
      this.#dispatch({ type: "tick", heard: this.#paused ? this.#options.clock.now() : this.#heard });
      this.#arm();
    });
    this.#due = { at, cancel };
  }

  #run(effect: Effect): void {
    switch (effect.do) {
      case "dial":
        void this.#dial(effect.renew);
        break;
      case "hangUp":
        this.#hangUp(effect.hard);
        break;
      case "resubscribe":
        this.#options.owner.opened(this.#continuity);
        break;
      case "heartbeat":
        this.#heartbeat();
        break;
      case "renew":
        void this.#renew();
        break;
      case "giveBack":
        this.#options.owner.gaveUp("reason" in this.#state ? this.#state.reason : null);
    }
  }

  async #dial(renew: boolean): Promise<void> {
    const epoch = this.#turn();
    const { dial, session, transport } = this.#options;
    try {
      const { request, credential } = await dial(renew);
      if (epoch !== this.#epoch) return;
      this.#link = transport.open(session.request(request), this.#linkEvents(epoch, request.url, credential));
    } catch (error) {
      const reason = errorFrom(error);
      if (epoch === this.#epoch) this.#lose(reason, ["auth", "input"].includes(reason.kind) ? "fatal" : "retry");
    }
  }

  #linkEvents(epoch: number, url: string, credential: string | null): LinkEvents {
    const { session, clock, owner } = this.#options;
    const sink = this.#sink;
    return {
      opened: (protocol) => {
        if (epoch !== this.#epoch) return;
        this.#heard = clock.now();
        for (const frame of session.greet(credential, protocol)) this.#link?.send(frame);
        if (session.readyOn === "open") sink.ready(session.resumes ? "resumed" : "lost");
      },
      frame: (frame) => {
        if (epoch !== this.#epoch) return;
        this.#heard = clock.now();
        try {
          session.receive(frame, sink);
        } catch (error) {
          owner.undecodable(errorFrom(error));
        }
      },
      alive: () => {
        if (epoch === this.#epoch) this.#heard = clock.now();
      },
      closed: (end: LinkEnd) => {
        if (epoch === this.#epoch) this.#lose(endError(end, url), session.verdict?.(end) ?? verdictOf(end));
      },
    };
  }

  #sinkFor(owner: DriverOwner): FrameSink {
    return {
      ...owner,
      ready: (continuity) => {
        this.#continuity = continuity;
        this.#dispatch({ type: "opened" });
        if (this.#paused) this.#link?.pause();
      },
      answer: (frame) => this.send(frame),
      renew: (after = 0) => {
        const { clock } = this.#options;
        const due = (): void => this.#dispatch({ type: "expiring" });
        this.#renewal?.();
        this.#renewal = after > 0 ? clock.wake(clock.now() + after, due) : null;
        if (after <= 0) due();
      },
      promised: (patience) => {
        this.#policy = { ...this.#usual, heartbeat: 0, patience };
      },
      dropped: (error, verdict) => this.drop(error, verdict),
    };
  }

  /** The last link is over: nothing that it still says is heard. */
  #turn(): number {
    this.#renewal?.();
    this.#renewal = null;
    this.#policy = { ...this.#usual, ...this.#options.session.policy };
    this.#link = null;
    this.#options.session.ended?.();
    return ++this.#epoch;
  }

  /** The link is gone, or never was. */
  #lose(reason: ClientError, verdict: Verdict): void {
    this.#turn();
    this.#dispatch({ type: "dropped", verdict, reason });
  }

  #letGo(): void {
    const link = this.#link;
    this.#turn();
    link?.terminate();
  }

  #hangUp(hard: boolean): void {
    if (hard) this.#letGo();
    else if (this.#link === null) this.#lose(closedError(), "retry");
    else {
      // A socket that isn't read never sees the answer to its close.
      if (this.#paused) this.#link.resume();
      this.#link.close(1000, "");
    }
  }

  #heartbeat(): void {
    const frame = this.#options.session.ping();
    if (frame === null) this.#link?.ping();
    else this.send(frame);
  }

  async #renew(): Promise<void> {
    const epoch = this.#epoch;
    const { dial, session } = this.#options;
    try {
      const { credential } = await dial(true);
      if (epoch !== this.#epoch || !this.isOpen || credential === null) return;
      const frame = session.reauthenticate(credential);
      if (frame !== null) return this.send(frame);
      this.drop(errorFrom(new Error("The credential runs out")), "retry");
    } catch {
      // The old credential still holds; when it ends, the server says so and the connection is made anew.
    }
  }
}

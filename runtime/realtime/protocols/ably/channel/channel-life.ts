import type { Clock } from "../../../../core/client.js";
import { type AblyError, ablyError, errorOf, reasonOf } from "../ably-error.js";
import type { AblyConnection } from "../connection/connection.js";
import type { AblyConnectionChange } from "../connection/connection-change.js";
import { rejected } from "../listeners.js";
import * as Action from "../message/action.js";
import { type ChannelMode, flagsOfModes, modesOfFlags } from "../message/actions.js";
import * as Flag from "../message/flag.js";
import type { ProtocolMessage } from "../message/frames.js";
import { Stateful } from "../stateful.js";
import { Waiters } from "../waiters.js";
import type { ChannelStateChange } from "./channel-change.js";
import { type ChannelEffect, type ChannelEvent, type ChannelState, type ChannelStateName, channelDueAt, stepChannel } from "./channel-machine.js";
import type { ChannelOptions } from "./channel-options.js";

/** What the life of a channel needs of its client. */
export interface LifeParts {
  readonly connection: AblyConnection;
  readonly clock: Clock;
  readonly channelRetry: number;
  readonly random: () => number;
  readonly warn: (error: AblyError) => void;
  /** Where a recovered channel stands; null for a new one. */
  readonly serial: string | null;
}

/** The driver of the channel machine: attaching, detaching, and what became of it. */
export abstract class ChannelLife extends Stateful<ChannelStateName, ChannelStateChange> {
  readonly name: string;
  readonly #life: LifeParts;
  readonly #waiters = new Waiters();
  #state: ChannelState = { name: "initialized" };
  #timer: (() => void) | null = null;
  #serial: string | null;
  #attachSerial: string | null = null;
  #granted: { readonly modes: readonly ChannelMode[]; readonly params: Readonly<Record<string, string>> } | null = null;

  constructor(name: string, parts: LifeParts) {
    super(parts.warn);
    this.name = name;
    this.#life = parts;
    this.#serial = parts.serial;
  }

  /** What ATTACH asks for. */
  protected abstract get wanted(): Pick<ChannelOptions, "params" | "modes">;
  /** The channel is in another state: told before users are. `lost`: where it stood is forgotten. */
  protected abstract moved(state: ChannelStateName, lost: boolean): void;
  /** ATTACHED came. `silent`: nothing was missed, and it was attached already. */
  protected abstract joined(facts: { readonly present: boolean; readonly silent: boolean }): void;

  get state(): ChannelStateName {
    return this.#state.name;
  }

  /** Why it is not attached; null when there is nothing to tell (RTL24). */
  get errorReason(): AblyError | null {
    return "reason" in this.#state ? this.#state.reason : null;
  }

  /** What the server granted when the channel was attached (RTL4m). */
  get modes(): readonly ChannelMode[] {
    return this.#granted?.modes ?? [];
  }

  /** What the server made of the params that were asked for (RTL4k1). */
  get params(): Readonly<Record<string, string>> {
    return this.#granted?.params ?? {};
  }

  /** Where the channel stands: what a resume begins after; null before it was attached (RTL15b). */
  get serial(): string | null {
    return this.#serial;
  }

  /** Where the channel stood when it was attached: history ends there, subscriptions begin there (RTL15a). */
  get attachSerial(): string | null {
    return this.#state.name === "attached" ? this.#attachSerial : null;
  }

  /** Resolves once messages come; rejects when they won't (RTL4). */
  attach(): Promise<void> {
    if (this.#state.name === "attached") return Promise.resolve();
    const { state, errorReason } = this.#life.connection;
    if (!["initialized", "connecting", "connected", "disconnected"].includes(state))
      return rejected(errorReason ?? ablyError(90001, `The channel can't attach: the connection is ${state}`));
    return this.awaited("attached", { type: "attach" });
  }

  /** Resolves once nothing comes any more (RTL5). */
  detach(): Promise<void> {
    if (this.#state.name === "initialized" || this.#state.name === "detached") return Promise.resolve();
    if (this.#state.name === "failed") return rejected(ablyError(90001, "The channel has failed"));
    return this.awaited("detached", { type: "detach" });
  }

  /** What the connection's change means for the channel (RTL3). */
  connectionChanged({ current, event, reason }: AblyConnectionChange): void {
    if (event === "connected") this.dispatch({ type: "online" });
    else if (current === "disconnected") this.dispatch({ type: "offline" });
    else if (current === "suspended") this.dispatch({ type: "suspend", error: reason });
    else if (current === "failed") this.dispatch({ type: "fail", error: reason });
    else if (current === "closed") this.dispatch({ type: "close" });
  }

  dispatch(event: ChannelEvent): void {
    const previous = this.#state;
    const { connection, clock, channelRetry, random } = this.#life;
    const connected = connection.state === "connected";
    const [next, effects] = stepChannel(previous, event, { now: clock.now(), connected, requestTimeout: connection.requestTimeout, channelRetry, random });
    this.#state = next;
    this.#arm();
    const { resumed, hasBacklog = false } = event.type === "attached" ? event : { resumed: false };
    if (event.type === "attached" && next.name === "detaching") this.#waiters.passing("attached");
    if (event.type === "detached" && next.name === "attaching") this.#waiters.passing("detached");
    // Told before anything is sent: an answer may come within the call.
    if (next.name !== previous.name) this.#changed(previous.name, next, { resumed, hasBacklog });
    for (const effect of effects) this.#run(effect, hasBacklog);
    if (next.name !== previous.name || event.type === "attached" || event.type === "tick")
      this.#waiters.settle(next.name, lastReason(effects) ?? this.errorReason);
  }

  #run(effect: ChannelEffect, hasBacklog: boolean): void {
    if (effect.do === "sendAttach") this.#sendAttach();
    else if (effect.do === "sendDetach") this.#life.connection.send({ action: Action.detach, channel: this.name });
    else this.update({ reason: effect.reason, resumed: effect.resumed, hasBacklog });
  }

  #changed(previous: ChannelStateName, next: ChannelState, { resumed, hasBacklog }: { readonly resumed: boolean; readonly hasBacklog: boolean }): void {
    const lost = next.name === "detached" || next.name === "failed" || next.name === "initialized";
    if (lost) this.#serial = null;
    this.moved(next.name, lost);
    const retryIn = "until" in next && next.until !== null ? next.until - this.#life.clock.now() : null;
    this.tell({ previous, current: next.name, event: next.name, reason: "reason" in next ? next.reason : null, resumed, hasBacklog, retryIn });
  }

  /** Tells users of what changed without another state. */
  protected update(facts: Pick<ChannelStateChange, "reason" | "resumed" | "hasBacklog">): void {
    this.tell({ previous: this.#state.name, current: this.#state.name, event: "update", retryIn: null, ...facts });
  }

  #sendAttach(): void {
    const { params, modes } = this.wanted;
    this.#life.connection.send({
      action: Action.attach,
      channel: this.name,
      ...(this.#serial !== null && { channelSerial: this.#serial }),
      ...(params !== undefined && { params }),
      ...(modes !== undefined && modes.length > 0 && { flags: flagsOfModes(modes) }),
    });
  }

  /** Whether messages are for those who listen (RTL17). */
  protected get hears(): boolean {
    return this.#state.name === "attached" || "hears" in this.#state;
  }

  /** A frame without payloads. */
  protected process(frame: ProtocolMessage): void {
    if (frame.action === Action.attached) this.#attached(frame);
    else if (frame.action === Action.detached) this.dispatch({ type: "detached", error: errorOf(frame.error) });
    else if (frame.action === Action.error) this.dispatch({ type: "error", error: reasonOf(frame.error, 90000, "The channel failed") });
  }

  #attached(frame: ProtocolMessage): void {
    const flags = frame.flags ?? 0;
    const resumed = (flags & Flag.resumed) !== 0;
    const already = this.hears;
    if (frame.channelSerial) this.#serial = frame.channelSerial;
    if (!resumed) this.#attachSerial = frame.channelSerial ?? null;
    this.#granted = { modes: modesOfFlags(flags), params: frame.params ?? {} };
    this.dispatch({ type: "attached", resumed, hasBacklog: (flags & Flag.hasBacklog) !== 0, error: errorOf(frame.error) });
    if (this.#state.name === "attached") this.joined({ present: (flags & Flag.hasPresence) !== 0, silent: already && resumed });
  }

  /** A frame with payloads was taken in: the channel stands where it says (RTL15b). */
  protected passed({ action, channelSerial }: ProtocolMessage): void {
    if (channelSerial && movesOn.includes(action)) this.#serial = channelSerial;
  }

  protected awaited(until: "attached" | "detached", event: ChannelEvent): Promise<void> {
    const promise = this.#waiters.add(until);
    this.dispatch(event);
    return promise;
  }

  #arm(): void {
    this.#timer?.();
    const due = channelDueAt(this.#state);
    this.#timer = due === null ? null : this.#life.clock.wake(due, () => this.dispatch({ type: "tick" }));
  }
}

/** Frames whose serial is where the channel stands from then on (RTL15b). */
const movesOn: readonly number[] = [Action.message, Action.presence, Action.annotation, Action.object];

/** Why the last effect was told, where it was. */
function lastReason(effects: readonly ChannelEffect[]): AblyError | null {
  const last = effects.at(-1);
  return last?.do === "update" ? last.reason : null;
}

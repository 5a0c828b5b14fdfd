import type { Clock } from "../../core/client.js";
import { Action } from "../../realtime/protocols/ably/message/actions.js";
import { decodeFrame } from "../../realtime/protocols/ably/message/codec.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/message/frames.js";
import { messagePack } from "../../realtime/protocols/ably/message/message-pack.js";
import type { MockEvent } from "./events.js";
import type { FaultAction } from "./fault.js";
import { Faults, type Struck } from "./faults.js";
import type { KeptConnections } from "./kept-connections.js";
import { LinkState } from "./link-state.js";
import type { MockConnection, MockLink } from "./mock-connection.js";
import { MockError } from "./mock-error.js";

/** What a line stands on. */
export interface LineParts {
  readonly clock: Clock;
  readonly kept: KeptConnections;
}

type Direction = "in" | "out";

/** Where clients come in: frames pass both ways, past the faults and into the log. A mock has one; more may lead to the same mock. */
export class FaultyLine {
  readonly faults: Faults = new Faults();
  readonly events: MockEvent[] = [];
  readonly #parts: LineParts;
  readonly #states = new WeakMap<MockLink, LinkState>();

  constructor(parts: LineParts) {
    this.#parts = parts;
  }

  /** The mock's time. */
  now(): number {
    return this.#parts.clock.now();
  }

  /** Writes an event into the log. */
  log(event: MockEvent): void {
    this.events.push(event);
  }

  /** A frame of the client's. */
  in(connection: MockConnection, raw: string | Uint8Array): void {
    this.#pass(connection, "in", decodeFrame(raw, messagePack));
  }

  /** A frame of the mock's. */
  out(connection: MockConnection, frame: ProtocolMessage): void {
    this.#pass(connection, "out", frame);
  }

  /** A sign of life that is no frame: a link that is mute gives none. */
  ping(connection: MockConnection): void {
    if (!this.#state(connection)?.muted.has("out")) connection.link?.ping();
  }

  /** Does to a connection what a fault does, whatever goes over it. Delays, answers and passing mean nothing here. */
  strike(connection: MockConnection, action: FaultAction, label?: string): void {
    const state = this.#state(connection);
    if (action.do === "cut" || action.do === "refuse" || action.do === "reject") this.#end(connection, { label });
    else if (action.do === "close") this.#end(connection, { code: action.code ?? 1000, reason: action.reason ?? "", label });
    else if (action.do === "disconnect") this.disconnect(connection, action, label);
    else if (action.do === "suppress" || action.do === "mute") state?.muted.add(("direction" in action && action.direction) || "out");
    else if (action.do === "replace") this.#give(connection, "out", action.frame, label);
    else if (action.do === "inject") this.#inject(connection, action, label);
  }

  /** DISCONNECTED, and the link is closed. */
  disconnect(
    connection: MockConnection,
    { code, statusCode, message = "Disconnected" }: { readonly code: number; readonly statusCode: number; readonly message?: string },
    label?: string,
  ): void {
    this.#give(connection, "out", { action: Action.disconnected, error: new MockError(code, message, statusCode).info }, label);
    this.#end(connection, { code: 1000, label });
  }

  /** The link is gone: who ended it stands in the log. */
  gone(connection: MockConnection, link: MockLink): void {
    const ended = this.#states.get(link)?.ended;
    this.log({ at: this.now(), kind: "gone", connectionId: connection.id, ...(ended ?? { by: "client" }) });
  }

  #pass(connection: MockConnection, direction: Direction, frame: ProtocolMessage): void {
    const state = this.#state(connection);
    if (state?.muted.has(direction)) return;
    const fault = this.faults.strike(direction, { frame });
    if (direction === "in") this.log({ at: this.now(), kind: "in", connectionId: connection.id, frame, ...(fault && { fault: fault.label }) });
    if (fault?.do === "mute") state?.muted.add(fault.direction ?? direction);
    if (fault?.do === "inject") this.#inject(connection, fault, fault.label);
    if (endsLink(fault)) this.strike(connection, fault, fault.label);
    if (fault?.do === "suppress" || fault?.do === "mute" || endsLink(fault) || (fault?.do === "inject" && fault.close !== undefined)) return;
    const given = fault?.do === "replace" ? fault.frame : frame;
    this.#hold(connection, direction, () => this.#give(connection, direction, given, fault?.label), fault);
  }

  /** Now, or when what is before it has passed. */
  #hold(connection: MockConnection, direction: Direction, run: () => void, fault: Struck | null): void {
    const { clock, kept } = this.#parts;
    const delayed = fault?.do === "delay" ? fault : null;
    const queue = this.#state(connection)?.held[direction];
    if (queue === undefined || (delayed === null && queue.length === 0)) run();
    else if (delayed !== null && !delayed.inOrder) kept.wake(connection, clock.now() + delayed.milliseconds, run);
    else {
      const until = Math.max(queue.at(-1)?.until ?? 0, clock.now() + (delayed?.milliseconds ?? 0));
      queue.push({ until, run });
      kept.wake(connection, until, () => {
        while ((queue[0]?.until ?? Number.POSITIVE_INFINITY) <= clock.now()) queue.shift()?.run();
      });
    }
  }

  #inject(connection: MockConnection, { frame, to = "client", close }: Extract<FaultAction, { readonly do: "inject" }>, label?: string): void {
    this.#give(connection, to === "client" ? "out" : "in", frame, label);
    if (close !== undefined) this.#end(connection, { code: close, label });
  }

  /** The frame arrives. Those of the mock's stand in the log from here on. */
  #give(connection: MockConnection, direction: Direction, frame: ProtocolMessage, label?: string): void {
    if (direction === "in") void connection.receive(frame);
    if (direction === "in" || connection.link === null) return;
    this.log({ at: this.now(), kind: "out", connectionId: connection.id, frame, ...(label !== undefined && { fault: label }) });
    connection.send(frame);
  }

  /** Closes the link, or without a code cuts it. */
  #end(connection: MockConnection, { code, reason, label }: { readonly code?: number; readonly reason?: string; readonly label?: string | undefined }): void {
    const { link } = connection;
    if (link === null) return;
    const state = this.#state(connection);
    if (state !== null) state.ended ??= { by: "mock", ...(code !== undefined && { code }), ...(label !== undefined && { fault: label }) };
    if (code === undefined) link.cut();
    else link.close(code, reason);
  }

  #state({ link }: MockConnection): LinkState | null {
    if (link === null) return null;
    const known = this.#states.get(link) ?? new LinkState();
    this.#states.set(link, known);
    return known;
  }
}

type EndOfLink = Extract<FaultAction, { readonly do: "cut" | "close" | "disconnect" }>;

const endsLink = (fault: Struck | null): fault is Struck & EndOfLink => fault?.do === "cut" || fault?.do === "close" || fault?.do === "disconnect";

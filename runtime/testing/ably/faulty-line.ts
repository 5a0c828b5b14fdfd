import type { Clock } from "../../core/client.js";
import { Action } from "../../realtime/protocols/ably/actions.js";
import { decodeFrame } from "../../realtime/protocols/ably/codec.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/frames.js";
import { messagePack } from "../../realtime/protocols/ably/message-pack.js";
import type { Fault, FaultAction, Faults, MockEvent } from "./faults.js";
import type { KeptConnections } from "./kept-connections.js";
import type { MockConnection } from "./mock-connection.js";
import { MockError } from "./mock-error.js";

/** What the line stands on. */
export interface LineParts {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly events: MockEvent[];
  readonly kept: KeptConnections;
}

/** Frames both ways, past the faults and into the log. */
export class FaultyLine {
  readonly #parts: LineParts;

  constructor(parts: LineParts) {
    this.#parts = parts;
  }

  /** A frame of the client's. */
  in(connection: MockConnection, raw: string | Uint8Array): void {
    const { clock, events, faults, kept } = this.#parts;
    const frame = decodeFrame(raw, messagePack);
    events.push({ at: clock.now(), kind: "in", connectionId: connection.id, frame });
    const fault = faults.strike("in", { frame });
    if (endsLink(fault)) this.strike(connection, fault);
    if (fault?.do === "suppress" || endsLink(fault)) return;
    if (fault?.do === "inject") connection.send(fault.frame);
    const taken = fault?.do === "replace" ? fault.frame : frame;
    if (fault?.do === "delay") kept.wake(connection, clock.now() + fault.milliseconds, () => void connection.receive(taken));
    else void connection.receive(taken);
  }

  /** A frame of the mock's. */
  out(connection: MockConnection, frame: ProtocolMessage): void {
    const { clock, faults, kept } = this.#parts;
    const fault = faults.strike("out", { frame });
    if (endsLink(fault)) this.strike(connection, fault);
    if (fault?.do === "suppress" || endsLink(fault)) return;
    if (fault?.do === "inject") this.#sent(connection, fault.frame);
    const given = fault?.do === "replace" ? fault.frame : frame;
    if (fault?.do === "delay") kept.wake(connection, clock.now() + fault.milliseconds, () => this.#sent(connection, given));
    else this.#sent(connection, given);
  }

  /** What a fault does to a connection, whatever goes over it. */
  strike(connection: MockConnection, fault: FaultAction): void {
    if (fault.do === "cut" || fault.do === "refuse") connection.link?.cut();
    else if (fault.do === "close") connection.link?.close();
    else if (fault.do === "disconnect") this.disconnect(connection, fault.code, fault.statusCode);
    else if (fault.do === "inject" || fault.do === "replace") this.#sent(connection, fault.frame);
  }

  /** DISCONNECTED, and the link is closed. */
  disconnect(connection: MockConnection, code: number, statusCode: number): void {
    this.out(connection, { action: Action.disconnected, error: new MockError(code, "Disconnected", statusCode).info });
    connection.link?.close();
  }

  #sent(connection: MockConnection, frame: ProtocolMessage): void {
    if (connection.link === null) return;
    this.#parts.events.push({ at: this.#parts.clock.now(), kind: "out", connectionId: connection.id, frame });
    connection.send(frame);
  }
}

type EndOfLink = Extract<FaultAction, { readonly do: "cut" | "close" | "disconnect" }>;

const endsLink = (fault: Fault | null): fault is Fault & EndOfLink => fault?.do === "cut" || fault?.do === "close" || fault?.do === "disconnect";

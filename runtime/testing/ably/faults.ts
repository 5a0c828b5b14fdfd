import type { ProtocolMessage } from "../../realtime/protocols/ably/frames.js";

/** What happened at the mock, in order. */
export type MockEvent =
  | { readonly at: number; readonly kind: "connect"; readonly query: Readonly<Record<string, string>>; readonly headers: Readonly<Record<string, string>> }
  | { readonly at: number; readonly kind: "in" | "out"; readonly connectionId: string; readonly frame: ProtocolMessage }
  | { readonly at: number; readonly kind: "gone"; readonly connectionId: string }
  | { readonly at: number; readonly kind: "http"; readonly method: string; readonly path: string; readonly status: number };

/** Where a fault strikes. `in`: a frame of the client's; `out`: one of the mock's. */
export interface FaultMatch {
  readonly on: "connect" | "in" | "out" | "http";
  /** A frame's action. */
  readonly action?: number;
  readonly channel?: string;
  /** An HTTP path that begins so. */
  readonly path?: string;
  /** Leaves so many matches alone first. */
  readonly skip?: number;
  /** How often it strikes; default 1. */
  readonly times?: number;
}

/** What it does. */
export type FaultAction =
  /** The link is not made (HTTP status, or ERROR over the link), or the request fails. */
  | { readonly do: "refuse"; readonly status?: number; readonly code?: number }
  /** The link is cut, without a word. */
  | { readonly do: "cut" }
  /** DISCONNECTED with this error, and then the link is closed. */
  | { readonly do: "disconnect"; readonly code: number; readonly statusCode: number }
  /** The frame is lost; a connection gets no answer. */
  | { readonly do: "suppress" }
  /** It takes so many milliseconds longer. */
  | { readonly do: "delay"; readonly milliseconds: number }
  /** Another frame in its place. */
  | { readonly do: "replace"; readonly frame: ProtocolMessage }
  /** A frame of the mock's before it. */
  | { readonly do: "inject"; readonly frame: ProtocolMessage };

/** A fault: where, and what. */
export type Fault = FaultMatch & FaultAction;

/** The faults that are armed. */
export class Faults {
  #armed: { readonly fault: Fault; skip: number; left: number }[] = [];

  /** Arms a fault; returns what disarms it. */
  add(fault: Fault): () => void {
    const entry = { fault, skip: fault.skip ?? 0, left: fault.times ?? 1 };
    this.#armed.push(entry);
    return () => {
      this.#armed = this.#armed.filter((each) => each !== entry);
    };
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that strikes here, if any; it is used up by that. */
  strike(on: FaultMatch["on"], place: { readonly frame?: ProtocolMessage; readonly path?: string }): Fault | null {
    for (const entry of this.#armed) {
      if (entry.left === 0 || !matches(entry.fault, on, place)) continue;
      if (entry.skip > 0) {
        entry.skip--;
        continue;
      }
      entry.left--;
      return entry.fault;
    }
    return null;
  }
}

function matches(fault: Fault, on: FaultMatch["on"], { frame, path }: { readonly frame?: ProtocolMessage; readonly path?: string }): boolean {
  if (fault.on !== on) return false;
  if (fault.action !== undefined && fault.action !== frame?.action) return false;
  if (fault.channel !== undefined && fault.channel !== frame?.channel) return false;
  return fault.path === undefined || (path?.startsWith(fault.path) ?? false);
}

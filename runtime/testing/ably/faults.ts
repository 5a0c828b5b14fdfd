import type { ProtocolMessage } from "../../realtime/protocols/ably/frames.js";

/** What happened at the mock, in order. */
export type MockEvent =
  | { readonly at: number; readonly kind: "connect"; readonly query: Readonly<Record<string, string>>; readonly headers: Readonly<Record<string, string>> }
  | { readonly at: number; readonly kind: "in" | "out"; readonly connectionId: string; readonly frame: ProtocolMessage }
  | { readonly at: number; readonly kind: "gone"; readonly connectionId: string }
  | { readonly at: number; readonly kind: "http"; readonly method: string; readonly path: string; readonly status: number };

/** Where a fault strikes. `in`: a frame of the client's; `out`: one of the mock's. */
export interface FaultMatch {
  readonly on: "connect" | "in" | "out" | "http" | "delay";
  /** For `delay`: so many milliseconds from now, at every connection. */
  readonly after?: number;
  /** A frame's action. */
  readonly action?: number;
  readonly channel?: string;
  /** An HTTP path that begins so. */
  readonly path?: string;
  /** The host that the request names, without its port. */
  readonly host?: string;
  readonly method?: string;
  /** Fields of a connection's query that are so; null: that aren't there. */
  readonly query?: Readonly<Record<string, string | null>>;
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
  /** The link is closed politely, with no frame before. */
  | { readonly do: "close" }
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
  #armed: { readonly id: string; readonly fault: Fault; skip: number; left: number }[] = [];
  #count = 0;

  /** Arms a fault; gives its id, and what disarms it. */
  add(fault: Fault): { readonly id: string; readonly remove: () => boolean } {
    const id = `fault${++this.#count}`;
    this.#armed.push({ id, fault, skip: fault.skip ?? 0, left: fault.times ?? 1 });
    return { id, remove: () => this.remove(id) };
  }

  /** Disarms a fault; false when it isn't there. */
  remove(id: string): boolean {
    const before = this.#armed.length;
    this.#armed = this.#armed.filter((each) => each.id !== id);
    return this.#armed.length < before;
  }

  /** What is armed, and how often it will still strike. */
  list(): readonly { readonly id: string; readonly fault: Fault; readonly left: number }[] {
    return this.#armed.map(({ id, fault, left }) => ({ id, fault, left }));
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that strikes here, if any; it is used up by that. */
  strike(on: FaultMatch["on"], place: Place): Fault | null {
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

interface Place {
  readonly frame?: ProtocolMessage;
  readonly path?: string;
  readonly host?: string;
  readonly method?: string;
  readonly query?: Readonly<Record<string, string>>;
}

function matches(fault: Fault, on: FaultMatch["on"], { frame, path, host, method, query = {} }: Place): boolean {
  if (fault.on !== on) return false;
  if (fault.action !== undefined && fault.action !== frame?.action) return false;
  if (fault.channel !== undefined && fault.channel !== frame?.channel) return false;
  if (fault.host !== undefined && fault.host !== host) return false;
  if (fault.method !== undefined && fault.method !== method) return false;
  if (Object.entries(fault.query ?? {}).some(([name, value]) => (query[name] ?? null) !== value)) return false;
  return fault.path === undefined || (path?.startsWith(fault.path) ?? false);
}

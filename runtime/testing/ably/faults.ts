import { Action } from "../../realtime/protocols/ably/message/actions.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/message/frames.js";
import type { Fault, FaultMatch } from "./fault.js";
import { MockError } from "./mock-error.js";

/** A fault that is armed. */
export interface Armed {
  readonly id: string;
  readonly fault: Fault;
  /** How often it will still strike; null: always. */
  readonly left: number | null;
}

/** A fault that strikes, with its name for the event log. */
export type Struck = Fault & { readonly label: string };

/** What a fault may look at. */
export interface Place {
  readonly frame?: ProtocolMessage;
  readonly path?: string;
  readonly host?: string;
  readonly method?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What a request says. */
  readonly body?: string;
}

type Entry = { -readonly [Key in keyof Armed]: Armed[Key] } & { seen: number };

/** The faults that are armed. The first that fits strikes. */
export class Faults {
  #armed: Entry[] = [];
  #count = 0;

  /** Arms a fault, behind the others or before them; gives its id, and what disarms it. Throws 40000 for an action that there isn't. */
  add(fault: Fault, { first = false }: { readonly first?: boolean } = {}): { readonly id: string; readonly remove: () => boolean } {
    const id = `fault${++this.#count}`;
    const action = fault.action === undefined ? {} : { action: actionNumber(fault.action) };
    const entry = { id, fault: { ...fault, ...action }, left: fault.times === undefined ? 1 : fault.times, seen: 0 };
    if (first) this.#armed.unshift(entry);
    else this.#armed.push(entry);
    return { id, remove: () => this.remove(id) };
  }

  /** Disarms a fault; false when it isn't there. */
  remove(id: string): boolean {
    const before = this.#armed.length;
    this.#armed = this.#armed.filter((each) => each.id !== id);
    return this.#armed.length < before;
  }

  /** What is armed, and how often it will still strike. */
  list(): readonly Armed[] {
    return this.#armed.map(({ id, fault, left }) => ({ id, fault, left }));
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that strikes here, if any; it is used up by that. */
  strike(on: FaultMatch["on"], place: Place): Struck | null {
    for (const entry of this.#armed) {
      const { fault } = entry;
      if (entry.left === 0 || !matches(fault, on, place)) continue;
      entry.seen++;
      if (entry.seen <= (fault.skip ?? 0) || (fault.nth !== undefined && entry.seen !== fault.nth)) continue;
      return this.use(entry.id);
    }
    return null;
  }

  /** Strikes with this fault; null when it isn't armed any more. */
  use(id: string): Struck | null {
    const entry = this.#armed.find((each) => each.id === id);
    if (entry === undefined || entry.left === 0) return null;
    if (entry.left !== null) entry.left--;
    return { ...entry.fault, label: entry.fault.label ?? id };
  }
}

/** The number of an action, by number or by name. Throws 40000 for one that there isn't. */
export function actionNumber(action: number | string): number {
  const known = Object.entries(Action).find(
    ([name, number]) => name.toLowerCase() === String(action).replaceAll("_", "").toLowerCase() || String(number) === String(action),
  );
  if (known === undefined) throw new MockError(40000, `No such action: ${action}`);
  return known[1];
}

function matches(fault: Fault, on: FaultMatch["on"], { frame, path = "", host, method, query = {}, body }: Place): boolean {
  if (fault.on !== on) return false;
  if (fault.action !== undefined && fault.action !== frame?.action) return false;
  if (fault.channel !== undefined && fault.channel !== frame?.channel) return false;
  if (fault.contains !== undefined && !(body ?? JSON.stringify(frame) ?? "").includes(fault.contains)) return false;
  if (fault.host !== undefined && fault.host !== host) return false;
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
  if (!Object.entries(fault.query ?? {}).every(([name, wanted]) => (wanted === "*" ? name in query : (query[name] ?? null) === wanted))) return false;
  return path.startsWith(fault.path ?? "") && path.includes(fault.pathContains ?? "");
}

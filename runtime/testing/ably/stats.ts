import type { ProtocolMessage } from "../../realtime/protocols/ably/message/frames.js";
import { MockError } from "./mock-error.js";

/** How long an interval is. */
export type StatsUnit = "minute" | "hour" | "day" | "month";

/** One interval, as `GET /stats` gives it. */
export interface StatsInterval {
  readonly intervalId: string;
  readonly unit: StatsUnit;
  readonly schema: string;
  readonly appId: string;
  readonly entries: Readonly<Record<string, number>>;
  /** The last minute that is counted, where the interval isn't over. */
  readonly inProgress?: string;
}

/** What to give: bounds in milliseconds or interval ids, both included. */
export interface StatsQuery {
  readonly start?: string | null;
  readonly end?: string | null;
  readonly unit?: string | null;
  readonly forwards?: boolean;
}

const lengths: Readonly<Record<StatsUnit, number>> = { month: 7, day: 10, hour: 13, minute: 16 };

/** Numbers of an app by the minute: what was counted here, and what `POST /stats` brought. */
export class Stats {
  readonly #appId: string;
  readonly #now: () => number;
  readonly #minutes = new Map<string, Record<string, number>>();

  constructor(appId: string, now: () => number) {
    this.#appId = appId;
    this.#now = now;
  }

  /** Adds intervals of minutes as fixtures word them: `{intervalId, inbound: {realtime: {messages: {count, data}}}, ...}`. */
  add(fixtures: readonly (Readonly<Record<string, unknown>> & { readonly intervalId: string })[]): void {
    for (const { intervalId, ...fixture } of fixtures) for (const [name, value] of numbers(fixture, "")) this.#raise(intervalId, entryOf(name), value);
  }

  /** Counts the messages of a frame. */
  count(prefix: string, { messages, presence }: ProtocolMessage): void {
    const id = idOf(this.#now(), "minute");
    for (const [kind, items] of [
      ["messages", messages],
      ["presence", presence],
    ] as const) {
      if (!items?.length) continue;
      this.#raise(id, `${prefix}.${kind}.count`, items.length);
      this.#raise(
        id,
        `${prefix}.${kind}.data`,
        items.reduce((sum, { data }) => sum + (typeof data === "string" ? data.length : 0), 0),
      );
    }
  }

  list({ start, end, unit = "minute", forwards = false }: StatsQuery): readonly StatsInterval[] {
    if (!isUnit(unit)) throw new MockError(40003, `No such unit: ${unit}`);
    const [from, to] = [start ? idOfBound(start, unit) : "", end ? idOfBound(end, unit) : "9"];
    const intervals = new Map<string, Record<string, number>>();
    for (const [minute, entries] of this.#minutes) {
      const id = minute.slice(0, lengths[unit]);
      if (id < from || id > to) continue;
      const sums = intervals.get(id) ?? {};
      intervals.set(id, sums);
      for (const [name, value] of Object.entries(entries)) sums[name] = name.endsWith(".peak") ? Math.max(sums[name] ?? 0, value) : (sums[name] ?? 0) + value;
    }
    const sorted = [...intervals].sort(([one], [two]) => (one < two ? -1 : 1));
    return (forwards ? sorted : sorted.reverse()).map(([intervalId, entries]) => this.#interval(intervalId, unit, entries));
  }

  #interval(intervalId: string, unit: StatsUnit, entries: Readonly<Record<string, number>>): StatsInterval {
    const now = idOf(this.#now(), "minute");
    const inProgress = now.startsWith(intervalId) && { inProgress: now };
    return { intervalId, unit, schema: "https://schemas.ably.com/json/app-stats-0.0.5.json", appId: this.#appId, entries, ...inProgress };
  }

  /** A number and the sums that it is part of. */
  #raise(intervalId: string, name: string, value: number): void {
    const entries = this.#minutes.get(intervalId) ?? {};
    this.#minutes.set(intervalId, entries);
    for (const each of sumsOf(name)) entries[each] = (entries[each] ?? 0) + value;
  }
}

const isUnit = (unit: string | null): unit is StatsUnit => unit !== null && Object.hasOwn(lengths, unit);

/** The interval in which a moment lies: `2024-02-03:15:04`. */
const idOf = (time: number, unit: StatsUnit): string => new Date(time).toISOString().replace("T", ":").slice(0, lengths[unit]);

const idOfBound = (bound: string, unit: StatsUnit): string => (/^\d+$/.test(bound) ? idOf(Number(bound), unit) : bound.slice(0, lengths[unit]));

function* numbers(value: unknown, path: string): Generator<readonly [name: string, value: number]> {
  if (typeof value === "number") yield [path, value];
  else if (typeof value === "object" && value !== null)
    for (const [name, each] of Object.entries(value)) yield* numbers(each, path === "" ? name : `${path}.${name}`);
}

/** Ably's flat name of what a fixture nests. */
function entryOf(name: string): string {
  if (/^(inbound|outbound|persisted|all)\./.test(name)) return `messages.${name}`;
  return name.startsWith("tokenRequests.") ? `apiRequests.${name}` : name.replace(/^apiRequests\.(?=[^.]+$)/, "apiRequests.other.");
}

/** `messages.inbound.realtime.messages.count` counts for `all` transports and kinds too. */
function sumsOf(name: string): readonly string[] {
  const [first, group, third, kind, unit] = name.split(".");
  if (first === "connections" && third !== undefined) return [...new Set([name, `connections.all.${third}`])];
  if (first !== "messages" || unit === undefined || third === "all") return [name];
  const sums = [`messages.${group}.all.${kind}.${unit}`, `messages.${group}.all.all.${unit}`, `messages.all.${kind}.${unit}`, `messages.all.all.${unit}`];
  return [name, ...sums];
}

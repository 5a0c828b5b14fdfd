import type { WireHeaders } from "../core/call.js";
import type { Polling } from "../core/operation.js";
import { readSource } from "../core/pointer.js";

/** A reply in the life of a job: the first one, or one of the looks after it. */
export interface Sight {
  /** The whole body, before any unwrapping. */
  readonly body: unknown;
  readonly headers: WireHeaders;
  readonly status: number;
}

/** Whether a job goes on, is done, or ended badly. */
export type Verdict = "going" | "done" | "failed";

/** The job's own word for its state; undefined when the reply has none, or the API speaks by HTTP status alone. */
export function stateOf(polling: Polling, sight: Sight): unknown {
  return polling.status === undefined ? undefined : readSource(sight.body, sight.headers, polling.status);
}

/**
 * What a look at a job says. With a declared status: done and failed by its value (texts whatever their case), everything
 * else goes on. Without one: 202 goes on, every other success is the end.
 */
export function judge(polling: Polling, sight: Sight): Verdict {
  if (polling.status === undefined) return sight.status === 202 ? "going" : "done";
  return named(polling, stateOf(polling, sight)) ?? "going";
}

/**
 * What the reply that starts a job says about it: many servers answer at once when the work is short.
 * A place that only a later reply has (an operation to ask, a URL) makes a declared word necessary.
 */
export function judgeStart(polling: Polling, sight: Sight): Verdict {
  if ("self" in polling.at) return judge(polling, sight);
  const word = named(polling, stateOf(polling, sight));
  if (word !== null) return word;
  if ("operation" in polling.at && !("header" in polling.at)) return "going";
  return sight.status === 202 || lookUrl(polling, sight) !== null ? "going" : "done";
}

function named(polling: Polling, state: unknown): Verdict | null {
  const is = (values: readonly unknown[] | undefined): boolean => values?.some((value) => same(value, state)) ?? false;
  if (is(polling.failed)) return "failed";
  return is(polling.done) ? "done" : null;
}

function same(left: unknown, right: unknown): boolean {
  return left === right || (typeof left === "string" && typeof right === "string" && left.toLowerCase() === right.toLowerCase());
}

/**
 * Where the job can be looked at, as the start reply says; null when it says nothing. `Location` beside 200 or 201 is the
 * address of what was made, not of a job.
 */
export function lookUrl({ at }: Polling, sight: Sight): string | null {
  if ("url" in at) {
    const url = readSource(sight.body, sight.headers, at.url);
    return typeof url === "string" && url !== "" ? url : null;
  }
  if (!("header" in at)) return null;
  const names = at.header.filter((name) => sight.status === 202 || name.toLowerCase() !== "location");
  return names.map((name) => sight.headers.get(name)).find((value) => value !== null && value !== "") ?? null;
}

/** How far the job is, 0 to 1; null when it doesn't say. Percentages are known by a value above 1 or a % sign; below the end, a bare 1 is one percent. */
export function fractionOf(polling: Polling, sight: Sight, verdict: Verdict): number | null {
  if (verdict === "done") return 1;
  const value = polling.progress === undefined ? undefined : readSource(sight.body, sight.headers, polling.progress);
  if (typeof value !== "number" && (typeof value !== "string" || value.trim() === "")) return null;
  const amount = Number(String(value).replace("%", ""));
  if (Number.isNaN(amount)) return null;
  return Math.min(1, Math.max(0, amount >= 1 || String(value).includes("%") ? amount / 100 : amount));
}

/** An address below another, its query kept: `/operations/7?x=1` and `/result` give `/operations/7/result?x=1`. */
export function withSuffix(url: string, suffix: string): string {
  const [path = "", ...query] = url.split("?");
  return [path.replace(/\/$/, "") + suffix, ...query].join("?");
}

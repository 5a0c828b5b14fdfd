import { DecodeError, InputError } from "../core/errors.js";
import type { WholeReply } from "../core/follow.js";
import type { Operation, Polling } from "../core/operation.js";
import { readSource } from "../core/pointer.js";
import { fromSavedText, toSavedText } from "../core/saved-text.js";
import { lookUrl } from "./judge.js";

/** What must be known to look at a job, here or in another process. */
export interface Trail {
  /** Input of the operation that looks at it, fetches its result or stops it. */
  readonly input: object;
  /** Where to look at it; null: by the operation. */
  readonly url: string | null;
}

/** The trail that a start reply leaves; null when it leaves none (the work was over at once). */
export function trailOf(polling: Polling, input: object, sight: WholeReply): Trail | null {
  const { at } = polling;
  if ("self" in at) return { input, url: null };
  if ("operation" in at && !("header" in at)) {
    const found = Object.entries(at.from ?? {}).map(([key, source]) => [key, readSource(sight.body, sight.headers, source)] as const);
    if (found.some(([, value]) => value === undefined || value === null)) return null;
    return { input: { ...pick(input, at.carry ?? []), ...Object.fromEntries(found) }, url: null };
  }
  const url = lookUrl(polling, sight);
  // The whole input is kept only where another operation may need it: it may hold what text can't.
  const needed = polling.cancel !== undefined || (typeof polling.result === "object" && "operation" in polling.result);
  return url === null ? null : { input: needed ? input : {}, url: new URL(url, sight.url).href };
}

/** The error for a reply that should have left a trail and did not. */
export function noTrail({ id }: Operation, polling: Polling, { status, headers }: WholeReply): DecodeError {
  const { at } = polling;
  const wanted =
    "header" in at ? `header ${at.header.join(" or ")}` : "url" in at ? at.url : Object.values("operation" in at ? (at.from ?? {}) : {}).join(", ");
  return new DecodeError(`${id} answered ${status} without ${wanted}: the job can't be followed`, {
    status,
    contentType: headers.get("content-type"),
    text: "",
  });
}

/** The trail as text to keep. */
export function toHandle({ id }: Operation, trail: Trail): string {
  return toSavedText({ job: id, ...trail });
}

/**
 * Reads what `toHandle` wrote.
 * @throws InputError when the text is damaged or belongs to another operation.
 */
export function fromHandle({ id }: Operation, handle: string): Trail {
  const saved = fromSavedText(handle) as Partial<Trail> & { readonly job?: unknown }; // looked at field by field
  const { input, url = null } = saved;
  if (saved.job !== id || typeof input !== "object") {
    throw new InputError(`This text is no handle of ${id}`, { remedy: typeof saved.job === "string" ? `It belongs to ${saved.job}.` : null });
  }
  return { input, url };
}

/** The inputs of a trail that an operation declares as parameters: another operation of the same job has not all of them. */
export function inputsFor({ path, in: inputs = {} }: Operation, { input }: Trail): object {
  const variables = Array.from(path.matchAll(/\{[+.;=]?([^}*]+?)[*+]?\}/g), ([, name = ""]) => name);
  const params = [...(inputs.query ?? []), ...(inputs.header ?? []), ...(inputs.cookie ?? [])].map((param) =>
    typeof param === "string" ? param : (param.as ?? param.name),
  );
  return pick(input, [...variables, ...params]);
}

function pick(input: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(input).filter(([key]) => keys.includes(key)));
}

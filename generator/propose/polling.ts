import type { Operation, Response, Schema } from "../ir/index.js";
import type { PollingConfig } from "../plan/config/client-config.js";
import { type LocationTarget, locationTarget } from "./location-target.js";
import type { Proposal } from "./proposal.js";
import { operationKey, type Reading } from "./reading.js";

const running =
  /^(not_?started|queued|pending|waiting|scheduled|submitted|accepted|created|new|starting|started|in_?progress|running|processing|active|building|validating|finalizing|cancell?ing|undefined|none|unknown)$/i;
const done = /^(succeeded|success|successful|completed?|finished|done|ready|available|partially_?succeeded)$/i;
const failed = /^(failed|failure|fail|errored|error|cancell?ed|expired|aborted|timed_?out|timeout|rejected|deduped|skipped|upstream_failed)$/i;
const stateNames = /^(status|state|life_?cycle_?state|job_?status|run_?state|batch_status)$/i;

/** Operations that start work which goes on after the reply. */
export function proposePolling(reading: Reading): Proposal[] {
  const readers = readersByPath(reading);
  const proposals: Proposal[] = [];
  for (const operation of reading.api.operations) {
    const guess = acceptedWithLocation(operation) ?? behindLocation(operation, reading, readers) ?? stateOfOwnResource(operation, reading, readers);
    if (guess) proposals.push({ operation: operationKey(operation), kind: "poll", ...guess });
  }
  return proposals;
}

type Guess = { readonly value: PollingConfig; readonly reason: string };

const header = (response: Response, name: string): boolean => response.headers.some((entry) => entry.name.toLowerCase() === name);

/** 202 with Operation-Location, Azure-AsyncOperation, or a Location beside x-ms-operation-id: the Azure convention, which has words for states. */
function acceptedWithLocation(operation: Operation): Guess | null {
  const accepted = operation.responses.find((response) => response.status === "202");
  if (accepted === undefined) return null;
  const names = ["Operation-Location", "Azure-AsyncOperation", "Location"].filter((name) => header(accepted, name.toLowerCase()));
  if (names.length === 0 || (names[0] === "Location" && !header(accepted, "x-ms-operation-id"))) return null;
  const states = {
    status: "/status",
    done: ["Succeeded", "Completed"],
    failed: ["Failed", "Canceled", "Cancelled"],
    error: "/error/message",
    progress: "/percentComplete",
  } as const;
  const hasResult = operation.responses.some((response) => (response.status === "200" || response.status === "201") && response.contents.length > 0);
  const result = hasResult && header(accepted, "x-ms-operation-id") ? ({ result: { suffix: "/result" } } as const) : {};
  const value: PollingConfig = { at: { header: names }, ...states, ...result };
  return { value, reason: `202 comes with ${names.join(", ")}${header(accepted, "retry-after") ? " and Retry-After" : ""}` };
}

/**
 * 202 with a plain Location (RFC 9110 section 15.3.3), which says where to look and not what is seen there: that is what the
 * operation says that it leads to. Without such an operation nothing says when the job is done.
 */
function behindLocation(operation: Operation, reading: Reading, readers: ReadonlyMap<string, Reader>): Guess | null {
  const accepted = operation.responses.find((response) => response.status === "202");
  if (accepted === undefined || !header(accepted, "location")) return null;
  const target = locationTarget(operation, accepted, reading) ?? beneath(operation, readers);
  if (target === null) return null;
  const key = operationKey(target.operation);
  const at = { operation: key, header: ["Location"] };
  const shown = reading.success(target.operation);
  const state = shown === null ? null : stateField(shown.schema, reading);
  const leads = `202 comes with Location, which leads to ${key} (${target.reason})`;
  if (state !== null)
    return {
      value: { at, status: `/${state.name}`, done: state.done, failed: state.failed },
      reason: `${leads}; its ${state.name} is one of ${[...state.running, ...state.done, ...state.failed].join(", ")}: ${state.done.join(", ")} counts as done`,
    };
  if (!target.operation.responses.some((response) => response.status === "202")) return null;
  return { value: { at, done: [] }, reason: `${leads}; it answers 202 while the job goes on: every other success counts as done` };
}

function beneath({ method, path }: Operation, readers: ReadonlyMap<string, Reader>): LocationTarget | null {
  const reader = method === "POST" ? readers.get(path.replace(/\/$/, "")) : undefined;
  return reader === undefined ? null : { operation: reader.operation, reason: `its path is this one's and {${reader.variable}}` };
}

interface Reader {
  readonly operation: Operation;
  readonly parent: string;
  readonly variable: string;
}

/** GET of one thing by its id, by the path of the collection: `/jobs/{id}` stands under `/jobs`. */
function readersByPath(reading: Reading): ReadonlyMap<string, Reader> {
  const readers = new Map<string, Reader>();
  for (const operation of reading.api.operations) {
    const match = /^(.*)\/\{([^{}]+)\}$/.exec(operation.path);
    if (operation.method === "GET" && match?.[1] !== undefined && match[2] !== undefined)
      readers.set(match[1], { operation, parent: match[1], variable: match[2] });
  }
  return readers;
}

/** POST makes a thing with a state, GET by its id shows the same state, and every state is clearly running, done or failed. */
function stateOfOwnResource(operation: Operation, reading: Reading, readers: ReadonlyMap<string, Reader>): Guess | null {
  const reader = operation.method === "POST" ? readers.get(operation.path) : undefined;
  if (reader === undefined) return null;
  const made = reading.success(operation);
  const shown = reading.success(reader.operation);
  if (made === null || shown === null) return null;
  const state = stateField(shown.schema, reading);
  const id = reading.fields(made.schema).find((field) => field.name === reader.variable || field.name === "id" || same(field.name, reader.variable));
  if (state === null || id === undefined) return null;
  const carry = [...reader.parent.matchAll(/\{([^{}]+)\}/g)].flatMap((match) => (match[1] === undefined ? [] : [match[1]]));
  return {
    value: {
      at: { operation: operationKey(reader.operation), ...(carry.length === 0 ? {} : { carry }), from: { [reader.variable]: `/${id.name}` } },
      status: `/${state.name}`,
      done: state.done,
      failed: state.failed,
    },
    reason: `the reply's ${state.name} is one of ${[...state.running, ...state.done, ...state.failed].join(", ")}, and ${operationKey(reader.operation)} reads it again`,
  };
}

const same = (left: string, right: string): boolean => left.replaceAll(/[-_]/g, "").toLowerCase() === right.replaceAll(/[-_]/g, "").toLowerCase();

interface States {
  readonly name: string;
  readonly running: readonly string[];
  readonly done: readonly string[];
  readonly failed: readonly string[];
}

function stateField(schema: Schema, reading: Reading): States | null {
  for (const field of reading.fields(schema)) {
    if (!stateNames.test(field.name)) continue;
    const known = reading.resolve(field.schema);
    if (known.kind !== "literal") continue;
    const values = known.members.flatMap((member) => (typeof member.value === "string" ? [member.value] : []));
    const states = {
      name: field.name,
      running: values.filter((value) => running.test(value)),
      done: values.filter((value) => done.test(value)),
      failed: values.filter((value) => failed.test(value)),
    };
    const all = states.running.length + states.done.length + states.failed.length;
    if (states.running.length > 0 && states.done.length > 0 && all === values.length) return states;
  }
  return null;
}

import type { CallOptions } from "../core/call.js";
import type { Client } from "../core/client.js";
import { InputError } from "../core/errors.js";
import { follow, type WholeReply } from "../core/follow.js";
import type { Operation, Polling } from "../core/operation.js";
import { readSource } from "../core/pointer.js";
import { JobFailedError } from "./job-failed-error.js";
import { stateOf, withSuffix } from "./judge.js";
import { inputsFor, type Trail } from "./trail.js";

/** How a job of this operation is followed. */
export function pollingOf({ id, poll }: Operation): Polling {
  if (poll === undefined) throw new InputError(`${id} is not declared as long-running`, { remedy: "Declare its polling in client.yaml." });
  return poll;
}

/** The operation by which a job is looked at. */
export function lookingOperation(operation: Operation, { at }: Polling): Operation {
  // Where the URL comes from the server, the operation says only how its reply is read.
  if ("operation" in at) return "header" in at ? { ...at.operation(), path: "" } : at.operation();
  return "self" in at ? operation : byUrl(operation);
}

/** What a job that is done delivers. `by`: the operation that gave the last reply. */
export async function deliver(
  client: Client,
  last: { readonly by: Operation; readonly sight: WholeReply; readonly trail: Trail | null; readonly polling: Polling },
  options: CallOptions,
): Promise<unknown> {
  const { by, sight, trail, polling } = last;
  const { result } = polling;
  if (typeof result === "string") return readSource(sight.body, sight.headers, result);
  if (result !== undefined && "operation" in result && trail !== null) {
    const operation = result.operation();
    return (await follow(client, operation, { input: inputsFor(operation, trail), url: null }, options)).data;
  }
  const url = resultUrl(result, sight, trail);
  return url === null ? sight.data : (await follow(client, byUrl(by), { input: {}, url }, options)).data;
}

/** The error of a job that ended badly. */
export function failureOf({ id }: Operation, polling: Polling, sight: WholeReply): JobFailedError {
  const status = stateOf(polling, sight);
  const text = polling.error === undefined ? undefined : readSource(sight.body, sight.headers, polling.error);
  const reason = typeof text === "string" && text !== "" ? text : text === undefined || text === null || text === "" ? null : JSON.stringify(text);
  return new JobFailedError(`${id}: the job ended as ${String(status)}${reason === null ? "" : `: ${reason}`}`, { operation: id, status, body: sight.body });
}

function resultUrl(result: Polling["result"], sight: WholeReply, trail: Trail | null): string | null {
  if (typeof result !== "object") return null;
  if ("suffix" in result) return trail?.url ? withSuffix(trail.url, result.suffix) : null;
  const url = "header" in result ? sight.headers.get(result.header) : null;
  return url === null || url === "" ? null : new URL(url, sight.url).href;
}

/** An operation for URLs that the server gives: it takes no input, and its reply is read by its Content-Type. */
function byUrl({ id, auth, server, convert, use }: Operation): Operation {
  return { id, path: "", ...(auth && { auth }), ...(server && { server }), ...(convert && { convert }), ...(use && { use }) };
}

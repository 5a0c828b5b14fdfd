import type { Call, CallBody } from "../core/call.js";
import type { Client } from "../core/client.js";

/**
 * A `fetch` that goes through a client's layers: credentials, retries, deadlines, redirects, hooks and logs. Error statuses are
 * answers, as with every fetch. `pathOf` tells the path template of a request, for names in errors and logs.
 */
export function pipelineFetch(client: Client, pathOf: (request: Request) => string | undefined): (request: Request) => Promise<Response> {
  return async (request) => {
    const call = await callOf(client, request, pathOf(request) ?? new URL(request.url).pathname);
    return (await client.send(call)).toResponse();
  };
}

async function callOf({ settings }: Client, request: Request, path: string): Promise<Call> {
  const { method, url, signal } = request;
  const headers: Record<string, string> = { accept: "application/json, */*;q=0.5", ...settings.headers };
  request.headers.forEach((value, name) => {
    headers[name] = value;
  });
  // As bytes, so that it can be sent again; a Request has printed forms and their boundary by now.
  const body: CallBody = request.body === null ? null : new Uint8Array(await request.arrayBuffer());
  return {
    operation: { id: `${method} ${path}`, method, path },
    method,
    url,
    headers,
    body,
    attempt: 1,
    deadline: settings.timeout > 0 ? settings.clock.now() + settings.timeout : Number.POSITIVE_INFINITY,
    signal,
    replayable: true,
    options: {},
    trace: { attempts: 1 },
  };
}

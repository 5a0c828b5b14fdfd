import { Action } from "../../realtime/protocols/ably/actions.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/frames.js";
import type { Answer, Asked, Route } from "./asked.js";
import type { Fault } from "./faults.js";
import { MockError } from "./mock-error.js";

/**
 * The mock's own controls over HTTP, below `/__mock`: faults, the event log, connections. Nobody has to be authenticated for them.
 * `POST /__mock/faults` takes one Fault or a list, and answers with their ids; `DELETE` disarms one or all.
 */
export const controlRoutes: readonly Route[] = [
  ["POST", /^\/__mock\/faults$/, addFaults],
  ["GET", /^\/__mock\/faults$/, async ({ mock }) => ({ value: mock.faults.list() })],
  ["DELETE", /^\/__mock\/faults$/, clearFaults],
  ["DELETE", /^\/__mock\/faults\/([^/]+)$/, removeFault],
  ["GET", /^\/__mock\/events$/, events],
  ["DELETE", /^\/__mock\/events$/, clearEvents],
  ["GET", /^\/__mock\/connections$/, connections],
  ["POST", /^\/__mock\/connections\/([^/]+)\/(send|receive|cut|close|disconnect)$/, act],
];

async function addFaults({ mock, body }: Asked): Promise<Answer> {
  const given = [body].flat() as readonly Fault[]; // each is looked at as it is armed
  return { status: 201, value: given.map((fault) => ({ id: mock.arm(fault) })) };
}

async function clearFaults({ mock }: Asked): Promise<Answer> {
  mock.faults.clear();
  return { status: 204, value: null };
}

async function removeFault({ mock }: Asked, id = ""): Promise<Answer> {
  if (!mock.faults.remove(id)) throw new MockError(40400, `No such fault: ${id}`, 404);
  return { status: 204, value: null };
}

/** Since the event of this number (`?after=`), so that a test reads each one once. */
async function events({ mock, query }: Asked): Promise<Answer> {
  return { value: mock.events.slice(Number(query.get("after") ?? 0)) };
}

async function clearEvents({ mock }: Asked): Promise<Answer> {
  mock.events.length = 0;
  return { status: 204, value: null };
}

async function connections({ mock }: Asked): Promise<Answer> {
  return { value: mock.connections().map(({ id, key, clientId, link }) => ({ id, key, clientId, linked: link !== null })) };
}

/** `send`: a frame to the client. `receive`: one as if the client had sent it. The others end its link. */
async function act({ mock, body }: Asked, id = "", what = ""): Promise<Answer> {
  const connection = mock.connection(id);
  if (connection === null) throw new MockError(40400, `No such connection: ${id}`, 404);
  const given = (body ?? {}) as ProtocolMessage & { readonly code?: number; readonly statusCode?: number }; // the tester's own
  if (what === "send") connection.send({ ...given, action: given.action ?? Action.heartbeat });
  else if (what === "receive") await connection.receive(given);
  else if (what === "cut") connection.link?.cut();
  else if (what === "close") connection.link?.close();
  else mock.disconnect(connection, given.code ?? 80003, given.statusCode ?? 400);
  return { status: 204, value: null };
}

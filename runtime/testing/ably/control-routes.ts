import { Action } from "../../realtime/protocols/ably/message/actions.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/message/frames.js";
import type { Answer, Asked, Route } from "./asked.js";
import type { Fault, FaultAction } from "./fault.js";
import type { MockAbly } from "./mock-ably.js";
import type { MockConnection } from "./mock-connection.js";
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
  ["POST", /^\/__mock\/connections\/([^/]+)\/(send|receive|strike|cut|close|disconnect)$/, act],
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

/** What is asked of a connection now: a frame, or how its link ends. */
type Asking = ProtocolMessage & { readonly code?: number; readonly statusCode?: number; readonly reason?: string };

/** `send`: a frame to the client. `receive`: one as if the client had sent it. `strike`: what a fault does. The others end its link. */
async function act({ mock, body }: Asked, id = "", what = ""): Promise<Answer> {
  const wanted = id === "*" ? mock.linked(mock.line) : [mock.connection(id)];
  for (const connection of wanted) {
    if (connection === null) throw new MockError(40400, `No such connection: ${id}`, 404);
    await actOn(mock, connection, { what, asking: (body ?? {}) as Asking }); // the tester's own
  }
  return { status: 204, value: null };
}

async function actOn(mock: MockAbly, connection: MockConnection, { what, asking }: { readonly what: string; readonly asking: Asking }): Promise<void> {
  const { code, statusCode, reason } = asking;
  if (what === "strike")
    mock.strike(asking as unknown as FaultAction, connection); // looked at as it is done
  else if (what === "send") mock.strike({ do: "inject", frame: { ...asking, action: asking.action ?? Action.heartbeat } }, connection);
  else if (what === "receive") await connection.receive(asking);
  else if (what === "cut") mock.strike({ do: "cut" }, connection);
  else if (what === "close") mock.strike({ do: "close", ...(code !== undefined && { code }), ...(reason !== undefined && { reason }) }, connection);
  else mock.disconnect(connection, code ?? 80003, statusCode ?? 400);
}

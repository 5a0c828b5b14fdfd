import { encodeMessagePack } from "../../realtime/msgpack/encode.js";
import type { Answer, MockHttpReply, MockHttpRequest } from "./asked.js";
import type { FaultAction } from "./fault.js";
import type { Struck } from "./faults.js";
import type { FaultyLine } from "./faulty-line.js";
import type { MockAbly } from "./mock-ably.js";
import { MockError } from "./mock-error.js";

/** A request on its way: how it is answered when nothing goes wrong. */
export interface Underway {
  readonly path: string;
  readonly json: boolean;
  readonly work: () => Promise<MockHttpReply>;
}

/** A request, past the faults and into the log. */
export async function pastFaults(
  { mock, line }: { readonly mock: MockAbly; readonly line: FaultyLine },
  { method, url, headers, body }: MockHttpRequest,
  { path, json, work }: Underway,
): Promise<MockHttpReply | "cut"> {
  const host = (headers["host"] ?? "").split(":")[0] ?? "";
  const fault = line.faults.strike("http", { path, host, method, body: new TextDecoder().decode(body) });
  const reply = await struck(fault, { clock: mock.clock, json, work });
  line.log({
    at: mock.clock.now(),
    kind: "http",
    method,
    path: url,
    status: reply === "cut" ? 0 : reply.status,
    headers,
    ...(fault && { fault: fault.label }),
  });
  return reply;
}

async function struck(
  fault: Struck | null,
  { clock, json, work }: Pick<Underway, "json" | "work"> & { readonly clock: MockAbly["clock"] },
): Promise<MockHttpReply | "cut"> {
  switch (fault?.do) {
    case "cut":
    case "close":
    case "reject":
      return "cut";
    case "suppress":
      return new Promise<never>(() => undefined);
    case "delay":
      await new Promise<void>((resolve) => clock.wake(clock.now() + fault.milliseconds, resolve));
      return work();
    case "refuse":
      return failed(new MockError(fault.code ?? 50000, fault.message ?? "Refused by a fault", fault.status ?? 500), json);
    case "answer":
      if (fault.done) await work();
      return given(fault);
    default:
      return work();
  }
}

function given({ status = 200, headers = {}, body }: Extract<FaultAction, { readonly do: "answer" }>): MockHttpReply {
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers: { ...(text !== "" && { "content-type": "application/json" }), ...lowerCase(headers) }, body: text };
}

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** An answer as it goes out. */
export function printed({ status = 200, value, links = [], error }: Answer, json: boolean): MockHttpReply {
  const body = status === 204 ? "" : json ? JSON.stringify(value) : encodeMessagePack(value);
  const headers = {
    "content-type": json ? "application/json" : "application/x-msgpack",
    ...(links.length > 0 && { link: links }),
    ...(error && { "x-ably-errorcode": String(error.code), "x-ably-errormessage": error.message ?? "" }),
  };
  return { status, headers, body };
}

/** An error as it goes out. */
export const failed = ({ info }: MockError, json: boolean): MockHttpReply => printed({ status: info.statusCode, value: { error: info }, error: info }, json);

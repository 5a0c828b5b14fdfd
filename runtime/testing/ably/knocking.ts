import type { Clock } from "../../core/client.js";
import type { MockRequest } from "./admission.js";
import type { Struck } from "./faults.js";
import type { FaultyLine } from "./faulty-line.js";
import type { MockLink } from "./mock-connection.js";
import { MockError } from "./mock-error.js";

/** What the mock does with a link: the frames it is to be given, and its end. */
export interface MockSession {
  frame(raw: string | Uint8Array): void;
  closed(): void;
}

/** A client at the door: before there is a link. */
export interface Knock {
  /** The HTTP status that the handshake is answered with, where a fault wants none; null: come in. */
  readonly rejected: number | null;
  /** The link is there. */
  enter(link: MockLink): MockSession;
}

/** Strikes a new link with the fault that is there for it; both stand in the log. */
export function knock(line: FaultyLine, { query, headers }: MockRequest): Struck | null {
  const fault = line.faults.strike("connect", { query });
  const label = fault && { fault: fault.label };
  line.log({ at: line.now(), kind: "connect", query, headers, ...label });
  const code = fault?.do === "close" ? { code: fault.code ?? 1000 } : {};
  if (fault?.do === "reject" || fault?.do === "close") line.log({ at: line.now(), kind: "gone", connectionId: "", by: "mock", ...code, ...label });
  return fault;
}

/** Past the fault that strikes a new link. Throws what it refuses with; never settles where it ends or swallows the link. */
export async function passed(fault: Struck | null, link: MockLink, clock: Clock): Promise<void> {
  if (fault?.do === "refuse") throw new MockError(fault.code ?? 50003, fault.message ?? "Refused by a fault", fault.status ?? 500);
  if (fault?.do === "disconnect")
    throw Object.assign(new MockError(fault.code, fault.message ?? "Disconnected by a fault", fault.statusCode), { gently: true });
  if (fault?.do === "cut" || fault?.do === "reject") link.cut();
  if (fault?.do === "close") link.close(fault.code ?? 1000, fault.reason);
  if (fault?.do === "suppress" || fault?.do === "cut" || fault?.do === "reject" || fault?.do === "close") return new Promise<never>(() => undefined);
  if (fault?.do === "delay") await new Promise<void>((resolve) => clock.wake(clock.now() + fault.milliseconds, resolve));
}

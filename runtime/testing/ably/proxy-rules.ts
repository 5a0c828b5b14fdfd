import type { ProtocolMessage } from "../../realtime/protocols/ably/message/frames.js";
import type { Fault, FaultAction, FaultMatch } from "./fault.js";
import { MockError } from "./mock-error.js";

/** A rule as Ably's language-neutral test cases write it: for a proxy between client and service. */
export interface ProxyRule {
  readonly match: {
    readonly type: string;
    readonly count?: number;
    readonly action?: string;
    readonly channel?: string;
    readonly method?: string;
    readonly pathContains?: string;
    readonly queryContains?: Readonly<Record<string, string>>;
    readonly delayMs?: number;
  };
  readonly action: ProxyAction;
  /** 0, or none: always. */
  readonly times?: number;
  readonly comment?: string;
}

/** What such a rule does. */
export interface ProxyAction {
  readonly type: string;
  readonly closeCode?: number;
  readonly delayMs?: number;
  readonly message?: ProtocolMessage;
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const places: Readonly<Record<string, FaultMatch["on"]>> = {
  ws_connect: "connect",
  ws_frame_to_server: "in",
  ws_frame_to_client: "out",
  http_request: "http",
  delay_after_ws_connect: "age",
};

/** The fault that a rule asks for. Throws 40000 for a match or an action that there isn't. */
export function faultOf({ match, action, times = 0, comment }: ProxyRule): Fault {
  const { type, count = 0, delayMs = 0, queryContains, ...rest } = match;
  const on = places[type];
  if (on === undefined) throw new MockError(40000, `No such match: ${type}`);
  return {
    ...rest,
    on,
    ...(on === "age" && { after: delayMs }),
    ...(queryContains && { query: queryContains }),
    ...(count > 0 && { nth: count }),
    times: times > 0 ? times : null,
    ...(comment && { label: comment }),
    ...actionOf(action),
  };
}

/** What an action does here. Throws 40000 for one that there isn't. */
export function actionOf({ type, closeCode, delayMs = 0, message, status, body, headers }: ProxyAction): FaultAction {
  const code = closeCode !== undefined && closeCode > 0 ? closeCode : 1000;
  const frame = message ?? { action: 0 };
  const answer = { do: "answer", status: status ?? 200, body, ...(headers && { headers }) } as const;
  const actions: Readonly<Record<string, FaultAction>> = {
    passthrough: { do: "pass" },
    refuse_connection: { do: "reject" },
    accept_and_close: { do: "close", code },
    disconnect: { do: "cut" },
    close: { do: "close", code },
    suppress: { do: "suppress" },
    suppress_onwards: { do: "mute" },
    delay: { do: "delay", milliseconds: delayMs, inOrder: true },
    inject_to_client: { do: "inject", frame },
    inject_to_client_and_close: { do: "inject", frame, close: code },
    replace: { do: "replace", frame },
    http_respond: answer,
    http_replace_response: { ...answer, done: true },
    http_delay: { do: "delay", milliseconds: delayMs },
    http_drop: { do: "cut" },
  };
  const found = actions[type];
  if (found === undefined) throw new MockError(40000, `No such action: ${type}`);
  return found;
}

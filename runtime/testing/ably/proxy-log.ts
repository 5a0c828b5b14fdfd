import type { MockEvent } from "./events.js";

/** An event as Ably's language-neutral test cases read it in a proxy's log. Fields that don't apply are left out. */
export type ProxyEvent = { readonly timestamp: string; readonly type: string; readonly ruleMatched: string | null } & Readonly<Record<string, unknown>>;

/** A log in that form; a request and its answer are two events. */
export function proxyLog(events: readonly MockEvent[], host: string): readonly ProxyEvent[] {
  return events.flatMap((event) =>
    bodies(event, host).map((body) => ({ timestamp: new Date(event.at).toISOString(), ...body, ruleMatched: event.fault ?? null })),
  );
}

function bodies(event: MockEvent, host: string): readonly ({ readonly type: string } & Readonly<Record<string, unknown>>)[] {
  switch (event.kind) {
    case "connect":
      return [{ type: "ws_connect", url: `ws://${host}/?${new URLSearchParams(event.query)}`, queryParams: event.query }];
    case "in":
      return [{ type: "ws_frame", direction: "client_to_server", message: event.frame }];
    case "out":
      return [{ type: "ws_frame", direction: "server_to_client", message: event.frame }];
    case "gone":
      return [{ type: "ws_disconnect", initiator: initiator(event), ...(event.code !== undefined && { closeCode: event.code }) }];
    default: {
      const { method, headers, status } = event;
      const request = { type: "http_request", direction: "client_to_server", method, path: event.path.split("?")[0], headers };
      return status === 0 ? [request] : [request, { type: "http_response", direction: "server_to_client", status }];
    }
  }
}

const initiator = ({ by, fault }: Extract<MockEvent, { readonly kind: "gone" }>): string =>
  fault !== undefined ? "proxy" : by === "mock" ? "server" : "client";

import type { IncomingMessage, ServerResponse } from "node:http";
import { Action } from "../../realtime/protocols/ably/message/actions.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/message/frames.js";
import type { FaultyLine } from "./faulty-line.js";
import type { MockSession } from "./knocking.js";
import type { MockAbly } from "./mock-ably.js";
import type { MockLink } from "./mock-connection.js";
import { MockError } from "./mock-error.js";

/** A request of the comet transport, its body read. */
export interface CometRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Ably's transport over plain HTTP, for clients that can't open a WebSocket: `GET /comet/connect` streams lists of frames, one to a
 * line; `POST /comet/KEY/send` takes a list; `GET /comet/KEY/recv`, `/close` and `/disconnect` go on and end. Always JSON.
 */
export class Comet {
  readonly #mock: MockAbly;
  readonly #line: FaultyLine;
  readonly #sessions = new Map<string, CometSession>();

  constructor(mock: MockAbly, line: FaultyLine) {
    this.#mock = mock;
    this.#line = line;
  }

  /** Whether a path is the transport's. */
  static owns(path: string): boolean {
    return path.startsWith("/comet/");
  }

  answer(asked: CometRequest): void {
    const { request, response, url, headers, body } = asked;
    const [, , key = "", verb = ""] = url.pathname.split("/").map(decodeURIComponent);
    const session = this.#sessions.get(key.split("!")[0] ?? "");
    if (key === "connect") this.#connect(response, url, headers);
    else if (session === undefined || !session.open) failed(response, new MockError(80018, "No such connection", 400));
    else if (verb === "recv") session.receive(response);
    else if (verb === "close") ended(response, () => session.frames([{ action: Action.close }]));
    else if (verb === "disconnect") ended(response, () => session.frames([{ action: Action.disconnect }]));
    else if (verb !== "send" || request.method !== "POST") failed(response, new MockError(40400, `No such path: ${url.pathname}`, 404));
    else ended(response, () => session.frames(JSON.parse(body) as readonly ProtocolMessage[])); // read leniently further on
  }

  #connect(response: ServerResponse, url: URL, headers: Readonly<Record<string, string>>): void {
    const query = { ...Object.fromEntries(url.searchParams), format: "json", heartbeats: "true" };
    const { rejected, enter } = this.#mock.knock({ query, headers }, this.#line);
    if (rejected === null) this.#begin(url, response, enter);
    else failed(response, new MockError(rejected * 100, "Rejected by a fault", rejected));
  }

  #begin(url: URL, response: ServerResponse, enter: (link: MockLink) => MockSession): void {
    const session = new CometSession(url.searchParams.get("stream") !== "false", (id) => this.#sessions.set(id, session));
    session.receive(response);
    session.begin(enter);
  }
}

/** One link: frames wait here until a request carries them. */
class CometSession {
  open = true;
  readonly #streams: boolean;
  readonly #named: (connectionId: string) => void;
  #session: MockSession | null = null;
  #response: ServerResponse | null = null;
  #waiting: string[] = [];
  #ended = false;

  constructor(streams: boolean, named: (connectionId: string) => void) {
    this.#streams = streams;
    this.#named = named;
  }

  begin(open: (link: MockLink) => MockSession): void {
    this.#session = open({ send: (frame) => this.#send(String(frame)), close: () => this.#end(), cut: () => this.#cut(), ping: () => undefined });
  }

  frames(list: readonly ProtocolMessage[]): void {
    for (const frame of list) this.#session?.frame(JSON.stringify(frame));
  }

  /** A request that waits for frames. */
  receive(response: ServerResponse): void {
    this.#response?.end();
    this.#response = response;
    response.on("close", () => {
      if (this.#response !== response || response.writableEnded) return;
      this.#response = null;
      this.#over();
    });
    this.#flush();
  }

  #send(frame: string): void {
    const { action, connectionId } = JSON.parse(frame) as ProtocolMessage; // the mock's own
    if (action === Action.connected && connectionId) this.#named(connectionId);
    this.#waiting.push(frame);
    this.#flush();
  }

  #flush(): void {
    const response = this.#response;
    if (response === null || (this.#waiting.length === 0 && !this.#ended)) return;
    const frames = this.#waiting.splice(0);
    if (!response.headersSent) response.writeHead(200, { "content-type": "application/json" });
    const body = `[${frames.join(",")}]\n`;
    if (this.#streams && !this.#ended) {
      response.write(body);
      return;
    }
    this.#response = null;
    response.end(frames.length > 0 || !this.#streams ? body : "");
  }

  #end(): void {
    this.#ended = true;
    this.#flush();
    this.#over();
  }

  #cut(): void {
    this.#response?.destroy();
    this.#response = null;
    this.#over();
  }

  #over(): void {
    if (!this.open) return;
    this.open = false;
    this.#session?.closed();
  }
}

function ended(response: ServerResponse, run: () => void): void {
  run();
  response.writeHead(204).end();
}

function failed(response: ServerResponse, { info }: MockError): void {
  response.writeHead(info.statusCode, { "content-type": "application/json" }).end(JSON.stringify({ error: info }));
}

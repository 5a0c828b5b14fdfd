import { listen } from "./listener.js";
import { MockAbly } from "./mock-ably.js";
import type { MockAblyOptions } from "./options.js";
import { ProxySessions } from "./proxy-sessions.js";

/** A running mock. */
export interface AblyServer {
  readonly mock: MockAbly;
  readonly port: number;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Where a mock listens. */
export interface ServeOptions extends MockAblyOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  readonly mock?: MockAbly;
}

/** Puts a mock of Ably behind HTTP and WebSocket on this machine's loopback, `/sessions` of a fault proxy included. */
export async function serveAbly({ port: wanted = 0, host = "127.0.0.1", mock: given, ...options }: ServeOptions = {}): Promise<AblyServer> {
  const mock = given ?? new MockAbly({ pingDelay: 2, ...options });
  const sessions = new ProxySessions((port, line) => listen(port, host, { mock, line }), mock);
  const { port, close } = await listen(wanted, host, { mock, line: mock.line, own: (request) => sessions.answer(request) });
  return {
    mock,
    port,
    url: `http://${host}:${port}`,
    async close() {
      mock.close();
      await sessions.close();
      await close();
    },
  };
}

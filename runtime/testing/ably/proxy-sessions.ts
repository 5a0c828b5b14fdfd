import { randomText } from "../../realtime/protocols/ably/message/bytes.js";
import type { FaultyLine } from "./faulty-line.js";
import type { Listener } from "./listener.js";
import type { MockAbly } from "./mock-ably.js";
import { MockError } from "./mock-error.js";
import { proxyLog } from "./proxy-log.js";
import { actionOf, faultOf, type ProxyAction, type ProxyRule } from "./proxy-rules.js";

/** The body of `POST /sessions`. Where it leads to is no question: to the mock. */
interface SessionSpec {
  readonly port?: number;
  readonly target?: unknown;
  readonly rules?: readonly ProxyRule[];
  readonly timeoutMs?: number;
}

interface Session {
  readonly id: string;
  readonly target: unknown;
  readonly line: FaultyLine;
  readonly listener: Listener;
  /** Ends the session by itself. */
  readonly cancel: () => void;
}

type Reply = { readonly status: number; readonly value: unknown };

/**
 * What a fault proxy offers to Ably's language-neutral test cases, with the mock in the place of the service: `/sessions`, each with a
 * port, rules and a log of its own. All ports lead to the same apps.
 */
export class ProxySessions {
  readonly #listen: (port: number, line: FaultyLine) => Promise<Listener>;
  readonly #mock: MockAbly;
  readonly #sessions = new Map<string, Session>();

  constructor(listen: (port: number, line: FaultyLine) => Promise<Listener>, mock: MockAbly) {
    this.#listen = listen;
    this.#mock = mock;
  }

  /** Answers requests below `/sessions`, and `/health`; null for others. */
  async answer({ method, url, body }: { readonly method: string; readonly url: string; readonly body: string }): Promise<Reply | null> {
    const [, root, id, what] = /^\/(sessions|health)(?:\/([^/]+)(?:\/(rules|actions|log))?)?\/?$/.exec(url.split("?")[0] ?? "") ?? [];
    if (root === undefined) return null;
    if (root === "health") return { status: 200, value: { ok: true } };
    try {
      return await this.#answer(`${method} ${what ?? ""}`.trim(), id, body === "" ? {} : JSON.parse(body));
    } catch (error) {
      const status = error instanceof MockError ? error.info.statusCode : 400;
      return { status, value: { error: error instanceof Error ? error.message : String(error) } };
    }
  }

  async #answer(asked: string, id: string | undefined, given: unknown): Promise<Reply> {
    if (id === undefined) {
      if (asked === "POST") return this.#open(given as SessionSpec); // each rule is looked at
      throw new MockError(40500, "Not here", 405);
    }
    const session = this.#sessions.get(id);
    if (session === undefined) throw new MockError(40400, `No such session: ${id}`, 404);
    switch (asked) {
      case "GET":
        return { status: 200, value: { sessionId: id, port: session.listener.port, target: session.target, ruleCount: rulesOf(session) } };
      case "POST rules":
        return this.#addRules(session, given as { readonly rules?: readonly ProxyRule[]; readonly position?: string });
      case "POST actions":
        return this.#act(session, given as ProxyAction);
      case "GET log":
        return { status: 200, value: logOf(session) };
      case "DELETE":
        await this.#end(session);
        return { status: 200, value: logOf(session) };
      default:
        throw new MockError(40500, "Not here", 405);
    }
  }

  async #open({ port = 0, target = {}, rules = [], timeoutMs = 30_000 }: SessionSpec): Promise<Reply> {
    const faults = rules.map(faultOf);
    const line = this.#mock.addLine();
    for (const fault of faults) this.#mock.arm(fault, { line });
    const listener = await this.#listen(port, line).catch((error: Error) => {
      throw new MockError(40900, error.message, 409);
    });
    const id = randomText(9).replaceAll(/[+/=]/g, "x");
    const cancel = this.#mock.clock.wake(this.#mock.clock.now() + timeoutMs, () => void this.#end(session));
    const session: Session = { id, target, line, listener, cancel };
    this.#sessions.set(id, session);
    return { status: 201, value: { sessionId: id, proxy: { host: `localhost:${listener.port}`, port: listener.port } } };
  }

  #addRules(session: Session, { rules = [], position }: { readonly rules?: readonly ProxyRule[]; readonly position?: string }): Reply {
    const first = position === "prepend";
    const faults = rules.map(faultOf);
    for (const fault of first ? faults.reverse() : faults) this.#mock.arm(fault, { line: session.line, first });
    return { status: 200, value: { ruleCount: rulesOf(session) } };
  }

  /** Does it now, to the link that came last. */
  #act({ line }: Session, action: ProxyAction): Reply {
    const connection = this.#mock.linked(line).at(-1);
    if (connection === undefined) throw new MockError(40900, "No link to do this to", 409);
    line.strike(connection, actionOf(action), action.type);
    return { status: 200, value: { ok: true } };
  }

  async #end(session: Session): Promise<void> {
    session.cancel();
    this.#sessions.delete(session.id);
    await session.listener.close();
  }

  /** Ends all sessions. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map((session) => this.#end(session)));
  }
}

const rulesOf = ({ line }: Session): number => line.faults.list().filter(({ left }) => left !== 0).length;

const logOf = ({ line, listener }: Session): { readonly events: ReturnType<typeof proxyLog> } => ({
  events: proxyLog(line.events, `localhost:${listener.port}`),
});

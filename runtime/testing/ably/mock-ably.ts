import type { Clock } from "../../core/client.js";
import { systemClock } from "../../core/clock.js";
import type { MockRequest } from "./admission.js";
import type { MockEvent } from "./events.js";
import type { Fault, FaultAction } from "./fault.js";
import type { Faults } from "./faults.js";
import { FaultyLine } from "./faulty-line.js";
import { Gate } from "./gate.js";
import { keyOfJwt } from "./jwt.js";
import { KeptConnections } from "./kept-connections.js";
import { type Knock, knock, type MockSession } from "./knocking.js";
import { type AppSpec, type Grant, MockApp, type MockKey } from "./mock-app.js";
import type { MockConnection, MockLink } from "./mock-connection.js";
import { MockError } from "./mock-error.js";
import type { MockAblyOptions } from "./options.js";

/**
 * Ably in memory: apps, keys, tokens, connections that resume, channels, presence, history. It holds no socket: `serveAbly` puts
 * it behind HTTP and WebSocket. Everything that happens stands in `events`; `faults` makes it misbehave.
 */
export class MockAbly {
  readonly apps: Map<string, MockApp> = new Map();
  readonly clock: Clock;
  readonly #kept: KeptConnections;
  readonly #gate: Gate;
  /** Where clients come in who were given no other line. */
  readonly line: FaultyLine;
  #count = 0;

  constructor(options: MockAblyOptions = {}) {
    this.clock = options.clock ?? systemClock;
    const keepsFor = options.keepsFor ?? options.connectionStateTtl ?? 120_000;
    this.#kept = new KeptConnections(this.clock, { keepsFor, presenceTtl: options.presenceTtl ?? 15_000 });
    this.#gate = new Gate({ clock: this.clock, kept: this.#kept, options, grant: (credentials) => this.grant(credentials) });
    this.line = this.addLine();
  }

  /** Another way in, with faults and a log of its own. */
  addLine(): FaultyLine {
    return new FaultyLine({ clock: this.clock, kept: this.#kept });
  }

  /** What happened on the mock's own line. */
  get events(): MockEvent[] {
    return this.line.events;
  }

  /** What goes wrong there. */
  get faults(): Faults {
    return this.line.faults;
  }

  /** Makes an app; without a body one with a single key that may do everything. */
  createApp(spec: AppSpec = {}): MockApp {
    const app = new MockApp(`app${++this.#count}`, spec, () => this.clock.now());
    this.apps.set(app.id, app);
    return app;
  }

  /** Who a key (`name:secret`) or token is. Throws a MockError for nobody. */
  async grant({ key, token }: { readonly key?: string | undefined; readonly token?: string | undefined }): Promise<Grant> {
    if (key !== undefined) {
      const colon = key.indexOf(":");
      const found = this.key(key.slice(0, colon), true);
      return found.app.byKey(found.key, key.slice(colon + 1));
    }
    if (token === undefined) throw new MockError(40101, "No authentication information provided", 401);
    const kid = keyOfJwt(token);
    if (kid === null) return this.#app(token.split(".")[0] ?? "", 40140).byToken(token);
    const found = this.key(kid);
    return found.app.byJwt(token, found.key);
  }

  /** A key by its name: one that a path names, or (401 then) one that somebody is to be known by. */
  key(name: string, isCredential = false): { readonly app: MockApp; readonly key: MockKey } {
    const app = this.#app(name.split(".")[0] ?? "", isCredential ? 40101 : 40400);
    const key = app.keys.find((each) => each.name === name);
    if (key === undefined) throw new MockError(40400, "No such key", isCredential ? 401 : 404);
    return { app, key };
  }

  #app(id: string, code: number): MockApp {
    const app = this.apps.get(id);
    if (app === undefined) throw new MockError(code, `No such app: ${id}`, code === 40400 ? 404 : 401);
    return app;
  }

  /** The token that a device with this secret was given; undefined for a stranger. */
  deviceToken(secret: string): string | undefined {
    return [...this.apps.values()].flatMap(({ devices }) => devices.tokens.get(secret) ?? [])[0];
  }

  /** The connection of this id, while it is kept. */
  connection(id: string): MockConnection | null {
    return this.connections().find((each) => each.id === id) ?? null;
  }

  /** Every connection that is kept. */
  connections(): readonly MockConnection[] {
    return this.#kept.all();
  }

  /** Arms a fault; gives its id. One on `delay` strikes by itself, each connection, when its time has come. */
  arm(fault: Fault, { line = this.line, first = false }: { readonly line?: FaultyLine; readonly first?: boolean } = {}): string {
    const { id } = line.faults.add(fault, { first });
    if (fault.on === "delay")
      this.clock.wake(this.clock.now() + (fault.after ?? 0), () => {
        const struck = line.faults.use(id);
        if (struck !== null) for (const connection of this.linked(line)) line.strike(connection, struck, struck.label);
      });
    return id;
  }

  /** Does this now: to one connection, or to all that are linked. */
  strike(action: FaultAction, connection: MockConnection | null = null): void {
    for (const each of connection === null ? this.linked(this.line) : [connection]) each.line.strike(each, action);
  }

  /** The connections that have a link on this line, the newest link last. */
  linked(line: FaultyLine): readonly MockConnection[] {
    return this.connections().filter((connection) => connection.link !== null && connection.line === line);
  }

  /** A client opens a link. */
  open(request: MockRequest, link: MockLink): MockSession {
    return this.knock(request).enter(link);
  }

  /** A client asks for a link, on this line: it may be rejected before there is one. */
  knock(request: MockRequest, line: FaultyLine = this.line): Knock {
    const fault = knock(line, request);
    return { rejected: fault?.do === "reject" ? (fault.status ?? 502) : null, enter: (link) => this.#gate.enter(request, link, { line, fault }) };
  }

  /** How much one publish may hold. */
  get maxMessageSize(): number {
    return this.#gate.maxMessageSize;
  }

  /** DISCONNECTED, and the link is closed. */
  disconnect(connection: MockConnection, code: number, statusCode: number): void {
    connection.line.disconnect(connection, { code, statusCode });
  }

  /** Ends every connection and timer. */
  close(): void {
    for (const connection of this.connections()) this.#kept.end(connection);
  }
}

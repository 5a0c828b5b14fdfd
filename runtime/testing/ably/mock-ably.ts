import type { Clock } from "../../core/client.js";
import { systemClock } from "../../core/clock.js";
import { Action } from "../../realtime/protocols/ably/actions.js";
import { randomText } from "../../realtime/protocols/ably/bytes.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/frames.js";
import { clientIdOf, credentialsOf, formatOf, greeting, type MockRequest, refuse, wishesOf } from "./admission.js";
import { type Fault, Faults, type MockEvent } from "./faults.js";
import { FaultyLine } from "./faulty-line.js";
import { keyOfJwt } from "./jwt.js";
import { KeptConnections } from "./kept-connections.js";
import { type AppSpec, type Grant, MockApp, type MockKey } from "./mock-app.js";
import { MockConnection, type MockLink } from "./mock-connection.js";
import { MockError } from "./mock-error.js";

/** How the mock differs from Ably's service. */
export interface MockAblyOptions {
  readonly clock?: Clock | undefined;
  /** How long a connection without a link is kept, as clients are told; default 120,000. */
  readonly connectionStateTtl?: number | undefined;
  /** How long it is really kept, when that is another time. */
  readonly keepsFor?: number | undefined;
  /** How long its members stay; default 15,000. */
  readonly presenceTtl?: number | undefined;
  readonly maxIdleInterval?: number | undefined;
  readonly maxMessageSize?: number | undefined;
  /** How long an answer to a ping takes, in ms: clients count whole ones. Default 0, of `serveAbly` 2. */
  readonly pingDelay?: number | undefined;
}

/** What the mock does with a link: the frames it is to be given, and its end. */
export interface MockSession {
  frame(raw: string | Uint8Array): void;
  closed(): void;
}

/**
 * Ably in memory: apps, keys, tokens, connections that resume, channels, presence, history. It holds no socket: `serveAbly` puts
 * it behind HTTP and WebSocket. Everything that happens stands in `events`; `faults` makes it misbehave.
 */
export class MockAbly {
  readonly apps: Map<string, MockApp> = new Map();
  readonly events: MockEvent[] = [];
  readonly faults: Faults = new Faults();
  readonly clock: Clock;
  readonly #options: MockAblyOptions;
  readonly #kept: KeptConnections;
  readonly #line: FaultyLine;
  #count = 0;

  constructor(options: MockAblyOptions = {}) {
    this.#options = options;
    this.clock = options.clock ?? systemClock;
    this.#kept = new KeptConnections(this.clock, { keepsFor: options.keepsFor ?? this.#ttl, presenceTtl: options.presenceTtl ?? 15_000 });
    this.#line = new FaultyLine({ clock: this.clock, faults: this.faults, events: this.events, kept: this.#kept });
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
  arm(fault: Fault): string {
    if (fault.on !== "delay") return this.faults.add(fault).id;
    const id = randomText(6);
    this.clock.wake(this.clock.now() + (fault.after ?? 0), () => {
      for (const connection of this.connections()) this.#line.strike(connection, fault);
    });
    return id;
  }

  /** A client opens a link. */
  open(request: MockRequest, link: MockLink): MockSession {
    const { query, headers } = request;
    this.events.push({ at: this.clock.now(), kind: "connect", query, headers });
    let [connection, over]: [MockConnection | null, boolean] = [null, false];
    const early: (string | Uint8Array)[] = [];
    const opening = this.#admit(request, link).then((made) => {
      connection = made;
      if (over) this.#lost(made, link);
      else for (const raw of early) this.#line.in(made, raw);
    });
    opening.catch((error: unknown) => refuse(link, formatOf(query), error));
    return {
      frame: (raw) => (connection === null ? early.push(raw) : this.#line.in(connection, raw)),
      closed: () => {
        over = true;
        if (connection !== null) this.#lost(connection, link);
      },
    };
  }

  async #admit(request: MockRequest, link: MockLink): Promise<MockConnection> {
    const { query, headers } = request;
    await this.#passed(query, link);
    const grant = await this.grant(credentialsOf(query, headers));
    const clientId = clientIdOf(grant, request);
    const wanted = query["resume"] ?? query["recover"];
    const known = wanted === undefined ? null : this.#kept.byKey(wanted);
    const connection = known ?? this.#create(grant, clientId);
    this.#linked(connection, { grant, clientId, query, link });
    const lost = wanted !== undefined && known === null ? { error: new MockError(80018, "Unable to recover connection: it has expired", 400).info } : {};
    this.#line.out(connection, { ...this.#greeting(connection), ...lost });
    return connection;
  }

  /** Past the faults that strike new links. Throws what such a fault refuses with; never settles where it swallows the link. */
  async #passed(query: MockRequest["query"], link: MockLink): Promise<void> {
    const fault = this.faults.strike("connect", { query });
    if (fault?.do === "refuse") throw new MockError(fault.code ?? 50003, "Refused by a fault", fault.status ?? 500);
    if (fault?.do === "disconnect") throw Object.assign(new MockError(fault.code, "Disconnected by a fault", fault.statusCode), { gently: true });
    if (fault?.do === "cut") link.cut();
    if (fault?.do === "suppress" || fault?.do === "cut") return new Promise<never>(() => undefined);
    if (fault?.do === "delay") await new Promise<void>((resolve) => this.clock.wake(this.clock.now() + fault.milliseconds, resolve));
  }

  /** How much one publish may hold. */
  get maxMessageSize(): number {
    return this.#options.maxMessageSize ?? 65_536;
  }

  get #ttl(): number {
    return this.#options.connectionStateTtl ?? 120_000;
  }

  #create(grant: Grant, clientId: string | null): MockConnection {
    const id = randomText(8).replaceAll(/[+/=]/g, "x");
    const { pingDelay = 0 } = this.#options;
    const world = {
      now: () => this.clock.now(),
      maxMessageSize: this.maxMessageSize,
      thinks: () => (pingDelay === 0 ? undefined : new Promise<void>((resolve) => this.clock.wake(this.clock.now() + pingDelay, resolve))),
      out: (connection: MockConnection, frame: ProtocolMessage) => this.#line.out(connection, frame),
      reauthorize: (connection: MockConnection, token: string) => this.#reauthorize(connection, token),
      closed: (connection: MockConnection) => this.#kept.end(connection),
    };
    const connection = new MockConnection(id, `${id}!1`, { grant, clientId, world });
    this.#kept.add(connection);
    return connection;
  }

  #linked(
    connection: MockConnection,
    { grant, clientId, query, link }: { grant: Grant; clientId: string | null; query: Readonly<Record<string, string>>; link: MockLink },
  ): void {
    connection.link?.close();
    this.#kept.sleep(connection);
    connection.grant = grant;
    connection.clientId = clientId;
    connection.link = link;
    connection.format = formatOf(query);
    connection.echo = query["echo"] !== "false";
    connection.key = `${connection.id}!${Number(connection.key.split("!")[1]) + 1}`;
    const { every, staysPresent } = wishesOf(query);
    connection.beats = { every: every ?? this.#options.maxIdleInterval ?? 15_000, frames: query["heartbeats"] === "true" };
    connection.staysPresent = staysPresent;
    this.#watchToken(connection);
    this.#beat(connection);
  }

  #greeting(connection: MockConnection): ProtocolMessage {
    return greeting(connection, { maxMessageSize: this.maxMessageSize, connectionStateTtl: this.#ttl, maxIdleInterval: connection.beats.every });
  }

  async #reauthorize(connection: MockConnection, token: string): Promise<void> {
    const grant = await this.grant({ token }).catch((error: unknown) => error);
    if (grant instanceof Error) {
      this.#line.out(connection, {
        action: Action.error,
        error: grant instanceof MockError ? grant.info : { code: 40101, statusCode: 401, message: grant.message },
      });
      connection.link?.close();
      return;
    }
    connection.grant = grant as Grant; // grant() gives one, or it threw
    this.#kept.sleep(connection);
    this.#watchToken(connection);
    this.#beat(connection);
    this.#line.out(connection, this.#greeting(connection));
    connection.regrant();
  }

  /** Half a minute before a token ends the client is asked for another; when it ends the link is closed. */
  #watchToken(connection: MockConnection): void {
    const { expires } = connection.grant;
    if (expires === null) return;
    if (expires - 30_000 > this.clock.now()) this.#kept.wake(connection, expires - 30_000, () => this.#line.out(connection, { action: Action.auth }));
    this.#kept.wake(connection, expires, () => this.disconnect(connection, 40142, 401));
  }

  /** Signs of life: frames where the client can't see pings. */
  #beat(connection: MockConnection): void {
    const { every, frames } = connection.beats;
    if (every === 0) return;
    this.#kept.wake(connection, this.clock.now() + every, () => {
      if (frames) this.#line.out(connection, { action: Action.heartbeat });
      else connection.link?.ping();
      this.#beat(connection);
    });
  }

  /** DISCONNECTED, and the link is closed. */
  disconnect(connection: MockConnection, code: number, statusCode: number): void {
    this.#line.disconnect(connection, code, statusCode);
  }

  #lost(connection: MockConnection, link: MockLink): void {
    if (connection.link !== link) return;
    this.events.push({ at: this.clock.now(), kind: "gone", connectionId: connection.id });
    this.#kept.lost(connection);
  }

  /** Ends every connection and timer. */
  close(): void {
    for (const connection of this.connections()) this.#kept.end(connection);
  }
}

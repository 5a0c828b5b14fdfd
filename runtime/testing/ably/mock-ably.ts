import type { Clock } from "../../core/client.js";
import { systemClock } from "../../core/clock.js";
import { Action } from "../../realtime/protocols/ably/actions.js";
import { fromBase64, fromUtf8, randomText } from "../../realtime/protocols/ably/bytes.js";
import { decodeFrame, encodeFrame, type Format } from "../../realtime/protocols/ably/codec.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/frames.js";
import { messagePack } from "../../realtime/protocols/ably/message-pack.js";
import { type Fault, Faults, type MockEvent } from "./faults.js";
import { keyOfJwt } from "./jwt.js";
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
}

/** A link that a client opens: its query, its headers (lower-case names). */
export interface MockRequest {
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
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
  readonly #connections = new Map<string, MockConnection>();
  readonly #wakes = new Map<MockConnection, (() => void)[]>();
  #count = 0;

  constructor(options: MockAblyOptions = {}) {
    this.#options = options;
    this.clock = options.clock ?? systemClock;
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
      const found = this.key(key.slice(0, colon));
      return found.app.byKey(found.key, key.slice(colon + 1));
    }
    if (token === undefined) throw new MockError(40101, "No authentication information provided", 401);
    const kid = keyOfJwt(token);
    if (kid === null) return this.#app(token.split(".")[0] ?? "", 40140).byToken(token);
    const found = this.key(kid);
    return found.app.byJwt(token, found.key);
  }

  key(name: string): { readonly app: MockApp; readonly key: MockKey } {
    const app = this.#app(name.split(".")[0] ?? "", 40400);
    const key = app.keys.find((each) => each.name === name);
    if (key === undefined) throw new MockError(40400, "No such key", 404);
    return { app, key };
  }

  #app(id: string, code: number): MockApp {
    const app = this.apps.get(id);
    if (app === undefined) throw new MockError(code, `No such app: ${id}`, code === 40140 ? 401 : 404);
    return app;
  }

  /** The connection of this id, while it is kept. */
  connection(id: string): MockConnection | null {
    return [...this.#connections.values()].find((each) => each.id === id) ?? null;
  }

  /** Every connection that is kept. */
  connections(): readonly MockConnection[] {
    return [...this.#connections.values()];
  }

  /** Arms a fault; gives its id. One on `delay` strikes by itself, each connection, when its time has come. */
  arm(fault: Fault): string {
    if (fault.on !== "delay") return this.faults.add(fault).id;
    const id = randomText(6);
    this.clock.wake(this.clock.now() + (fault.after ?? 0), () => {
      for (const connection of this.connections()) this.#strike(connection, fault);
    });
    return id;
  }

  #strike(connection: MockConnection, fault: Fault): void {
    if (fault.do === "cut" || fault.do === "refuse") connection.link?.cut();
    else if (fault.do === "close") connection.link?.close();
    else if (fault.do === "disconnect") this.disconnect(connection, fault.code, fault.statusCode);
    else if (fault.do === "inject" || fault.do === "replace") this.#sent(connection, fault.frame);
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
      else for (const raw of early) this.#in(made, raw);
    });
    opening.catch((error: unknown) => refuse(link, formatOf(query), error));
    return {
      frame: (raw) => (connection === null ? early.push(raw) : this.#in(connection, raw)),
      closed: () => {
        over = true;
        if (connection !== null) this.#lost(connection, link);
      },
    };
  }

  async #admit({ query, headers }: MockRequest, link: MockLink): Promise<MockConnection> {
    const fault = this.faults.strike("connect", { query });
    if (fault?.do === "refuse") throw new MockError(fault.code ?? 50003, "Refused by a fault", fault.status ?? 500);
    if (fault?.do === "disconnect") throw Object.assign(new MockError(fault.code, "Disconnected by a fault", fault.statusCode), { gently: true });
    if (fault?.do === "cut") link.cut();
    if (fault?.do === "suppress" || fault?.do === "cut") return new Promise<never>(() => undefined);
    if (fault?.do === "delay") await new Promise<void>((resolve) => this.clock.wake(this.clock.now() + fault.milliseconds, resolve));
    const grant = await this.grant(credentialsOf(query, headers));
    const clientId = clientIdOf(grant, query["clientId"] ?? (headers["x-ably-clientid"] ? fromUtf8(fromBase64(headers["x-ably-clientid"])) : undefined));
    const wanted = query["resume"] ?? query["recover"];
    const known = wanted === undefined ? null : this.#kept(wanted);
    const connection = known ?? this.#create(grant, clientId);
    this.#linked(connection, { grant, clientId, query, link });
    const lost = wanted !== undefined && known === null ? { error: new MockError(80018, "Unable to recover connection: it has expired", 400).info } : {};
    this.#out(connection, { ...this.#greeting(connection), ...lost });
    return connection;
  }

  #kept(key: string): MockConnection | null {
    const found = [...this.#connections.values()].find((each) => each.key === key || each.key.split("!")[0] === key.split("!")[0]) ?? null;
    if (found === null || (found.link === null && this.clock.now() - found.lostAt > this.#keepsFor)) return null;
    return found;
  }

  /** How much one publish may hold. */
  get maxMessageSize(): number {
    return this.#options.maxMessageSize ?? 65_536;
  }

  get #ttl(): number {
    return this.#options.connectionStateTtl ?? 120_000;
  }

  get #keepsFor(): number {
    return this.#options.keepsFor ?? this.#ttl;
  }

  #create(grant: Grant, clientId: string | null): MockConnection {
    const id = randomText(8).replaceAll(/[+/=]/g, "x");
    const world = {
      now: () => this.clock.now(),
      maxMessageSize: this.maxMessageSize,
      out: (connection: MockConnection, frame: ProtocolMessage) => this.#out(connection, frame),
      reauthorize: (connection: MockConnection, token: string) => this.#reauthorize(connection, token),
      closed: (connection: MockConnection) => this.#end(connection),
    };
    const connection = new MockConnection(id, `${id}!1`, { grant, clientId, world });
    this.#connections.set(id, connection);
    return connection;
  }

  #linked(
    connection: MockConnection,
    { grant, clientId, query, link }: { grant: Grant; clientId: string | null; query: Readonly<Record<string, string>>; link: MockLink },
  ): void {
    connection.link?.close();
    this.#sleep(connection);
    connection.grant = grant;
    connection.clientId = clientId;
    connection.link = link;
    connection.format = formatOf(query);
    connection.echo = query["echo"] !== "false";
    connection.key = `${connection.id}!${Number(connection.key.split("!")[1]) + 1}`;
    this.#watchToken(connection);
    this.#beat(connection, query["heartbeats"] === "true");
  }

  #greeting({ id, key, clientId }: MockConnection): ProtocolMessage {
    const { maxIdleInterval = 15_000 } = this.#options;
    const details = {
      connectionKey: key,
      maxMessageSize: this.maxMessageSize,
      maxFrameSize: 524_288,
      maxInboundRate: 250,
      connectionStateTtl: this.#ttl,
      maxIdleInterval,
      serverId: "mock",
      siteCode: "mock",
      objectsGCGracePeriod: 86_400_000,
    };
    return { action: Action.connected, connectionId: id, connectionDetails: { ...details, ...(clientId !== null && { clientId }) } };
  }

  async #reauthorize(connection: MockConnection, token: string): Promise<void> {
    const grant = await this.grant({ token }).catch((error: unknown) => error);
    if (grant instanceof Error) {
      this.#out(connection, {
        action: Action.error,
        error: grant instanceof MockError ? grant.info : { code: 40101, statusCode: 401, message: grant.message },
      });
      connection.link?.close();
      return;
    }
    connection.grant = grant as Grant; // grant() gives one, or it threw
    this.#sleep(connection);
    this.#watchToken(connection);
    this.#out(connection, this.#greeting(connection));
    connection.regrant();
  }

  /** Half a minute before a token ends the client is asked for another; when it ends the link is closed. */
  #watchToken(connection: MockConnection): void {
    const { expires } = connection.grant;
    if (expires === null) return;
    if (expires - 30_000 > this.clock.now()) this.#wake(connection, expires - 30_000, () => this.#out(connection, { action: Action.auth }));
    this.#wake(connection, expires, () => this.disconnect(connection, 40142, 401));
  }

  /** Signs of life: frames where the client can't see pings. */
  #beat(connection: MockConnection, frames: boolean): void {
    const interval = this.#options.maxIdleInterval ?? 15_000;
    if (interval === 0) return;
    this.#wake(connection, this.clock.now() + interval, () => {
      if (frames) this.#out(connection, { action: Action.heartbeat });
      else connection.link?.ping();
      this.#beat(connection, frames);
    });
  }

  /** DISCONNECTED, and the link is closed. */
  disconnect(connection: MockConnection, code: number, statusCode: number): void {
    this.#out(connection, { action: Action.disconnected, error: new MockError(code, "Disconnected", statusCode).info });
    connection.link?.close();
  }

  #in(connection: MockConnection, raw: string | Uint8Array): void {
    const frame = decodeFrame(raw, messagePack);
    this.events.push({ at: this.clock.now(), kind: "in", connectionId: connection.id, frame });
    const fault = this.faults.strike("in", { frame });
    if (fault?.do === "cut" || fault?.do === "close" || fault?.do === "disconnect") {
      this.#strike(connection, fault);
      return;
    }
    if (fault?.do === "suppress") return;
    if (fault?.do === "inject") connection.send(fault.frame);
    const taken = fault?.do === "replace" ? fault.frame : frame;
    if (fault?.do === "delay") this.#wake(connection, this.clock.now() + fault.milliseconds, () => void connection.receive(taken));
    else void connection.receive(taken);
  }

  #out(connection: MockConnection, frame: ProtocolMessage): void {
    const fault = this.faults.strike("out", { frame });
    if (fault?.do === "suppress") return;
    if (fault?.do === "cut" || fault?.do === "close" || fault?.do === "disconnect") {
      this.#strike(connection, fault);
      return;
    }
    if (fault?.do === "delay") {
      this.#wake(connection, this.clock.now() + fault.milliseconds, () => this.#sent(connection, frame));
      return;
    }
    if (fault?.do === "inject") this.#sent(connection, fault.frame);
    this.#sent(connection, fault?.do === "replace" ? fault.frame : frame);
  }

  #sent(connection: MockConnection, frame: ProtocolMessage): void {
    if (connection.link === null) return;
    this.events.push({ at: this.clock.now(), kind: "out", connectionId: connection.id, frame });
    connection.send(frame);
  }

  /** The link is gone; the connection stays for a while, its members for a shorter one. */
  #lost(connection: MockConnection, link: MockLink): void {
    if (connection.link !== link) return;
    connection.link = null;
    connection.lostAt = this.clock.now();
    this.events.push({ at: connection.lostAt, kind: "gone", connectionId: connection.id });
    this.#sleep(connection);
    this.#detachAll(connection);
    if (!this.#connections.has(connection.id)) return;
    this.#wake(connection, connection.lostAt + (this.#options.presenceTtl ?? 15_000), () => this.#leaveAll(connection));
    this.#wake(connection, connection.lostAt + this.#keepsFor, () => this.#end(connection));
  }

  #detachAll(connection: MockConnection): void {
    for (const channel of connection.grant.app.channels.values()) if (channel.attached.delete(connection)) channel.tellOccupancy();
  }

  #leaveAll(connection: MockConnection): void {
    for (const channel of connection.grant.app.channels.values()) connection.leave(channel);
  }

  #end(connection: MockConnection): void {
    this.#sleep(connection);
    this.#connections.delete(connection.id);
    this.#detachAll(connection);
    this.#leaveAll(connection);
    connection.link?.close();
  }

  /** Ends every connection and timer. */
  close(): void {
    for (const connection of this.connections()) this.#end(connection);
  }

  #wake(connection: MockConnection, at: number, run: () => void): void {
    this.#wakes.set(connection, [...(this.#wakes.get(connection) ?? []), this.clock.wake(at, run)]);
  }

  #sleep(connection: MockConnection): void {
    for (const cancel of this.#wakes.get(connection) ?? []) cancel();
    this.#wakes.delete(connection);
  }
}

const formatOf = (query: Readonly<Record<string, string>>): Format => (query["format"] === "msgpack" ? "msgpack" : "json");

/** The key or token in a query or in headers; tokens as they are, or in base64. */
export function credentialsOf(
  query: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): { readonly key?: string | undefined; readonly token?: string | undefined } {
  const [scheme = "", value = ""] = (headers["authorization"] ?? "").split(" ");
  if (/^basic$/i.test(scheme)) return { key: fromUtf8(fromBase64(value)) };
  if (/^bearer$/i.test(scheme)) return { token: bearer(value) };
  return { key: query["key"], token: query["accessToken"] ?? query["access_token"] };
}

function bearer(value: string): string {
  if (value.includes(".")) return value;
  try {
    return fromUtf8(fromBase64(value));
  } catch {
    return value;
  }
}

function clientIdOf({ clientId }: Grant, asked: string | undefined): string | null {
  if (asked === undefined || asked === "") return clientId;
  if (clientId !== null && clientId !== "*" && clientId !== asked) throw new MockError(40102, `The token is for ${clientId}, not for ${asked}`, 401);
  return asked;
}

function refuse(link: MockLink, format: Format, error: unknown): void {
  if (!(error instanceof MockError)) throw error;
  link.send(encodeFrame({ action: "gently" in error ? Action.disconnected : Action.error, error: error.info }, format === "msgpack" ? messagePack : null));
  link.close();
}

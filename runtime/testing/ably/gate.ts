import type { Clock } from "../../core/client.js";
import { Action } from "../../realtime/protocols/ably/message/actions.js";
import { randomText } from "../../realtime/protocols/ably/message/bytes.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/message/frames.js";
import { clientIdOf, credentialsOf, formatOf, greeting, type MockRequest, refuse, wishesOf } from "./admission.js";
import type { Struck } from "./faults.js";
import type { FaultyLine } from "./faulty-line.js";
import type { KeptConnections } from "./kept-connections.js";
import { type MockSession, passed } from "./knocking.js";
import type { Grant } from "./mock-app.js";
import { MockConnection, type MockLink } from "./mock-connection.js";
import { MockError } from "./mock-error.js";
import type { MockAblyOptions } from "./options.js";

/** What the gate stands on. */
export interface GateParts {
  readonly clock: Clock;
  readonly kept: KeptConnections;
  readonly options: MockAblyOptions;
  /** Who somebody with these credentials is. Throws a MockError for nobody. */
  readonly grant: (credentials: { readonly key?: string | undefined; readonly token?: string | undefined }) => Promise<Grant>;
}

/** Where a link comes in, and the fault that strikes it. */
export interface Entrance {
  readonly line: FaultyLine;
  readonly fault: Struck | null;
}

/** Lets links in: to a connection of their own, or to the one that they ask for; keeps watch over their tokens and signs of life. */
export class Gate {
  readonly #clock: Clock;
  readonly #kept: KeptConnections;
  readonly #options: MockAblyOptions;
  readonly #grant: GateParts["grant"];

  constructor({ clock, kept, options, grant }: GateParts) {
    this.#clock = clock;
    this.#kept = kept;
    this.#options = options;
    this.#grant = grant;
  }

  /** How much one publish may hold. */
  get maxMessageSize(): number {
    return this.#options.maxMessageSize ?? 65_536;
  }

  /** A link is there: what it sends before it is let in waits. */
  enter(request: MockRequest, link: MockLink, at: Entrance): MockSession {
    const { line } = at;
    let [connection, over]: [MockConnection | null, boolean] = [null, false];
    const early: (string | Uint8Array)[] = [];
    const opening = this.#admit(request, link, at).then((made) => {
      connection = made;
      if (over) this.#lost(made, link);
      else for (const raw of early) line.in(made, raw);
    });
    opening.catch((error: unknown) => refuse(link, formatOf(request.query), error));
    return {
      frame: (raw) => (connection === null ? early.push(raw) : line.in(connection, raw)),
      closed: () => {
        over = true;
        if (connection !== null) this.#lost(connection, link);
      },
    };
  }

  async #admit(request: MockRequest, link: MockLink, { line, fault }: Entrance): Promise<MockConnection> {
    const { query, headers } = request;
    await passed(fault, link, this.#clock);
    const grant = await this.#grant(credentialsOf(query, headers));
    const clientId = clientIdOf(grant, request);
    const wanted = query["resume"] ?? query["recover"];
    const known = wanted === undefined ? null : this.#kept.byKey(wanted);
    const connection = known ?? this.#create(grant, clientId, line);
    this.#linked(connection, { grant, clientId, query, link, line });
    const lost = wanted !== undefined && known === null ? { error: new MockError(80018, "Unable to recover connection: it has expired", 400).info } : {};
    this.#age(connection);
    line.out(connection, { ...this.#greeting(connection), ...lost });
    return connection;
  }

  /** Winds up the faults that strike links of an age. */
  #age(connection: MockConnection): void {
    const { line } = connection;
    for (const { id, fault } of line.faults.list())
      if (fault.on === "age")
        this.#kept.wake(connection, this.#clock.now() + (fault.after ?? 0), () => {
          const struck = line.faults.use(id);
          if (struck !== null) line.strike(connection, struck, struck.label);
        });
  }

  #create(grant: Grant, clientId: string | null, line: FaultyLine): MockConnection {
    const id = randomText(8).replaceAll(/[+/=]/g, "x");
    const { pingDelay = 0 } = this.#options;
    const world = {
      now: () => this.#clock.now(),
      maxMessageSize: this.maxMessageSize,
      thinks: () => (pingDelay === 0 ? undefined : new Promise<void>((resolve) => this.#clock.wake(this.#clock.now() + pingDelay, resolve))),
      reauthorize: (connection: MockConnection, token: string) => this.#reauthorize(connection, token),
      closed: (connection: MockConnection) => this.#kept.end(connection),
    };
    const connection = new MockConnection(id, `${id}!1`, { grant, clientId, world, line });
    this.#kept.add(connection);
    return connection;
  }

  #linked(
    connection: MockConnection,
    {
      grant,
      clientId,
      query,
      link,
      line,
    }: { grant: Grant; clientId: string | null; query: Readonly<Record<string, string>>; link: MockLink; line: FaultyLine },
  ): void {
    connection.link?.close();
    this.#kept.sleep(connection);
    connection.grant = grant;
    connection.clientId = clientId;
    connection.link = link;
    connection.line = line;
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
    return greeting(connection, {
      maxMessageSize: this.maxMessageSize,
      connectionStateTtl: this.#options.connectionStateTtl ?? 120_000,
      maxIdleInterval: connection.beats.every,
    });
  }

  async #reauthorize(connection: MockConnection, token: string): Promise<void> {
    const grant = await this.#grant({ token }).catch((error: unknown) => error);
    if (grant instanceof Error) {
      connection.line.out(connection, {
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
    connection.line.out(connection, this.#greeting(connection));
    connection.regrant();
  }

  /** Half a minute before a token ends the client is asked for another; when it ends the link is closed. */
  #watchToken(connection: MockConnection): void {
    const { expires } = connection.grant;
    if (expires === null) return;
    if (expires - 30_000 > this.#clock.now()) this.#kept.wake(connection, expires - 30_000, () => connection.line.out(connection, { action: Action.auth }));
    this.#kept.wake(connection, expires, () => connection.line.disconnect(connection, { code: 40142, statusCode: 401 }));
  }

  /** Signs of life: frames where the client can't see pings. */
  #beat(connection: MockConnection): void {
    const { every, frames } = connection.beats;
    if (every === 0) return;
    this.#kept.wake(connection, this.#clock.now() + every, () => {
      if (frames) connection.line.out(connection, { action: Action.heartbeat });
      else connection.line.ping(connection);
      this.#beat(connection);
    });
  }

  #lost(connection: MockConnection, link: MockLink): void {
    if (connection.link !== link) return;
    connection.line.gone(connection, link);
    this.#kept.lost(connection);
  }
}

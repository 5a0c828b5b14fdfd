import type { Clock } from "../../core/client.js";
import type { MockConnection } from "./mock-connection.js";

/** How long what is kept, in ms. */
export interface KeepingTimes {
  /** A connection without a link. */
  readonly keepsFor: number;
  /** Its members. */
  readonly presenceTtl: number;
}

/** The connections that are kept, and the timers of each: they end with its link. */
export class KeptConnections {
  readonly #clock: Clock;
  readonly #times: KeepingTimes;
  readonly #all = new Map<string, MockConnection>();
  readonly #wakes = new Map<MockConnection, (() => void)[]>();

  constructor(clock: Clock, times: KeepingTimes) {
    this.#clock = clock;
    this.#times = times;
  }

  all(): readonly MockConnection[] {
    return [...this.#all.values()];
  }

  add(connection: MockConnection): void {
    this.#all.set(connection.id, connection);
  }

  /** The connection behind a key, of now or of before, unless its time is over. */
  byKey(key: string): MockConnection | null {
    const found = this.all().find((each) => each.key === key || each.key.split("!")[0] === key.split("!")[0]) ?? null;
    if (found === null || (found.link === null && this.#clock.now() - found.lostAt > this.#times.keepsFor)) return null;
    return found;
  }

  /** The link is gone; the connection stays for a while, its members for a shorter one. */
  lost(connection: MockConnection): void {
    connection.link = null;
    connection.lostAt = this.#clock.now();
    this.sleep(connection);
    detachAll(connection);
    if (!this.#all.has(connection.id)) return;
    this.wake(connection, connection.lostAt + (connection.staysPresent ?? this.#times.presenceTtl), () => leaveAll(connection));
    this.wake(connection, connection.lostAt + this.#times.keepsFor, () => this.end(connection));
  }

  end(connection: MockConnection): void {
    this.sleep(connection);
    this.#all.delete(connection.id);
    detachAll(connection);
    leaveAll(connection);
    connection.link?.close();
  }

  /** Runs it at this time, unless the connection's timers are cancelled before. */
  wake(connection: MockConnection, at: number, run: () => void): void {
    this.#wakes.set(connection, [...(this.#wakes.get(connection) ?? []), this.#clock.wake(at, run)]);
  }

  /** Cancels the connection's timers. */
  sleep(connection: MockConnection): void {
    for (const cancel of this.#wakes.get(connection) ?? []) cancel();
    this.#wakes.delete(connection);
  }
}

function detachAll(connection: MockConnection): void {
  for (const channel of connection.grant.app.channels.values()) if (channel.attached.delete(connection)) channel.tellOccupancy();
}

function leaveAll(connection: MockConnection): void {
  for (const channel of connection.grant.app.channels.values()) connection.leave(channel);
}

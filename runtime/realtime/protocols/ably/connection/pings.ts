import type { Clock } from "../../../../core/client.js";
import { type AblyError, ablyError } from "../ably-error.js";
import { quiet, rejected } from "../listeners.js";
import * as Action from "../message/action.js";
import { randomText } from "../message/bytes.js";
import type { ProtocolMessage } from "../message/frames.js";
import type { ConnectionStateName } from "./connection-state.js";

interface Ping {
  readonly resolve: (milliseconds: number) => void;
  readonly reject: (error: AblyError) => void;
  sent: number | null;
  cancel: (() => void) | null;
}

/** What pings need of their connection. */
export interface PingsParts {
  readonly clock: Clock;
  readonly connection: { readonly state: ConnectionStateName; readonly requestTimeout: number; unusable(): AblyError };
  /** Sends now. */
  readonly send: (frame: ProtocolMessage) => void;
}

/** Pings on their way (RTN13): those asked for without a connection wait for one. */
export class Pings {
  readonly #all = new Map<string, Ping>();
  readonly #parts: PingsParts;

  constructor(parts: PingsParts) {
    this.#parts = parts;
  }

  /** Resolves with the milliseconds to the server and back; rejects where there will be no connection. */
  ask(): Promise<number> {
    const { connection } = this.#parts;
    const { state } = connection;
    if (state !== "connected" && !awaits(state)) return rejected(connection.unusable());
    const answer = new Promise<number>((resolve, reject) => {
      this.#all.set(randomText(9), { resolve, reject, sent: null, cancel: null });
    });
    if (state === "connected") this.sendDue();
    return quiet(answer);
  }

  /** Sends those that wait for a connection. */
  sendDue(): void {
    const { clock, connection, send } = this.#parts;
    const { requestTimeout } = connection;
    for (const [id, ping] of [...this.#all]) {
      if (ping.sent !== null) continue;
      ping.sent = clock.now();
      ping.cancel = clock.wake(ping.sent + requestTimeout, () => {
        this.#all.delete(id);
        ping.reject(ablyError(50003, `Timeout: no answer to a ping in ${requestTimeout} ms`));
      });
      send({ action: Action.heartbeat, id });
    }
  }

  answered(id: string): void {
    const ping = this.#all.get(id);
    if (ping === undefined || ping.sent === null) return;
    this.#all.delete(id);
    ping.cancel?.();
    ping.resolve(this.#parts.clock.now() - ping.sent);
  }

  /** The connection is in another state: what was sent has failed, and so has what waits, unless there will be a connection. */
  moved(current: ConnectionStateName): void {
    if (current === "connected") return;
    for (const [id, ping] of [...this.#all]) {
      if (awaits(current) && ping.sent === null) continue;
      this.#all.delete(id);
      ping.cancel?.();
      ping.reject(this.#parts.connection.unusable());
    }
  }
}

const awaits = (state: ConnectionStateName): boolean => state === "connecting" || state === "disconnected";

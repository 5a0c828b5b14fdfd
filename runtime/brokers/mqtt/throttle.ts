import type { MqttClient } from "mqtt";
import type { Clock } from "../../core/client.js";

/**
 * Makes the broker wait: while paused, the package reads no further packet. While a publish of ours waits for its acknowledgement,
 * which comes by the same way, reading goes on. Pings keep the connection alive meanwhile.
 */
export class Throttle {
  readonly #client: MqttClient;
  readonly #clock: Clock;
  readonly #every: number;
  #paused = 0;
  #waiting = 0;
  #held: (() => void) | null = null;
  #cancel: (() => void) | null = null;

  /** `keepAlive` in seconds. */
  constructor(client: MqttClient, clock: Clock, keepAlive: number) {
    this.#client = client;
    this.#clock = clock;
    this.#every = keepAlive * 500;
    client.handleMessage = (_, callback) => {
      if (this.#paused > 0 && this.#waiting === 0) this.#hold(callback);
      else callback();
    };
  }

  pause(): void {
    this.#paused++;
  }

  resume(): void {
    if (--this.#paused === 0) this.#letGo();
  }

  /** So many acknowledgements more (or fewer) are waited for. */
  waiting(change: 1 | -1): void {
    this.#waiting += change;
    if (this.#waiting > 0) this.#letGo();
  }

  /** Nothing is held any more. */
  stop(): void {
    this.#paused = 0;
    this.#letGo();
  }

  #hold(callback: () => void): void {
    this.#held = callback;
    const beat = (): void => {
      this.#client.reschedulePing(true);
      this.#client.sendPing();
      this.#cancel = this.#clock.wake(this.#clock.now() + this.#every, beat);
    };
    if (this.#every > 0) this.#cancel = this.#clock.wake(this.#clock.now() + this.#every / 2, beat);
  }

  #letGo(): void {
    this.#cancel?.();
    this.#cancel = null;
    const held = this.#held;
    this.#held = null;
    held?.();
  }
}

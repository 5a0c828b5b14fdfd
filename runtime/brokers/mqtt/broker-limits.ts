import type { IClientPublishOptions, IConnackPacket } from "mqtt";
import { type ClientError, InputError } from "../../core/errors.js";
import { BrokerError } from "../broker.js";
import { packetSize } from "./packet-size.js";

/** What the broker said at the connection that it takes (MQTT 5.0, section 3.2.2.3). The package doesn't keep to it, and would be thrown out. */
export class BrokerLimits {
  readonly #maximumPacketSize: number;
  readonly #maximumQos: number;
  readonly #retains: boolean;
  /** Messages of QoS 1 and 2 that may be unacknowledged at a time. */
  readonly #receiveMaximum: number;
  #open = 0;
  readonly #waiting: (() => void)[] = [];

  constructor({ properties }: Pick<IConnackPacket, "properties">) {
    this.#maximumPacketSize = properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY;
    this.#maximumQos = properties?.maximumQoS ?? 2;
    this.#retains = properties?.retainAvailable ?? true;
    this.#receiveMaximum = properties?.receiveMaximum ?? 65_535;
  }

  /** Why a message can't be sent over this connection, nor over another; null: it can. */
  refusal(topic: string, body: string | Uint8Array, options: IClientPublishOptions): ClientError | null {
    const { qos = 0, retain = false } = options;
    if (qos > this.#maximumQos) return new InputError(`The broker takes messages of QoS ${this.#maximumQos} at most`, { remedy: "Publish with that." });
    if (retain && !this.#retains) return new InputError("The broker retains no messages", { remedy: "Publish without retain." });
    if (this.#maximumPacketSize === Number.POSITIVE_INFINITY) return null;
    const size = packetSize(topic, body, options);
    if (size <= this.#maximumPacketSize) return null;
    return new BrokerError(`Publishing to ${topic} was refused: its packet has ${size} bytes, the broker takes ${this.#maximumPacketSize}`, {
      code: 149,
      sent: "no",
    });
  }

  /** Sends now, or when the broker has acknowledged enough of what went before. */
  send(send: () => void): void {
    if (this.#open >= this.#receiveMaximum) this.#waiting.push(send);
    else {
      this.#open++;
      send();
    }
  }

  /**
   * One of those is acknowledged, or refused. What waits is sent when the acknowledgement is through with: the package writes together what is
   * sent while it reads several, which one that is sent from within would break up.
   */
  settled(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#open--;
    else queueMicrotask(next);
  }
}

import type { IPublishPacket, MqttClient } from "mqtt";
import type { ClientError } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import type { BusSetting } from "../../realtime/bus-maker.js";
import type { Receipt } from "../../realtime/message.js";
import { Settlement } from "../../realtime/settlement.js";
import type { BrokerLink, Flow, LinkHost, Publication, Receiver } from "../broker.js";
import { forbidden, hopeless, noConnection, refused } from "../failures.js";
import { receive } from "../received.js";
import { bytesOf } from "./connect-options.js";
import type { MqttSetting } from "./options.js";
import { publishOptions, qualityOf, receivedOf } from "./packets.js";
import { Throttle } from "./throttle.js";
import { filterOf, topicName } from "./topic.js";

interface Subscriber {
  readonly fits: (topic: string) => boolean;
  readonly route: Route;
  readonly receiver: Receiver;
}

interface Arrival {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly packet: IPublishPacket;
}

/** How many messages of a resumed session wait for whoever subscribes to them. */
const mostOrphans = 1_000;

/** One connection of the package `mqtt`. PROTOCOL.md, sections 2 to 4. */
export class MqttLink implements BrokerLink {
  readonly #client: MqttClient;
  readonly #setting: MqttSetting;
  readonly #bus: BusSetting;
  readonly #isResumed: boolean;
  readonly #throttle: Throttle;
  readonly #subscribers = new Set<Subscriber>();
  /** Ids of the messages of QoS 1 that the package takes for QoS 0, as the acknowledgement is ours. */
  readonly #unacknowledged = new WeakMap<IPublishPacket, number>();
  #orphans: Arrival[] = [];
  #isOver = false;

  /** Made before the connection is: what a kept session holds may come at once. */
  constructor(client: MqttClient, setting: MqttSetting, { bus, isResumed }: { readonly bus: BusSetting; readonly isResumed: boolean }) {
    this.#client = client;
    this.#setting = setting;
    this.#bus = bus;
    this.#isResumed = isResumed;
    this.#throttle = new Throttle(client, bus.clock, setting.keepAlive);
  }

  /** Begins to listen; from now on the host is told of its end. */
  listen(host: LinkHost): void {
    let reason: unknown = new Error("it was closed");
    let final = false;
    const client = this.#client;
    client.on("error", (error) => {
      reason = error;
    });
    client.on("disconnect", ({ reasonCode }) => {
      reason = new Error(`the broker ended it (reason code ${reasonCode})`);
      // Two clients of one id would throw each other out for ever.
      final = reasonCode === 142;
    });
    client.on("close", () => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.#throttle.stop();
      host.lost(
        final
          ? hopeless("Another client connected with the same client id", "Give each client an id of its own.", reason)
          : noConnection(this.#bus.url, reason),
        final,
      );
    });
    client.on("packetreceive", (packet) => {
      if (packet.cmd !== "publish" || packet.qos !== 1 || packet.messageId === undefined) return;
      this.#unacknowledged.set(packet, packet.messageId);
      packet.qos = 0;
    });
    client.on("message", (topic, payload, packet) => this.#arrived({ topic, payload, packet }));
  }

  async subscribe(key: string, route: Route, receiver: Receiver): Promise<Flow> {
    const subscriber = { fits: filterOf(key), route, receiver };
    this.#subscribers.add(subscriber);
    const orphans = this.#orphans;
    this.#orphans = [];
    for (const orphan of orphans) this.#arrived(orphan);
    const qos = qualityOf(route, this.#setting);
    try {
      await this.#client.subscribeAsync(key, { qos });
    } catch (error) {
      this.#subscribers.delete(subscriber);
      throw this.#failure(`Subscribing to ${key}`, error);
    }
    let isPaused = false;
    const flow: Flow = {
      continuity: this.#isResumed && qos > 0 ? "resumed" : "lost",
      pause: () => {
        if (!isPaused) this.#throttle.pause();
        isPaused = true;
        return true;
      },
      resume: () => {
        if (isPaused) this.#throttle.resume();
        isPaused = false;
      },
      cancel: () => {
        flow.resume();
        this.#subscribers.delete(subscriber);
        if (!this.#isOver) this.#client.unsubscribe(key, () => undefined);
      },
    };
    return flow;
  }

  publish({ route, message, body }: Publication): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      const topic = topicName(route, this.#bus.variables);
      const options = publishOptions(route, message, this.#setting);
      const isAcknowledged = options.qos !== 0;
      if (isAcknowledged) this.#throttle.waiting(1);
      this.#client.publish(topic, typeof body === "string" ? body : bytesOf(body), options, (error) => {
        if (isAcknowledged) this.#throttle.waiting(-1);
        if (error) reject(this.#failure(`Publishing to ${topic}`, error));
        else resolve({ status: isAcknowledged ? "acknowledged" : "sent", id: null, value: null });
      });
    });
  }

  async close(): Promise<void> {
    this.#isOver = true;
    this.#throttle.stop();
    // A session that nobody can come back to is not left behind.
    const farewell = this.#setting.version === 5 && this.#setting.clean ? { properties: { sessionExpiryInterval: 0 } } : {};
    await this.#client.endAsync(false, farewell).catch(() => undefined);
  }

  destroy(): void {
    this.#isOver = true;
    this.#throttle.stop();
    this.#client.end(true);
    this.#client.stream.destroy();
  }

  #arrived(arrival: Arrival): void {
    const { topic, payload, packet } = arrival;
    const found: Subscriber[] = [];
    for (const subscriber of this.#subscribers) if (subscriber.fits(topic)) found.push(subscriber);
    if (found.length === 0) {
      if (this.#orphans.length < mostOrphans) this.#orphans.push(arrival);
      return;
    }
    const id = this.#unacknowledged.get(packet);
    const received = receivedOf(topic, payload, packet, this.#bus.clock.now());
    if (id === undefined) {
      for (const { route, receiver } of found) receive(route, received, receiver);
      return;
    }
    const settlement = new Settlement(() => this.#acknowledge(id));
    for (const { route, receiver } of found) {
      settlement.hold();
      receive(route, received, receiver, (outcome) => settlement.release(outcome));
    }
    settlement.release("done");
  }

  /** A PUBACK is four bytes in every version. MQTT has no word for what failed or was not read: left unacknowledged, it would only stop others. */
  #acknowledge(id: number): void {
    if (!this.#isOver) this.#client.stream.write(Uint8Array.of(0x40, 2, id >> 8, id & 0xff));
  }

  #failure(what: string, error: unknown): ClientError {
    const { code, packet } = error as { readonly code?: unknown; readonly packet?: { readonly granted?: readonly unknown[] } }; // the package's errors
    const reason = typeof code === "number" ? code : packet?.granted?.[0];
    if (typeof reason !== "number") return noConnection(this.#bus.url, error);
    return reason === 135 ? forbidden(what, error) : refused(what, error, reason);
  }
}

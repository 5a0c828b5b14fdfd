import type { IConnackPacket, IPublishPacket, MqttClient } from "mqtt";
import type { ClientError } from "../../core/errors.js";
import type { Route } from "../../realtime/bus.js";
import type { BusSetting } from "../../realtime/bus-maker.js";
import type { OutgoingMessage, Receipt } from "../../realtime/message.js";
import { Settlement } from "../../realtime/settlement.js";
import type { BrokerLink, Flow, LinkHost, Publication, Receiver } from "../broker.js";
import { BrokerError } from "../broker.js";
import { forbidden, hopeless, noConnection, refused } from "../failures.js";
import { receive } from "../received.js";
import { Acknowledger } from "./acknowledger.js";
import { BrokerLimits } from "./broker-limits.js";
import { bytesOf } from "./connect-options.js";
import type { CutWatch } from "./cut-watch.js";
import type { MqttSetting } from "./options.js";
import { publishOptions, qualityOf, receivedOf } from "./packets.js";
import { Throttle } from "./throttle.js";
import { filterOf, topicName } from "./topic.js";

interface Subscriber {
  readonly key: string;
  readonly fits: (topic: string) => boolean;
  readonly route: Route;
  readonly receiver: Receiver;
}

interface LinkParts {
  readonly bus: BusSetting;
  /** What the broker said at the connection. */
  readonly told: IConnackPacket;
  readonly watch: CutWatch;
}

interface Arrival {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly packet: IPublishPacket;
}

const sent: Receipt = Object.freeze({ status: "sent", id: null, value: null });
const acknowledged: Receipt = Object.freeze({ status: "acknowledged", id: null, value: null });

/** How many messages of a resumed session wait for whoever subscribes to them. */
const mostOrphans = 1_000;

/** One connection of the package `mqtt`. PROTOCOL.md, sections 2 to 4. */
export class MqttLink implements BrokerLink {
  readonly #client: MqttClient;
  readonly #setting: MqttSetting;
  readonly #bus: BusSetting;
  readonly #isResumed: boolean;
  readonly #limits: BrokerLimits;
  readonly #throttle: Throttle;
  /** MQTT has no word for what failed or was not read: left unacknowledged, it would only stop others. */
  readonly #acknowledger: Acknowledger;
  readonly #subscribers = new Set<Subscriber>();
  /** Ids of the messages of QoS 1 that the package takes for QoS 0, as the acknowledgement is ours. */
  readonly #unacknowledged = new WeakMap<IPublishPacket, number>();
  readonly #watch: CutWatch;
  /** What the broker has to acknowledge yet. */
  readonly #inFlight = new Set<OutgoingMessage>();
  #orphans: Arrival[] = [];
  /** Filters that were left on this link, by their keys: what still comes for them is for nobody. */
  readonly #left = new Map<string, Subscriber["fits"]>();
  #isOver = false;

  /** Made before the connection is: what a kept session holds may come at once. */
  constructor(client: MqttClient, setting: MqttSetting, { bus, told, watch }: LinkParts) {
    this.#client = client;
    this.#setting = setting;
    this.#bus = bus;
    this.#watch = watch;
    this.#isResumed = told.sessionPresent;
    this.#limits = new BrokerLimits(told);
    this.#throttle = new Throttle(client, bus.clock, setting.keepAlive);
    this.#acknowledger = new Acknowledger((bytes) => {
      if (!this.#isOver) client.stream.write(bytes);
    });
  }

  /** Begins to listen; from now on the host is told of its end. */
  listen(host: LinkHost): void {
    let reason: unknown = new Error("it was closed");
    let told: number | null = null;
    const { clock, url } = this.#bus;
    const opened = clock.now();
    const client = this.#client;
    client.on("error", (error) => {
      reason = error;
    });
    client.on("disconnect", ({ reasonCode = 0 }) => {
      reason = new Error(`the broker ended it (reason code ${reasonCode})`);
      told = reasonCode;
    });
    client.on("close", () => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.#throttle.stop();
      if (told === 142) host.lost(takenOver(reason), true);
      else host.lost(told === null && this.#watch.cut(opened, clock.now(), this.#inFlight) ? cutAgain(url, reason) : noConnection(url, reason));
    });
    client.on("packetreceive", (packet) => {
      if (packet.cmd !== "publish" || packet.qos !== 1 || packet.messageId === undefined) return;
      this.#unacknowledged.set(packet, packet.messageId);
      packet.qos = 0;
    });
    client.on("message", (topic, payload, packet) => this.#arrived({ topic, payload, packet }));
  }

  async subscribe(key: string, route: Route, receiver: Receiver): Promise<Flow> {
    const subscriber = { key, fits: filterOf(key), route, receiver };
    this.#subscribers.add(subscriber);
    this.#left.delete(key);
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
        this.#leave(subscriber);
      },
    };
    return flow;
  }

  /** Of two with one filter, where the first left before the broker had confirmed, only the last ends it. */
  #leave(subscriber: Subscriber): void {
    const { key, fits } = subscriber;
    this.#subscribers.delete(subscriber);
    if (this.#isOver || [...this.#subscribers].some((other) => other.key === key)) return;
    this.#left.set(key, fits);
    this.#client.unsubscribe(key, () => undefined);
  }

  publish({ route, message, body }: Publication): Promise<Receipt> {
    const topic = topicName(route, this.#bus.variables);
    const options = publishOptions(route, message, this.#setting);
    const payload = typeof body === "string" ? body : bytesOf(body);
    const refusal = this.#watch.isSuspect(message) ? cutsOff(topic) : this.#limits.refusal(topic, payload, options);
    if (refusal !== null) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      if (options.qos === 0) {
        this.#client.publish(topic, payload, options, (error) => (error ? reject(this.#failure(`Publishing to ${topic}`, error)) : resolve(sent)));
        return;
      }
      this.#throttle.waiting(1);
      this.#inFlight.add(message);
      const done = (error?: unknown): void => {
        this.#throttle.waiting(-1);
        this.#inFlight.delete(message);
        const failure = error ? this.#failure(`Publishing to ${topic}`, error) : null;
        // What waits for a lost connection goes over the next one.
        if (failure?.kind !== "connection") this.#limits.settled();
        if (failure === null) resolve(acknowledged);
        else reject(failure);
      };
      this.#limits.send(() => this.#client.publish(topic, payload, options, done));
    });
  }

  async close(): Promise<void> {
    this.#acknowledger.flush();
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
    const id = this.#unacknowledged.get(packet);
    if (found.length === 0) {
      if (!this.#isAwaited(topic)) id !== undefined && this.#acknowledger.acknowledge(id);
      else if (this.#orphans.length < mostOrphans) this.#orphans.push(arrival);
      return;
    }
    const received = receivedOf(topic, payload, packet, this.#bus.clock.now());
    if (id === undefined) {
      for (const { route, receiver } of found) receive(route, received, receiver);
      return;
    }
    const settlement = new Settlement(() => this.#acknowledger.acknowledge(id));
    for (const { route, receiver } of found) {
      settlement.hold();
      receive(route, received, receiver, (outcome) => settlement.release(outcome));
    }
    settlement.release("done");
  }

  /** Whether somebody may come yet for what a kept session delivers. Else it is acknowledged: a broker sends only so much that is not. */
  #isAwaited(topic: string): boolean {
    return this.#isResumed && ![...this.#left.values()].some((fits) => fits(topic));
  }

  #failure(what: string, error: unknown): ClientError {
    const { code, packet } = error as { readonly code?: unknown; readonly packet?: { readonly granted?: readonly unknown[] } }; // the package's errors
    const reason = typeof code === "number" ? code : packet?.granted?.[0];
    if (typeof reason !== "number") return noConnection(this.#bus.url, error);
    return reason === 135 ? forbidden(what, error) : refused(what, error, reason);
  }
}

/** Two clients of one id would throw each other out for ever. */
const takenOver = (cause: unknown): ClientError => hopeless("Another client connected with the same client id", "Give each client an id of its own.", cause);

const cutAgain = (url: string, cause: unknown): ClientError =>
  noConnection(
    url,
    cause,
    "Each connection was cut soon after it was opened, without a word: another client may have the same client id, so give each its own.",
  );

const cutsOff = (topic: string): ClientError =>
  new BrokerError(`Publishing to ${topic} was given up: the broker cut the connection each time that the message was sent, without a word`, {
    remedy: "The message may be longer than the broker takes.",
    code: null,
    sent: "unknown",
  });

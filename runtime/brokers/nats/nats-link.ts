import type { Msg, NatsConnection, Payload } from "@nats-io/transport-node";
import type { Route } from "../../realtime/bus.js";
import type { BusSetting } from "../../realtime/bus-maker.js";
import type { Receipt } from "../../realtime/message.js";
import type { BrokerLink, Flow, LinkHost, Publication, Receiver } from "../broker.js";
import { forbidden, noConnection } from "../failures.js";
import { receive } from "../received.js";
import { readHeaders, writeHeaders } from "./headers.js";
import type { Kept } from "./jet-stream.js";
import type { NatsBusOptions } from "./options.js";
import { idOf, patternOf, queueOf, subjectOf, tokenOf } from "./subject.js";

/** What a link works with. */
export interface NatsParts {
  readonly connection: NatsConnection;
  readonly library: typeof import("@nats-io/transport-node");
  readonly bus: BusSetting;
  readonly options: NatsBusOptions;
  /** This client's inbox, without the token of a request. */
  readonly inbox: string;
  /** Null where no channel is kept by a stream. */
  readonly kept: Kept | null;
}

/** One connection of the package `@nats-io/transport-node`. PROTOCOL.md, sections 2 to 4. */
export class NatsLink implements BrokerLink {
  readonly #parts: NatsParts;
  #isOver = false;

  constructor(parts: NatsParts, host: LinkHost) {
    this.#parts = parts;
    void parts.connection.closed().then((error) => {
      if (this.#isOver) return;
      this.#isOver = true;
      host.lost(noConnection(parts.bus.url, error ?? new Error("it was closed")));
    });
  }

  async subscribe(_: string, route: Route, receiver: Receiver): Promise<Flow> {
    const { kept, connection, bus, options, inbox } = this.#parts;
    const pattern = patternOf(route, bus.variables);
    if (kept?.has(route)) return kept.consume({ route, pattern, receiver });
    const isInbox = route.address === inbox;
    const queue = isInbox ? null : queueOf(route, options.queue);
    const subscription = connection.subscribe(isInbox ? `${inbox}.*` : pattern, {
      ...(queue !== null && { queue }),
      callback: (error, message) => {
        if (error !== null) receiver.end(forbidden(`Listening to ${pattern}`, error));
        else this.#received(route, message, receiver);
      },
    });
    await this.#flush();
    return { continuity: "lost", pause: () => false, resume: () => undefined, cancel: () => subscription.unsubscribe() };
  }

  async publish({ route, message, body }: Publication): Promise<Receipt> {
    const { kept, connection, library, bus, inbox } = this.#parts;
    const subject = subjectOf(route, bus.variables);
    const headers = writeHeaders(library.headers(), message);
    const payload: Payload = body;
    if (kept?.has(route)) return kept.publish({ subject, payload, headers, id: message.id });
    // Responders of NATS send nothing back but the answer: its subject tells the request.
    const reply = message.replyTo === inbox && message.correlationId !== null ? `${inbox}.${tokenOf(message.correlationId)}` : message.replyTo;
    try {
      connection.publish(subject, payload, { headers, ...(reply !== null && { reply }) });
    } catch (error) {
      throw noConnection(bus.url, error);
    }
    return { status: "sent", id: null, value: null };
  }

  async close(): Promise<void> {
    this.#isOver = true;
    const { connection, kept } = this.#parts;
    await kept?.close();
    // What was published is on its way before the connection ends.
    await connection.drain().catch(() => connection.close().catch(() => undefined));
  }

  destroy(): void {
    this.#isOver = true;
    this.#parts.connection.close().catch(() => undefined);
  }

  #received(route: Route, { subject, data, reply, headers }: Msg, receiver: Receiver): void {
    const { bus, inbox } = this.#parts;
    const told = readHeaders(headers);
    const correlationId = subject.startsWith(`${inbox}.`) ? idOf(subject.slice(inbox.length + 1)) : told.correlationId;
    receive(
      route,
      { ...told, body: data, address: subject, id: null, correlationId, replyTo: reply || null, name: null, receivedAt: bus.clock.now() },
      receiver,
    );
  }

  async #flush(): Promise<void> {
    await this.#parts.connection.flush().catch((error: unknown) => {
      throw noConnection(this.#parts.bus.url, error);
    });
  }
}

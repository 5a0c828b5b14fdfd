import { DecodeError, InputError } from "../../../core/errors.js";
import { headerText } from "../../../core/header-text.js";
import { type SseFraming, sseFraming } from "../../../streaming/sse.js";
import type { Route } from "../../bus.js";
import type { FrameSink, Framing, FramingSession, SessionHost } from "../../framing.js";
import { contentTypeOf, noHeaders } from "../../incoming.js";
import { incomingPayload } from "../../incoming-payload.js";
import type { Policy } from "../../machine.js";
import type { Frame, OpenRequest } from "../../transport.js";

/** Server-sent events, over `sseTransport`: each event one message, resumed by `Last-Event-ID`. Nothing can be published. */
export function serverSentEvents(): Framing {
  return {
    name: "sse",
    sockets: "per-channel",
    delivery: "at-most-once",
    takesCredential: false,
    session: (route, host) => {
      if (route === null) throw new InputError("A stream of events needs a channel");
      return new EventSession(route, host);
    },
  };
}

/** Characters that one event may have: as many as the bytes of a message over npm `ws`. */
const eventLimit = 100 * 2 ** 20;

/** Milliseconds between two requests, however little the server asks for: one that refuses is not to be flooded. */
const shortest = 100;

/** The events of one channel over its links. PROTOCOL.md. */
class EventSession implements FramingSession {
  readonly readyOn = "open";
  readonly confirmsSubscriptions = false;
  readonly #route: Route;
  readonly #host: SessionHost;
  #events: SseFraming = sseFraming();
  /** Milliseconds, of earlier links. */
  #retry: number | null = null;

  constructor(route: Route, host: SessionHost) {
    this.#route = route;
    this.#host = host;
  }

  /** With an id, the server replays what came after it. */
  get resumes(): boolean {
    return this.#events.lastEventId() !== "";
  }

  /** The server's `retry` is the wait before each further request, whatever is usual here. */
  get policy(): Partial<Policy> | undefined {
    const retry = this.#events.retry() ?? this.#retry;
    return retry === null ? undefined : { delay: () => Math.max(retry, shortest) };
  }

  request(request: OpenRequest): OpenRequest {
    const id = this.#events.lastEventId();
    return id === "" ? request : { ...request, headers: { ...request.headers, "last-event-id": headerText(id) } };
  }

  greet(): readonly Frame[] {
    this.#retry = this.#events.retry() ?? this.#retry;
    this.#events = sseFraming(this.#events.lastEventId());
    return [];
  }

  receive(frame: Frame, sink: FrameSink): void {
    const { channel, address } = this.#route;
    for (const { event, id, data } of this.#events.push(String(frame))) {
      const name = event === "message" ? null : event;
      sink.message(address, {
        payload: incomingPayload(channel, data, contentTypeOf(channel, name)),
        name,
        id: id === "" ? null : id,
        headers: noHeaders,
        address,
        correlationId: null,
        receivedAt: this.#host.now(),
      });
    }
    // What never ends would take all of the memory; asked again, the server would send it again.
    if (this.#events.held() > eventLimit) sink.dropped(tooLong(address), "fatal");
  }

  subscribe(): null {
    return null;
  }

  unsubscribe(): null {
    return null;
  }

  publish(): Frame {
    throw new InputError(`Nothing can be published on ${this.#route.channel.id}: its server only sends events`);
  }

  ping(): null {
    return null;
  }

  reauthenticate(): null {
    return null;
  }
}

const tooLong = (address: string): DecodeError =>
  new DecodeError(`${address}: the stream holds an event of more than ${eventLimit} characters`, { status: 200, contentType: "text/event-stream", text: "" });

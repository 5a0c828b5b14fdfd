import { InputError } from "../../../core/errors.js";
import type { Route } from "../../bus.js";
import type { FrameSink, FramingSession, SessionHost } from "../../framing.js";
import type { Message } from "../../message.js";
import type { Frame, OpenRequest } from "../../transport.js";
import { decodeFrame } from "./codec.js";
import type { LogEntry, LogStream } from "./frames.js";
import { LastSeen } from "./last-seen.js";
import type { LokiTailSettings } from "./settings.js";

const noHeaders: Readonly<Record<string, unknown>> = Object.freeze({});
const noLabels: LogEntry["metadata"] = Object.freeze({});

/** Entries asked for after a break. PROTOCOL.md, section 3. */
const resumeLimit = "5000";

/** One query over its links. PROTOCOL.md. */
export class TailSession implements FramingSession {
  readonly readyOn = "open";
  readonly confirmsSubscriptions = false;
  readonly #settings: LokiTailSettings;
  readonly #route: Route;
  readonly #host: SessionHost;
  readonly #seen = new LastSeen();

  constructor(settings: LokiTailSettings, route: Route, host: SessionHost) {
    this.#settings = settings;
    this.#route = route;
    this.#host = host;
  }

  /** With a timestamp, the server sends what came after it. */
  get resumes(): boolean {
    return this.#seen.at !== null;
  }

  request(request: OpenRequest): OpenRequest {
    const { at } = this.#seen;
    if (at === null) return request;
    const address = new URL(request.url);
    address.searchParams.set("start", at);
    if (!address.searchParams.has("limit")) address.searchParams.set("limit", resumeLimit);
    return { ...request, url: address.href };
  }

  greet(): readonly Frame[] {
    return [];
  }

  receive(frame: Frame, sink: FrameSink): void {
    const { address } = this.#route;
    const whole = decodeFrame(frame);
    const lost = whole.dropped_entries?.length ?? 0;
    if (lost > 0) sink.gap(address, { reason: "dropped", lost, cause: null });
    const fresh = whole.streams.flatMap(entriesOf).filter((entry) => this.#seen.isNew(entry));
    if (this.#settings.messages !== "frames") for (const entry of fresh) sink.message(address, this.#message(entry));
    else if (fresh.length > 0) sink.message(address, this.#message(whole));
  }

  #message(payload: unknown): Message {
    const { address } = this.#route;
    return { payload, name: null, id: null, headers: noHeaders, address, correlationId: null, receivedAt: this.#host.now() };
  }

  subscribe(): null {
    return null;
  }

  unsubscribe(): null {
    return null;
  }

  publish(): Frame {
    throw new InputError(`Nothing can be published on ${this.#route.channel.id}: Loki's tail only tells`, {
      remedy: "Push entries with POST /loki/api/v1/push.",
    });
  }

  ping(): null {
    return null;
  }

  reauthenticate(): null {
    return null;
  }
}

const entriesOf = ({ stream, values }: LogStream): readonly LogEntry[] =>
  values.map(([timestamp, line, metadata = noLabels]) => ({ timestamp, line, labels: stream, metadata }));

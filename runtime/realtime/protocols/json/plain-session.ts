import type { Route } from "../../bus.js";
import type { FrameSink, FramingSession, SessionHost } from "../../framing.js";
import { contentTypeOf, noHeaders } from "../../incoming.js";
import type { OutgoingMessage } from "../../message.js";
import { decodePayload, encodePayload } from "../../payload.js";
import type { Frame, OpenRequest } from "../../transport.js";
import type { JsonFramingSettings } from "./settings.js";

/** A socket whose frames are the payloads of one channel. */
export class PlainSession implements FramingSession {
  readonly readyOn = "open";
  readonly confirmsSubscriptions = false;
  readonly resumes: boolean;
  readonly #settings: JsonFramingSettings;
  readonly #address: string;
  readonly #name: string | null;
  readonly #contentType: string;
  readonly #host: SessionHost;

  constructor(settings: JsonFramingSettings, { channel, address }: Route, host: SessionHost) {
    const names = Object.keys(channel.messages);
    this.#settings = settings;
    this.resumes = settings.resumes ?? false;
    this.#address = address;
    this.#name = names.length === 1 ? (names[0] ?? null) : null;
    this.#contentType = contentTypeOf(channel, this.#name);
    this.#host = host;
  }

  request(request: OpenRequest): OpenRequest {
    const { subprotocols } = this.#settings;
    return subprotocols === undefined ? request : { ...request, protocols: subprotocols };
  }

  greet(): readonly Frame[] {
    return [];
  }

  receive(frame: Frame, sink: FrameSink): void {
    sink.message(this.#address, {
      payload: decodePayload(frame, this.#contentType),
      name: this.#name,
      id: null,
      headers: noHeaders,
      address: this.#address,
      correlationId: null,
      receivedAt: this.#host.now(),
    });
  }

  subscribe(): null {
    return null;
  }

  unsubscribe(): null {
    return null;
  }

  publish(_route: Route, message: OutgoingMessage): Frame {
    return encodePayload(message);
  }

  ping(): null {
    return null;
  }

  reauthenticate(): null {
    return null;
  }
}

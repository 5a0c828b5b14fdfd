import type { Route } from "../../bus.js";
import type { FramingSession, SessionHost } from "../../framing.js";
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
  readonly receive: FramingSession["receive"];
  readonly #settings: JsonFramingSettings;

  constructor(settings: JsonFramingSettings, { channel, address }: Route, host: SessionHost) {
    const names = Object.keys(channel.messages);
    const name = names.length === 1 ? (names[0] ?? null) : null;
    this.#settings = settings;
    this.resumes = settings.resumes ?? false;
    this.receive = (frame, sink) =>
      sink.message(address, {
        payload: decodePayload(frame, contentTypeOf(channel, names.at(frame instanceof Uint8Array ? -1 : 0) ?? null)),
        name,
        id: null,
        headers: noHeaders,
        address,
        correlationId: null,
        receivedAt: host.now(),
      });
  }

  request(request: OpenRequest): OpenRequest {
    const { subprotocols } = this.#settings;
    return { ...request, ...(subprotocols && { protocols: subprotocols }) };
  }

  greet(): readonly Frame[] {
    return [];
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

import { type ClientError, ConnectionError } from "../../../core/errors.js";
import type { Route } from "../../bus.js";
import type { FrameSink, FramingSession, SessionHost } from "../../framing.js";
import { definitionOf, noHeaders } from "../../incoming.js";
import { jsonValue } from "../../json-value.js";
import type { OutgoingMessage } from "../../message.js";
import { parseJson } from "../../payload.js";
import { filler, uses, type Words } from "../../template.js";
import type { Frame, OpenRequest } from "../../transport.js";
import { nameOf, type Reader, reader, recogniser } from "./recognise.js";
import type { ErrorFields, JsonFramingSettings, JsonSend, MessageFields, Recognised } from "./settings.js";

type Handler = (frame: unknown, sink: FrameSink) => void;
interface Kind {
  readonly fits: (frame: unknown) => boolean;
  readonly handle: Handler;
}

/** A socket whose frames are JSON objects around the payloads. PROTOCOL.md, sections 2 to 4. */
export class EnvelopeSession implements FramingSession {
  readonly readyOn: "open" | "frame";
  readonly confirmsSubscriptions: boolean;
  readonly resumes: boolean;
  readonly #settings: JsonFramingSettings;
  readonly #own: string | null;
  readonly #host: SessionHost;
  readonly #kinds: readonly Kind[];
  /** What makes the frames, by their kind. */
  readonly #fillers = new Map<string, (words: Words) => unknown>();
  readonly #resumesByChannel: boolean;
  /** The last resume value: of the connection under "", of channels under their addresses. */
  readonly #resume = new Map<string, unknown>();

  constructor(settings: JsonFramingSettings, route: Route | null, host: SessionHost) {
    this.#settings = settings;
    this.#own = route?.address ?? null;
    this.#host = host;
    this.readyOn = settings.receive?.ready ? "frame" : "open";
    this.confirmsSubscriptions = settings.receive?.subscribed !== undefined;
    this.resumes = settings.resumes ?? false;
    this.#resumesByChannel = uses(settings.send?.subscribe, "resume");
    this.#kinds = this.#makeKinds();
    for (const [kind, template] of Object.entries(settings.send ?? {})) this.#fillers.set(kind, filler(template));
  }

  request(request: OpenRequest): OpenRequest {
    const { subprotocols, resumeQuery } = this.#settings;
    const resume = nameOf(this.#resume.get(""));
    const url = new URL(request.url);
    if (resumeQuery && resume !== null) url.searchParams.set(resumeQuery, resume);
    return { ...request, url: url.href, ...(subprotocols && { protocols: subprotocols }) };
  }

  greet(credential: string | null): readonly Frame[] {
    const frame = this.#frame("hello", { credential, resume: this.#resume.get("") ?? null });
    return frame ? [frame] : [];
  }

  receive(frame: Frame, sink: FrameSink): void {
    const value = parseJson(frame);
    this.#kinds.find(({ fits }) => fits(value))?.handle(value, sink);
  }

  subscribe({ address }: Route): Frame | null {
    return this.#frame("subscribe", { channel: address, resume: this.#resume.get(address) ?? null });
  }

  unsubscribe({ address }: Route): Frame | null {
    this.#resume.delete(address);
    return this.#frame("unsubscribe", { channel: address });
  }

  publish({ address, channel }: Route, message: OutgoingMessage, id: string): Frame {
    const { payload, headers, name, correlationId, replyTo } = message;
    const words = {
      channel: address,
      type: definitionOf(channel, name)?.type ?? name,
      id,
      payload: jsonValue(payload),
      headers,
      correlation: correlationId,
      replyTo,
    };
    return this.#frame("message", words) ?? JSON.stringify(payload ?? null);
  }

  ping(): Frame | null {
    return this.#frame("ping", {});
  }

  reauthenticate(credential: string): Frame | null {
    return this.#frame("reauthenticate", { credential });
  }

  #frame(kind: keyof JsonSend, words: Words): Frame | null {
    return JSON.stringify(this.#fillers.get(kind)?.(words)) ?? null; // undefined where no template is given
  }

  /** In the order of PROTOCOL.md, section 3. */
  #makeKinds(): readonly Kind[] {
    const { receive = {} } = this.#settings;
    const { ready, ack, subscribed, ping, pong, expiring, error, message = {} } = receive;
    const kinds: Kind[] = [];
    const add = (entry: Recognised | undefined, handle: Handler): void => {
      if (entry) kinds.push({ fits: recogniser(entry), handle });
    };
    // Nearly every frame is a message: where it is recognised by itself it is looked for first.
    if (message.when) add(message, this.#message(message));
    add(ready, this.#ready(ready?.resumed, ready?.resume));
    const told = reader(ack?.value);
    add(
      ack,
      named(ack?.id, (id, sink, frame) => sink.acknowledged(id, told?.(frame) ?? null)),
    );
    add(
      subscribed,
      named(subscribed?.channel, (channel, sink) => sink.subscribed(channel)),
    );
    const answer = ping ? JSON.stringify(filler(ping.answer)({})) : "";
    add(ping, (_, sink) => sink.answer(answer));
    add(pong, () => undefined);
    add(expiring, (_, sink) => sink.renew());
    add(error, refused(error ?? {}));
    if (!message.when) add(message, this.#message(message));
    return kinds;
  }

  #ready(resumedAt: string | undefined, resumeAt: string | undefined): Handler {
    const resumed = reader(resumedAt);
    const resume = reader(resumeAt);
    return (frame, sink) => {
      const value = resume?.(frame);
      if (value !== undefined) this.#resume.set("", value);
      sink.ready(this.resumes || resumed?.(frame) === true ? "resumed" : "lost");
    };
  }

  #message(fields: MessageFields): Handler {
    const read = (name: keyof Omit<MessageFields, "when">): Reader => reader(fields[name]) ?? (() => undefined);
    const [channel, type, id, headers, correlation, resume] = (["channel", "type", "id", "headers", "correlation", "resume"] as const).map(read) as [
      Reader,
      Reader,
      Reader,
      Reader,
      Reader,
      Reader,
    ]; // six in, six out
    const payload = reader(fields.payload) ?? ((frame) => frame);
    const none = fields.headers ? {} : noHeaders;
    return (frame, sink) => {
      const address = nameOf(channel(frame)) ?? this.#own ?? "";
      const position = resume(frame);
      if (position !== undefined) this.#resume.set(this.#resumesByChannel ? address : "", position);
      const own = headers(frame);
      sink.message(address, {
        payload: payload(frame),
        name: nameOf(type(frame)),
        id: nameOf(id(frame)),
        headers: typeof own === "object" && own !== null ? (own as Record<string, unknown>) : none, // an object's own fields
        address,
        correlationId: nameOf(correlation(frame)),
        receivedAt: this.#host.now(),
      });
    };
  }
}

const named = (pointer: string | undefined, tell: (name: string, sink: FrameSink, frame: unknown) => void): Handler => {
  const read = reader(pointer);
  return (frame, sink) => {
    const name = nameOf(read?.(frame));
    if (name !== null) tell(name, sink, frame);
  };
};

function refused(fields: ErrorFields): Handler {
  const readers = [fields.id, fields.channel, fields.code, fields.message].map(reader);
  return (frame, sink) => {
    const [id = null, channel = null, code = null, message] = readers.map((read) => nameOf(read?.(frame)));
    const error: ClientError = new ConnectionError(`The server refuses: ${message ?? code ?? "no reason given"}`, { code });
    if (id !== null) sink.refused(id, error);
    else if (channel !== null) sink.unsubscribed(channel, error);
    else sink.dropped(error, has(fields.renew, code) ? "renew" : has(fields.fatal, code) ? "fatal" : "retry");
  };
}

const has = (codes: readonly (string | number)[] = [], code: string | null): boolean => code !== null && codes.map(String).includes(code);

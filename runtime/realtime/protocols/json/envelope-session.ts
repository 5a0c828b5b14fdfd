import { type ClientError, ConnectionError } from "../../../core/errors.js";
import type { Route } from "../../bus.js";
import type { FrameSink, FramingSession, SessionHost } from "../../framing.js";
import { definitionOf } from "../../incoming.js";
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

const noHeaders: Readonly<Record<string, unknown>> = Object.freeze({});

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
    this.readyOn = settings.receive?.ready === undefined ? "open" : "frame";
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
    if (resumeQuery !== undefined && resume !== null) url.searchParams.set(resumeQuery, resume);
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
      if (entry !== undefined) kinds.push({ fits: recogniser(entry), handle });
    };
    // Nearly every frame is a message: where it is recognised by itself it is looked for first.
    if (message.when !== undefined) add(message, this.#message(message));
    add(ready, this.#ready(ready?.resumed, ready?.resume));
    add(ack, acknowledged(ack?.id, ack?.value));
    add(
      subscribed,
      named(subscribed?.channel, (channel, sink) => sink.subscribed(channel)),
    );
    const answer = ping === undefined ? "" : JSON.stringify(filler(ping.answer)({}));
    add(ping, (_, sink) => sink.answer(answer));
    add(pong, () => undefined);
    add(expiring, (_, sink) => sink.renew());
    add(error, refused(error ?? {}));
    if (message.when === undefined) add(message, this.#message(message));
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
    return (frame, sink) => {
      const address = nameOf(channel(frame)) ?? this.#own ?? "";
      const position = resume(frame);
      if (position !== undefined) this.#resume.set(this.#resumesByChannel ? address : "", position);
      const own = headers(frame);
      sink.message(address, {
        payload: payload(frame),
        name: nameOf(type(frame)),
        id: nameOf(id(frame)),
        headers: typeof own === "object" && own !== null ? (own as Record<string, unknown>) : noHeaders, // an object's own fields
        address,
        correlationId: nameOf(correlation(frame)),
        receivedAt: this.#host.now(),
      });
    };
  }
}

const named = (pointer: string | undefined, tell: (name: string, sink: FrameSink) => void): Handler => {
  const read = reader(pointer);
  return (frame, sink) => {
    const name = nameOf(read?.(frame));
    if (name !== null) tell(name, sink);
  };
};

const acknowledged = (id: string | undefined, value: string | undefined): Handler => {
  const read = reader(value);
  const idOf = reader(id);
  return (frame, sink) => {
    const own = nameOf(idOf?.(frame));
    if (own !== null) sink.acknowledged(own, read?.(frame) ?? null);
  };
};

function refused(fields: ErrorFields): Handler {
  const [id, channel, code, message] = [fields.id, fields.channel, fields.code, fields.message].map(reader);
  return (frame, sink) => {
    const facts = { code: nameOf(code?.(frame)), text: nameOf(message?.(frame)) };
    const error: ClientError = new ConnectionError(`The server refuses: ${facts.text ?? facts.code ?? "no reason given"}`, { code: facts.code });
    const [ownId, ownChannel] = [nameOf(id?.(frame)), nameOf(channel?.(frame))];
    if (ownId !== null) sink.refused(ownId, error);
    else if (ownChannel !== null) sink.unsubscribed(ownChannel, error);
    else sink.dropped(error, has(fields.renew, facts.code) ? "renew" : has(fields.fatal, facts.code) ? "fatal" : "retry");
  };
}

const has = (codes: readonly (string | number)[] = [], code: string | null): boolean => codes.some((one) => `${one}` === code);

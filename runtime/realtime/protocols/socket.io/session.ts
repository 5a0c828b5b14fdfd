import { ConnectionError, InputError } from "../../../core/errors.js";
import type { Route } from "../../bus.js";
import type { FrameSink, Frames, FramingSession, SessionHost } from "../../framing.js";
import type { Message, OutgoingMessage } from "../../message.js";
import { parseJson } from "../../payload.js";
import { ReplyError } from "../../reply-error.js";
import type { Frame, OpenRequest } from "../../transport.js";
import { Decoder, encodePacket } from "./codec.js";
import type { Handshake, Packet } from "./frames.js";
import { Namespaces } from "./namespaces.js";
import type { SocketIoSettings } from "./settings.js";

const noHeaders: Readonly<Record<string, unknown>> = Object.freeze({});

/** Namespaces and events over one socket. PROTOCOL.md. */
export class SocketIoSession implements FramingSession {
  readonly readyOn = "frame";
  readonly resumes = false;
  readonly confirmsSubscriptions = true;
  readonly framesByLink = true;
  readonly #settings: SocketIoSettings;
  readonly #host: SessionHost;
  readonly #namespaces = new Namespaces();
  /** Who waits for an acknowledgement, by its id. */
  readonly #waiting = new Map<number, { readonly id: string; readonly address: string }>();
  #decoder = new Decoder();
  #auth: object | undefined;
  #nextId = 0;

  constructor(settings: SocketIoSettings, host: SessionHost) {
    this.#settings = settings;
    this.#host = host;
  }

  request(request: OpenRequest): OpenRequest {
    const address = new URL(request.url);
    if (address.pathname === "/") address.pathname = this.#settings.path ?? "/socket.io/";
    address.searchParams.set("EIO", "4");
    address.searchParams.set("transport", "websocket");
    return { ...request, url: address.href };
  }

  greet(credential: string | null): readonly Frame[] {
    const { auth, credential: field = "token" } = this.#settings;
    const told = credential === null || field === null ? {} : { [field]: credential.replace(/^\S+ +/, "") };
    const whole = { ...auth, ...told };
    this.#auth = Object.keys(whole).length > 0 ? whole : undefined;
    this.#decoder = new Decoder();
    return [];
  }

  receive(frame: Frame, sink: FrameSink): void {
    if (typeof frame !== "string") {
      this.#packet(this.#decoder.bytes(frame), sink);
      return;
    }
    switch (frame[0]) {
      case "0":
        this.#opened(frame, sink);
        break;
      case "1":
        sink.dropped(new ConnectionError("The server closes the connection"), "retry");
        break;
      case "2":
        sink.answer(`3${frame.slice(1)}`);
        break;
      case "4":
        this.#text(frame.slice(1), sink);
        break;
      case "3":
      case "6":
        break;
      default:
        throw new ConnectionError(`No packet of Engine.IO: ${frame.slice(0, 80)}`);
    }
  }

  /** A packet that was cut short is told, after the one that came in place of its attachments. */
  #text(text: string, sink: FrameSink): void {
    const { isCut } = this.#decoder;
    this.#packet(this.#decoder.text(text), sink);
    if (isCut) throw new ConnectionError("A packet of Socket.IO came before the attachments of the one before it");
  }

  #opened(frame: string, sink: FrameSink): void {
    const { pingInterval, pingTimeout } = (parseJson(frame.slice(1)) ?? {}) as Partial<Handshake>; // checked below
    if (typeof pingInterval === "number" && typeof pingTimeout === "number") sink.promised(pingInterval + pingTimeout);
    // What was framed before is framed anew.
    this.#namespaces.reset();
    this.#waiting.clear();
    sink.ready("lost");
  }

  #packet(packet: Packet | null, sink: FrameSink): void {
    if (packet === null) return;
    const { type, namespace, id, data } = packet;
    switch (type) {
      case "connect":
        for (const frame of this.#namespaces.joined(namespace)) sink.answer(frame);
        this.#tell(namespace, (address) => sink.subscribed(address));
        break;
      case "disconnect":
        this.#ended(namespace, new ReplyError(`The server ended ${namespace}`, { code: null, body: null }), sink);
        break;
      case "error":
        this.#ended(namespace, refusal(namespace, data), sink);
        break;
      case "ack":
        this.#acknowledged(id, data as readonly unknown[], sink); // as the decoder checked
        break;
      case "event":
        this.#event(namespace, data as readonly [string, ...unknown[]], sink); // as the decoder checked
        if (id !== null) for (const frame of encodePacket({ type: "ack", namespace, id, data: [] })) sink.answer(frame);
    }
  }

  #event(namespace: string, [name, ...args]: readonly [string, ...unknown[]], sink: FrameSink): void {
    this.#tell(namespace, (address) => sink.message(address, this.#message(address, args, name)));
  }

  #acknowledged(ack: number | null, args: readonly unknown[], sink: FrameSink): void {
    const waiting = this.#waiting.get(ack ?? -1);
    if (waiting === undefined) return;
    this.#waiting.delete(ack ?? -1);
    sink.replied(waiting.id, this.#message(waiting.address, args, null, waiting.id));
  }

  #message(address: string, args: readonly unknown[], name: string | null, correlationId: string | null = null): Message {
    const payload = args.length > 1 ? args : (args[0] ?? null);
    return { payload, name, id: null, headers: noHeaders, address, correlationId, receivedAt: this.#host.now() };
  }

  #ended(namespace: string, error: ReplyError, sink: FrameSink): void {
    this.#namespaces.leave(namespace);
    for (const [ack, { id, address }] of [...this.#waiting]) {
      if (namespaceOf(address) !== namespace) continue;
      this.#waiting.delete(ack);
      sink.refused(id, error);
    }
    this.#tell(namespace, (address) => {
      this.#namespaces.deaf(address);
      sink.unsubscribed(address, error);
    });
  }

  /** To each address that stands for the namespace: with and without the slash. */
  #tell(namespace: string, tell: (address: string) => void): void {
    for (const address of this.#namespaces.listening(namespace)) tell(address);
  }

  subscribe({ address }: Route): Frames | null {
    const namespace = namespaceOf(address);
    this.#namespaces.listen(address, namespace);
    return this.#namespaces.isJoined(namespace) ? null : this.#join(namespace);
  }

  #join(namespace: string): Frames {
    return this.#namespaces.ask(namespace) ? encodePacket({ type: "connect", namespace, id: null, data: this.#auth }) : [];
  }

  unsubscribe({ address }: Route): Frames | null {
    const namespace = namespaceOf(address);
    this.#namespaces.deaf(address);
    if (!this.#namespaces.isIdle(namespace)) return null;
    this.#namespaces.leave(namespace);
    return encodePacket({ type: "disconnect", namespace, id: null, data: undefined });
  }

  publish(route: Route, message: OutgoingMessage): Frames {
    return this.#emit(route, message, null);
  }

  ask(route: Route, message: OutgoingMessage, id: string): Frames {
    const ack = this.#nextId++;
    const frames = this.#emit(route, message, ack);
    this.#waiting.set(ack, { id, address: route.address });
    return frames;
  }

  forget(id: string): null {
    for (const [ack, waiting] of this.#waiting) if (waiting.id === id) this.#waiting.delete(ack);
    return null;
  }

  #emit({ address, channel }: Route, { name, payload }: OutgoingMessage, id: number | null): Frames {
    if (name === null) throw new InputError(`The channel ${channel.id} names no message, so there is no event to send`);
    const namespace = namespaceOf(address);
    const event = channel.messages[name]?.type ?? name;
    const args = this.#settings.arguments === "spread" && Array.isArray(payload) ? payload : payload === undefined ? [] : [payload];
    const frames = encodePacket({ type: "event", namespace, id, data: [event, ...args] });
    this.#namespaces.use(namespace);
    if (this.#namespaces.isJoined(namespace)) return frames;
    this.#namespaces.hold(namespace, frames);
    return this.#join(namespace);
  }

  /** The server pings. */
  ping(): null {
    return null;
  }

  reauthenticate(): null {
    return null;
  }
}

const namespaceOf = (address: string): string => (address.startsWith("/") ? address : `/${address}`);

function refusal(namespace: string, data: unknown): ReplyError {
  const { message, data: more } = (typeof data === "object" && data !== null ? data : {}) as {
    readonly message?: unknown;
    readonly data?: { readonly code?: unknown } | null;
  };
  const code = more?.code;
  return new ReplyError(`The server refuses ${namespace}: ${typeof message === "string" ? message : "no reason given"}`, {
    code: typeof code === "string" || typeof code === "number" ? `${code}` : null,
    body: data ?? null,
    remedy: message === "Invalid namespace" ? "Check the channel's address: it is the namespace." : null,
  });
}

import type { Route } from "../../bus.js";
import type { FrameSink, FramingSession, SessionHost, Verdict } from "../../framing.js";
import { jsonValue } from "../../json-value.js";
import type { Message, OutgoingMessage } from "../../message.js";
import type { Frame, LinkEnd, OpenRequest } from "../../transport.js";
import { decodeFrame, encodeFrame, problemError } from "./codec.js";
import type { Result } from "./frames.js";
import { operationOf } from "./operation.js";
import type { GraphqlTransportWsSettings } from "./settings.js";

/** What runs under an id. */
type Running =
  | { readonly kind: "listen"; readonly address: string }
  | { readonly kind: "ask"; readonly address: string }
  | { readonly kind: "publish"; value: unknown; failed: boolean };

/** Operations over one socket. PROTOCOL.md. */
export class GraphqlSession implements FramingSession {
  readonly readyOn = "frame";
  readonly resumes = false;
  readonly confirmsSubscriptions = false;
  readonly framesByLink = true;
  readonly #settings: GraphqlTransportWsSettings;
  readonly #host: SessionHost;
  /** By id. */
  readonly #running = new Map<string, Running>();
  /** Ids of subscriptions by address. */
  readonly #listening = new Map<string, string>();
  #nextId = 1;

  constructor(settings: GraphqlTransportWsSettings, host: SessionHost) {
    this.#settings = settings;
    this.#host = host;
  }

  request(request: OpenRequest): OpenRequest {
    return { ...request, protocols: ["graphql-transport-ws"] };
  }

  greet(credential: string | null): readonly Frame[] {
    this.#running.clear();
    this.#listening.clear();
    const { payload, credential: field = "Authorization" } = this.#settings;
    const told = credential === null || field === null ? {} : { [field]: credential };
    const whole = { ...payload, ...told };
    return [encodeFrame({ type: "connection_init", ...(Object.keys(whole).length > 0 && { payload: whole }) })];
  }

  receive(frame: Frame, sink: FrameSink): void {
    const said = decodeFrame(frame);
    switch (said.type) {
      case "connection_ack":
        sink.ready("lost");
        break;
      case "ping":
        sink.answer(encodeFrame({ type: "pong", ...(said.payload !== undefined && { payload: said.payload }) }));
        break;
      case "next":
        this.#next(said.id, said.payload, sink);
        break;
      case "error":
        this.#failed(said.id, problemError(said.payload), sink);
        break;
      case "complete":
        this.#complete(said.id, sink);
    }
  }

  #next(id: string, result: Result, sink: FrameSink): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    const { data = null, errors = [] } = result;
    const error = errors.length > 0 ? problemError(errors, result) : null;
    if (running.kind === "publish") {
      running.value = data;
      running.failed ||= error !== null;
    }
    if (running.kind === "ask") this.#running.delete(id);
    if (running.kind === "listen") {
      if (error === null || data !== null) sink.message(running.address, this.#message(running.address, result, null));
      else sink.gap(running.address, { reason: "undecodable", lost: 1, cause: error });
    } else if (error !== null) sink.refused(id, error);
    else if (running.kind === "ask") sink.replied(id, this.#message(running.address, result, id));
  }

  #message(address: string, { data = null, errors, extensions }: Result, correlationId: string | null): Message {
    const headers = { ...(errors && { errors }), ...(extensions && { extensions }) };
    return { payload: data, name: null, id: null, headers, address, correlationId, receivedAt: this.#host.now() };
  }

  #failed(id: string, error: ReturnType<typeof problemError>, sink: FrameSink): void {
    const running = this.#running.get(id);
    this.#running.delete(id);
    if (running?.kind === "listen") {
      this.#listening.delete(running.address);
      sink.unsubscribed(running.address, error);
    } else sink.refused(id, error);
  }

  #complete(id: string, sink: FrameSink): void {
    const running = this.#running.get(id);
    this.#running.delete(id);
    if (running?.kind === "publish" && !running.failed) sink.acknowledged(id, running.value);
    if (running?.kind === "ask") sink.refused(id, problemError([{ message: "The operation is complete and gave no result" }]));
    if (running?.kind !== "listen") return;
    this.#listening.delete(running.address);
    sink.unsubscribed(running.address, null);
  }

  subscribe(route: Route): Frame {
    const payload = operationOf(route, this.#settings, null);
    const id = `s${this.#nextId++}`;
    this.#listening.set(route.address, id);
    this.#running.set(id, { kind: "listen", address: route.address });
    return encodeFrame({ type: "subscribe", id, payload });
  }

  unsubscribe({ address }: Route): Frame | null {
    const id = this.#listening.get(address);
    this.#listening.delete(address);
    return id === undefined ? null : this.#stop(id);
  }

  publish(route: Route, message: OutgoingMessage, id: string): Frame {
    return this.#start(route, message, id, { kind: "publish", value: null, failed: false });
  }

  ask(route: Route, message: OutgoingMessage, id: string): Frame {
    return this.#start(route, message, id, { kind: "ask", address: route.address });
  }

  #start(route: Route, { payload }: OutgoingMessage, id: string, running: Running): Frame {
    const frame = encodeFrame({ type: "subscribe", id, payload: operationOf(route, this.#settings, jsonValue(payload)) });
    this.#running.set(id, running);
    return frame;
  }

  forget(id: string): Frame | null {
    return this.#running.has(id) ? this.#stop(id) : null;
  }

  #stop(id: string): Frame {
    this.#running.delete(id);
    return encodeFrame({ type: "complete", id });
  }

  ping(): Frame {
    return encodeFrame({ type: "ping" });
  }

  reauthenticate(): null {
    return null;
  }

  verdict({ code }: LinkEnd): Verdict | null {
    if (code === 4401 || code === 4403) return "renew";
    return [4004, 4005, 4400, 4406, 4409, 4429].includes(code) ? "fatal" : null;
  }
}

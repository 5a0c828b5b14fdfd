import { ConnectionError, InputError } from "../../../core/errors.js";
import { readPointer } from "../../../core/pointer.js";
import type { Route } from "../../bus.js";
import type { FrameSink, FramingSession, SessionHost } from "../../framing.js";
import { jsonValue } from "../../json-value.js";
import type { Message, OutgoingMessage } from "../../message.js";
import { filler, type Words } from "../../template.js";
import type { Frame, OpenRequest } from "../../transport.js";
import { decodeFrame, encodeRequest, noMethod, rpcError } from "./codec.js";
import type { RpcError, RpcRequest, RpcResponse } from "./frames.js";
import type { JsonRpcCall, JsonRpcSettings } from "./settings.js";

const noHeaders: Readonly<Record<string, unknown>> = Object.freeze({});

/** The framing's own requests have ids that a bus never gives. */
const helloId = "hello";
const pingId = "ping";

/** Requests and notifications over one socket. PROTOCOL.md. */
export class JsonRpcSession implements FramingSession {
  readonly readyOn: "open" | "frame";
  readonly resumes = false;
  readonly framesByLink = true;
  readonly confirmsSubscriptions: boolean;
  readonly #settings: JsonRpcSettings;
  readonly #host: SessionHost;
  /** Who listens, by address. */
  readonly #listening = new Map<string, Route>();
  /** Addresses of the subscriptions that were asked for, by the request's id. */
  readonly #asked = new Map<string, string>();
  /** Addresses by the server's names of their subscriptions. */
  readonly #named = new Map<string, string>();
  /** Addresses of the requests that wait for their response. */
  readonly #waiting = new Map<string, string>();
  #nextId = 1;

  constructor(settings: JsonRpcSettings, host: SessionHost) {
    this.#settings = settings;
    this.#host = host;
    this.readyOn = settings.hello === undefined ? "open" : "frame";
    this.confirmsSubscriptions = settings.subscribe !== undefined;
  }

  request(request: OpenRequest): OpenRequest {
    const { subprotocols } = this.#settings;
    return subprotocols === undefined ? request : { ...request, protocols: subprotocols };
  }

  greet(credential: string | null): readonly Frame[] {
    for (const kept of [this.#listening, this.#asked, this.#named, this.#waiting]) kept.clear();
    const { hello } = this.#settings;
    return hello === undefined ? [] : [called(hello, { credential }, helloId)];
  }

  receive(frame: Frame, sink: FrameSink): void {
    const { batch, items } = decodeFrame(frame);
    const answers: RpcResponse[] = [];
    let unread: RpcError | null = null;
    for (const item of items) {
      if (!("method" in item)) {
        if (item.id === null) unread = item.error ?? null;
        else this.#answered(`${item.id}`, item, sink);
      } else if (item.id === undefined) this.#notified(item, sink);
      else answers.push(noMethod(item.id));
    }
    if (answers.length > 0) sink.answer(JSON.stringify(batch ? answers : answers[0]));
    if (unread !== null) throw rpcError(unread);
  }

  #answered(id: string, { result, error: problem }: RpcResponse, sink: FrameSink): void {
    const error = problem === undefined ? null : rpcError(problem);
    const address = this.#waiting.get(id);
    if (address !== undefined) {
      this.#waiting.delete(id);
      if (error === null) sink.replied(id, this.#message(address, result, id));
      else sink.refused(id, error);
    } else if (this.#asked.has(id)) this.#subscribed(id, result, error, sink);
    else if (id === helloId) {
      if (error === null) sink.ready("lost");
      else sink.dropped(new ConnectionError(error.message, { code: error.code, cause: error }), "renew");
    }
  }

  #subscribed(id: string, result: unknown, error: ReturnType<typeof rpcError> | null, sink: FrameSink): void {
    const address = this.#asked.get(id) ?? "";
    this.#asked.delete(id);
    if (error !== null) {
      this.#listening.delete(address);
      sink.unsubscribed(address, error);
      return;
    }
    const { subscription } = this.#settings;
    if (subscription !== undefined) this.#named.set(`${readPointer(result, subscription)}`, address);
    sink.subscribed(address);
  }

  #notified(item: RpcRequest, sink: FrameSink): void {
    const { channel, method: where = "channel", payload = "/params" } = this.#settings;
    const value = readPointer(item, payload);
    const name = where === "message" ? item.method : null;
    const told = channel === undefined ? item.method : `${readPointer(item, channel)}`;
    const address = this.#named.get(told) ?? told;
    if (channel !== undefined || where === "channel") sink.message(address, this.#message(address, value, null, name));
    else
      for (const [own, { channel: listens }] of this.#listening)
        if (Object.hasOwn(listens.messages, item.method)) sink.message(own, this.#message(own, value, null, name));
  }

  #message(address: string, payload: unknown, correlationId: string | null, name: string | null = null): Message {
    return { payload, name, id: null, headers: noHeaders, address, correlationId, receivedAt: this.#host.now() };
  }

  subscribe(route: Route): Frame | null {
    const { subscribe } = this.#settings;
    const { address } = route;
    this.#listening.set(address, route);
    if (subscribe === undefined) return null;
    const id = `s${this.#nextId++}`;
    this.#asked.set(id, address);
    return called(subscribe, { channel: address }, id);
  }

  unsubscribe({ address }: Route): Frame | null {
    const { unsubscribe } = this.#settings;
    const [name] = [...this.#named].find(([, own]) => own === address) ?? [];
    this.#listening.delete(address);
    if (name !== undefined) this.#named.delete(name);
    return unsubscribe === undefined ? null : called(unsubscribe, { channel: address, subscription: name }, `u${this.#nextId++}`);
  }

  publish(route: Route, message: OutgoingMessage): Frame {
    return encodeRequest(this.#methodOf(route, message), jsonValue(message.payload));
  }

  ask(route: Route, message: OutgoingMessage, id: string): Frame {
    const frame = encodeRequest(this.#methodOf(route, message), jsonValue(message.payload), id);
    this.#waiting.set(id, route.address);
    return frame;
  }

  forget(id: string): Frame | null {
    const { cancel } = this.#settings;
    return this.#waiting.delete(id) && cancel !== undefined ? called(cancel, { id }) : null;
  }

  #methodOf({ address, channel }: Route, { name }: OutgoingMessage): string {
    if (this.#settings.method !== "message") return address;
    if (name === null) throw new InputError(`The channel ${channel.id} names no message, so there is no method to call`);
    return channel.messages[name]?.type ?? name;
  }

  ping(): Frame | null {
    const { ping } = this.#settings;
    return ping === undefined ? null : called(ping, {}, pingId);
  }

  reauthenticate(): null {
    return null;
  }
}

const called = ({ method, params }: JsonRpcCall, words: Words, id?: string): Frame =>
  encodeRequest(method, params === undefined ? undefined : filler(params)(words), id);

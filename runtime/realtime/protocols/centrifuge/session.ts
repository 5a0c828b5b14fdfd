import { type ClientError, ConnectionError, isClientError } from "../../../core/errors.js";
import type { Route } from "../../bus.js";
import type { FrameSink, Frames, FramingSession, SessionHost, Verdict } from "../../framing.js";
import { jsonValue } from "../../json-value.js";
import type { Message, OutgoingMessage } from "../../message.js";
import type { Frame, LinkEnd, OpenRequest } from "../../transport.js";
import { ChannelTokens } from "./channel-tokens.js";
import { decodeFrame, encodeCommands, problemError } from "./codec.js";
import type { CentrifugeProblem, Connected, Lease, Publication, Push, Reply, Subscribed } from "./frames.js";
import { Positions } from "./positions.js";
import { ServerSubscriptions } from "./server-subscriptions.js";
import type { CentrifugeSettings } from "./settings.js";

/** What a command's answer is for. */
type Waiting =
  | { readonly kind: "connect" | "refresh" | "nothing" }
  | { readonly kind: "subscribe" | "sub_refresh"; readonly channel: string }
  | { readonly kind: "publish"; readonly id: string }
  | { readonly kind: "ask"; readonly id: string; readonly channel: string; readonly command: string };

const noHeaders: Readonly<Record<string, unknown>> = Object.freeze({});

/** Messages of an `ask` that are commands on a channel. */
const commands: ReadonlySet<string> = new Set(["presence", "presence_stats", "history"]);

/** Milliseconds that a ping may be late. */
const grace = 10_000;

/** Commands, replies and pushes over one socket. PROTOCOL.md. */
export class CentrifugeSession implements FramingSession {
  readonly readyOn = "frame";
  readonly resumes = true;
  readonly confirmsSubscriptions = true;
  readonly framesByLink = true;
  readonly #settings: CentrifugeSettings;
  readonly #host: SessionHost;
  readonly #positions = new Positions();
  readonly #served = new ServerSubscriptions(this.#positions);
  readonly #waiting = new Map<number, Waiting>();
  readonly #routes = new Map<string, Route>();
  readonly #tokens: ChannelTokens | null;
  /** Of the link that there is. */
  #sink: FrameSink | null = null;
  #pongs = false;
  #nextId = 1;

  constructor(settings: CentrifugeSettings, host: SessionHost) {
    this.#settings = settings;
    this.#host = host;
    this.#tokens = settings.channelToken === undefined ? null : new ChannelTokens(settings.channelToken, host);
  }

  request(request: OpenRequest): OpenRequest {
    return request;
  }

  greet(credential: string | null): readonly Frame[] {
    this.#waiting.clear();
    const { token = true, data, name = "clientwright", version } = this.#settings;
    const told = { ...(token && credential !== null && { token: tokenOf(credential) }), data, name, version };
    return [this.#command({ kind: "connect" }, { connect: { ...told, ...this.#served.recoveries() } })];
  }

  receive(frame: Frame, sink: FrameSink): void {
    this.#sink = sink;
    let unread: ClientError | null = null;
    for (const line of decodeFrame(frame)) {
      if (isClientError(line)) unread ??= line;
      else this.#heard(line, sink);
    }
    if (unread !== null) throw unread;
  }

  #heard(reply: Reply, sink: FrameSink): void {
    const { id, push, error } = reply;
    if (push !== undefined) this.#pushed(push, sink);
    else if (id === undefined) {
      if (this.#pongs) sink.answer("{}");
    } else {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (waiting === undefined) return;
      if (error === undefined) this.#answered(waiting, reply, sink);
      else this.#refused(waiting, error, sink);
    }
  }

  #answered(waiting: Waiting, reply: Reply, sink: FrameSink): void {
    switch (waiting.kind) {
      case "connect":
        this.#connected(reply.connect ?? {}, sink);
        break;
      case "refresh":
        leased(reply.refresh ?? {}, sink);
        break;
      case "subscribe":
        this.#subscribed(waiting.channel, reply.subscribe ?? {}, sink);
        break;
      case "sub_refresh":
        this.#lasts(waiting.channel, reply.sub_refresh ?? {});
        break;
      case "publish":
        sink.acknowledged(waiting.id, null);
        break;
      case "ask": {
        const { [waiting.command]: result = null, rpc } = reply;
        const payload = waiting.command === "rpc" ? (rpc?.data ?? null) : result;
        sink.replied(waiting.id, this.#message(waiting.channel, { payload, correlationId: waiting.id }));
      }
    }
  }

  #connected(answer: Connected, sink: FrameSink): void {
    const { ping = 0, pong = false, subs = {} } = answer;
    this.#pongs = pong;
    if (ping > 0) sink.promised(ping * 1_000 + grace);
    leased(answer, sink);
    this.#served.connected(answer);
    // Each subscription tells for itself whether something is missing.
    sink.ready("resumed");
    for (const [channel, subscribed] of Object.entries(subs)) this.#subscribed(channel, subscribed, sink);
  }

  #subscribed(channel: string, answer: Subscribed, sink: FrameSink): void {
    if (this.#positions.subscribed(channel, answer)) sink.gap(channel, { reason: "not-resumed", lost: null, cause: null });
    sink.subscribed(channel);
    this.#lasts(channel, answer);
    for (const publication of answer.publications ?? []) this.#published(channel, publication, sink);
  }

  #refused(waiting: Waiting, problem: CentrifugeProblem, sink: FrameSink): void {
    const error = problemError(problem);
    switch (waiting.kind) {
      case "connect":
      case "refresh":
        sink.dropped(error, [101, 109].includes(problem.code) ? "renew" : problem.temporary ? "retry" : "fatal");
        break;
      case "subscribe":
        if (problem.code === 105) sink.subscribed(waiting.channel);
        else if (problem.code === 112 && this.#positions.lose(waiting.channel)) this.#resubscribe(waiting.channel, sink);
        else this.#unsubscribed(waiting.channel, problem, sink);
        break;
      case "sub_refresh":
        this.#unsubscribed(waiting.channel, problem, sink);
        break;
      case "publish":
      case "ask":
        sink.refused(waiting.id, error);
    }
  }

  #unsubscribed(channel: string, problem: CentrifugeProblem, sink: FrameSink): void {
    const error = problemError(problem);
    if (problem.temporary) sink.dropped(error, "retry");
    else if (problem.code === 109 && this.#tokens?.refuse(channel)) this.#subscribeAnew(channel);
    else this.#ended(channel, error, sink);
  }

  /** A subscription by token lasts as long as that. */
  #lasts(channel: string, { expires = false, ttl = 0 }: Lease): void {
    const tokens = this.#tokens;
    tokens?.accepted(channel);
    if (tokens === null || !expires || ttl <= 0) return;
    const refresh = (token: string | null): void => {
      if (token !== null) this.#host.send(this.#command({ kind: "sub_refresh", channel }, { sub_refresh: { channel, token } }));
    };
    tokens.later(channel, ttl, () => tokens.ask(channel, "expires", { token: refresh, failed: (error) => this.#unsupplied(channel, error) }));
  }

  #resubscribe(channel: string, sink: FrameSink): void {
    if (this.#tokens === null) sink.answer(this.#subscribe(channel, null));
    else this.#subscribeAnew(channel);
  }

  /** Asks for the channel's token first. */
  #subscribeAnew(channel: string): void {
    this.#tokens?.ask(channel, "subscribe", {
      token: (token) => this.#host.send(this.#subscribe(channel, token)),
      failed: (error) => this.#unsupplied(channel, error),
    });
  }

  /** Whoever gives tokens may be out of reach for a while; a refusal is one. */
  #unsupplied(channel: string, error: ClientError): void {
    if (this.#sink === null) return;
    if (error.kind === "connection" || error.kind === "timeout") this.#sink.dropped(error, "retry");
    else this.#ended(channel, error, this.#sink);
  }

  #pushed({ channel = "", pub, join, leave, subscribe, unsubscribe, disconnect }: Push, sink: FrameSink): void {
    if (pub !== undefined) this.#published(channel, pub, sink);
    for (const [name, told] of Object.entries({ join, leave }))
      if (told !== undefined && this.#tells(channel, name)) sink.message(channel, this.#message(channel, { payload: told.info ?? null, name }));
    if (subscribe !== undefined) {
      this.#served.add(channel);
      this.#subscribed(channel, subscribe, sink);
    }
    const { code = 0, reason = "" } = unsubscribe ?? disconnect ?? {};
    if (unsubscribe !== undefined) {
      this.#served.remove(channel);
      if (code >= 2500 && this.#routes.has(channel)) this.#resubscribe(channel, sink);
      else this.#ended(channel, problemError({ code, message: reason || "the subscription was ended" }), sink);
    }
    if (disconnect !== undefined) sink.dropped(new ConnectionError(`The server disconnects: ${reason}`, { code }), this.verdict({ code }) ?? "retry");
  }

  #published(channel: string, publication: Publication, sink: FrameSink): void {
    const { data, offset, info, tags } = publication;
    const id = this.#positions.passed(channel, publication);
    const headers = { ...(offset !== undefined && { offset }), ...(info !== undefined && { info }), ...(tags !== undefined && { tags }) };
    sink.message(channel, this.#message(channel, { payload: data, id, headers }));
  }

  #message(address: string, parts: Partial<Message>): Message {
    return { payload: null, name: null, id: null, headers: noHeaders, correlationId: null, ...parts, address, receivedAt: this.#host.now() };
  }

  #ended(channel: string, error: ClientError, sink: FrameSink): void {
    this.#forget(channel);
    sink.unsubscribed(channel, error);
  }

  #forget(channel: string): void {
    this.#positions.forget(channel);
    this.#tokens?.forget(channel);
    this.#routes.delete(channel);
  }

  #tells(channel: string, name: string): boolean {
    return Object.hasOwn(this.#routes.get(channel)?.channel.messages ?? {}, name);
  }

  subscribe(route: Route): Frames | null {
    this.#routes.set(route.address, route);
    if (this.#served.has(route.address)) return null;
    if (this.#tokens === null) return this.#subscribe(route.address, null);
    this.#subscribeAnew(route.address);
    return [];
  }

  #subscribe(channel: string, token: string | null): Frame {
    const watches = this.#tells(channel, "join") || this.#tells(channel, "leave");
    return this.#command(
      { kind: "subscribe", channel },
      { subscribe: { channel, ...(token !== null && { token }), ...this.#positions.recovery(channel), ...(watches && { join_leave: true }) } },
    );
  }

  unsubscribe({ address }: Route): Frame | null {
    if (this.#served.has(address)) {
      this.#routes.delete(address);
      return null;
    }
    this.#forget(address);
    return this.#command({ kind: "nothing" }, { unsubscribe: { channel: address } });
  }

  publish({ address }: Route, { payload }: OutgoingMessage, id: string): Frame {
    return this.#command({ kind: "publish", id }, { publish: { channel: address, data: jsonValue(payload) ?? null } });
  }

  ask({ address }: Route, { name, payload }: OutgoingMessage, id: string): Frame {
    const command = name !== null && commands.has(name) ? name : "rpc";
    const told = command === "rpc" ? { method: address, data: jsonValue(payload) ?? null } : { ...(payload as object | null), channel: address }; // an object, as its schema says
    return this.#command({ kind: "ask", id, channel: address, command }, { [command]: told });
  }

  #command(waiting: Waiting, command: object): Frame {
    const id = this.#nextId++;
    this.#waiting.set(id, waiting);
    return encodeCommands([{ id, ...command }]);
  }

  /** The server pings. */
  ping(): null {
    return null;
  }

  reauthenticate(credential: string): Frame | null {
    return this.#settings.token === false ? null : this.#command({ kind: "refresh" }, { refresh: { token: tokenOf(credential) } });
  }

  ended(): void {
    this.#tokens?.clear();
  }

  verdict({ code }: Pick<LinkEnd, "code">): Verdict | null {
    if (code === 3005 || code === 3500) return "renew";
    if ((code > 3500 && code < 4000) || (code >= 4500 && code < 5000)) return "fatal";
    return code >= 3000 ? "retry" : null;
  }
}

/** What an Authorization header holds, without its scheme. */
const tokenOf = (credential: string): string => credential.replace(/^\S+ +/, "");

function leased({ expires = false, ttl = 0 }: Lease, sink: FrameSink): void {
  if (expires && ttl > 0) sink.renew(ttl * 900);
}

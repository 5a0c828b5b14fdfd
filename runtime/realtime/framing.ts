import type { ClientError } from "../core/errors.js";
import type { Delivery, Route } from "./bus.js";
import type { Policy } from "./machine.js";
import type { Discontinuity, Message, OutgoingMessage } from "./message.js";
import type { Frame, LinkEnd, OpenRequest } from "./transport.js";

/** How messages, acknowledgements, subscriptions, life signs and resumption stand in the frames of a socket. Pure. */
export interface Framing {
  readonly name: string;
  readonly delivery: Delivery;
  /**
   * Whether the server acknowledges what is published. Default: where delivery is `at-least-once`. With `at-most-once` nothing is
   * repeated: what was sent on a link that broke before the acknowledgement is rejected (`sent: "unknown"`).
   */
  readonly acknowledges?: boolean;
  /** Whether the protocol has request and reply of its own: sessions then have `ask`. */
  readonly asks?: boolean;
  /** One socket for every channel, or one for each (its address is then the path of the socket's URL). */
  readonly sockets: "shared" | "per-channel";
  /** Whether `greet` takes the credential to the server, so that no header is needed. */
  readonly takesCredential: boolean;
  /** A fresh session: what is kept over the reconnections of one connection. The route is null for a shared socket. */
  session(route: Route | null, host: SessionHost): FramingSession;
}

/** What a session may ask of its surroundings. */
export interface SessionHost {
  now(): number;
  /** For what is ready later than its occasion, a token that had to be fetched: sends it on the link that there is; without one nothing happens. */
  send(frame: Frame): void;
  /** Runs something at that time, unless it is cancelled. */
  wake(at: number, run: () => void): () => void;
}

/** The bookkeeping of one connection, without I/O. */
export interface FramingSession {
  /** `open`: usable as soon as the link is; `frame`: when `receive` says so. */
  readonly readyOn: "open" | "frame";
  /** Whether nothing is missed over a reconnection where `readyOn` is `open`; `ready` tells it otherwise. */
  readonly resumes: boolean;
  /** Whether the server confirms subscriptions; when not, they count as confirmed once sent. */
  readonly confirmsSubscriptions: boolean;
  /** The request of the next link, with what resumes the session and the subprotocols. */
  request(request: OpenRequest): OpenRequest;
  /** The first frames of a link. `credential` is what an Authorization header would hold, or null; `protocol` the subprotocol that the server chose, or empty. */
  greet(credential: string | null, protocol: string): readonly Frame[];
  /** What a frame means, told to the sink. Throws a ClientError for a frame that breaks the protocol. */
  receive(frame: Frame, sink: FrameSink): void;
  /** What the server wants otherwise than usual between this link and the next. */
  readonly policy?: Partial<Policy> | undefined;
  /** Null: nothing needs to be sent, and the subscription counts as confirmed. */
  subscribe(route: Route): Frames | null;
  unsubscribe(route: Route): Frames | null;
  publish(route: Route, message: OutgoingMessage, id: string): Frames;
  /** A request; its reply is told to `replied` or `refused` with this id. There where the framing `asks`. */
  ask?(route: Route, message: OutgoingMessage, id: string): Frames;
  /** Nobody waits for the reply to this request any more. Null: the server need not know. */
  forget?(id: string): Frame | null;
  /** Whether messages that were framed before the link was open are to be framed anew: their frames depend on the link. */
  readonly framesByLink?: boolean;
  /** A question for a sign of life; null where the protocol has none of its own. */
  ping(): Frame | null;
  /** A fresh credential on the open link; null: the protocol can't, a new link is needed. */
  reauthenticate(credential: string): Frame | null;
  /** The link is over, if there was one: nothing that was begun for it is to go on. May be called again before the next. */
  ended?(): void;
  /** What the end of a link calls for, where this protocol's close codes say more than a WebSocket's; null: the usual. */
  verdict?(end: LinkEnd): Verdict | null;
}

/** What one message stands in: nearly always one frame. */
export type Frames = Frame | readonly Frame[];

/** What frames can mean. `key` is a channel's address. */
export interface FrameSink {
  /** The session is usable: `resumed` when nothing was missed since the last link. */
  ready(continuity: "resumed" | "lost"): void;
  message(key: string, message: Message): void;
  subscribed(key: string): void;
  /** The server ended the subscription: null when it is complete, else why. */
  unsubscribed(key: string, error: ClientError | null): void;
  /** Messages of one channel are missing. */
  gap(key: string, gap: Discontinuity): void;
  acknowledged(id: string, value: unknown): void;
  /** The answer to a request. */
  replied(id: string, message: Message): void;
  refused(id: string, error: ClientError): void;
  /** Send this back at once. */
  answer(frame: Frame): void;
  /** The server wants a fresh credential: now, or after so many milliseconds. */
  renew(after?: number): void;
  /** The server gives a sign of life within so many milliseconds: more silence than that means that this link is dead. */
  promised(patience: number): void;
  /** The connection is over: for good, after a fresh credential, or until the next attempt. */
  dropped(error: ClientError, verdict: Verdict): void;
}

/** What to do about the end of a link. */
export type Verdict = "retry" | "renew" | "fatal";

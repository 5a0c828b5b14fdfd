import type { ClientError } from "../core/errors.js";
import type { Delivery, Route } from "./bus.js";
import type { Message, OutgoingMessage } from "./message.js";
import type { Frame, OpenRequest } from "./transport.js";

/** How messages, acknowledgements, subscriptions, life signs and resumption stand in the frames of a socket. Pure. */
export interface Framing {
  readonly name: string;
  readonly delivery: Delivery;
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
  /** The first frames of a link; `credential` is what an Authorization header would hold, or null. */
  greet(credential: string | null): readonly Frame[];
  /** What a frame means, told to the sink. Throws a ClientError for a frame that breaks the protocol. */
  receive(frame: Frame, sink: FrameSink): void;
  /** Null: nothing needs to be sent. */
  subscribe(route: Route): Frame | null;
  unsubscribe(route: Route): Frame | null;
  publish(route: Route, message: OutgoingMessage, id: string): Frame;
  /** A question for a sign of life; null where the protocol has none of its own. */
  ping(): Frame | null;
  /** A fresh credential on the open link; null: the protocol can't, a new link is needed. */
  reauthenticate(credential: string): Frame | null;
}

/** What frames can mean. `key` is a channel's address. */
export interface FrameSink {
  /** The session is usable: `resumed` when nothing was missed since the last link. */
  ready(continuity: "resumed" | "lost"): void;
  message(key: string, message: Message): void;
  subscribed(key: string): void;
  unsubscribed(key: string, error: ClientError): void;
  acknowledged(id: string, value: unknown): void;
  refused(id: string, error: ClientError): void;
  /** Send this back at once. */
  answer(frame: Frame): void;
  /** The server wants a fresh credential. */
  renew(): void;
  /** The connection is over: for good, after a fresh credential, or until the next attempt. */
  dropped(error: ClientError, verdict: Verdict): void;
}

/** What to do about the end of a link. */
export type Verdict = "retry" | "renew" | "fatal";

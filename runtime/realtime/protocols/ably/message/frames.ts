/** What the wire may leave out: absent and null mean the same (PROTOCOL.md, 1). */
export type Maybe<T> = T | null | undefined;

/** A failure as the server words it. */
export interface ErrorInfo {
  readonly code: number;
  readonly statusCode?: Maybe<number>;
  readonly message?: Maybe<string>;
  readonly href?: Maybe<string>;
  readonly cause?: Maybe<ErrorInfo>;
  readonly detail?: Maybe<Readonly<Record<string, string>>>;
  readonly requestId?: Maybe<string>;
}

/** What the server says about a connection; replaces the client's defaults (CD2). */
export interface ConnectionDetails {
  readonly clientId?: Maybe<string>;
  readonly connectionKey?: Maybe<string>;
  readonly maxMessageSize?: Maybe<number>;
  readonly maxFrameSize?: Maybe<number>;
  readonly maxInboundRate?: Maybe<number>;
  readonly connectionStateTtl?: Maybe<number>;
  readonly maxIdleInterval?: Maybe<number>;
  readonly serverId?: Maybe<string>;
  readonly siteCode?: Maybe<string>;
  readonly objectsGCGracePeriod?: Maybe<number>;
}

/** Which version of a message this is, and who made it (TM2s). */
export interface WireVersion {
  readonly serial?: Maybe<string>;
  readonly timestamp?: Maybe<number>;
  readonly clientId?: Maybe<string>;
  readonly description?: Maybe<string>;
  readonly metadata?: Maybe<Readonly<Record<string, string>>>;
}

/** A message as it stands in a frame. */
export interface WireMessage {
  readonly id?: Maybe<string>;
  readonly name?: Maybe<string>;
  readonly clientId?: Maybe<string>;
  readonly connectionId?: Maybe<string>;
  readonly connectionKey?: Maybe<string>;
  readonly data?: unknown;
  readonly encoding?: Maybe<string>;
  readonly extras?: Maybe<Extras>;
  readonly timestamp?: Maybe<number>;
  readonly action?: Maybe<number>;
  readonly serial?: Maybe<string>;
  readonly version?: Maybe<WireVersion>;
  readonly annotations?: Maybe<{ readonly summary?: Maybe<Readonly<Record<string, unknown>>> }>;
}

/** What travels beside the payload. Keys that aren't known are kept as they came. */
export interface Extras {
  readonly headers?: Maybe<Readonly<Record<string, unknown>>>;
  readonly push?: unknown;
  readonly delta?: Maybe<{ readonly from?: Maybe<string>; readonly format?: Maybe<string> }>;
  readonly ref?: Maybe<{ readonly timeserial?: Maybe<string>; readonly type?: Maybe<string> }>;
  readonly [key: string]: unknown;
}

/** A presence message as it stands in a frame. */
export interface WirePresence {
  readonly id?: Maybe<string>;
  readonly action?: Maybe<number>;
  readonly clientId?: Maybe<string>;
  readonly connectionId?: Maybe<string>;
  readonly data?: unknown;
  readonly encoding?: Maybe<string>;
  readonly extras?: Maybe<Extras>;
  readonly timestamp?: Maybe<number>;
}

/** An annotation as it stands in a frame. */
export interface WireAnnotation {
  readonly id?: Maybe<string>;
  readonly action?: Maybe<number>;
  readonly clientId?: Maybe<string>;
  readonly name?: Maybe<string>;
  readonly count?: Maybe<number>;
  readonly data?: unknown;
  readonly encoding?: Maybe<string>;
  readonly timestamp?: Maybe<number>;
  readonly serial?: Maybe<string>;
  readonly messageSerial?: Maybe<string>;
  readonly type?: Maybe<string>;
  readonly extras?: Maybe<Extras>;
}

/** The serials that one acknowledged ProtocolMessage was given (TR4s). */
export interface PublishResult {
  readonly serials: readonly (string | null)[];
}

/** The one envelope of the protocol: a frame is one of these. */
export interface ProtocolMessage {
  readonly action: number;
  readonly id?: Maybe<string>;
  readonly channel?: Maybe<string>;
  readonly channelSerial?: Maybe<string>;
  readonly connectionId?: Maybe<string>;
  readonly connectionDetails?: Maybe<ConnectionDetails>;
  readonly msgSerial?: Maybe<number>;
  readonly count?: Maybe<number>;
  readonly error?: Maybe<ErrorInfo>;
  readonly flags?: Maybe<number>;
  readonly messages?: Maybe<readonly WireMessage[]>;
  readonly presence?: Maybe<readonly WirePresence[]>;
  readonly annotations?: Maybe<readonly WireAnnotation[]>;
  readonly state?: Maybe<readonly unknown[]>;
  readonly res?: Maybe<readonly Maybe<PublishResult>[]>;
  readonly params?: Maybe<Readonly<Record<string, string>>>;
  readonly auth?: Maybe<{ readonly accessToken?: Maybe<string> }>;
  readonly timestamp?: Maybe<number>;
}

/** What the server says. PROTOCOL.md, section 1. */
export interface Reply {
  readonly id?: number;
  readonly error?: CentrifugeProblem;
  readonly push?: Push;
  readonly connect?: Connected;
  readonly refresh?: Lease;
  readonly sub_refresh?: Lease;
  readonly subscribe?: Subscribed;
  readonly rpc?: { readonly data?: unknown };
  readonly [command: string]: unknown;
}

/** The server's answer to `connect`: what it does on this link. */
export interface Connected extends Lease {
  /** Seconds between two pings; 0: none. */
  readonly ping?: number;
  /** Whether it wants answers to them. */
  readonly pong?: boolean;
  /** Channels that the server itself subscribed this connection to. */
  readonly subs?: Readonly<Record<string, Subscribed>>;
}

/** The error of a reply. */
export interface CentrifugeProblem {
  readonly code: number;
  readonly message?: string;
  readonly temporary?: boolean;
}

/** How long a connection may last. */
export interface Lease {
  readonly expires?: boolean;
  /** Seconds. */
  readonly ttl?: number;
}

export interface Subscribed extends Lease {
  readonly recoverable?: boolean;
  readonly epoch?: string;
  readonly offset?: number;
  readonly recovered?: boolean;
  readonly publications?: readonly Publication[];
}

export interface Publication {
  readonly data: unknown;
  readonly offset?: number;
  readonly info?: unknown;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface Push {
  readonly channel?: string;
  readonly pub?: Publication;
  readonly join?: { readonly info?: unknown };
  readonly leave?: { readonly info?: unknown };
  /** The server itself subscribed this connection to the channel. */
  readonly subscribe?: Subscribed;
  readonly unsubscribe?: { readonly code?: number; readonly reason?: string };
  readonly disconnect?: { readonly code?: number; readonly reason?: string };
}

/** What the server says. PROTOCOL.md, section 1. */
export interface Reply {
  readonly id?: number;
  readonly error?: CentrifugeProblem;
  readonly push?: Push;
  readonly connect?: Lease & { readonly ping?: number; readonly pong?: boolean };
  readonly refresh?: Lease;
  readonly sub_refresh?: Lease;
  readonly subscribe?: Subscribed;
  readonly rpc?: { readonly data?: unknown };
  readonly [command: string]: unknown;
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
  readonly unsubscribe?: { readonly code?: number; readonly reason?: string };
  readonly disconnect?: { readonly code?: number; readonly reason?: string };
}

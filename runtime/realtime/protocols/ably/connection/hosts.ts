/** Where a client connects to (REC). */
export interface HostOptions {
  /** `main` (default), another of Ably's or your own routing ids, `nonprod:ID`, or a host name. */
  readonly endpoint?: string | undefined;
  /** Tried in random order when the host can't be reached; default: Ably's own for its routing ids, none for a host of yours. */
  readonly fallbackHosts?: readonly string[] | undefined;
  readonly port?: number | undefined;
  /** Default true. Without it no key is sent, unless the host is this machine. */
  readonly tls?: boolean | undefined;
}

/** The primary host and its fallbacks. */
export interface Hosts {
  readonly primary: string;
  readonly fallbacks: readonly string[];
}

const letters = ["a", "b", "c", "d", "e"];

/** The hosts that these options mean (REC1, REC2). */
export function hostsOf({ endpoint = "main", fallbackHosts, port }: HostOptions): Hosts {
  const own = endpoint.includes(".") || endpoint.includes("::") || endpoint === "localhost";
  if (own) return { primary: endpoint, fallbacks: fallbackHosts ?? [] };
  const nonprod = endpoint.startsWith("nonprod:");
  const id = nonprod ? endpoint.slice("nonprod:".length) : endpoint;
  const suffix = nonprod ? "-nonprod" : "";
  const named = letters.map((letter) => `${id}.${letter}.fallback.ably-realtime${suffix}.com`);
  return { primary: `${id}.realtime.ably${suffix}.net`, fallbacks: fallbackHosts ?? (port === undefined ? named : []) };
}

/** Whether the traffic never leaves this machine. */
export const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || /^127\./.test(host);

/** `scheme://host:port`, with the port only where it isn't the usual one. */
export function originOf(host: string, { port, tls = true }: HostOptions, scheme: "http" | "ws"): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return `${scheme}${tls ? "s" : ""}://${name}${port === undefined ? "" : `:${port}`}`;
}

/** Hosts in random order. */
export function shuffled(hosts: readonly string[], random: () => number): readonly string[] {
  const left = [...hosts];
  const order: string[] = [];
  while (left.length > 0) order.push(...left.splice(Math.floor(random() * left.length), 1));
  return order;
}

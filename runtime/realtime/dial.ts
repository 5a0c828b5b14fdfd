import { type Auth, type CredentialMakers, chooser } from "../auth/choose.js";
import type { Call, Send, WireReply } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { AuthError, type ErrorDetails, InputError } from "../core/errors.js";
import { toWireReply } from "../core/wire.js";
import { encodeSegment, fillAddress } from "./address.js";
import type { Opening, Route } from "./bus.js";
import type { Dial } from "./driver.js";
import type { Framing } from "./framing.js";
import type { RealtimeDefinition, RealtimeServer } from "./realtime-definition.js";
import type { Transport } from "./transport.js";

/** What addresses and credentials of sockets come from. */
export interface DialOptions {
  readonly api: RealtimeDefinition;
  readonly server: RealtimeServer;
  /** Of the server; variables filled in. */
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly auth: Auth | undefined;
  readonly makers: CredentialMakers | undefined;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly send: Send;
}

/** For one socket, what makes the request of each of its links: of a channel's own where there is a route. */
export type Dialler = (framing: Framing, route: Route | null, opening: Opening | undefined) => (renew: boolean) => Promise<Dial>;

/** Makes the request of each link: the socket's URL, its credentials. */
export function dialler(options: DialOptions): Dialler {
  const { api, server, auth, makers } = options;
  const choose = chooser(api, auth, makers);
  return (framing, route, opening) => {
    const own = route?.operation.auth ?? server.security;
    const operation = { id: route?.operation.id ?? "connect", path: "", ...(own !== undefined && { auth: own }) };
    let last: Call | null = null;
    return async (renew) => {
      const chosen = choose(operation).map(({ credential, scheme }) => ({ credential, at: { ...options, baseUrl: options.url, scheme } }));
      // As after a 401: whoever can renews.
      if (renew && last) for (const { credential, at } of chosen) await credential.renew?.(last, unauthorized(last.url), at);
      let call: Call = { ...bare, operation, url: socketUrl(options, route, opening), headers: { ...options.headers, ...headersOf(opening, options) } };
      for (const { credential, at } of chosen) call = await credential.sign(call, at);
      last = call;
      return toDial(call, framing, options);
    };
  };
}

/** Names in lower case. Throws an InputError where the platform can't send what the document's binding wants. */
function headersOf(opening: Opening | undefined, { transport }: DialOptions): Record<string, string> {
  const headers = Object.entries(opening?.headers ?? {});
  if (!transport.sendsHeaders && headers[0]) throw new InputError(...unsendable(headers.map(([name]) => name)));
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
}

const unsendable = (names: readonly string[], other = ""): [string, ErrorDetails] => [
  `This platform's WebSocket can't send ${names.join(", ")}`,
  { remedy: `Pass transport: wsTransport() from "@clientwright/runtime/ws" (Node)${other}.` },
];

export const bare: Omit<Call, "operation" | "url" | "headers"> = {
  method: "GET",
  body: null,
  attempt: 1,
  deadline: Number.POSITIVE_INFINITY,
  signal: null,
  replayable: true,
  options: {},
};

function toDial({ url, headers, secrets = [] }: Call, framing: Framing, { transport }: DialOptions): Dial {
  const hidden = secrets.filter((name) => !name.startsWith("?"));
  if (!transport.sendsHeaders && hidden[0] && !framing.takesCredential) throw new AuthError(...unsendable(hidden, ", or a credential for the query"));
  return { request: { url, ...(transport.sendsHeaders && { headers }) }, credential: headers["authorization"] ?? null };
}

export const unauthorized = (url: string): WireReply => ({ ...toWireReply(new Response(null, { status: 401 })), url });

function socketUrl({ url, query, variables }: DialOptions, route: Route | null, opening: Opening | undefined): string {
  const values = { ...route?.channel.defaults, ...variables, ...route?.params };
  const own = route && (route.channel.address === null ? route.address : fillAddress(route.channel, values, encodeSegment));
  const [path = "", search = ""] = (own ?? "").split("?", 2);
  const address = new URL(!own ? url : `${url.replace(/\/$/, "")}/${path.replace(/^\//, "")}`);
  for (const [name, value] of [...new URLSearchParams(search), ...Object.entries({ ...query, ...opening?.query })]) address.searchParams.set(name, value);
  return address.href;
}

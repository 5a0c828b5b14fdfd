import { type Auth, type Chosen, type CredentialMakers, chooser } from "../auth/choose.js";
import type { Call, Send, WireReply } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { AuthError, InputError } from "../core/errors.js";
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
      const chosen = choose(operation);
      if (renew && last !== null) await renewAll(chosen, last, options);
      let call: Call = { ...bare, operation, url: socketUrl(options, route, opening), headers: { ...options.headers, ...headersOf(opening, options) } };
      for (const { credential, scheme } of chosen) call = await credential.sign(call, { ...options, baseUrl: options.url, scheme });
      last = call;
      return toDial(call, framing, options);
    };
  };
}

/** Names in lower case. Throws an InputError where the platform can't send what the document's binding wants. */
function headersOf({ headers }: Opening = { query: {}, headers: {} }, { transport }: DialOptions): Record<string, string> {
  const found = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (!transport.sendsHeaders && Object.keys(found).length > 0)
    throw new InputError(`This platform's WebSocket can't send ${Object.keys(headers).join(", ")}`, { remedy: `${nodeTransport}.` });
  return found;
}

const nodeTransport = 'Pass transport: wsTransport() from "@clientwright/runtime/ws" (Node)';

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
  if (!transport.sendsHeaders && hidden.length > 0 && !framing.takesCredential)
    throw new AuthError(`This platform's WebSocket can't send ${hidden.join(", ")}`, {
      remedy: `${nodeTransport}, or a credential for the query.`,
    });
  return { request: { url, ...(transport.sendsHeaders && { headers }) }, credential: headers["authorization"] ?? null };
}

/** As after a 401: whoever can renews. */
async function renewAll(chosen: readonly Chosen[], call: Call, options: DialOptions): Promise<void> {
  for (const { credential, scheme } of chosen) await credential.renew?.(call, unauthorized(call.url), { ...options, baseUrl: options.url, scheme });
}

export const unauthorized = (url: string): WireReply => ({
  status: 401,
  headers: new Headers(),
  url,
  body: null,
  text: async () => "",
  bytes: async () => new Uint8Array(),
  blob: async () => new Blob(),
  cancel: async () => undefined,
  toResponse: () => new Response(null, { status: 401 }),
});

function socketUrl({ url, query, variables }: DialOptions, route: Route | null, opening: Opening | undefined): string {
  const values = { ...route?.channel.defaults, ...variables, ...route?.params };
  const own = route === null ? "" : route.channel.address === null ? route.address : fillAddress(route.channel, values, encodeSegment);
  const [path = "", search = ""] = own.split("?", 2);
  const address = new URL(own === "" ? url : `${url.replace(/\/$/, "")}/${path.replace(/^\//, "")}`);
  for (const [name, value] of [...new URLSearchParams(search), ...Object.entries({ ...query, ...opening?.query })]) address.searchParams.set(name, value);
  return address.href;
}

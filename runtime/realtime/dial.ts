import { type Auth, type Chosen, type CredentialMakers, chooser } from "../auth/choose.js";
import type { Call, Send, WireReply } from "../core/call.js";
import type { Clock } from "../core/client.js";
import { AuthError, InputError } from "../core/errors.js";
import { encodeSegment, fillAddress, queryNames } from "./address.js";
import type { Route } from "./bus.js";
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
  readonly framing: Framing;
  readonly clock: Clock;
  readonly send: Send;
}

/** Makes the request of each link: the socket's URL, its credentials. */
export function dialler(options: DialOptions): (route: Route | null, renew: boolean) => Promise<Dial> {
  const { api, server, auth, makers } = options;
  const choose = chooser(api, auth, makers);
  const signed = new Map<string, Call>();
  return async (route, renew) => {
    const own = route?.operation.auth ?? server.security;
    const operation = { id: route?.operation.id ?? "connect", path: "", ...(own !== undefined && { auth: own }) };
    const key = route?.address ?? "";
    const chosen = choose(operation);
    const last = signed.get(key);
    if (renew && last !== undefined) await renewAll(chosen, last, options);
    let call: Call = { ...bare, operation, url: socketUrl(options, route), headers: options.headers };
    for (const { credential, scheme } of chosen) call = await credential.sign(call, { ...options, baseUrl: options.url, scheme });
    signed.set(key, call);
    return toDial(call, options);
  };
}

const bare: Omit<Call, "operation" | "url" | "headers"> = {
  method: "GET",
  body: null,
  attempt: 1,
  deadline: Number.POSITIVE_INFINITY,
  signal: null,
  replayable: true,
  options: {},
};

function toDial({ url, headers, secrets = [] }: Call, { transport, framing }: DialOptions): Dial {
  const hidden = secrets.filter((name) => !name.startsWith("?"));
  if (!transport.sendsHeaders && hidden.length > 0 && !framing.takesCredential)
    throw new AuthError(`This platform's WebSocket can't send ${hidden.join(", ")}`, {
      remedy: 'Pass transport: wsTransport() from "@clientwright/runtime/ws" (Node), or a credential for the query.',
    });
  return { request: { url, ...(transport.sendsHeaders && { headers }) }, credential: headers["authorization"] ?? null };
}

/** As after a 401: whoever can renews. */
async function renewAll(chosen: readonly Chosen[], call: Call, options: DialOptions): Promise<void> {
  for (const { credential, scheme } of chosen) await credential.renew?.(call, unauthorized(call.url), { ...options, baseUrl: options.url, scheme });
}

const unauthorized = (url: string): WireReply => ({
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

function socketUrl({ url, query, framing, variables }: DialOptions, route: Route | null): string {
  const own = route !== null && framing.sockets === "per-channel" ? fillAddress(route.channel, { ...variables, ...route.params }, encodeSegment) : "";
  const [path = "", search = ""] = own.split("?", 2);
  const address = new URL(own === "" ? url : `${url.replace(/\/$/, "")}/${path.replace(/^\//, "")}`);
  for (const [name, value] of new URLSearchParams(search)) address.searchParams.set(name, value);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
  if (route !== null)
    for (const name of queryNames(route.channel)) if (Object.hasOwn(route.params, name)) address.searchParams.set(name, route.params[name] ?? "");
  return address.href;
}

/** The server's URL with its variables filled in. Throws an InputError when one has no value. */
export function serverUrl({ variables: declared = {} }: RealtimeDefinition, { url }: RealtimeServer, variables: Readonly<Record<string, string>>): string {
  return url.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : Object.hasOwn(declared, name) ? declared[name]?.default : undefined;
    if (value === undefined) throw new InputError(`The server's address needs the variable ${name}`, { remedy: `Pass ${name}.` });
    return value;
  });
}

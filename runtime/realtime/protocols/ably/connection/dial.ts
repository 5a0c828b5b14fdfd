import type { OpenRequest } from "../../../transport.js";
import { authorizationOf, type Credentials } from "../auth/authority.js";
import { toBase64, toUtf8 } from "../message/bytes.js";
import type { AblyOptions } from "../options.js";
import { originOf } from "./hosts.js";

/** The protocol's version, sent with everything. */
export const protocolVersion = "6";

/** Named as Ably wants its libraries named (RSC7d): `ably-NAME/VERSION`. */
const agent = "ably-clientwright/0.1.0";

/** What a dial needs beside the options. */
export interface DialRequest {
  readonly host: string;
  readonly credentials: Credentials;
  readonly resume: string | null;
  readonly recover: string | null;
  readonly sendsHeaders: boolean;
  readonly seesPings: boolean;
}

/** Where a connection is opened, and with what (RTN2). Secrets go into headers where the transport has them. */
export function openRequest(options: AblyOptions, dial: DialRequest): OpenRequest {
  const url = new URL(`${originOf(dial.host, options, "ws")}/`);
  const query = { ...own(options, dial), ...(dial.sendsHeaders ? {} : asQuery(options, dial.credentials)), ...options.transportParams };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return { url: url.href, ...(dial.sendsHeaders && { headers: asHeaders(options, dial.credentials) }) };
}

function own({ format = "json", echoMessages = true }: AblyOptions, { seesPings, resume, recover }: DialRequest): Record<string, string> {
  return {
    v: protocolVersion,
    format,
    heartbeats: String(!seesPings),
    echo: String(echoMessages),
    ...(resume ? { resume } : recover !== null ? { recover } : {}),
  };
}

/** The agent string: this package, then the user's. */
export const agentOf = (options: AblyOptions): string => (options.agent === undefined ? agent : `${agent} ${options.agent}`);

function asQuery(options: AblyOptions, credentials: Credentials): Record<string, string> {
  return { ...credentials, ...(options.clientId !== undefined && { clientId: options.clientId }), agent: agentOf(options) };
}

function asHeaders(options: AblyOptions, credentials: Credentials): Record<string, string> {
  return {
    authorization: authorizationOf(credentials),
    "ably-agent": agentOf(options),
    ...(options.clientId !== undefined && { "x-ably-clientid": toBase64(toUtf8(options.clientId)) }),
  };
}

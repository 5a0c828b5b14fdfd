import { Action } from "../../realtime/protocols/ably/message/actions.js";
import { fromBase64, fromUtf8 } from "../../realtime/protocols/ably/message/bytes.js";
import { encodeFrame, type Format } from "../../realtime/protocols/ably/message/codec.js";
import type { ProtocolMessage } from "../../realtime/protocols/ably/message/frames.js";
import { messagePack } from "../../realtime/protocols/ably/message/message-pack.js";
import type { Grant } from "./mock-app.js";
import type { MockConnection, MockLink } from "./mock-connection.js";
import { MockError } from "./mock-error.js";

type Texts = Readonly<Record<string, string>>;

/** A link that a client opens: its query, its headers (lower-case names). */
export interface MockRequest {
  readonly query: Texts;
  readonly headers: Texts;
}

/** The format of frames that a query asks for. */
export const formatOf = (query: Texts): Format => (query["format"] === "msgpack" ? "msgpack" : "json");

/** The key or token in a query or in headers; tokens as they are, or in base64. */
export function credentialsOf(query: Texts, headers: Texts): { readonly key?: string | undefined; readonly token?: string | undefined } {
  const [scheme = "", value = ""] = (headers["authorization"] ?? "").split(" ");
  if (/^basic$/i.test(scheme)) return { key: fromUtf8(fromBase64(value)) };
  if (/^bearer$/i.test(scheme)) return { token: bearer(value) };
  return { key: query["key"], token: query["accessToken"] ?? query["access_token"] };
}

function bearer(value: string): string {
  if (value.includes(".")) return value;
  try {
    return fromUtf8(fromBase64(value));
  } catch {
    return value;
  }
}

/** Who a link is for: the token's client, or the one that the request names. Throws 40102 where they contradict each other. */
export function clientIdOf({ clientId }: Grant, { query, headers }: MockRequest): string | null {
  const asked = query["clientId"] ?? (headers["x-ably-clientid"] ? fromUtf8(fromBase64(headers["x-ably-clientid"])) : "");
  if (asked === "") return clientId;
  if (clientId !== null && clientId !== "*" && clientId !== asked) throw new MockError(40102, `The token is for ${clientId}, not for ${asked}`, 401);
  return asked;
}

/** What a client wants of its connection (RTC1f): a sign of life every so many ms, between 5 s and half an hour; how long its members stay without a link. */
export function wishesOf(query: Texts): { readonly every: number | null; readonly staysPresent: number | null } {
  const every = numberOf(query["heartbeatInterval"]);
  return { every: every === null ? null : Math.min(Math.max(every, 5000), 1_800_000), staysPresent: numberOf(query["remainPresentFor"]) };
}

const numberOf = (text = ""): number | null => (/^\d+$/.test(text) ? Number(text) : null);

/** What CONNECTED says beside the connection's own names. */
export interface Limits {
  readonly maxMessageSize: number;
  readonly connectionStateTtl: number;
  readonly maxIdleInterval: number;
}

/** CONNECTED, for this connection. */
export function greeting({ id, key, clientId }: MockConnection, limits: Limits): ProtocolMessage {
  const details = {
    connectionKey: key,
    ...limits,
    maxFrameSize: 524_288,
    maxInboundRate: 250,
    serverId: "mock",
    siteCode: "mock",
    objectsGCGracePeriod: 86_400_000,
  };
  return { action: Action.connected, connectionId: id, connectionDetails: { ...details, ...(clientId !== null && { clientId }) } };
}

/** Tells a link why it is not let in, and closes it. Throws what is no MockError. */
export function refuse(link: MockLink, format: Format, error: unknown): void {
  if (!(error instanceof MockError)) throw error;
  link.send(encodeFrame({ action: "gently" in error ? Action.disconnected : Action.error, error: error.info }, format === "msgpack" ? messagePack : null));
  link.close();
}

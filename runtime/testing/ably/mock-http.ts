import { decodeMessagePack } from "../../realtime/msgpack/decode.js";
import { encodeMessagePack } from "../../realtime/msgpack/encode.js";
import { allows } from "../../realtime/protocols/ably/capability.js";
import type { WireMessage, WirePresence } from "../../realtime/protocols/ably/frames.js";
import { credentialsOf, type MockAbly } from "./mock-ably.js";
import type { AppSpec, Grant, MockApp } from "./mock-app.js";
import type { MockChannel } from "./mock-channel.js";
import { MockError } from "./mock-error.js";
import { outgoing, stored } from "./stored.js";

/** A request as the mock sees it. Header names are lower-case. */
export interface MockHttpRequest {
  readonly method: string;
  /** Path with its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The mock's answer. */
export interface MockHttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Uint8Array;
}

interface Asked {
  readonly mock: MockAbly;
  readonly request: MockHttpRequest;
  readonly query: URLSearchParams;
  readonly json: boolean;
  readonly body: unknown;
}

interface Answer {
  readonly status?: number;
  readonly value: unknown;
  readonly links?: readonly string[];
}

type Route = readonly [method: string, path: RegExp, answer: (asked: Asked, ...parts: string[]) => Promise<Answer>];

const routes: readonly Route[] = [
  ["GET", /^\/time$/, async ({ mock }) => ({ value: [mock.clock.now()] })],
  ["POST", /^\/apps$/, async ({ mock, body, request }) => ({ status: 201, value: appAnswer(mock.createApp((body ?? {}) as AppSpec), request) })],
  ["DELETE", /^\/apps\/([^/]+)$/, deleteApp],
  ["POST", /^\/stats$/, async () => ({ status: 201, value: {} })],
  ["GET", /^\/stats$/, async () => ({ value: [] })],
  ["POST", /^\/keys\/([^/]+)\/requestToken$/, requestToken],
  ["POST", /^\/keys\/([^/]+)\/revokeTokens$/, revokeTokens],
  ["GET", /^\/channels$/, listChannels],
  ["GET", /^\/channels\/([^/]+)$/, channelStatus],
  ["POST", /^\/channels\/([^/]+)\/(?:messages|publish)$/, publish],
  ["GET", /^\/channels\/([^/]+)\/(messages|history)$/, (asked, name, last) => history(asked, name ?? "", { last: last ?? "", kind: "messages" })],
  ["GET", /^\/channels\/([^/]+)\/presence\/(history)$/, (asked, name, last) => history(asked, name ?? "", { last: last ?? "", kind: "presence" })],
  ["GET", /^\/channels\/([^/]+)\/presence$/, presence],
];

/** Answers a request: provisioning, time, tokens, channels, publish, history, presence. */
export async function answerHttp(mock: MockAbly, request: MockHttpRequest): Promise<MockHttpReply | "cut"> {
  const [path = "", search = ""] = request.url.split("?");
  const json = !(request.headers["accept"] ?? "").includes("msgpack");
  const fault = mock.faults.strike("http", { path });
  if (fault?.do === "cut") return "cut";
  if (fault?.do === "suppress") return new Promise<never>(() => undefined);
  if (fault?.do === "delay") await new Promise<void>((resolve) => mock.clock.wake(mock.clock.now() + fault.milliseconds, resolve));
  const reply =
    fault?.do === "refuse"
      ? failed(new MockError(fault.code ?? 50000, "Refused by a fault", fault.status ?? 500), json)
      : await routed(mock, request, { path, search, json });
  mock.events.push({ at: mock.clock.now(), kind: "http", method: request.method, path: request.url, status: reply.status });
  return reply;
}

async function routed(
  mock: MockAbly,
  request: MockHttpRequest,
  { path, search, json }: { readonly path: string; readonly search: string; readonly json: boolean },
): Promise<MockHttpReply> {
  try {
    for (const [method, pattern, answer] of routes) {
      const match = pattern.exec(path);
      if (match === null || method !== request.method) continue;
      const asked = { mock, request, query: new URLSearchParams(search), json, body: bodyOf(request) };
      return printed(await answer(asked, ...match.slice(1).map(decodeURIComponent)), json);
    }
    throw new MockError(40400, `No such path: ${request.method} ${path}`, 404);
  } catch (error) {
    if (error instanceof MockError) return failed(error, json);
    return failed(new MockError(40000, error instanceof Error ? error.message : String(error), 400), json);
  }
}

function bodyOf({ headers, body }: MockHttpRequest): unknown {
  if (body.length === 0) return null;
  const type = headers["content-type"] ?? "";
  if (type.includes("msgpack")) return decodeMessagePack(body);
  const text = new TextDecoder().decode(body);
  return type.includes("urlencoded") ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text);
}

function printed({ status = 200, value, links = [] }: Answer, json: boolean): MockHttpReply {
  const body = status === 204 ? "" : json ? JSON.stringify(value) : encodeMessagePack(value);
  return { status, headers: { "content-type": json ? "application/json" : "application/x-msgpack", ...(links.length > 0 && { link: links }) }, body };
}

function failed({ info }: MockError, json: boolean): MockHttpReply {
  const reply = printed({ status: info.statusCode, value: { error: info } }, json);
  return { ...reply, headers: { ...reply.headers, "x-ably-errorcode": String(info.code), "x-ably-errormessage": info.message ?? "" } };
}

async function granted({ mock, request, query }: Asked): Promise<Grant> {
  return mock.grant(credentialsOf(Object.fromEntries(query), request.headers));
}

async function channelOf(asked: Asked, name: string, operation: string): Promise<{ readonly grant: Grant; readonly channel: MockChannel }> {
  const grant = await granted(asked);
  if (!allows(grant.capability, name, operation)) throw new MockError(40160, `No ${operation} on ${name}`, 401);
  return { grant, channel: grant.app.channel(name) };
}

function appAnswer(app: MockApp, request: MockHttpRequest): unknown {
  const keys = app.keys.map(({ id, name, secret, capability }) => {
    return { id, keyName: name, keySecret: secret, keyStr: `${name}:${secret}`, value: `${name}:${secret}`, capability: JSON.stringify(capability) };
  });
  const [endpoint = "localhost", port = "80"] = (request.headers["host"] ?? "").split(":");
  return {
    appId: app.id,
    accountId: "mock",
    keys,
    namespaces: app.spec.namespaces ?? [],
    channels: app.spec.channels ?? [],
    endpoint,
    port: Number(port),
    tls: false,
  };
}

async function deleteApp({ mock }: Asked, id = ""): Promise<Answer> {
  mock.apps.delete(id);
  return { status: 204, value: null };
}

async function requestToken({ mock, request, body }: Asked, name = ""): Promise<Answer> {
  const { app, key } = mock.key(name);
  const credentials = credentialsOf({}, request.headers);
  if (credentials.key !== undefined) await mock.grant(credentials);
  return { status: 201, value: await app.issue(key, (body ?? {}) as object, credentials.key === `${key.name}:${key.secret}`) };
}

async function revokeTokens(asked: Asked, name = ""): Promise<Answer> {
  const { app, key } = asked.mock.key(name);
  if (credentialsOf({}, asked.request.headers).key === undefined) throw new MockError(40162, "Revoking needs Basic auth", 401);
  await granted(asked);
  if (!key.revocableTokens) throw new MockError(40163, "Tokens of this key can't be revoked", 400);
  const { targets = [] } = (asked.body ?? {}) as { readonly targets?: readonly string[] };
  const clientIds = targets.filter((target) => target.startsWith("clientId:")).map((target) => target.slice("clientId:".length));
  app.revoke(clientIds);
  for (const connection of asked.mock.connections())
    if (connection.grant.expires !== null && clientIds.includes(connection.clientId ?? "")) asked.mock.disconnect(connection, 40141, 401);
  const now = asked.mock.clock.now();
  return { value: { successCount: targets.length, failureCount: 0, results: targets.map((target) => ({ target, issuedBefore: now, appliesAt: now })) } };
}

async function listChannels(asked: Asked): Promise<Answer> {
  const { app } = await granted(asked);
  const prefix = asked.query.get("prefix") ?? "";
  const names = [...app.channels.keys()].filter((name) => name.startsWith(prefix)).sort();
  return page(asked, names, { last: "channels" });
}

async function channelStatus(asked: Asked, name = ""): Promise<Answer> {
  const { channel } = await channelOf(asked, name, "channel-metadata");
  const count = channel.attached.size;
  const metrics = {
    connections: count,
    publishers: count,
    subscribers: count,
    presenceConnections: count,
    presenceMembers: channel.members.size,
    presenceSubscribers: count,
  };
  return { value: { channelId: name, status: { isActive: true, occupancy: { metrics: { ...metrics, objectPublishers: 0, objectSubscribers: 0 } } } } };
}

async function publish(asked: Asked, name = ""): Promise<Answer> {
  const { channel, grant } = await channelOf(asked, name, "publish");
  if (asked.query.get("_forceNack") === "true") throw new MockError(40099, "Reserved for testing purposes", 400);
  const list = (Array.isArray(asked.body) ? asked.body : [asked.body]) as readonly WireMessage[];
  const messages = list.map((message) => ({ ...stored(message), ...(grant.clientId && grant.clientId !== "*" && { clientId: grant.clientId }) }));
  const id = `rest-${channel.log.length}-${asked.mock.clock.now()}`;
  const repeated = messages.every((message) => message.id && channel.log.some((entry) => entry.messages.some((each) => each.id === message.id)));
  if (repeated) return { status: 201, value: { channel: name, messageId: id, serials: messages.map(() => null) } };
  const entry = channel.append({ id, connectionId: "", messages, presence: [] });
  for (const listener of channel.attached.keys()) listener.deliver(channel, entry);
  return { status: 201, value: { channel: name, messageId: id, serials: entry.messages.map(({ serial }) => serial) } };
}

async function history(asked: Asked, name: string, { last, kind }: { readonly last: string; readonly kind: "messages" | "presence" }): Promise<Answer> {
  const { channel } = await channelOf(asked, name, "history");
  const { query, json } = asked;
  const [start, end] = [Number(query.get("start") ?? 0), Number(query.get("end") ?? Number.MAX_SAFE_INTEGER)];
  const until = query.get("from_serial") ?? query.get("fromSerial");
  const entries = channel.log.filter(({ serial, timestamp }) => timestamp >= start && timestamp <= end && (until === null || serial <= until));
  const all = entries.flatMap((entry): readonly (WireMessage | WirePresence)[] => entry[kind]).map((item) => outgoing(item, json ? "json" : "msgpack"));
  return page(asked, query.get("direction") === "forwards" ? all : all.reverse(), { last });
}

async function presence(asked: Asked, name = ""): Promise<Answer> {
  const { channel } = await channelOf(asked, name, "presence");
  const { query, json } = asked;
  const wanted = (field: "clientId" | "connectionId", member: WirePresence): boolean => query.get(field) === null || query.get(field) === member[field];
  const members = [...channel.members.values()].filter((member) => wanted("clientId", member) && wanted("connectionId", member));
  return page(
    asked,
    members.map((member) => outgoing(member, json ? "json" : "msgpack")),
    { last: "presence" },
  );
}

/** One page of a list, with Ably's relative links to the first, this and the next. */
function page({ query }: Asked, all: readonly unknown[], { last }: { readonly last: string }): Answer {
  const limit = Math.min(Number(query.get("limit") ?? 100), 1000);
  const from = Number(query.get("cursor") ?? 0);
  const link = (rel: string, cursor: number): string => {
    const params = new URLSearchParams(query);
    params.set("cursor", String(cursor));
    return `<./${last}?${params}>; rel="${rel}"`;
  };
  const links = [link("first", 0), link("current", from), ...(from + limit < all.length ? [link("next", from + limit)] : [])];
  return { value: all.slice(from, from + limit), links };
}

import { decodeMessagePack } from "../../realtime/msgpack/decode.js";
import { printCapability } from "../../realtime/protocols/ably/auth/capability.js";
import type { ErrorInfo, WireMessage, WirePresence } from "../../realtime/protocols/ably/message/frames.js";
import { credentialsOf } from "./admission.js";
import { type Answer, type Asked, channelOf, granted, type MockHttpReply, type MockHttpRequest, page, type Route } from "./asked.js";
import { batchRoutes } from "./batch.js";
import { ChannelView } from "./channel-view.js";
import { controlRoutes } from "./control-routes.js";
import type { FaultyLine } from "./faulty-line.js";
import { failed, pastFaults, printed } from "./http-faults.js";
import type { MockAbly } from "./mock-ably.js";
import type { AppSpec, MockApp } from "./mock-app.js";
import { MockError } from "./mock-error.js";
import { objectRoutes } from "./object-routes.js";
import { publishTo } from "./publishing.js";
import { pushRoutes } from "./push.js";
import { broadcastRoutes } from "./push-broadcasts.js";
import { messageRoutes } from "./routes-messages.js";
import type { Stats } from "./stats.js";
import { outgoing } from "./stored.js";

const routes: readonly Route[] = [
  ["GET", /^\/time$/, async ({ mock }) => ({ value: [mock.clock.now()] })],
  ["POST", /^\/apps$/, async ({ mock, body, request }) => ({ status: 201, value: appAnswer(mock.createApp((body ?? {}) as AppSpec), request) })],
  ["DELETE", /^\/apps\/([^/]+)$/, deleteApp],
  ["POST", /^\/stats$/, addStats],
  ["GET", /^\/stats$/, listStats],
  ["POST", /^\/keys\/([^/]+)\/requestToken$/, requestToken],
  ["POST", /^\/keys\/([^/]+)\/revokeTokens$/, revokeTokens],
  ["GET", /^\/channels$/, listChannels],
  ["GET", /^\/channels\/([^/]+)$/, channelStatus],
  ["POST", /^\/channels\/([^/]+)\/(?:messages|publish)$/, publish],
  ["GET", /^\/channels\/([^/]+)\/(messages|history)$/, (asked, name, last) => history(asked, name ?? "", { last: last ?? "", kind: "messages" })],
  ["GET", /^\/channels\/([^/]+)\/presence\/(history)$/, (asked, name, last) => history(asked, name ?? "", { last: last ?? "", kind: "presence" })],
  ["GET", /^\/channels\/([^/]+)\/presence$/, presence],
  ...batchRoutes,
  ...pushRoutes,
  ...broadcastRoutes,
  ...objectRoutes,
  ...messageRoutes,
  ...controlRoutes,
];

/** Answers a request: provisioning, time, tokens, channels, publish, history, presence. */
export async function answerHttp(mock: MockAbly, request: MockHttpRequest, line: FaultyLine = mock.line): Promise<MockHttpReply | "cut"> {
  const [path = "", search = ""] = request.url.split("?");
  const json = !(request.headers["accept"] ?? "").includes("msgpack");
  const work = (): Promise<MockHttpReply> => routed(mock, request, { path, search, json });
  return path.startsWith("/__mock/") ? work() : pastFaults({ mock, line }, request, { path, json, work });
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

function appAnswer(app: MockApp, request: MockHttpRequest): unknown {
  const keys = app.keys.map(({ id, name, secret, capability, revocableTokens }) => {
    return { id, keyName: name, keySecret: secret, keyStr: `${name}:${secret}`, value: secret, capability: printCapability(capability), revocableTokens };
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

/** The body of revokeTokens. */
interface Revocation {
  readonly targets?: readonly string[];
  readonly issuedBefore?: number;
  readonly allowReauthMargin?: boolean;
}

async function revokeTokens(asked: Asked, name = ""): Promise<Answer> {
  const { app, key } = asked.mock.key(name);
  if (credentialsOf({}, asked.request.headers).key === undefined) throw new MockError(40162, "Revoking needs Basic auth", 401);
  await granted(asked);
  if (!key.revocableTokens) throw new MockError(40163, "Tokens of this key can't be revoked", 400);
  const { targets = [], issuedBefore, allowReauthMargin = false } = (asked.body ?? {}) as Revocation;
  const now = asked.mock.clock.now();
  const [before, appliesAt] = [issuedBefore ?? now, allowReauthMargin ? now + 31_000 : now];
  const results = targets.map((target) => revoked(target) ?? { target, issuedBefore: before, appliesAt });
  const clientIds = targets.filter((target) => target.startsWith("clientId:")).map((target) => target.slice("clientId:".length));
  const revoke = (): void => {
    for (const clientId of clientIds) app.revoke(clientId, before);
    for (const connection of asked.mock.connections())
      if ((connection.grant.issued ?? Number.POSITIVE_INFINITY) <= before && clientIds.includes(connection.clientId ?? ""))
        asked.mock.disconnect(connection, 40141, 401);
  };
  if (allowReauthMargin) asked.mock.clock.wake(appliesAt, revoke);
  else revoke();
  const failureCount = results.filter((result) => "error" in result).length;
  return { value: { successCount: results.length - failureCount, failureCount, results } };
}

/** A target that nothing can be revoked by. */
function revoked(target: string): { readonly target: string; readonly error: ErrorInfo } | null {
  if (/^(clientId|revocationKey|channel):./.test(target)) return null;
  return { target, error: new MockError(40000, `No such target: ${target}`).info };
}

/** Statistics for tests to find; without credentials nothing is kept. */
async function addStats(asked: Asked): Promise<Answer> {
  if (asked.request.headers["authorization"] !== undefined) (await granted(asked)).app.stats.add(asked.body as Parameters<Stats["add"]>[0]);
  return { status: 201, value: {} };
}

async function listStats(asked: Asked): Promise<Answer> {
  const { app } = await granted(asked);
  const { query } = asked;
  const unit = query.get("unit") ?? query.get("by") ?? "minute";
  return page(asked, app.stats.list({ start: query.get("start"), end: query.get("end"), unit, forwards: query.get("direction") === "forwards" }), {
    last: "stats",
  });
}

async function listChannels(asked: Asked): Promise<Answer> {
  const { app } = await granted(asked);
  const prefix = asked.query.get("prefix") ?? "";
  const names = [...app.channels.values()].filter((channel) => !(channel instanceof ChannelView) && channel.name.startsWith(prefix)).map(({ name }) => name);
  return page(asked, names.sort(), { last: "channels" });
}

async function channelStatus(asked: Asked, name = ""): Promise<Answer> {
  const { channel } = await channelOf(asked, name, "channel-metadata");
  return { value: { channelId: name, status: { isActive: true, occupancy: { metrics: channel.metrics } } } };
}

async function publish(asked: Asked, name = ""): Promise<Answer> {
  const { channel, grant } = await channelOf(asked, name, "publish");
  if (asked.query.get("_forceNack") === "true") throw new MockError(40099, "Reserved for testing purposes", 400);
  const list = [asked.body].flat() as readonly WireMessage[]; // one, or a list
  return { status: 201, value: publishTo(channel, list, { asked, grant }) };
}

async function history(asked: Asked, name: string, { last, kind }: { readonly last: string; readonly kind: "messages" | "presence" }): Promise<Answer> {
  const { channel } = await channelOf(asked, name, "history");
  const { query, json } = asked;
  const [start, end] = [Number(query.get("start") ?? 0), Number(query.get("end") ?? Number.MAX_SAFE_INTEGER)];
  const until = query.get("from_serial") ?? query.get("fromSerial");
  const entries = channel.log.filter(({ serial, timestamp }) => timestamp >= start && timestamp <= end && (until === null || serial <= until));
  const found = entries.flatMap((entry): readonly (WireMessage | WirePresence)[] => channel.current(entry)[kind]);
  const all = found.map((item) => outgoing(item, json ? "json" : "msgpack"));
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

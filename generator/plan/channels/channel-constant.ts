import type { Binding, Channel, ChannelServer, JsonValue, Message, MessageLocation } from "../../ir/index.js";
import { losslessParts, realtimePackage, realtimeParts } from "../names/runtime-names.js";
import type { Alternatives } from "../operations/auth-needs.js";
import { compact } from "../operations/operation-constant.js";
import { type Models, namedFields, resolve } from "../schemas/schema-views.js";
import type { ConstantValue, SymbolRef, TypeStyle } from "../views.js";
import type { Exchange } from "./channel-exchanges.js";
import type { Framing } from "./framing.js";
import { onlyValue } from "./message-match.js";
import { languageOf } from "./message-wire.js";
import type { Telling } from "./telling.js";

interface ConstantSetting {
  readonly telling: Telling;
  readonly models: Models;
  readonly style: Pick<TypeStyle, "int64" | "dates">;
  /** Whether the JSON of messages is read and printed with every digit. */
  readonly isWide: boolean;
}

/** The runtime's Channel as data; what the runtime takes for granted is left out. */
export function channelConstant(channel: Channel, framing: Framing | undefined, setting: ConstantSetting): ConstantValue {
  const { models, isWide } = setting;
  const params = channel.params.map(({ name }) => name);
  return compact({
    id: channel.id,
    address: channel.address,
    params: params.length > 0 ? params : undefined,
    defaults: defaultsOf(channel),
    messages: Object.fromEntries(writtenFirst(channel.messages).map((message) => [message.id, messageConstant(message, setting)])),
    servers: channel.servers.length > 0 ? channel.servers : undefined,
    framing: framing === undefined ? undefined : { $json: framing },
    json: isWide ? { $symbol: { name: losslessParts.json, from: realtimePackage, type: false } } : undefined,
    bindings: bindingsConstant(channel.bindings, models),
  });
}

/** Messages of bytes last: of a frame that names none, a text one is read as the first, a binary one as the last. */
function writtenFirst(messages: readonly Message[]): readonly Message[] {
  const isBytes = ({ payload }: Message): boolean => payload?.kind === "binary";
  return [...messages.filter((message) => !isBytes(message)), ...messages.filter(isBytes)];
}

/** Values of the parameters that inputs may leave out. */
function defaultsOf({ params }: Channel): ConstantValue | undefined {
  const found = params.flatMap(({ name, schema }): [string, string][] => {
    const value = schema.meta?.default?.value;
    return value === undefined || value === null || typeof value === "object" ? [] : [[name, String(value)]];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

function messageConstant(message: Message, { models, style, telling }: ConstantSetting): ConstantValue {
  const { contentType, correlationId, bindings } = message;
  return compact({
    contentType: contentType === null || contentType === "application/json" ? undefined : contentType,
    correlationId: correlationId === null ? undefined : placeText(correlationId),
    match: jsonOf(telling.matches.get(message.id)),
    fields: jsonOf(telling.fields.get(message.id)),
    schema: wireConstant(message, style),
    bindings: bindingsConstant(bindings, models),
  });
}

function wireConstant(message: Message, { int64, dates }: Pick<TypeStyle, "int64" | "dates">): ConstantValue | undefined {
  const by = languageOf(message);
  if (by === null || message.wire === null) return undefined;
  const { schema, dated } = message.wire;
  return compact({ by: { $symbol: by }, schema: dates === "string" ? schema : (dated ?? schema), int64: int64 === "number" ? undefined : int64 });
}

/** `/headers/correlationId` */
const placeText = ({ in: where, pointer }: MessageLocation): string => `/${where === "header" ? "headers" : "payload"}${pointer}`;

const jsonOf = (map: ReadonlyMap<string, JsonValue> | undefined): ConstantValue | undefined => map && { $json: Object.fromEntries(map) };

/** Bindings by protocol. A schema counts by what it can say as a value: the one value it allows, its default, or the names of its fields. */
export function bindingsConstant(bindings: readonly Binding[], models: Models): ConstantValue | undefined {
  const protocols = bindings.flatMap(({ protocol, fields, schemas }): [string, ConstantValue][] => {
    const values = fields.map(({ name, value }): [string, ConstantValue] => [name, { $json: value }]);
    const said = schemas.flatMap(({ name, schema }): [string, ConstantValue][] => {
      const known = resolve(schema, models);
      const names = namedFields(schema, "input", models)?.map((each) => each.name) ?? [];
      // A WebSocket's query and headers are inputs: their names count, whatever the whole has as a default.
      if (protocol === "ws") return names.length > 0 ? [[name, names]] : [];
      const value = onlyValue(known) ?? (schema.meta ?? known.meta)?.default?.value;
      if (value !== undefined) return [[name, { $json: value }]];
      return names.length > 0 ? [[name, names]] : [];
    });
    return values.length + said.length > 0 ? [[protocol, Object.fromEntries([...values, ...said])]] : [];
  });
  return protocols.length > 0 ? Object.fromEntries(protocols) : undefined;
}

interface ExchangeParts {
  readonly id: string;
  readonly exchange: Exchange;
  readonly channel: SymbolRef;
  readonly replyChannel: SymbolRef | null;
  readonly isFlat: boolean;
  readonly auth: Alternatives | null;
  readonly convert: ConstantValue | null;
  readonly models: Models;
}

/** The runtime's ChannelOperation as data. */
export function exchangeConstant({ id, exchange, channel, replyChannel, isFlat, auth, convert, models }: ExchangeParts): ConstantValue {
  const { operation, messages, reply } = exchange;
  return compact({
    id,
    channel: { $symbol: channel },
    messages: messages.length === exchange.channel.messages.length ? undefined : messages.map((message) => message.id),
    input: isFlat ? "flat" : undefined,
    reply: reply === null || exchange.verb !== "ask" ? undefined : replyConstant(exchange, replyChannel),
    auth: auth ?? undefined,
    convert: convert ?? undefined,
    bindings: bindingsConstant(operation.bindings, models),
  });
}

function replyConstant({ operation, reply, channel, inTurn }: Exchange, replyChannel: SymbolRef | null): ConstantValue {
  const address = operation.reply?.address ?? null;
  const all = (reply?.channel ?? channel).messages.length;
  const messages = reply?.messages ?? [];
  return compact({
    channel: replyChannel === null ? undefined : { $symbol: replyChannel },
    address: address === null ? undefined : placeText(address),
    messages: messages.length === 0 || messages.length === all ? undefined : messages.map(({ id }) => id),
    by: inTurn ? { $symbol: { name: realtimeParts.inTurn, from: realtimePackage, type: false } } : undefined,
  });
}

interface ServerParts {
  readonly security: Alternatives | null;
  readonly framing: Framing | undefined;
  readonly models: Models;
}

/** The runtime's RealtimeServer as data. */
export function serverConstant(server: ChannelServer, { security, framing, models }: ServerParts): ConstantValue {
  return compact({
    url: `${schemeOf(server.protocol)}://${server.host}${server.path ?? ""}`,
    protocol: server.protocol,
    protocolVersion: server.protocolVersion ?? undefined,
    security: security ?? undefined,
    framing: framing === undefined ? undefined : { $json: framing },
    bindings: bindingsConstant(server.bindings, models),
  });
}

/** Protocols that run over a WebSocket or an event stream, by the scheme of these. */
function schemeOf(protocol: string): string {
  if (/^(?:websockets?|socket\.?io)$/.test(protocol)) return "ws";
  if (/^(?:secure-?websockets?|wss\+.*|ably|graphql.*)$/.test(protocol)) return "wss";
  return protocol === "sse" || protocol === "mercure" ? "https" : protocol;
}

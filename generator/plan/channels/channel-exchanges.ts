import { doubt, type Report } from "../../diagnostics.js";
import type { Api, Binding, Channel, ChannelOperation, Message, Schema } from "../../ir/index.js";
import type { ClientConfig, OperationConfig } from "../config/client-config.js";
import { globToRegExp } from "../config/select.js";
import { own } from "../names/own.js";
import type { Use } from "../schemas/reach.js";
import { untoldAnswers } from "./carried.js";

/** One thing that a client does at a channel. */
export interface Exchange {
  /** `subscribe orders onOrder`: its key in the manifest. */
  readonly key: string;
  readonly verb: "subscribe" | "publish" | "ask";
  readonly channel: Channel;
  readonly operation: ChannelOperation;
  readonly messages: readonly Message[];
  readonly reply: { readonly channel: Channel | null; readonly messages: readonly Message[] } | null;
  /** Nothing tells which answer is whose: they are taken in the order of the requests. */
  readonly inTurn: boolean;
  readonly config: OperationConfig;
}

/** What clients do at the channels, in pointer order, what the document leaves open last: the counterpart of what the application does, unless client.yaml turns it round. */
export function exchangesOf(api: Api, config: ClientConfig, report: Report): readonly Exchange[] {
  const channels = new Map(api.channels.map((channel) => [channel.id, channel]));
  const answering = new Set(api.channels.flatMap(({ operations }) => operations.map(({ reply }) => reply?.channel ?? null)));
  const found = api.channels.flatMap((channel) => {
    for (const binding of channel.bindings) if (isPosted(binding)) report(posted(binding));
    if (channel.operations.length === 0 && !answering.has(channel.id)) report(silent(channel));
    return channel.operations.flatMap((operation) => {
      const verb = verbOf(operation, config);
      if (verb === "subscribe" && operation.reply !== null) report(unanswered(operation));
      const doubted =
        verb === "ask" ? untoldAnswers({ channel, through: channels.get(operation.reply?.channel ?? "") ?? channel, operation }, { api, config }) : null;
      if (doubted) report(doubted);
      const inTurn = doubted !== null;
      const exchange = { key: exchangeKey(verb, channel, operation), verb, channel, operation, inTurn, ...partsOf(channel, operation, channels) };
      const rules = own(config.operations, exchange.key) ?? (operation.id === null ? undefined : own(config.operations, operation.id)) ?? {};
      return isSelected(exchange, rules, config) ? [{ ...exchange, config: rules }] : [];
    });
  });
  return found.sort((a, b) => +isAssumed(a) - +isAssumed(b) || (a.operation.at < b.operation.at ? -1 : a.operation.at > b.operation.at ? 1 : 0));
}

/** Of a channel that no operation mentions: names that the document gives come first. */
const isAssumed = ({ operation, channel }: Exchange): boolean => operation.at === channel.at;

/** What the client does where the application does this. */
export function verbOf({ action, reply }: ChannelOperation, { perspective }: ClientConfig): Exchange["verb"] {
  const isSending = perspective === "application" ? action === "send" : action === "receive";
  return isSending ? (reply === null ? "publish" : "ask") : "subscribe";
}

/** A space parts what a channel's id or an operation's id may hold from the next, so nothing is lost. */
export function exchangeKey(verb: Exchange["verb"], channel: Channel, operation: ChannelOperation): string {
  return `${verb} ${channel.id}${operation.id === null ? "" : ` ${operation.id}`}`;
}

/** Every name by which client.yaml may speak of what is done at a channel. */
export const exchangeNames = (channel: Channel): readonly string[] =>
  channel.operations.flatMap((operation) => [
    ...(operation.id === null ? [] : [operation.id]),
    ...(["subscribe", "publish", "ask"] as const).map((verb) => exchangeKey(verb, channel, operation)),
  ]);

function partsOf(channel: Channel, { messages, reply }: ChannelOperation, channels: ReadonlyMap<string, Channel>): Pick<Exchange, "messages" | "reply"> {
  const pick = (from: Channel, ids: readonly string[]): readonly Message[] => from.messages.filter(({ id }) => ids.includes(id));
  const through = reply?.channel == null ? null : (channels.get(reply.channel) ?? null);
  return { messages: pick(channel, messages), reply: reply === null ? null : { channel: through, messages: pick(through ?? channel, reply.messages) } };
}

function isSelected({ key, channel, operation }: Omit<Exchange, "config">, rules: OperationConfig, { select = {} }: ClientConfig): boolean {
  const { tags, operations, paths, deprecated } = select;
  if (rules.skip === true || (deprecated === "exclude" && operation.docs.deprecated)) return false;
  if (tags !== undefined && ![...operation.tags, ...channel.tags].some((tag) => tags.includes(tag))) return false;
  if (paths !== undefined && !paths.some((glob) => globToRegExp(glob).test(channel.address ?? channel.id))) return false;
  return operations === undefined || operations.includes(key) || (operation.id !== null && operations.includes(operation.id));
}

/** Every schema that an exchange's own signature holds. */
export function usesOfExchange({ verb, channel, messages, reply }: Exchange): readonly Use[] {
  const own = verb === "subscribe" ? "output" : "input";
  const of = (list: readonly Message[], side: Use["side"]): readonly Use[] =>
    list.flatMap((message) => [message.payload, message.headers, ...keySchemas(message)].flatMap((schema) => (schema === null ? [] : [{ schema, side }])));
  const params = channel.params.map(({ schema }): Use => ({ schema, side: "input" }));
  const connection = connectionSchemas(channel).map((schema): Use => ({ schema, side: "input" }));
  return [...params, ...connection, ...of(messages, own), ...of(reply?.messages ?? [], "output")];
}

/** Schemas of a broker's own key. */
export const keySchemas = ({ bindings }: Message): readonly Schema[] =>
  bindings.flatMap(({ protocol, schemas }) => (protocol === "kafka" ? schemas.filter(({ name }) => name === "key").map(({ schema }) => schema) : []));

/** What a WebSocket's address and request take besides parameters. */
export const connectionSchemas = ({ bindings }: Channel): readonly Schema[] =>
  bindings.flatMap(({ protocol, schemas }) => (protocol === "ws" ? schemas.map(({ schema }) => schema) : []));

const silent = ({ id, at }: Channel) =>
  doubt(
    "channel-without-operation",
    at,
    `No operation uses the channel "${id}": nothing is generated for it.`,
    "Add an operation that sends or receives there.",
  );

const unanswered = ({ at }: ChannelOperation) =>
  doubt(
    "reply-by-client",
    at,
    "The application asks, and the client would have to answer: it receives the request, and the answer is sent by the reply channel's own operation.",
    "Give the reply channel an operation that receives, or set `perspective: application`.",
  );

const isPosted = ({ protocol, fields }: Binding): boolean =>
  protocol === "ws" && fields.some(({ name, value }) => name === "method" && typeof value === "string" && value.toUpperCase() !== "GET");

const posted = ({ at }: Binding) =>
  doubt("binding-ws-method", `${at}/method`, "A WebSocket is opened by GET: this method means nothing.", "Remove the method, or say GET.");

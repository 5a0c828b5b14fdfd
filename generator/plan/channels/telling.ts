import { doubt, note, type Report } from "../../diagnostics.js";
import type { Api, Channel, Message } from "../../ir/index.js";
import type { ClientConfig } from "../config/client-config.js";
import type { Models } from "../schemas/schema-views.js";
import { hasNames } from "./carried.js";
import { type Exchange, verbOf } from "./channel-exchanges.js";
import { fieldsOf, type MessageFields, mayHave } from "./message-fields.js";
import { type Match, matchesOf } from "./message-match.js";

/** How the messages of a channel are told apart where frames don't name them. */
export interface Telling {
  readonly matches: ReadonlyMap<string, Match>;
  /** What payloads must have, of the messages that no constant tells; empty: it would tell nothing, or nothing needs it. */
  readonly fields: ReadonlyMap<string, MessageFields>;
  /** Ids of messages -> those that may be taken for them. */
  readonly alike: ReadonlyMap<string, ReadonlySet<string>>;
}

/** By channel, how its messages are told apart. */
export function planTelling(api: Api, config: ClientConfig, models: Models): ReadonlyMap<string, Telling> {
  return new Map(api.channels.map((channel) => [channel.id, tellingOf(api, { config, channel, models })]));
}

function tellingOf(api: Api, { config, channel, models }: { readonly config: ClientConfig; readonly channel: Channel; readonly models: Models }): Telling {
  const coming = comingOf(api, config, channel);
  const matches = matchesOf(channel, coming, models);
  const mute = channel.messages.filter(({ id }) => coming.has(id) && !matches.has(id));
  if (mute.length < 2 || hasNames(channel, { api, config })) return { matches, fields: new Map(), alike: new Map() };
  const fields = new Map(mute.map((message) => [message.id, fieldsOf(message, models)]));
  const mayBe = (one: Message, other: Message): boolean => one.id === other.id || mayHave(other, fields.get(one.id) ?? new Map(), models);
  // Bytes that a schema reads are another matter (tellBytes): without a name nobody could decode them.
  const isAlike = (one: Message, other: Message): boolean => one.id !== other.id && one.wire === null && other.wire === null && mayBe(one, other);
  const alike = new Map(mute.map((one) => [one.id, new Set(mute.filter((other) => isAlike(one, other)).map(({ id }) => id))]));
  const helps = mute.some((other) => mute.some((one) => !mayBe(one, other)));
  return { matches, fields: helps ? fields : new Map(), alike };
}

/** Ids of the messages that a client may be given: over a socket what is sent to it, from a broker all that anybody publishes. */
function comingOf({ channels, channelServers }: Api, config: ClientConfig, channel: Channel): ReadonlySet<string> {
  const isSocket = channelServers.length > 0 && channelServers.every(({ protocol }) => /^(?:wss?|(?:secure-?)?websockets?|https?|sse)$/.test(protocol));
  if (!isSocket) return new Set(channel.messages.map(({ id }) => id));
  const heard = channel.operations.filter((operation) => verbOf(operation, config) === "subscribe").flatMap(({ messages }) => messages);
  const answers = channels.flatMap((asked) =>
    asked.operations.flatMap(({ reply }) => (reply !== null && (reply.channel ?? asked.id) === channel.id ? reply.messages : [])),
  );
  return new Set([...heard, ...answers]);
}

/** Subscriptions with every message that may be taken for one of theirs, so that their types say what is delivered; what stays alike is told. */
export function withAlike(exchanges: readonly Exchange[], tellings: ReadonlyMap<string, Telling>, report: Report): readonly Exchange[] {
  return exchanges.map((exchange) => {
    const alike = exchange.verb === "subscribe" ? tellings.get(exchange.channel.id)?.alike : undefined;
    if (alike === undefined) return exchange;
    const own = new Set(exchange.messages.map(({ id }) => id));
    const wanted = new Set([...own].flatMap((id) => [id, ...(alike.get(id) ?? [])]));
    const confused = [...own].filter((id) => (alike.get(id)?.size ?? 0) > 0).flatMap((id) => [id, ...(alike.get(id) ?? [])]);
    if (confused.length === 0) return exchange;
    const names = [...new Set(confused)].sort().map((name) => JSON.stringify(name));
    const listed = names.length > 6 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
    const messages = exchange.channel.messages.filter(({ id }) => wanted.has(id));
    const types = new Set(exchange.messages.map(typeOf));
    report((messages.every((message) => types.has(typeOf(message))) ? untold : mixed)(exchange, listed));
    return { ...exchange, messages };
  });
}

/** The same text for the same payload and headers. */
const typeOf = ({ payload, headers }: Message): string => JSON.stringify([payload, headers]);

const remedy =
  "Give each a constant of its own (`const`) or required fields that the others lack, or a channel of its own; where frames name their type, say so in x-clientwright-framing.";

const mixed = ({ operation }: Exchange, names: string) =>
  doubt("message-mixed", operation.at, `Nothing always tells ${names} apart: the subscription may be given each of them, and its type says so.`, remedy);

const untold = ({ operation }: Exchange, names: string) =>
  note("messages-alike", operation.at, `Nothing always tells ${names} apart: the name of a message that may be several is null.`, remedy);

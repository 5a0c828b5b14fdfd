import type { Schema } from "../../ir/index.js";
import { docsView, line } from "../docs/docs.js";
import { camelCase, capital } from "../names/casing.js";
import type { Group } from "../names/groups.js";
import { type NameBook, owners } from "../names/name-book.js";
import type { OperationNames } from "../names/operation-names.js";
import { alternatives } from "../operations/auth-needs.js";
import type { ConversionSetting } from "../schemas/conversion.js";
import type { ChannelExchangeView, ChannelsView, DocsView, NamedTypeView } from "../views.js";
import { channelConstant, exchangeConstant } from "./channel-constant.js";
import { payloadConversion } from "./channel-conversion.js";
import type { Exchange } from "./channel-exchanges.js";
import { type ChannelInput, headersOf, payloadOf, planChannelInput } from "./channel-input.js";
import type { Framings } from "./framing.js";
import type { Telling } from "./telling.js";

/** An exchange with everything about it decided. */
export interface PlannedExchange {
  readonly names: OperationNames;
  readonly exchange: Exchange;
  readonly view: ChannelExchangeView;
  readonly input: ChannelInput;
}

/** What all exchanges of one API share while they are planned. */
export interface ExchangeSetting extends ConversionSetting {
  readonly groups: ReadonlyMap<string, Group>;
  readonly schemes: ReadonlyMap<string, string>;
  readonly book: NameBook;
  readonly framings: Framings;
  readonly tellings: ReadonlyMap<string, Telling>;
  /** Whether the JSON of messages is read and printed with every digit. */
  readonly isWide: boolean;
}

/** A channel's constant: its name, and the file that declares it. */
export interface PlannedChannel {
  readonly constName: string;
  readonly file: string;
  /** Used by other files too. */
  readonly exported: boolean;
  readonly view: ChannelsView["channels"][number];
}

/** Every exchange's view, and the channels that they need, by id. */
export interface PlannedChannels {
  readonly exchanges: readonly PlannedExchange[];
  readonly channels: readonly PlannedChannel[];
}

/** File of the channels that several groups use: no file of a group imports another. */
export const sharedChannels = "channels/shared";

export function planExchanges(exchanges: readonly Exchange[], names: readonly OperationNames[], setting: ExchangeSetting): PlannedChannels {
  const drafts = exchanges.map((exchange, index) => {
    const own = names[index] as OperationNames; // same length
    return { exchange, names: own, file: setting.groups.get(own.group.join("."))?.channels ?? "channels/general" };
  });
  const channels = placeChannels(drafts, setting);
  return { exchanges: drafts.map((draft) => plannedExchange(draft, channels, setting)), channels: [...channels.values()] };
}

interface Draft {
  readonly exchange: Exchange;
  readonly names: OperationNames;
  readonly file: string;
}

/** Each channel stands in the file that uses it, or in the shared one. */
function placeChannels(drafts: readonly Draft[], { models, style, book, framings, tellings, isWide }: ExchangeSetting): ReadonlyMap<string, PlannedChannel> {
  const files = new Map<string, Set<string>>();
  const found = new Map(drafts.flatMap(({ exchange, file }) => channelsOf(exchange).map((channel) => [channel.id, { channel, file }] as const)));
  for (const { exchange, file } of drafts) for (const { id } of channelsOf(exchange)) files.set(id, (files.get(id) ?? new Set()).add(file));
  return new Map(
    [...found].map(([id, { channel, file }]) => {
      const exported = (files.get(id)?.size ?? 0) > 1;
      const stem = camelCase(id.replace(/\{[^{}]*\}/g, " ")) || "channel";
      const constName = book.exports.give([`${stem}Channel`, `${stem}MessageChannel`]);
      const view = {
        constName,
        exported,
        constant: channelConstant(channel, framings.channels.get(id), { models, style, isWide, telling: tellings.get(id) as Telling }), // every channel has one
        docs: exported ? line(`The channel ${JSON.stringify(id)}.`) : { lines: [], tags: [] },
      };
      return [id, { constName, file: exported ? sharedChannels : file, exported, view }];
    }),
  );
}

const channelsOf = ({ channel, reply, verb }: Exchange) => (verb !== "ask" || reply === null || reply.channel === null ? [channel] : [channel, reply.channel]);

function plannedExchange({ exchange, names, file }: Draft, channels: ReadonlyMap<string, PlannedChannel>, setting: ExchangeSetting): PlannedExchange {
  const { models, book } = setting;
  const input = planChannelInput(exchange, models);
  const symbol = (id: string) => {
    const channel = channels.get(id) as PlannedChannel; // every channel of an exchange was placed
    return { name: channel.constName, from: channel.file === file ? null : channel.file, type: false };
  };
  const constant = exchangeConstant({
    id: names.functionName,
    exchange,
    channel: symbol(exchange.channel.id),
    replyChannel: exchange.verb !== "ask" || exchange.reply?.channel == null ? null : symbol(exchange.reply.channel.id),
    isFlat: input.isFlat,
    auth: alternatives(exchange.operation.auth, setting.schemes),
    convert: payloadConversion(exchange, setting),
    models,
  });
  const stem = capital(names.functionName);
  const give = (suffix: string, spare: string): string => book.take(owners.type(names.key, suffix), [`${stem}${suffix}`, `${stem}${spare}`]);
  const view: ChannelExchangeView = {
    functionName: names.functionName,
    methodName: names.methodName,
    constName: book.exports.give([`${names.functionName}Op`, `${names.functionName}Operation`]),
    constant,
    docs: exchangeDocs(exchange),
    verb: exchange.verb,
    input: input.view === null ? null : { name: give("Input", "Args"), ...input.view, docs: line(`What {@link ${names.functionName}} takes.`) },
    inputOptional: input.optional,
    ...received(exchange, names.functionName, give),
  };
  return { names, exchange, view, input };
}

function received(
  { verb, messages, reply }: Exchange,
  name: string,
  give: (suffix: string, spare: string) => string,
): Pick<ChannelExchangeView, "output" | "headers"> {
  if (verb === "publish") return { output: null, headers: null };
  const list = verb === "ask" ? (reply?.messages ?? []) : messages;
  const type = (schema: Schema, suffix: string, spare: string, docs: string): NamedTypeView => ({
    name: needsName(schema) ? give(suffix, spare) : null,
    docs: line(docs),
    type: { schema, side: "output", binary: "bytes" },
  });
  const output = type(
    payloadOf(list),
    verb === "ask" ? "Reply" : "Payload",
    "Message",
    verb === "ask" ? `The answer to {@link ${name}}.` : `What {@link ${name}} receives.`,
  );
  const headers = verb === "ask" ? null : headersOf(list);
  return { output, headers: headers === null ? null : type(headers, "Headers", "MessageHeaders", `Headers of what {@link ${name}} receives.`) };
}

/** Structures get a name; a reference has one, a scalar needs none. */
const needsName = ({ kind }: Schema): boolean => kind === "object" || kind === "all" || kind === "union" || kind === "tuple" || kind === "literal";

/** The operation's prose, else its channel's, else its only message's. */
function exchangeDocs({ operation, channel, messages }: Exchange): DocsView {
  const own = docsView(operation.docs);
  if (own.lines.length > 0) return own;
  const around = docsView(channel.docs);
  const lines = around.lines.length > 0 ? around.lines : messages.length === 1 && messages[0] !== undefined ? docsView(messages[0].docs).lines : [];
  return lines.length > 0 ? { lines, tags: own.tags } : { lines: operation.title === null ? [] : [operation.title], tags: own.tags };
}

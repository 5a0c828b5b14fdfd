import { type Diagnostic, doubt, note, type Report } from "../../diagnostics.js";
import type { Api, Channel, ChannelOperation, JsonValue, Message } from "../../ir/index.js";
import type { ClientConfig } from "../config/client-config.js";
import { isRecord } from "../names/operation-hints.js";
import { own } from "../names/own.js";
import { brokers } from "../names/runtime-names.js";
import type { Models } from "../schemas/schema-views.js";
import type { Exchange } from "./channel-exchanges.js";
import { matchOf } from "./message-match.js";

interface Around {
  readonly api: Api;
  readonly config: ClientConfig;
}

interface Asked {
  readonly channel: Channel;
  /** The channel of the answers. */
  readonly through: Channel;
  readonly operation: ChannelOperation;
}

/** Why nothing tells which answer belongs to which request; null where something does. */
export function untoldAnswers({ channel, through, operation }: Asked, around: Around): Diagnostic | null {
  if (correlatesItself(channel, around)) return null;
  const places = through.messages.flatMap(({ correlationId }) => correlationId ?? []);
  if (places.length === 0) return uncorrelated(operation);
  return places.every((place) => place.in === "header") && !hasPlace("received", channel, around) ? uncarried(operation) : null;
}

/** Tells of headers that the frames of a socket leave out, once a message. */
export function tellHeaders(exchanges: readonly Exchange[], around: Around, report: Report): void {
  const lost = exchanges.flatMap(({ verb, channel, messages, reply }) => [
    ...(hasPlace(verb === "subscribe" ? "received" : "sent", channel, around) ? [] : messages),
    ...(verb !== "ask" || hasPlace("received", reply?.channel ?? channel, around) ? [] : (reply?.messages ?? [])),
  ]);
  for (const message of new Set(lost)) if (message.headers !== null) report(headless(message));
}

/** Whether the protocol knows which answer belongs to which request: brokers do, framings of their own do, an envelope may say so. */
function correlatesItself(channel: Channel, around: Around): boolean {
  const { channelServers } = around.api;
  if (channelServers.length > 0 && channelServers.every(({ protocol }) => Object.hasOwn(brokers, protocol))) return true;
  return framingsOf(channel, around).some((framing) => framing["framing"] !== "json" || readAt(framing, "receive", "message", "correlation") !== undefined);
}

/** Tells of requests whose answers come in turn and may be messages they are not about, because neither frames nor payloads tell them apart. */
export function tellAlike(exchanges: readonly Exchange[], models: Models, around: Around, report: Report): void {
  const sent = new Set(exchanges.flatMap(({ verb, messages }) => (verb === "subscribe" ? [] : messages)));
  const heard = new Set(exchanges.flatMap(({ verb, messages, reply }) => (verb === "subscribe" ? messages : (reply?.messages ?? []))));
  for (const { channel, operation, reply, inTurn } of exchanges) {
    if (!inTurn) continue;
    const [from, wanted] = [reply?.channel ?? channel, reply?.messages ?? []];
    const mute = from.messages.filter((message) => message.wire === null && matchOf(message, models).size === 0);
    // What the client alone sends never comes.
    const unwanted = mute.filter((message) => wanted.length > 0 && !wanted.includes(message) && (heard.has(message) || !sent.has(message)));
    const takesMute = wanted.length > 1 || wanted.some((message) => mute.includes(message));
    if (mute.length > 1 && unwanted.length > 0 && takesMute && isSocket(around) && !hasNames(from, around)) report(alike(operation, unwanted));
  }
}

/** Whether frames say which message they hold: framings with names of their own do, envelopes with a type, AMQP's type property. */
export const hasNames = (channel: Channel, around: Around): boolean => {
  const { channelServers } = around.api;
  if (channelServers.length > 0 && channelServers.every(({ protocol }) => own(brokers, protocol)?.name === "amqpBus")) return true;
  return framingsOf(channel, around).some((framing) => framing["framing"] !== "json" || readAt(framing, "receive", "message", "type") !== undefined);
};

const isSocket = ({ api: { channelServers } }: Around): boolean => channelServers.length > 0 && channelServers.every(({ protocol }) => /^wss?$/.test(protocol));

/** Whether messages keep their headers on the way: plain JSON over a WebSocket has no place for them. Of an unknown connection it is believed. */
const hasPlace = (way: "sent" | "received", channel: Channel, around: Around): boolean =>
  !isSocket(around) ||
  framingsOf(channel, around).some(
    (framing) =>
      framing["framing"] !== "json" ||
      (way === "received" ? readAt(framing, "receive", "message", "headers") !== undefined : mentionsHeaders(readAt(framing, "send", "message"))),
  );

const mentionsHeaders = (template: JsonValue | undefined): boolean => template !== undefined && JSON.stringify(template).includes('"{headers}"');

/** Every framing that is told for a channel. */
const framingsOf = ({ framing: own }: Channel, { api: { framing: around, channelServers }, config }: Around) =>
  [own?.value, config.framing as JsonValue | undefined, around?.value, ...channelServers.map(({ framing }) => framing?.value)].filter(isRecord); // client.yaml is plain JSON

const readAt = (value: JsonValue, ...keys: readonly string[]): JsonValue | undefined =>
  keys.reduce<JsonValue | undefined>((here, key) => (isRecord(here) && Object.hasOwn(here, key) ? here[key] : undefined), value);

const uncorrelated = ({ at }: ChannelOperation) =>
  note(
    "reply-uncorrelated",
    at,
    "No message of the reply's channel has a correlation id: unless the protocol has one of its own, answers are taken in the order of the requests.",
    "Give the messages a correlationId, where they have one.",
  );

const uncarried = ({ at }: ChannelOperation) =>
  doubt(
    "reply-correlation-uncarried",
    at,
    "The correlation id stands in headers, and frames of plain JSON carry none: answers are taken in the order of the requests.",
    "Put the correlationId into the payload, or describe frames with headers in x-clientwright-framing.",
  );

const headless = ({ at }: Message): Diagnostic =>
  doubt(
    "headers-uncarried",
    `${at}/headers`,
    "The message has headers, and frames of plain JSON carry none: they are not sent, and none come.",
    "Put what they say into the payload, or describe frames with headers in x-clientwright-framing.",
  );

const alike = ({ at }: ChannelOperation, others: readonly Message[]): Diagnostic =>
  note(
    "messages-alike",
    at,
    `Nothing tells the messages of this operation from ${others.map(({ id }) => id).join(", ")} of the same channel: those come as well.`,
    "Give each payload a field with a value of its own (const), describe frames with a type in x-clientwright-framing, or give each message a channel.",
  );

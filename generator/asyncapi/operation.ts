import type { Channel, ChannelOperation, ChannelReply } from "../ir/index.js";
import { deref, entriesOf } from "../schema/deref.js";
import { extensionsOf } from "../schema/extensions.js";
import { isObject, type JsonObject, listAt, objectAt, step } from "../schema/json.js";
import { fail, type Place, type Scope, warn } from "../schema/scope.js";
import { lowerBindings } from "./binding.js";
import { openBothWays } from "./both-ways.js";
import type { DraftChannel } from "./channel.js";
import { layerDocs } from "./layer-docs.js";
import { locationAt } from "./location.js";
import type { Reading } from "./reading.js";
import { lowerSecurity } from "./security.js";
import { tagNames } from "./tag-names.js";
import { layersOf, pick, pickText } from "./traits.js";

/** The channels of a 3.x document with the operations that it lists; those that none mentions, with both directions. */
export function attachOperations(reading: Reading, drafts: readonly DraftChannel[]): readonly Channel[] {
  const { scope, node, at } = reading.place;
  const byChannel = new Map<DraftChannel, ChannelOperation[]>(drafts.map((draft) => [draft, []]));
  const mentioned = new Set<string>();
  for (const entry of entriesOf(scope, objectAt(node, "operations") ?? {}, `${at}/operations`)) {
    const place = entry.key.startsWith("x-") ? null : deref(entry.scope, entry.node, entry.at);
    if (place === null) continue;
    const draft = channelAt(drafts, place.scope, place.node["channel"]);
    const operation = draft === null ? lost(place) : lowerOperation({ reading, drafts, draft, place }, entry);
    if (draft !== null) mentioned.add(draft.channel.id);
    if (operation?.reply?.channel != null) mentioned.add(operation.reply.channel);
    if (draft !== null && operation !== null) byChannel.get(draft)?.push(operation);
  }
  const channels = drafts.map((draft) => ({ ...draft.channel, operations: byChannel.get(draft) ?? [] }));
  return openBothWays(reading, channels, mentioned);
}

function lost({ scope, at }: Place): null {
  const message = "The operation's channel is none of the document's; left out.";
  fail(scope, "channel-unresolved", { at: `${at}/channel`, message, remedy: "Refer to one under #/channels." });
  return null;
}

/** The channel that a reference means: by the place that it names, else by where that leads. */
function channelAt(drafts: readonly DraftChannel[], scope: Scope, node: JsonObject[string] | undefined): DraftChannel | null {
  const ref = isObject(node) ? node["$ref"] : undefined;
  if (typeof ref !== "string") return null;
  const { refs } = scope.lowering;
  const hop = refs.step(ref, scope.base)?.key;
  const end = refs.resolve(ref, scope.base)?.key;
  return drafts.find(({ channel }) => channel.at === hop) ?? drafts.find(({ place }) => place.at === end) ?? null;
}

interface Given {
  readonly reading: Reading;
  readonly drafts: readonly DraftChannel[];
  readonly draft: DraftChannel;
  readonly place: Place;
}

function lowerOperation(given: Given, entry: { readonly key: string; readonly at: string }): ChannelOperation | null {
  const { reading, draft, place } = given;
  const { scope, node } = place;
  const action = node["action"];
  if (action !== "send" && action !== "receive") {
    const message = `${JSON.stringify(action ?? null)} is no action; the operation is left out.`;
    fail(scope, "action-invalid", { at: `${place.at}/action`, message, remedy: "Use send or receive." });
    return null;
  }
  const layers = layersOf(place, false);
  return {
    id: entry.key,
    action,
    docs: layerDocs(layers),
    title: pickText(layers, "title"),
    tags: tagNames(layers),
    messages: messagesOf(place, draft),
    reply: replyOf(given),
    auth: securityOf(layers, reading),
    bindings: lowerBindings(layers, "operation"),
    extensions: extensionsOf(node),
    at: entry.at,
  };
}

function securityOf(layers: readonly Place[], { auth }: Reading): ChannelOperation["auth"] {
  const found = pick(layers, "security");
  return found === null ? null : lowerSecurity(found.place, auth, false);
}

/** Ids of the channel's messages that a `messages` list means; all of them where there is none. */
function messagesOf({ scope, node, at }: Place, { channel, messageIds }: DraftChannel): readonly string[] {
  const list = node["messages"];
  const all = channel.messages.map(({ id }) => id);
  if (list === undefined || list === null) return all;
  const ids = listAt(node, "messages").flatMap((each, index) => messageId(scope, each, { at: step(`${at}/messages`, index), messageIds, all }) ?? []);
  return ids.length > 0 ? [...new Set(ids)].sort() : all;
}

interface Wanted {
  readonly at: string;
  readonly messageIds: ReadonlyMap<string, string>;
  readonly all: readonly string[];
}

/** By the place that it names, by where that leads, or (many documents name the component) by its last part. */
function messageId(scope: Scope, node: JsonObject[string], { at, messageIds, all }: Wanted): string | null {
  const ref = isObject(node) && typeof node["$ref"] === "string" ? node["$ref"] : null;
  const hop = ref === null ? null : scope.lowering.refs.step(ref, scope.base);
  const end = ref === null ? null : scope.lowering.refs.resolve(ref, scope.base);
  const last = hop?.pointer.split("/").at(-1);
  const id = messageIds.get(hop?.key ?? "") ?? messageIds.get(end?.key ?? "") ?? all.find((each) => each === last);
  if (id !== undefined) return id;
  const message = "This is none of the channel's messages; left out.";
  warn(scope, "message-unresolved", { at, message, remedy: "Refer to a message under the channel's messages." });
  return null;
}

function replyOf({ drafts, draft, place }: Given): ChannelReply | null {
  const written = place.node["reply"];
  if (written === undefined || written === null) return null;
  const reply = deref(place.scope, written, `${place.at}/reply`);
  if (reply === null) return null;
  const named = reply.node["channel"];
  const channel = named === undefined ? null : channelAt(drafts, reply.scope, named);
  if (named !== undefined && channel === null) lost(reply);
  const through = channel ?? draft;
  return {
    channel: channel === null ? null : channel.channel.id,
    address: locationAt(reply.scope, reply.node["address"], `${reply.at}/address`),
    messages: channel === null && reply.node["messages"] === undefined ? [] : messagesOf(reply, through),
    at: reply.at,
  };
}
